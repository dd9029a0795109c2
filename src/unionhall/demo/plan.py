"""Who and what is invented: the same size gives the same federation. Nothing here writes to the database."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import cycle
from pathlib import Path
from random import Random

from django.utils import timezone

from unionhall.demo import places
from unionhall.demo.names import Crowd, InventedPerson
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns.models import Campaign, Link

SEED = 119900
SYSTEM = "演示数据"
JOINT_MEMBERS = 60  # of a joint union's own: people of shops too small for a union
UNDER_A_JOINT = 5  # enterprise unions that stand below a joint one


@dataclass(frozen=True, slots=True)
class Size:
    """How large a federation, and how much has happened in it."""

    first_level: int
    joints: int  # community joint unions
    enterprises: int
    members: int
    officers: int  # of all unions together, each with one office
    papers: int  # handed in for the campaign that runs
    days_in: int  # for how many days it has been running
    hazards: int  # reported by workers
    inspectors: int
    inspections: int
    has_past: bool = True  # an earlier campaign, people who came and went, a bank of questions


SIZES = {
    "full": Size(25, 9, 1_004, 90_000, 2_500, 15_000, 33, 1_200, 60, 400),
    "small": Size(3, 2, 40, 2_000, 120, 400, 16, 50, 6, 20),
    "tiny": Size(3, 0, 6, 120, 0, 30, 16, 4, 1, 2, has_past=False),
}


@dataclass(frozen=True, slots=True)
class InventedUnion:
    """An enterprise or joint union of the plan, with the people on its roll, the chair first."""

    code: str
    name: str
    kind: str
    above: str  # the code of the union under which it stands
    trade: str
    roll: list[InventedPerson]


@dataclass(frozen=True, slots=True)
class Turnover:
    """Who goes over to another union, who leaves, and who asks to join."""

    transfers: list[tuple[InventedUnion, InventedPerson, InventedUnion]]
    leavers: list[tuple[InventedUnion, InventedPerson]]
    joiners: list[tuple[InventedUnion, InventedPerson]]

    @property
    def gone(self) -> set[str]:
        """The telephone numbers of those who are not where the roll of the plan has them."""
        return {person.phone for _union, person, _to in self.transfers} | {one.phone for _union, one in self.leavers}


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An enterprise union as it stands in the database, with the people on its roll, the chair first."""

    unit: Unit
    roll: list[InventedPerson]


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who sits the paper, from a moment on. ``leaves``: they do not come to its end."""

    moment: datetime
    link: Link
    person: InventedPerson
    leaves: bool


class Demo:
    """One demo: its plan, its days, and the way to what was built of it already.

    ``today`` is the day from which all its days count: that on which its building began.
    """

    def __init__(self, size: str, home: Path, today: date) -> None:
        self.size, self.home, self.today = size, home, today
        self.scale = SIZES[size]
        self.seats: list[Seat] | None = None  # who sits the running campaign's paper when, once that is known

    def forget(self) -> None:
        """Read anew what stands in the database: another part has been built."""
        for name in ("federation", "first_level", "enterprises", "chairs", "officers", "campaign"):
            self.__dict__.pop(name, None)

    @property
    def system(self) -> Actor:
        """The part of the system that does what nobody in particular does."""
        return Actor.system(SYSTEM)

    def at(self, days: int, hour: str = "00:00") -> datetime:
        """A moment so many days from today."""
        day = self.today + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(hour)))

    def random(self, what: str) -> Random:
        """Chance for one thing of the demo: the same every time, whatever else is built."""
        return Random(f"{SEED} {what}")  # noqa: S311  # invented people, no secrets

    @cached_property
    def staff(self) -> list[list[InventedPerson]]:
        """Who works at the first-level unions: the officer first, then chair, vice chair and a second officer."""
        return [[self._crowd.person() for _one in range(4)] for _unit in range(self.scale.first_level)]

    @cached_property
    def unions(self) -> list[InventedUnion]:
        """The enterprise unions by plan, dealt out over the first-level unions; after them the joint unions."""
        _first = self.staff  # the crowd gives people in this order
        random, scale = self.random("places"), self.scale
        in_joints = JOINT_MEMBERS * scale.joints
        invented = places.enterprises(random, count=scale.enterprises, members=scale.members - in_joints)
        numbers = dict.fromkeys(range(1, scale.first_level + 1), 0)
        rows = []
        for order, place in zip(cycle(numbers), invented, strict=False):
            numbers[order] += 1
            name, trade = places.in_system(order, numbers[order], random) or (place.name, place.trade)
            above = f"{places.DISTRICT_CODE}-{order:02d}"
            code = f"{above}-{numbers[order]:03d}"
            rows.append(InventedUnion(code, name, "grassroots", above, trade, self._people(place.members)))
        return self._with_joints(rows)

    def _with_joints(self, rows: list[InventedUnion]) -> list[InventedUnion]:
        """The joint unions, each with members of its own and the smallest enterprises of its street below it."""
        for order, name in places.JOINTS[: self.scale.joints]:
            street = f"{places.DISTRICT_CODE}-{order:02d}"
            code = f"{street}-901"
            below = sorted((one for one in rows if one.above == street), key=lambda one: (len(one.roll), one.code))
            moved = {one.code for one in below[:UNDER_A_JOINT]}
            rows = [replace(one, above=code) if one.code in moved else one for one in rows]
            rows.append(InventedUnion(code, name, "joint", street, "", self._people(JOINT_MEMBERS)))
        return rows

    def _people(self, number: int) -> list[InventedPerson]:
        return [self._crowd.person() for _one in range(number)]

    @cached_property
    def turnover(self) -> Turnover:
        """Who comes and goes, of unions that are large enough for it to be seen."""
        _first = self.unions
        random = self.random("turnover")
        large = [one for one in self.unions if len(one.roll) >= 20]
        number = len(large) // 8 if self.scale.has_past else 0
        from_, to = random.sample(large, number), random.sample(large, number)
        joiners = random.sample(large, number)
        return Turnover(
            transfers=[(one, one.roll[5], other) for one, other in zip(from_, to, strict=True) if one is not other],
            leavers=[(one, one.roll[6]) for one in joiners],
            joiners=[(one, self._crowd.person()) for one in joiners],
        )

    def comes_later(self, union: InventedUnion | Enterprise) -> int:
        """How many of a roll, the last ones, are not on the first file but on the later one."""
        return len(union.roll) * 3 // 100 if self.scale.has_past else 0

    @cached_property
    def _crowd(self) -> Crowd:
        return Crowd(self.random("crowd"))

    @cached_property
    def federation(self) -> Unit:
        """The union at the top."""
        return Unit.objects.get(code=places.DISTRICT_CODE)

    @cached_property
    def first_level(self) -> list[Unit]:
        """The unions directly below it, in the order of their codes."""
        codes = [f"{places.DISTRICT_CODE}-{order:02d}" for order in range(1, self.scale.first_level + 1)]
        return list(Unit.objects.filter(code__in=codes).order_by("code"))

    @cached_property
    def enterprises(self) -> list[Enterprise]:
        """The enterprise and joint unions, in the order of the plan."""
        units = {unit.code: unit for unit in Unit.objects.filter(kind__in=("grassroots", "joint"))}
        return [Enterprise(units[one.code], one.roll) for one in self.unions]

    @cached_property
    def chairs(self) -> dict[int, Person]:
        """Who chairs a union, by the unit's id."""
        return self._in_office("chair")

    @cached_property
    def officers(self) -> dict[int, Person]:
        """A union's officer, by the unit's id; the first where there are several."""
        return self._in_office("officer")

    def _in_office(self, office: str) -> dict[int, Person]:
        held = Appointment.objects.filter(office=office, until=None).select_related("person").order_by("-pk")
        return {one.unit_id: one.person for one in held}

    def officer(self, unit: Unit | None = None) -> Actor:
        """The officer of a union, without one of the federation, as the rights stand now."""
        return actor_for(self.officers[(unit or self.federation).pk])

    def chair(self, unit: Unit | None = None) -> Actor:
        """The chair of a union, without one of the federation, as the rights stand now."""
        return actor_for(self.chairs[(unit or self.federation).pk])

    @cached_property
    def campaign(self) -> Campaign:
        """The campaign that runs."""
        return Campaign.objects.select_related("reckoning", "unit").latest("since")

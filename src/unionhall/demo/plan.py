"""Who and what is invented: the same size gives the same federation. Nothing here writes to the database."""

from dataclasses import dataclass
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
from unionhall.modules.campaigns.models import Campaign

SEED = 119900
SYSTEM = "演示数据"


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
class Enterprise:
    """An enterprise union as it stands in the database, with the people on its roll, the chair first."""

    unit: Unit
    roll: list[InventedPerson]


class Demo:
    """One demo: its plan, its days, and the way to what was built of it already.

    ``today`` is the day from which all its days count: that on which its building began.
    """

    def __init__(self, size: str, home: Path, today: date) -> None:
        self.size, self.home, self.today = size, home, today
        self.scale = SIZES[size]

    def forget(self) -> None:
        """Read anew what stands in the database: another part has been built."""
        for name in ("federation", "first_level", "enterprises", "chairs", "officers", "campaign"):
            self.__dict__.pop(name, None)

    def at(self, days: int, hour: str = "00:00") -> datetime:
        """A moment so many days from today."""
        day = self.today + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(hour)))

    def random(self, what: str) -> Random:
        """Chance for one thing of the demo: the same every time, whatever else is built."""
        return Random(f"{SEED} {what}")  # noqa: S311  # invented people, no secrets

    @cached_property
    def staff(self) -> list[InventedPerson]:
        """Officers of the first-level unions, one each."""
        return [self._crowd.person() for _unit in range(self.scale.first_level)]

    @cached_property
    def unions(self) -> list[InventedUnion]:
        """The enterprise unions by plan: dealt out over the first-level unions."""
        scale = self.scale
        invented = places.enterprises(self.random("places"), count=scale.enterprises, members=scale.members)
        codes = [f"{places.DISTRICT_CODE}-{order:02d}" for order in range(1, scale.first_level + 1)]
        numbers = dict.fromkeys(codes, 0)
        rows = []
        _first = self.staff  # the crowd gives people in this order
        for above, place in zip(cycle(codes), invented, strict=False):
            numbers[above] += 1
            code = f"{above}-{numbers[above]:03d}"
            roll = [self._crowd.person() for _member in range(place.members)]
            rows.append(InventedUnion(code, place.name, "grassroots", above, place.trade, roll))
        return rows

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
        """The enterprise unions, in the order of the plan."""
        units = {unit.code: unit for unit in Unit.objects.filter(kind="grassroots")}
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

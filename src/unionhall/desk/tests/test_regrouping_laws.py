"""What holds whatever is merged, split and moved: nobody is lost, sums add up, the books agree."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts import queries as figures
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import doctor, merging
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.org.plans import Merger, Split, SplitOff
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Enrolment, Participant
from unionhall.modules.membership import actions as membership
from unionhall.modules.membership.models import Membership

SYSTEM = Actor.system("test")
BEGAN = date(2026, 3, 2)
MEASURE = "campaigns.people"

# (act, which unit, which other, how many days pass, how many days back it takes effect)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("merge", "merge", "unite", "split", "move", "act", "act")),
        st.integers(0, 99),
        st.integers(0, 99),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=8,
)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class World:
    """A federation with two towns, five unions, ten members and a running campaign."""

    def __init__(self) -> None:
        self.day = BEGAN
        self.top = org.found(SYSTEM, name="总工会", kind="federation", parent=None, code="T")
        towns = [org.found(SYSTEM, name=f"街道{n}", kind="township", parent=self.top) for n in range(2)]
        unions = [org.found(SYSTEM, name=f"企业{n}", kind="grassroots", parent=towns[n % 2]) for n in range(5)]
        new = [people.NewPerson(name=f"某{n}", phone=f"1380000{n:04d}") for n in range(10)]
        self.people = people.add_people(SYSTEM, new)
        for n, person in enumerate(self.people):
            membership.join(SYSTEM, person, unions[n % 5])
        until = BEGAN + timedelta(days=60)
        self.campaign = campaigns.launch(SYSTEM, self.top, name="行动", since=BEGAN, until=until, enrol_until=until)
        for enrolment in Enrolment.objects.filter(unit__in=unions[:4]):
            campaigns.enrol(SYSTEM, enrolment)

    def do(self, act: str, one: int, other: int, passing: int, back: int) -> None:
        self.day += timedelta(days=passing)
        units = list(Unit.objects.exclude(state=Unit.State.ENDED).exclude(pk=self.top.pk).order_by("pk"))
        unit, to = units[one % len(units)], units[other % len(units)]
        on = max(BEGAN, self.day - timedelta(days=back))
        with self.at_noon(), suppress(Refused):
            getattr(self, act)(unit, to, on)

    @contextmanager
    def at_noon(self) -> Iterator[None]:
        with clock.set_to(datetime.combine(self.day, time(12), ZoneInfo("Asia/Shanghai"))):
            yield

    def merge(self, unit: Unit, to: Unit, on: date) -> None:
        merging.merge(SYSTEM, Merger((unit,), to, on, "test"))

    def unite(self, unit: Unit, to: Unit, on: date) -> None:
        above = Placement.objects.open().get(unit=unit).parent
        merging.merge(SYSTEM, Merger((unit, to), NewUnit("合成", unit.kind, above), on, "test"))

    def split(self, unit: Unit, _to: Unit, on: date) -> None:
        above = Placement.objects.open().get(unit=unit).parent
        chosen = Membership.objects.open().filter(unit=unit).order_by("pk").values_list("person", flat=True)[:1]
        below = Unit.objects.filter(placements__parent=unit, placements__until=None).order_by("pk")[:1]
        part = SplitOff(NewUnit("分出", unit.kind, above), tuple(below), frozenset(chosen))
        merging.split(SYSTEM, Split(unit, (part,), on, "test"))

    def move(self, unit: Unit, to: Unit, on: date) -> None:
        org.move(SYSTEM, unit, to=to, on=on, reason="test")

    def act(self, unit: Unit, to: Unit, on: date) -> None:
        """Somebody takes part by the link of the unit they belong to."""
        enrolment = Enrolment.objects.filter(campaign=self.campaign, unit=unit, links__revoked=None).first()
        person = Person.objects.filter(memberships__unit=unit, memberships__until=None).order_by("pk").first()
        if enrolment is None or person is None or enrolment.links.filter(revoked=None).first() is None:
            return
        link = enrolment.links.get(revoked=None)
        done = campaigns.identify(link, name=person.name, tail=person.phone[-4:])
        assert done.participant.state == Participant.State.MATCHED
        campaigns.took_part(done.participant, f"test:{done.participant.pk}")


def counted(day: date) -> Counter[int]:
    return Counter(Membership.objects.on(day).values_list("person_id", flat=True))


def sum_holds(unit: Unit, reckoning: Reckoning) -> bool:
    """Parent = children + own, for the whole tree below."""
    whole = figures.figures(SYSTEM, [MEASURE], unit, reckoning)[MEASURE].value or 0
    parts = figures.by_child(SYSTEM, [MEASURE], unit, reckoning)
    own = Participant.objects.filter(counted_on__isnull=False, enrolment__unit=unit).count()
    return int(whole) == own + sum(int(found[MEASURE].value or 0) for _child, found in parts)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(ACTS)
def test_nobody_is_lost_and_the_books_agree(acts: list[tuple[str, int, int, int, int]]) -> None:
    with rolled_back():
        with clock.set_to(datetime.combine(BEGAN, time(9), ZoneInfo("Asia/Shanghai"))):
            world = World()
        for act in acts:
            world.do(*act)
        days = [BEGAN + timedelta(days=n) for n in range((world.day - BEGAN).days + 1)]
        everybody = {person.pk: 1 for person in world.people}
        for day in days:
            assert counted(day) == everybody  # on every day each belongs to one union
            placed = set(Placement.objects.on(day).values_list("unit_id", flat=True))
            assert set(Membership.objects.on(day).values_list("unit_id", flat=True)) <= placed
        assert doctor.check() == []
        with world.at_noon():
            assert facts.recount() == []
            reckoning = world.campaign.reckoning
            assert reckoning is not None
            assert all(sum_holds(unit, reckoning) for unit in Unit.objects.all())

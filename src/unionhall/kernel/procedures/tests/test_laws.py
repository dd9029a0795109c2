"""What holds of items and their duties after any sequence of acts."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures import actions, queries
from unionhall.kernel.procedures.models import Duty, Rise
from unionhall.kernel.procedures.tests.world import BEGAN, ERRANDS, SYSTEM, Errand, Hall, at_noon

SHANGHAI = ZoneInfo("Asia/Shanghai")
NUMBERS = st.integers(0, 99)
ACTS = st.lists(
    st.tuples(st.sampled_from(("begin", "step", "step", "step", "days", "tick")), NUMBERS, NUMBERS), max_size=25
)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Office:
    """Acts as they come, with what must hold after each."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.day: date = BEGAN
        self.items: list[Errand] = []
        self.met: dict[int, Any] = {}
        self.actors = [SYSTEM, Actor.nobody(), *(hall.chair(n) for n in range(3)), *(hall.officer(n) for n in range(3))]

    def begin(self, one: int, other: int) -> None:
        about = (None, *(person.pk for person in self.hall.chairs + self.hall.officers))[other % 7]
        wanted = self.day + timedelta(days=other - 20) if other % 2 else None
        item = Errand(unit=self.hall.units[one % 3], about=about, wanted=wanted, is_complete=bool(one % 4))
        self.items.append(actions.begin(SYSTEM, item))

    def step(self, one: int, other: int) -> None:
        if not self.items:
            return
        item, by = self.items[one % len(self.items)], self.actors[other % len(self.actors)]
        step = ERRANDS.steps[(one + other) % len(ERRANDS.steps)]
        before, reasons = item.state, queries.why_not(item, step.key, by)
        if reasons:
            with pytest.raises(Refused) as refusal:
                actions.take(by, item, step.key)
            assert refusal.value.reasons == reasons
            assert Errand.objects.get(pk=item.pk).state == before
            return
        actions.take(by, item, step.key)
        assert before in step.sources
        assert not ERRANDS.state(before).final
        assert Errand.objects.get(pk=item.pk).state == step.target

    def days(self, one: int, _other: int) -> None:
        self.day += timedelta(days=one % 15)

    def tick(self, _one: int, _other: int) -> None:
        actions.rise_overdue(SYSTEM)

    def holds(self) -> None:
        duties = list(Duty.objects.all())
        for duty in duties:
            assert duty.due is None or duty.due >= duty.opened.astimezone(SHANGHAI).date()
            assert duty.pk not in self.met or duty.met == self.met[duty.pk], "a met duty stays met"
        self.met = {duty.pk: duty.met for duty in duties if duty.met is not None}
        for item in self.items:
            self._item_holds(item)
        self._rises_hold(duties)
        for actor in self.actors:
            shown = [*queries.inbox(actor), *queries.at_my_units(actor), *queries.waiting_for_others(actor)]
            assert all(actor.person_id is None or d.about.filter(person_id=actor.person_id).count() == 0 for d in shown)

    def _item_holds(self, item: Errand) -> None:
        open_clocks = list(queries.duties_of(item).open().values_list("clock", flat=True))
        assert len(open_clocks) == len(set(open_clocks)), "one open duty a clock"
        if ERRANDS.state(item.state).final:
            assert open_clocks == []
            assert queries.steps_for(item, SYSTEM) == []
        else:
            assert queries.steps_for(item, SYSTEM)
            opening = {clock.key for clock in ERRANDS.clocks if clock.opens_in == item.state}
            assert opening <= set(open_clocks)

    def _rises_hold(self, duties: list[Duty]) -> None:
        for duty in duties:
            above = paths.unit_ids(org_queries.path_of(duty.unit))[:-1][::-1]
            units = list(Rise.objects.filter(duty=duty).order_by("pk").values_list("unit_id", flat=True))
            levels = [above.index(unit_id) for unit_id in units]
            assert levels == sorted(set(levels))
            about = {each.person_id for each in duty.about.all()}
            if not about & {person.pk for person in self.hall.chairs}:
                assert levels == list(range(len(levels))), "level by level"


@few
@given(ACTS)
def test_procedures_hold_whatever_is_done(hall: Hall, acts: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        office = Office(hall)
        for act, one, other in acts:
            with at_noon(office.day):
                getattr(office, act)(one, other)
            with at_noon(office.day):
                office.holds()
        transaction.set_rollback(True)

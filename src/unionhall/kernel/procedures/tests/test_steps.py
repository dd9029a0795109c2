"""Beginning and taking steps, one by one and many at once."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.journal.models import Line
from unionhall.kernel.procedures import actions, queries
from unionhall.kernel.procedures.models import Duty
from unionhall.kernel.procedures.tests.world import BEGAN, SYSTEM, Errand, Hall, at_noon


def codes(item: Errand, step: str, by: Actor) -> list[str]:
    return [reason.code for reason in queries.why_not(item, step, by)]


def test_a_beginning_saves_the_item_and_starts_its_clocks(hall: Hall) -> None:
    with at_noon(BEGAN):
        item = actions.begin(SYSTEM, Errand(unit=hall.units[2], wanted=date(2026, 5, 1)))
    assert item.pk
    assert item.state == "received"
    due = dict(queries.duties_of(item).values_list("clock", "due"))
    assert due == {"handling": date(2026, 3, 9), "wish": date(2026, 5, 1)}
    assert [line.verb for line in queries.timeline(item, SYSTEM)] == ["errands.begun"]


def test_a_date_that_has_passed_is_due_today_and_no_date_is_none(hall: Hall) -> None:
    with at_noon(BEGAN):
        item = actions.begin(SYSTEM, Errand(unit=hall.units[2], wanted=BEGAN - timedelta(days=3)))
        other = actions.begin(SYSTEM, Errand(unit=hall.units[2]))
    assert queries.duties_of(item).get(clock="wish").due == BEGAN
    assert queries.duties_of(other).get(clock="wish").due is None


def test_a_year_that_is_not_laid_down_gives_a_provisional_date(hall: Hall) -> None:
    with at_noon(BEGAN):
        item = actions.begin(SYSTEM, Errand(unit=hall.units[2]))
    assert queries.duties_of(item).get(clock="handling").is_provisional


def test_one_source_says_why_not(hall: Hall) -> None:
    item = actions.begin(SYSTEM, Errand(unit=hall.units[1], about=hall.chairs[1].pk))
    assert codes(item, "handle", hall.officer(1)) == []
    assert codes(item, "handle", hall.officer(0)) == []
    assert codes(item, "handle", hall.officer(2)) == ["procedures.permission"]
    assert codes(item, "handle", hall.chair(1)) == ["procedures.about_you"]
    assert codes(item, "decide", hall.officer(1)) == ["procedures.state", "procedures.permission"]
    assert codes(item, "vanish", hall.chair(0)) == ["procedures.nobody"]
    assert codes(item, "vanish", SYSTEM) == []
    assert codes(item, "drop", Actor.nobody()) == []
    with pytest.raises(Refused) as refusal:
        actions.take(hall.officer(2), item, "handle")
    assert refusal.value.reasons == queries.why_not(item, "handle", hall.officer(2))
    offered = {
        step.key: [reason.code for reason in reasons] for step, reasons in queries.steps_for(item, hall.officer(1))
    }
    assert offered == {"handle": [], "drop": [], "vanish": ["procedures.nobody"]}


def test_a_guard_is_asked_last_and_its_reason_shown(hall: Hall) -> None:
    item = actions.begin(SYSTEM, Errand(unit=hall.units[2], is_complete=False))
    assert codes(item, "decide", SYSTEM) == ["procedures.state"]
    actions.take(SYSTEM, item, "handle")
    assert codes(item, "decide", SYSTEM) == ["tried.incomplete"]


def test_a_step_meets_its_duty_and_opens_the_next(hall: Hall) -> None:
    by = hall.officer(2)
    item = actions.begin(SYSTEM, Errand(unit=hall.units[2]))
    taken = actions.take(by, item, "handle", reason="齐了", data={"pages": 3})
    assert (item.state, taken.state) == ("handled", "handled")
    handling = queries.duties_of(item).get(clock="handling")
    assert handling.met is not None
    assert (handling.met_by, handling.met_step, handling.next_rise) == (by.person_id, "handle", None)
    assert queries.duties_of(item).open().filter(clock="deciding").count() == 1
    line = Line.objects.get(verb="errands.handle")
    assert line.reason == "齐了"
    assert line.data == {"pages": 3, "from": "received", "to": "handled"}
    assert list(queries.done(by)) == [handling]


def test_a_step_that_stays_opens_nothing_anew(hall: Hall) -> None:
    item = actions.begin(SYSTEM, Errand(unit=hall.units[2]))
    actions.take(SYSTEM, item, "handle")
    before = list(queries.duties_of(item).values_list("pk", "met"))
    actions.take(SYSTEM, item, "note")
    assert list(queries.duties_of(item).values_list("pk", "met")) == before


def test_a_state_that_is_entered_again_starts_its_clock_again_beside_the_met_one(hall: Hall) -> None:
    item = actions.begin(SYSTEM, Errand(unit=hall.units[2]))
    for step in ("handle", "reopen"):
        actions.take(SYSTEM, item, step)
    handling = queries.duties_of(item).filter(clock="handling")
    assert (handling.open().count(), handling.filter(met__isnull=False).count()) == (1, 1)
    assert queries.duties_of(item).open().filter(clock="wish").count() == 1


def test_a_final_state_ends_all_duties(hall: Hall) -> None:
    item = actions.begin(SYSTEM, Errand(unit=hall.units[2]))
    actions.take(SYSTEM, item, "drop")
    assert not queries.duties_of(item).open().exists()
    assert queries.steps_for(item, SYSTEM) == []


def test_many_begin_and_step_in_a_fixed_number_of_queries(
    hall: Hall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    # Two batches of 500; within one, SQLite takes inserts in parts of 999 parameters.
    with django_assert_max_num_queries(80):
        items = actions.begin_many(SYSTEM, [Errand(unit=hall.units[n % 3], about=n) for n in range(1000)])
    assert Duty.objects.count() == 2000
    with django_assert_max_num_queries(120):
        taken = actions.take_many(hall.chair(0), items, "handle")
    assert len(taken.items) == 999 + (hall.chairs[0].pk >= 1000)
    assert all(item.state == "handled" for item in taken.items)
    assert Line.objects.filter(verb="errands.handle").count() == len(taken.items)


def test_of_many_those_that_may_not_are_returned_with_reasons(hall: Hall) -> None:
    saved = Errand.objects.bulk_create([Errand(unit=hall.units[2]), Errand(unit=hall.units[0])])
    items = actions.begin_many(SYSTEM, saved)
    taken = actions.take_many(hall.officer(2), items, "handle")
    assert [item.pk for item in taken.items] == [items[0].pk]
    assert [(item.pk, [r.code for r in why]) for item, why in taken.refused] == [
        (items[1].pk, ["procedures.permission"])
    ]
    assert [item.state for item in items] == ["handled", "received"]
    assert actions.take_many(SYSTEM, [], "handle").items == []

"""Whose turn it is, what rises to whom, and what is never shown."""

from datetime import timedelta

import pytest

from unionhall.kernel.actor import Actor
from unionhall.kernel.procedures import actions, below, queries
from unionhall.kernel.procedures.models import Duty, Rise
from unionhall.kernel.procedures.queries import View
from unionhall.kernel.procedures.tests.world import BEGAN, CHAIR, SYSTEM, Errand, Hall, at_noon

VIEWS = {
    View.MINE: queries.inbox,
    View.OURS: queries.at_my_units,
    View.BELOW: queries.overdue_below,
    View.OTHERS: queries.waiting_for_others,
    View.DONE: queries.done,
}


def clocks(duties: object) -> list[str]:
    return [duty.clock for duty in duties]  # type: ignore[attr-defined]


def begun(hall: Hall, level: int, about: int | None = None, by: Actor = SYSTEM) -> Errand:
    with at_noon(BEGAN):
        return actions.begin(by, Errand(unit=hall.units[level], about=about))


def tick(hall: Hall, days: int) -> int:
    with at_noon(BEGAN + timedelta(days=days)):
        return actions.rise_overdue(SYSTEM)


def risen_to(hall: Hall) -> list[int]:
    units = [unit.pk for unit in hall.units]
    return [units.index(unit_id) for unit_id in Rise.objects.order_by("pk").values_list("unit_id", flat=True)]


def test_it_is_my_turn_where_i_hold_the_office_that_may(hall: Hall) -> None:
    begun(hall, 2)
    assert clocks(queries.inbox(hall.officer(2))) == ["handling"]
    assert clocks(queries.inbox(hall.chair(2))) == ["handling", "wish"]
    assert clocks(queries.inbox(hall.chair(1))) == []
    assert clocks(queries.at_my_units(hall.chair(1))) == ["handling", "wish"]
    assert clocks(queries.at_my_units(hall.officer(1))) == ["handling"]
    assert clocks(queries.inbox(Actor.nobody())) == []
    assert clocks(queries.at_my_units(Actor.nobody())) == []


def test_a_seat_narrows_the_inbox_to_its_unit(hall: Hall) -> None:
    begun(hall, 2)
    chair = hall.chair(2)
    assert clocks(queries.inbox(chair, seat=chair.seats[0])) == ["handling", "wish"]
    assert clocks(queries.inbox(chair, seat=hall.chair(1).seats[0])) == []


def test_overdue_work_rises_level_by_level_and_stays_at_the_top(hall: Hall) -> None:
    begun(hall, 2)  # due on the 9th, seven days after it was begun
    assert tick(hall, 7) == 0
    assert tick(hall, 8) == 1
    assert risen_to(hall) == [1]
    assert clocks(queries.inbox(hall.officer(1))) == ["handling"]
    assert clocks(queries.inbox(hall.officer(0))) == []
    assert tick(hall, 14) == 0
    assert tick(hall, 15) == 1
    assert risen_to(hall) == [1, 0]
    assert clocks(queries.inbox(hall.officer(0))) == ["handling"]
    assert tick(hall, 300) == 0
    assert clocks(queries.inbox(hall.officer(2))) == ["handling"]


def test_a_late_tick_makes_up_for_all_levels(hall: Hall) -> None:
    begun(hall, 2)
    assert tick(hall, 90) == 1
    assert risen_to(hall) == [1, 0]


def test_work_of_the_top_itself_rises_nowhere(hall: Hall) -> None:
    begun(hall, 0)
    tick(hall, 90)
    assert risen_to(hall) == []
    assert not Duty.objects.filter(next_rise__isnull=False).exists()


def test_what_is_done_no_longer_rises(hall: Hall) -> None:
    item = begun(hall, 2)
    actions.take(SYSTEM, item, "drop")
    assert tick(hall, 90) == 0


def test_a_duty_never_shows_to_whom_it_is_about(hall: Hall) -> None:
    begun(hall, 2, about=hall.chairs[2].pk)
    assert clocks(queries.inbox(hall.chair(2))) == []
    assert clocks(queries.inbox(hall.officer(2))) == ["handling"]
    assert queries.counts(hall.chair(2))[View.MINE] == 0


def test_it_rises_past_a_union_whose_only_officers_it_is_about(hall: Hall) -> None:
    with at_noon(BEGAN):
        from unionhall.kernel.access.models import Appointment

        Appointment.objects.filter(unit=hall.units[1]).exclude(office=CHAIR.key).update(until=BEGAN)
    begun(hall, 2, about=hall.chairs[1].pk)
    assert tick(hall, 8) == 1
    assert risen_to(hall) == [0]
    assert clocks(queries.inbox(hall.officer(0))) == ["handling"]
    with at_noon(BEGAN + timedelta(days=90)):
        assert clocks(queries.overdue_below(hall.chair(1))) == []


def test_what_i_began_waits_for_others_and_is_counted(hall: Hall) -> None:
    begun(hall, 2, by=hall.officer(0))
    assert clocks(queries.waiting_for_others(hall.officer(0))) == ["handling", "wish"]
    assert clocks(queries.waiting_for_others(Actor.nobody())) == []
    with at_noon(BEGAN + timedelta(days=9)):
        assert queries.counts(hall.chair(2)) == {
            View.MINE: 2,
            View.OURS: 0,
            View.BELOW: 0,
            View.OTHERS: 0,
        }
        assert queries.counts(hall.chair(0))[View.BELOW] == 1
        assert clocks(queries.overdue_below(SYSTEM)) == ["handling"]
        assert clocks(queries.overdue_below(Actor.nobody())) == []
    assert list(queries.done(Actor.nobody())) == []


def test_duties_find_their_items(hall: Hall) -> None:
    item = begun(hall, 2)
    assert queries.items_of(queries.duties_of(item)) == {("errands", item.pk): item}
    assert queries.count_open([""]) == 2


@pytest.mark.parametrize(("dearer", "steps"), [(below.DEARER, below.STEPS), (0, below.STEPS), (0, (1, 2)), (0, (1,))])
def test_the_beginning_of_a_view_and_its_count_are_those_of_the_whole(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, dearer: int, steps: tuple[int, ...]
) -> None:
    monkeypatch.setattr(below, "DEARER", dearer)
    monkeypatch.setattr(below, "STEPS", steps)
    items = [begun(hall, level, about=hall.chairs[2].pk if level == 1 else None) for level in (2, 2, 1, 0, 2)]
    tick(hall, 90)
    with at_noon(BEGAN + timedelta(days=90)):
        actions.take(SYSTEM, items[1], "drop")
        begun(hall, 2)
        for by in (*(hall.officer(n) for n in range(3)), *(hall.chair(n) for n in range(3)), SYSTEM, Actor.nobody()):
            listed = {view: list(query(by)) for view, query in VIEWS.items()}
            for view, whole in listed.items():
                assert queries.first_of(by, view, 0, 50) == whole
                assert queries.first_of(by, view, 1, 3) == whole[1:3]
                assert queries.first_of(by, view, 0, 1) == queries.first_of(by, view, 0, 1) == whole[:1]  # remembered
                assert queries.first_of(by, view, 0, 50, "errands") == whole
                assert queries.count_of(by, view) == queries.count_of(by, view, "errands") == len(whole)
            assert queries.counts(by) == {view: len(whole) for view, whole in listed.items() if view is not View.DONE}
        actions.take(SYSTEM, items[0], "drop")  # what was read up to which day is remembered, and wrong now
        for by in (hall.officer(0), hall.chair(0)):
            for view in (View.OURS, View.BELOW):
                assert queries.first_of(by, view, 0, 3) == list(VIEWS[view](by))[:3]
    assert not Rise.objects.filter(duty__met__isnull=False).exists()

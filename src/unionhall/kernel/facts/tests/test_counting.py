"""Recording, withdrawing, asking, closing: act by act."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from unionhall.kernel.actor import Actor, Denied, Grant, Reach, Refused
from unionhall.kernel.facts import actions, queries
from unionhall.kernel.facts.declare import FactRow, PresenceRow
from unionhall.kernel.facts.models import Fact, Reckoning, Summary
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.facts.tests import world
from unionhall.kernel.facts.tests.world import ACTS, BEGAN, PAPERS, PASSED, PEOPLE, RATE, SYSTEM
from unionhall.kernel.journal.models import Line
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person

MONTH = BEGAN.replace(day=1)


class Hall:
    """A top, two townships below it, two units under the first and one under the second; all but the top are asked."""

    def __init__(self) -> None:
        self.units = world.found([None, 0, 0, 1, 1, 2])
        self.asked = world.reckoning(self.units, self.units[3:])

    def papers(self, unit: int, value: int, source: str = "t.Sheet:1", day: date = BEGAN) -> None:
        actions.record(SYSTEM, [FactRow(PAPERS.key, self.units[unit].pk, day, value, source, self.asked.pk)])

    def attend(self, unit: int, person: Person, source: str = "t.Act:1") -> int:
        row = PresenceRow(PEOPLE.key, self.asked.pk, person.pk, self.units[unit].pk, BEGAN, source)
        return actions.mark_present(SYSTEM, [row])

    def figure(self, key: str, unit: int, slice: str = "") -> tuple[object, int | None, int | None]:
        told = queries.figure(SYSTEM, key, self.units[unit], reckoning=self.asked, slice=slice)
        return told.value, told.n, told.m


@pytest.fixture
def hall(db: None) -> Hall:
    return Hall()


def test_nobody_has_reported_is_not_nought(hall: Hall) -> None:
    assert hall.figure(PAPERS.key, 0) == (None, 0, 3)
    hall.papers(3, 0)
    assert hall.figure(PAPERS.key, 0) == (0, 1, 3)
    assert hall.figure(PAPERS.key, 2) == (None, 0, 1)


def test_a_fact_adds_up_along_the_tree_and_again_changes_the_value_alone(hall: Hall) -> None:
    hall.papers(3, 2)
    hall.papers(5, 10, "t.Sheet:2")
    hall.papers(4, 7, "t.Sheet:1", BEGAN + timedelta(days=40))
    assert [hall.figure(PAPERS.key, n)[0] for n in range(6)] == [17, 7, 10, 7, None, 10]
    assert hall.figure(PAPERS.key, 0)[1:] == (2, 3)
    assert Fact.objects.get(source="t.Sheet:1").day == BEGAN
    assert queries.figure(SYSTEM, PAPERS.key, hall.units[0], month=BEGAN + timedelta(days=9)).value == 17


def test_of_several_rows_for_one_fact_the_last_value_counts(hall: Hall) -> None:
    row = FactRow(PAPERS.key, hall.units[3].pk, BEGAN, 1, "t.Sheet:1", hall.asked.pk)
    other = FactRow(PAPERS.key, hall.units[4].pk, BEGAN, 5, "t.Sheet:1", hall.asked.pk)
    actions.record(SYSTEM, [row, other])
    assert (hall.figure(PAPERS.key, 3)[0], hall.figure(PAPERS.key, 4)[0]) == (5, None)


def test_slices_add_up_to_the_total_and_a_unit_reports_once(hall: Hall) -> None:
    unit = hall.units[3].pk
    rows = [
        FactRow(ACTS.key, unit, BEGAN, n, f"t:{n}", hall.asked.pk, part) for n, part in ((2, "late"), (5, "in_time"))
    ]
    actions.record(SYSTEM, rows)
    assert hall.figure(ACTS.key, 0) == (7, 1, 3)
    assert hall.figure(ACTS.key, 0, "late") == (2, 1, 3)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"slice": "late"}, "no slice"),
        ({"measure": PEOPLE.key}, "not additive"),
        ({"reckoning_id": 10**6}, "no reckoning"),
        ({"unit_id": 10**6}, "never been placed"),
    ],
)
def test_what_can_not_be_counted_raises_and_stores_nothing(hall: Hall, changed: dict[str, object], says: str) -> None:
    row = {"measure": PAPERS.key, "unit_id": hall.units[3].pk, "day": BEGAN, "value": 1, "source": "t:1"} | changed
    with pytest.raises(ValueError, match=says):
        actions.record(SYSTEM, [FactRow(**row)])  # type: ignore[arg-type]
    assert not Fact.objects.exists()


def test_nothing_to_do_is_done_without_a_word(hall: Hall) -> None:
    actions.record(SYSTEM, [])
    assert actions.withdraw(SYSTEM, PAPERS.key, []) == 0
    assert actions.withdraw(SYSTEM, PAPERS.key, ["t:unknown"]) == 0
    assert actions.mark_present(SYSTEM, []) == 0


def test_a_withdrawn_fact_is_gone_from_everywhere(hall: Hall) -> None:
    hall.papers(3, 2)
    hall.papers(4, 3, "t.Sheet:2")
    assert actions.withdraw(SYSTEM, PAPERS.key, ["t.Sheet:1"]) == 1
    assert hall.figure(PAPERS.key, 0) == (3, 1, 3)
    assert hall.figure(PAPERS.key, 3) == (None, 0, 1)
    assert actions.recount() == []


def test_a_person_counts_once_where_they_first_took_part(hall: Hall) -> None:
    one, other = world.people(2)
    assert hall.attend(3, one) == 1
    assert hall.attend(5, one) == 0
    assert hall.attend(5, other, "t.Act:2") == 1
    assert [hall.figure(PEOPLE.key, n)[0] for n in range(6)] == [2, 1, 1, 1, None, 1]
    with pytest.raises(ValueError, match="by month"):
        queries.figure(SYSTEM, PEOPLE.key, hall.units[0], month=MONTH)
    with pytest.raises(ValueError, match="counts no people"):
        actions.mark_present(SYSTEM, [PresenceRow(PAPERS.key, hall.asked.pk, one.pk, hall.units[3].pk, BEGAN, "t:1")])
    assert actions.withdraw(SYSTEM, PEOPLE.key, ["t.Act:1"]) == 1
    assert hall.figure(PEOPLE.key, 0)[:2] == (1, 1)


def test_a_ratio_is_divided_after_adding_up_and_of_nothing_there_is_none(hall: Hall) -> None:
    for unit, papers, passed in ((3, 4, 1), (5, 4, 4)):
        source = f"t.Sheet:{unit}"
        rows = [(PAPERS.key, papers), (PASSED.key, passed)]
        actions.record(SYSTEM, [FactRow(key, hall.units[unit].pk, BEGAN, n, source, hall.asked.pk) for key, n in rows])
    assert hall.figure(RATE.key, 0) == (Decimal(5) / 8, 2, 3)
    assert hall.figure(RATE.key, 1) == (Decimal("0.25"), 1, 2)
    assert hall.figure(RATE.key, 4) == (None, 0, 1)
    with pytest.raises(ValueError, match="is a ratio"):
        queries.rows(SYSTEM, RATE.key, hall.units[0], reckoning=hall.asked)


def test_after_a_move_old_facts_stay_and_new_ones_count_at_the_new_place(hall: Hall) -> None:
    hall.papers(3, 2)
    day = BEGAN + timedelta(days=10)
    with world.at_noon(day):
        org.move(SYSTEM, hall.units[3], to=hall.units[2], on=day, reason="试一试")
        hall.papers(3, 5, "t.Sheet:2", day)
    assert [hall.figure(PAPERS.key, n)[0] for n in (0, 1, 2, 3)] == [7, 2, 5, 7]
    told = {
        parent: [
            (c.code, f[PAPERS.key].value)
            for c, f in queries.by_child(SYSTEM, [PAPERS.key], hall.units[parent], hall.asked)
        ]
        for parent in (1, 2)
    }
    assert told == {1: [("T003", 2), ("T004", None)], 2: [("T003", 5), ("T005", None)]}


def test_who_has_not_reported_is_asked_where_they_stand_now_who_has_stays(hall: Hall) -> None:
    hall.papers(3, 2)
    day = BEGAN + timedelta(days=10)
    with world.at_noon(day):
        for n in (3, 4):
            org.move(SYSTEM, hall.units[n], to=hall.units[2], on=day, reason="试一试")
    assert [hall.figure(PAPERS.key, n)[1:] for n in (0, 1, 2)] == [(1, 3), (1, 1), (0, 2)]
    with world.at_noon(day):
        org.end(SYSTEM, hall.units[4], on=day, reason="试一试")
    assert hall.figure(PAPERS.key, 2)[1:] == (0, 1)


def test_asking_and_no_longer_asking(hall: Hall) -> None:
    assert actions.ask(SYSTEM, hall.asked, hall.units[2:4]) == 1
    assert hall.figure(PAPERS.key, 0)[2] == 4
    assert actions.stop_asking(SYSTEM, hall.asked, [hall.units[3]]) == 1
    assert hall.figure(PAPERS.key, 0)[2] == 3
    assert actions.ask(SYSTEM, hall.asked, [hall.units[3]]) == 1
    assert hall.figure(PAPERS.key, 0)[2] == 4
    assert Line.objects.filter(verb="facts.stopped_asking").count() == 1
    actions.close(SYSTEM, hall.asked, reason="试一试")
    for act in (actions.ask, actions.stop_asking):
        with pytest.raises(Refused):
            act(SYSTEM, hall.asked, hall.units)


def test_a_period_that_ends_before_it_begins_is_refused(hall: Hall) -> None:
    with pytest.raises(Refused):
        actions.open_reckoning(SYSTEM, "tried:9", "试", hall.units[0], BEGAN, BEGAN - timedelta(days=1))


def test_after_closing_everything_is_late_and_shown_apart(hall: Hall) -> None:
    person, other = world.people(2)
    hall.papers(3, 2)
    hall.attend(3, person)
    actions.close(SYSTEM, hall.asked, reason="试一试")
    summaries = list(Summary.objects.order_by("pk").values())
    hall.papers(3, 9)
    hall.papers(4, 4, "t.Sheet:2")
    assert hall.attend(3, person) == 0
    assert hall.attend(4, other, "t.Act:2") == 1
    told = queries.figure(SYSTEM, PAPERS.key, hall.units[0], reckoning=hall.asked)
    assert (told.value, told.n, told.m, told.source, told.as_of) == (2, 1, 3, "snapshot", hall.asked.closed)
    assert hall.figure(PEOPLE.key, 0) == (1, 1, 3)
    assert queries.late(SYSTEM, PAPERS.key, hall.units[0], hall.asked) == 11
    assert queries.late(SYSTEM, PEOPLE.key, hall.units[0], hall.asked) == 1
    assert queries.late(SYSTEM, PAPERS.key, hall.units[5], hall.asked) is None
    actions.withdraw(SYSTEM, PAPERS.key, ["t.Sheet:1", "t.Sheet:2"])
    assert queries.late(SYSTEM, PAPERS.key, hall.units[0], hall.asked) == -2
    assert hall.figure(PAPERS.key, 0) == (2, 1, 3)
    assert list(Summary.objects.order_by("pk").values()) == summaries
    assert actions.withdraw(SYSTEM, PEOPLE.key, ["t.Act:1"]) == 0


def test_an_interrupted_closing_is_finished_by_closing_again(hall: Hall) -> None:
    hall.papers(3, 2)
    actions.close(SYSTEM, hall.asked, reason="试一试")
    Reckoning.objects.update(settled=None)
    again = Reckoning.objects.get()
    assert queries.figure(SYSTEM, PAPERS.key, hall.units[0], reckoning=again).source == "live"
    actions.close(SYSTEM, again, reason="试一试")
    assert hall.figure(PAPERS.key, 0) == (2, 1, 3)
    assert Line.objects.filter(verb="facts.closed").count() == 1


def test_a_sheet_handed_in_is_a_handful_of_statements_and_so_are_a_thousand(
    hall: Hall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def rows(number: int, begin: int) -> list[FactRow]:
        return [
            FactRow(PAPERS.key, hall.units[3 + n % 3].pk, BEGAN, 1, f"t.Sheet:{n}", hall.asked.pk)
            for n in range(begin, begin + number)
        ]

    most = 16 if connection.vendor == "postgresql" else 11  # two of them the savepoint; there, locks and the queue
    with django_assert_max_num_queries(most):
        actions.record(SYSTEM, rows(5, 0))
    with django_assert_max_num_queries(most):
        actions.record(SYSTEM, rows(1000, 5))
    with django_assert_max_num_queries(most):
        actions.record(SYSTEM, [*rows(1000, 0)])
    assert hall.figure(PAPERS.key, 0)[0] == 1005


def test_more_rows_than_a_statement_takes(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unionhall.kernel.facts.summaries.MAX_PARAMETERS", 20)
    rows = [FactRow(PAPERS.key, hall.units[3].pk, BEGAN, 1, f"t.Sheet:{n}", hall.asked.pk) for n in range(7)]
    actions.record(SYSTEM, rows)
    assert hall.figure(PAPERS.key, 0)[0] == 7
    assert actions.withdraw(SYSTEM, PAPERS.key, [row.source for row in rows]) == 7
    assert actions.recount() == []


def test_a_page_by_child_costs_the_same_for_many_children(
    hall: Hall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [PAPERS.key, PASSED.key, RATE.key, PEOPLE.key, ACTS.key]
    for number in (0, 30):
        rows = [{"name": f"多{n}", "kind": world.KIND} for n in range(number)]
        for row in rows:
            new = org.found(SYSTEM, parent=hall.units[1], **row)
            fact = FactRow(PAPERS.key, new.pk, BEGAN, 1, f"t.Sheet:{new.pk}", hall.asked.pk)
            actions.record(SYSTEM, [fact])
        with django_assert_max_num_queries(9):
            assert len(queries.by_child(SYSTEM, keys, hall.units[1], hall.asked)) == 2 + number


def test_daily_counts(hall: Hall) -> None:
    hall.papers(3, 2)
    hall.papers(4, 3, "t.Sheet:2")
    hall.papers(4, 4, "t.Sheet:3", BEGAN + timedelta(days=1))
    told = queries.daily(SYSTEM, PAPERS.key, hall.units[1], hall.asked)
    assert told == [(BEGAN, 5), (BEGAN + timedelta(days=1), 4)]


def reader(unit: Unit, reach: Reach) -> Actor:
    return Actor("读者", grants=(Grant(FactsPermission.FIGURES_READ.value, org_queries.path_of(unit), reach),))


def test_figures_are_denied_outside_the_right_to_them(hall: Hall) -> None:
    by = reader(hall.units[1], Reach.BELOW)
    assert queries.figure(by, PAPERS.key, hall.units[3], reckoning=hall.asked).value is None
    for read in (queries.figure, queries.rows):
        for unit in (hall.units[0], hall.units[5]):
            with pytest.raises(Denied):
                read(by, PAPERS.key, unit, reckoning=hall.asked)
    with pytest.raises(Denied):
        queries.by_child(by, [PAPERS.key], hall.units[0], hall.asked)
    assert queries.by_child(reader(hall.units[1], Reach.HERE), [PAPERS.key], hall.units[1], hall.asked) == []
    with pytest.raises(ValueError, match="no slice"):
        queries.figure(by, PAPERS.key, hall.units[1], reckoning=hall.asked, slice="none")
    with pytest.raises(ValueError, match="reckoning or for a month"):
        queries.figure(by, PAPERS.key, hall.units[1])

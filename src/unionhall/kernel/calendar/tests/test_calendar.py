"""The installation's calendar: what ships, what an administrator edits, what stays provisional."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from unionhall.kernel.actor import Actor, Denied, Grant, Reach, Refused
from unionhall.kernel.calendar import actions, queries
from unionhall.kernel.calendar.permissions import CalendarPermission
from unionhall.kernel.calendar.working import DueDate
from unionhall.kernel.journal.models import Line

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("测试")
KEEPER = Actor(name="管理员", grants=(Grant(CalendarPermission.EDIT.value, "000001", Reach.HERE),))


@pytest.fixture
def _shipped() -> None:
    actions.lay_down_shipped_years(SYSTEM)


@pytest.mark.usefixtures("_shipped")
@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-17", False),  # 春节
        ("2026-02-14", True),  # a Saturday worked for it
        ("2026-10-10", True),  # a Saturday worked for 国庆节
        ("2026-10-01", False),
        ("2026-11-21", False),  # a Saturday like any other
        ("2026-11-23", True),
        ("2025-01-26", True),  # a Sunday worked
    ],
)
def test_shipped_years_know_holidays_and_worked_weekends(day: str, works: bool) -> None:
    assert queries.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.usefixtures("_shipped")
def test_worked_weekends_count_in_a_term() -> None:
    # 9 October 2026 is a Friday, the 10th a worked Saturday
    assert queries.add_working_days(date(2026, 10, 9), 1) == DueDate(date(2026, 10, 10), is_provisional=False)
    assert queries.working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert queries.working_days_between(date(2026, 10, 10), date(2026, 9, 30)) == -3


@pytest.mark.usefixtures("_shipped")
def test_a_term_into_a_year_not_laid_down_is_provisional_and_no_error() -> None:
    assert queries.add_working_days(date(2026, 12, 31), 1) == DueDate(date(2027, 1, 1), is_provisional=True)
    assert queries.add_working_days(date(2026, 12, 30), 1) == DueDate(date(2026, 12, 31), is_provisional=False)
    assert queries.add_days(date(2026, 12, 31), 30) == DueDate(date(2027, 1, 30), is_provisional=False)


def test_shipped_years_never_overwrite_what_was_laid_down() -> None:
    actions.lay_down_year(SYSTEM, 2026, [(date(2026, 11, 23), False, "馆庆")], "本单位通知")
    assert [year.year for year in actions.lay_down_shipped_years(SYSTEM)] == [2024, 2025]
    assert actions.lay_down_shipped_years(SYSTEM) == []
    assert not queries.is_working_day(date(2026, 11, 23))
    assert [year.year for year in queries.years_laid_down()] == [2026, 2025, 2024]
    assert [day.name for day in queries.days_of(2026)] == ["馆庆"]


def test_edits_are_seen_at_once_even_when_they_are_rolled_back() -> None:
    monday = date(2027, 3, 1)
    assert queries.is_working_day(monday)
    with transaction.atomic():
        actions.set_day(SYSTEM, monday, False, "临时放假")
        assert not queries.is_working_day(monday)
        transaction.set_rollback(True)
    assert queries.is_working_day(monday)
    actions.set_day(KEEPER, monday, False, "临时放假")
    assert not queries.is_working_day(monday)
    actions.remove_day(KEEPER, monday)
    actions.remove_day(KEEPER, monday)
    assert queries.is_working_day(monday)
    assert [line.verb for line in Line.objects.order_by("id")] == ["calendar.day_set", "calendar.day_removed"]


def test_a_provisional_year_gives_provisional_dates() -> None:
    actions.lay_down_year(SYSTEM, 2027, [(date(2027, 1, 1), False, "元旦")], "推测", is_provisional=True)
    assert queries.add_working_days(date(2027, 3, 1), 1).is_provisional
    actions.lay_down_year(SYSTEM, 2027, [(date(2027, 1, 1), False, "元旦")], "国务院办公厅通知")
    assert not queries.add_working_days(date(2027, 3, 1), 1).is_provisional
    actions.set_day(SYSTEM, date(2027, 5, 1), False, "劳动节", is_provisional=True)
    assert queries.add_working_days(date(2027, 3, 1), 1).is_provisional


@pytest.mark.parametrize(
    ("days", "source", "sentence"),
    [
        ([(date(2028, 1, 1), False, "")], "通知", "2027"),
        ([(date(2027, 1, 1), False, ""), (date(2027, 1, 1), True, "")], "通知", "两遍"),
        ([], " ", "依据"),
    ],
)
def test_a_year_that_makes_no_sense_is_refused(days: Any, source: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.lay_down_year(SYSTEM, 2027, days, source)


def test_only_those_with_the_right_edit() -> None:
    stranger = Actor(name="路人")
    day = date(2027, 3, 1)
    for act in (
        lambda: actions.set_day(stranger, day, False),
        lambda: actions.remove_day(stranger, day),
        lambda: actions.lay_down_year(stranger, 2027, [], "通知"),
        lambda: actions.lay_down_shipped_years(stranger),
    ):
        with pytest.raises(Denied):
            act()


def test_an_unchanged_calendar_costs_one_query(django_assert_num_queries: Any) -> None:
    queries.calendar()
    with django_assert_num_queries(1):
        queries.add_working_days(date(2026, 3, 1), 5)


def test_a_list_looks_the_calendar_up_once_and_the_next_one_anew(django_assert_num_queries: Any) -> None:
    queries.calendar()
    with django_assert_num_queries(1), queries.remembered():
        queries.add_working_days(date(2026, 3, 1), 5)
        queries.working_days_between(date(2026, 3, 1), date(2026, 3, 9))
    with django_assert_num_queries(1):
        queries.calendar()

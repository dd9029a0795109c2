"""Laws of counting working days, on any calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel.calendar.working import WorkingCalendar

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    WorkingCalendar, st.dictionaries(days, st.booleans(), max_size=80), st.frozensets(st.integers(2024, 2028))
)


@given(calendars, days, st.integers(0, 90))
def test_adding_and_counting_are_inverse(calendar: WorkingCalendar, start: date, n: int) -> None:
    assert calendar.working_days_between(start, calendar.add_working_days(start, n).date) == n


@given(calendars, days, st.integers(1, 90))
def test_a_term_never_ends_on_a_free_day(calendar: WorkingCalendar, start: date, n: int) -> None:
    assert calendar.is_working_day(calendar.add_working_days(start, n).date)


@given(calendars, days, days)
def test_counting_is_what_looking_at_every_day_gives(calendar: WorkingCalendar, a: date, b: date) -> None:
    first, last = min(a, b), max(a, b)
    count = sum(calendar.is_working_day(first + timedelta(days=i)) for i in range(1, (last - first).days + 1))
    assert calendar.working_days_between(a, b) == (count if a <= b else -count)


@given(calendars, days, st.integers(0, 90))
def test_a_date_is_provisional_if_a_year_on_its_way_is_not_laid_down(
    calendar: WorkingCalendar, start: date, n: int
) -> None:
    due = calendar.add_working_days(start, n)
    passed = {(start + timedelta(days=i)).year for i in range(1, (due.date - start).days + 1)} or {start.year}
    assert due.is_provisional == bool(passed - calendar.years)


def test_zero_days_is_the_day_itself_and_less_is_refused() -> None:
    saturday = date(2026, 11, 21)
    assert WorkingCalendar().add_working_days(saturday, 0).date == saturday
    with pytest.raises(ValueError, match="negative"):
        WorkingCalendar().add_working_days(saturday, -1)

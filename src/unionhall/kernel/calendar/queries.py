"""Working days, asked of the installation's calendar. Anybody may ask."""

from __future__ import annotations

from datetime import date, timedelta

from unionhall.kernel.calendar.models import Day, Version, Year
from unionhall.kernel.calendar.working import DueDate, WorkingCalendar

_remembered: tuple[str, WorkingCalendar] | None = None


def calendar() -> WorkingCalendar:
    """The whole calendar, one query when nothing was edited since. Ask once for many dates and count on the answer."""
    global _remembered
    token = Version.objects.values_list("token", flat=True).first() or ""
    if _remembered is None or _remembered[0] != token:
        days = dict(Day.objects.values_list("date", "is_working"))
        years = frozenset(Year.objects.filter(is_provisional=False).values_list("year", flat=True))
        unsure = set(Day.objects.filter(is_provisional=True).values_list("date__year", flat=True))
        _remembered = token, WorkingCalendar(days, years - unsure)
    return _remembered[1]


def is_working_day(day: date) -> bool:
    """Whether ``day`` is worked; a year that is not laid down follows the week."""
    return calendar().is_working_day(day)


def add_working_days(start: date, n: int) -> DueDate:
    """The ``n``-th working day after ``start``. Raises ValueError for a negative ``n``."""
    return calendar().add_working_days(start, n)


def add_days(start: date, n: int) -> DueDate:
    """The ``n``-th calendar day after ``start``: certain, whatever the holidays."""
    return DueDate(start + timedelta(days=n), is_provisional=False)


def working_days_between(a: date, b: date) -> int:
    """The working days after ``a`` up to and with ``b``; negative when ``b`` lies before ``a``."""
    return calendar().working_days_between(a, b)


def years_laid_down() -> list[Year]:
    """The years whose holidays are known, the latest first."""
    return list(Year.objects.order_by("-year"))


def days_of(year: int) -> list[Day]:
    """The days of a year that differ from the week or carry a name."""
    return list(Day.objects.filter(date__year=year))

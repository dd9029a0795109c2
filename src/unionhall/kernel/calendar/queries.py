"""Working days, asked of the installation's calendar. Anybody may ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

from unionhall.kernel.calendar.models import Day, Version, Year
from unionhall.kernel.calendar.working import DueDate, WorkingCalendar
from unionhall.kernel.statements import Select

_TOKEN: Select[tuple[str]] = Select(lambda: Version.objects.order_by("pk").values_list("token")[:1])
_remembered: dict[str, WorkingCalendar] = {}  # at most one: the calendar of the latest token


_here: ContextVar[list[WorkingCalendar] | None] = ContextVar("unionhall_calendar_here", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Inside it the calendar is looked up once: for lists in which every row has its days, and that edit nothing."""
    token = _here.set([])
    try:
        yield
    finally:
        _here.reset(token)


def calendar() -> WorkingCalendar:
    """The whole calendar, one query when nothing was edited since. Ask once for many dates and count on the answer."""
    here = _here.get()
    if here:
        return here[0]
    known = _latest()
    if here is not None:
        here.append(known)
    return known


def _latest() -> WorkingCalendar:
    token = (_TOKEN.first() or ("",))[0]
    known = _remembered.get(token)
    if known is None:
        days = dict(Day.objects.values_list("date", "is_working"))
        years = frozenset(Year.objects.filter(is_provisional=False).values_list("year", flat=True))
        unsure = set(Day.objects.filter(is_provisional=True).values_list("date__year", flat=True))
        known = WorkingCalendar(days, years - unsure)
        _remembered.clear()
        _remembered[token] = known
    return known


def is_working_day(day: date) -> bool:
    """Whether ``day`` is worked; a year that is not laid down follows the week."""
    return calendar().is_working_day(day)


def add_working_days(start: date, n: int) -> DueDate:
    """The ``n``-th working day after ``start``. Raises ValueError for a negative ``n``."""
    return calendar().add_working_days(start, n)


def working_days_before(end: date, n: int) -> DueDate:
    """The last day for something that has to be done ``n`` working days before ``end``."""
    return calendar().working_days_before(end, n)


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

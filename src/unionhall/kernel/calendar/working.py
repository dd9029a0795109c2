"""Counting working days. Pure: days are given, nothing is asked of a database.

National holidays and the working weekends that make up for them (调休) are announced year by year by the State
Council's office; 全国年节及纪念日放假办法 lays down the holidays themselves. A date of which nothing is laid down
follows the week.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day of a term. Provisional: holidays of a year it runs through are not laid down for certain yet."""

    date: date
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """What is laid down: ``days`` that differ from the week (true: working) and the ``years`` known for certain."""

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is worked: as laid down, otherwise Monday to Friday."""
        return self.days.get(day, day.weekday() < 5)

    def add_working_days(self, start: date, n: int) -> DueDate:
        """The ``n``-th working day after ``start`` (the day itself does not count); ``start`` for 0.

        Raises ValueError for a negative ``n`` and OverflowError beyond the year 9999.
        """
        if n < 0:
            raise ValueError("a term cannot be negative")
        day = start
        while n:
            day += _ONE
            n -= self.is_working_day(day)
        return DueDate(day, self._is_provisional(start, day))

    def working_days_before(self, end: date, n: int) -> DueDate:
        """The last day for something that has to be done ``n`` working days before ``end``.

        Raises ValueError for a negative ``n``.
        """
        if n < 0:
            raise ValueError("a term cannot be negative")
        day = end
        while n:
            day -= _ONE
            n -= self.is_working_day(day)
        return DueDate(day, self._is_provisional(day - _ONE, end))

    def working_days_between(self, a: date, b: date) -> int:
        """The working days after ``a`` up to and with ``b``; negative when ``b`` lies before ``a``."""
        if b < a:
            return -self.working_days_between(b, a)
        whole_weeks, rest = divmod((b - a).days, 7)
        count = whole_weeks * 5 + sum((b - _ONE * i).weekday() < 5 for i in range(rest))
        for day, is_working in self.days.items():
            if a < day <= b:
                count += is_working - (day.weekday() < 5)
        return count

    def _is_provisional(self, start: date, end: date) -> bool:
        first = min(start + _ONE, end)
        return any(year not in self.years for year in range(first.year, end.year + 1))

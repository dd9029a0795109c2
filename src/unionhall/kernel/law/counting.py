"""The day on which a deadline ends, counted on the installation's calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from unionhall.kernel.calendar import queries as calendar
from unionhall.kernel.calendar.working import DueDate

if TYPE_CHECKING:
    from unionhall.kernel.law.records import Rule


def last_day(rule: Rule, begun: date) -> DueDate:
    """The last day in time for a deadline that runs from ``begun``, or has to be kept so long before it.

    Raises ValueError for a rule without exactly one number.
    """
    if rule.number is None:
        raise ValueError(f"{rule.stamp} has no number to count with")
    n = -rule.number if rule.bound in {"before", "window"} else rule.number
    if rule.measure in {"月", "年"}:
        return DueDate(_months_after(begun, n * (12 if rule.measure == "年" else 1)), is_provisional=False)
    if rule.day_kind == "working":
        return calendar.add_working_days(begun, n) if n > 0 else calendar.working_days_before(begun, -n)
    return calendar.add_days(begun, n)


def _months_after(day: date, months: int) -> date:
    """The same day so many months on; the month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"{months} months from {day}")

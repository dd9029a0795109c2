"""Keeping the calendar: holidays are the installation's data, edited by an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

import chinese_calendar  # type: ignore[import-untyped]
from chinese_calendar.constants import Holiday  # type: ignore[import-untyped]
from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.calendar.models import Day, Version, Year
from unionhall.kernel.calendar.permissions import CalendarPermission
from unionhall.kernel.journal import actions as journal_actions

SHIPPED = range(2024, 2027)  # what the package knows for certain; later years are laid down by hand when announced


def lay_down_year(
    by: Actor,
    year: int,
    days: Iterable[tuple[date, bool, str]],
    source: str,
    is_provisional: bool = False,
) -> Year:
    """Lay down a year anew: ``days`` are (date, is it worked, name) where it differs from the week.

    ``source`` names the announcement. What was laid down for the year before is replaced. Due dates that are stored
    already stay as they are. Raises Denied without ``CalendarPermission.EDIT``, Refused for a date outside the year or
    given twice, or no source.
    """
    _must_edit(by)
    rows = [Day(date=day, is_working=works, name=name, is_provisional=is_provisional) for day, works, name in days]
    if any(row.date.year != year for row in rows):
        raise Refused(Reason("year", _("日期都要在 {year} 年里").format(year=year)))
    if len({row.date for row in rows}) < len(rows):
        raise Refused(Reason("twice", _("同一天写了两遍，留一个")))
    if not source.strip():
        raise Refused(Reason("source", _("写上依据，比如国务院办公厅的通知")))
    with transaction.atomic():
        Day.objects.filter(date__year=year).delete()
        Day.objects.bulk_create(rows)
        found, _created = Year.objects.update_or_create(
            year=year, defaults={"source": source, "is_provisional": is_provisional}
        )
        _renew()
        data = {"year": year, "days": len(rows), "source": source}
        journal_actions.write(by=by, verb="calendar.year_laid_down", subject=found, data=data)
    return found


def lay_down_shipped_years(by: Actor) -> list[Year]:
    """Lay down the years that come with the program and are not laid down yet; gives those that were added."""
    _must_edit(by)
    known = set(Year.objects.values_list("year", flat=True))
    source = f"国务院办公厅节假日安排（chinese-calendar {chinese_calendar.__version__}）"
    return [lay_down_year(by, year, _shipped(year), source) for year in SHIPPED if year not in known]


def set_day(by: Actor, day: date, is_working: bool, name: str = "", is_provisional: bool = False) -> Day:
    """Say of one day whether it is worked. Raises Denied without ``CalendarPermission.EDIT``."""
    _must_edit(by)
    with transaction.atomic():
        values = {"is_working": is_working, "name": name, "is_provisional": is_provisional}
        found, _created = Day.objects.update_or_create(date=day, defaults=values)
        _renew()
        data = {"day": day.isoformat(), "works": _("上班") if is_working else _("放假")}
        journal_actions.write(by=by, verb="calendar.day_set", subject=found, data=data)
    return found


def remove_day(by: Actor, day: date) -> None:
    """Let one day follow the week again. Raises Denied without ``CalendarPermission.EDIT``."""
    _must_edit(by)
    with transaction.atomic():
        found = Day.objects.filter(date=day).first()
        if found is None:
            return
        journal_actions.write(by=by, verb="calendar.day_removed", subject=found, data={"day": day.isoformat()})
        found.delete()
        _renew()


def _must_edit(by: Actor) -> None:
    """The calendar is the installation's, of no unit: whoever holds the permission anywhere keeps it."""
    if not by.holds_any(CalendarPermission.EDIT):
        raise Denied(CalendarPermission.EDIT.value)


def _renew() -> None:
    Version.objects.update_or_create(pk=1, defaults={"token": uuid4().hex})


def _shipped(year: int) -> list[tuple[date, bool, str]]:
    free = {day: name for day, name in chinese_calendar.holidays.items() if day.year == year}
    worked = {day: name for day, name in chinese_calendar.workdays.items() if day.year == year}
    chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    rows = [(day, False, chinese[name]) for day, name in free.items()]
    return sorted(rows + [(day, True, _("{name}调休").format(name=chinese[name])) for day, name in worked.items()])

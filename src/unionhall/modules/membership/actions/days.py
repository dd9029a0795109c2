"""The days in one sheet's columns: read once each, and where a notation could be two, as somebody has answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.modules.membership.actions.reading import day_cell, read_day
from unionhall.modules.membership.actions.reading.dates import TwoDays
from unionhall.modules.membership.actions.reading.fields import BORN

MONTH_FIRST, DAY_FIRST = "month", "day"


def column_of(sheet: str, field: str) -> str:
    """A column by its sheet and its field, as answers about days are found by."""
    return f"{sheet}\t{field}"


class Days:
    """Reads the days of one sheet. ``first``: by field, MONTH_FIRST, DAY_FIRST, or "" where nobody has said so."""

    def __init__(self, first: Mapping[str, str]) -> None:
        self._first = first
        self._read: dict[Any, date | None] = {}  # by field and raw cell
        self._today = clock.today()

    def read(self, raw: Any, field: str) -> date | None:
        """The day of a raw cell. Raises ValueError with a sentence, TwoDays where nobody has said which."""
        key = (field, raw) if raw.__class__ is str else (field, raw.__class__, raw)
        if key not in self._read:
            day = self._day(raw, self._first[field])
            if day and day > self._today:
                raise ValueError(_("日期 {day} 还没到").format(day=day.isoformat()))
            self._read[key] = day
        return self._read[key]

    def birthday(self, raw: Any, by_number: date | None) -> date | None:
        """A birthday; one that could be two days is the one that the number says."""
        try:
            return self.read(raw, BORN)
        except TwoDays as either:
            if by_number in (either.by_month, either.by_day):
                return by_number
            raise

    def differs(self, text: str, born: date) -> bool:
        """Whether a cell says another birthday."""
        try:
            return self.birthday(text, born) != born
        except ValueError:
            return True

    @staticmethod
    def _day(raw: Any, first: str) -> date | None:
        try:
            return read_day(day_cell(raw))
        except TwoDays as either:
            if not first:
                raise
            return either.by_month if first == MONTH_FIRST else either.by_day

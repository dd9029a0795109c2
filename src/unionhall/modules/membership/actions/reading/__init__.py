"""Spreadsheets as unions really send them, read into columns of raw cells: nothing is judged and nothing is dropped
without being told. Start in ``book`` (what a file holds) and ``fields`` (what its columns may mean)."""

from unionhall.modules.membership.actions.reading.book import (
    Cell,
    Mapped,
    RawRow,
    Reading,
    SheetRead,
    Table,
    cell_of,
    day_cell,
    read,
)
from unionhall.modules.membership.actions.reading.cells import is_ruined, text_of
from unionhall.modules.membership.actions.reading.dates import read_day
from unionhall.modules.membership.actions.reading.fields import CLEAR, FIELDS, Field
from unionhall.modules.membership.actions.reading.headers import Column

__all__ = [
    "CLEAR",
    "FIELDS",
    "Cell",
    "Column",
    "Field",
    "Mapped",
    "RawRow",
    "Reading",
    "SheetRead",
    "Table",
    "cell_of",
    "day_cell",
    "is_ruined",
    "read",
    "read_day",
    "text_of",
]

"""A file that was read: its sheets, what their columns were guessed to mean, and the people's rows below."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel.books.files import refuse
from unionhall.kernel.books.opening import RawSheet, day_of, open_file
from unionhall.modules.membership.actions.reading import headers
from unionhall.modules.membership.actions.reading.cells import is_ruined, text_of
from unionhall.modules.membership.actions.reading.dates import since_1900
from unionhall.modules.membership.actions.reading.fields import (
    BORN,
    DOCUMENT,
    EXAMPLE,
    FIELDS,
    ID,
    NAME,
    PHONE,
    SINCE,
    TO_MEND,
    plain,
)
from unionhall.modules.membership.actions.reading.headers import Column, Header

Place = tuple[str, int]  # sheet, index of the column from 0
Mapped = Mapping[Place, str | None]

_FOOTERS = (
    "合计", "总计", "小计", "共计", "总人数", "填表人", "制表人", "填报人", "审核人", "审批人", "负责人", "经办人",
    "主席签字",
    "备注", "说明", "注:", "注：", "填表日期", "填报日期", "制表日期", "以下空白", "联系人", "单位(盖章", "盖章",
    "填表说明",
)  # fmt: skip
_NO_NAMES = {EXAMPLE, "合计", "总计", "小计", "共计"}
_DAYS = (BORN, SINCE)
_NAMED = 5  # rows that a sentence names


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and what the file says it is: "text", "number", "ruined" (digits lost) or "date"."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """One person's row as it stands in the file."""

    sheet: str
    number: int  # as the spreadsheet counts, the first row is 1
    is_hidden: bool
    cells: dict[str, Cell]  # by field


@dataclass(slots=True)
class Table:
    """The people of one sheet, column by column: raw cells by field, as long as ``numbers``."""

    sheet: str
    numbers: list[int]
    columns: dict[str, list[Any]]
    words: dict[str, str]  # field → the file's own word for it


@dataclass(frozen=True)
class SheetRead:
    """One sheet: its header, its columns, how many rows stand below."""

    name: str
    is_hidden: bool
    header_rows: tuple[int, ...]  # numbers as the spreadsheet counts; () when no header was found
    columns: tuple[Column, ...]
    count: int
    raw: RawSheet = field(repr=False)
    header: Header | None = field(repr=False)

    @property
    def names_people(self) -> bool:
        """Whether the guess suffices to read people from it."""
        return self.header is not None and self.header.names_people


@dataclass
class Reading:
    """What was found in a file."""

    sheets: list[SheetRead]
    told: list[str]  # sentences: what the reader did that nobody may notice otherwise

    @property
    def is_to_mend(self) -> bool:
        """Whether it is our own workbook of rows that were not taken, which replaces no whole file."""
        return any(column.heading == TO_MEND for sheet in self.sheets for column in sheet.columns)

    @cached_property
    def guesses(self) -> dict[Place, str]:
        """The guessed mapping: of every sheet of people, each column that was understood."""
        return {
            (sheet.name, column.index): column.guess
            for sheet in self.sheets
            if sheet.names_people
            for column in sheet.columns
            if column.guess
        }

    @property
    def is_understood(self) -> bool:
        """Whether the guess alone suffices to read people; if not, somebody has to map the columns."""
        return bool(self.guesses)

    def recall(self, headings: Mapping[str, str]) -> dict[Place, str]:
        """The guess, corrected by what headings meant last time ("" = not used); see ``remember``."""
        known = {plain(heading): key for heading, key in headings.items()}
        mapping = dict(self.guesses)
        for sheet in self.sheets:
            for column in sheet.columns:
                key = known.get(plain(column.heading)) if column.heading else None
                if key is None:
                    continue
                mapping.pop((sheet.name, column.index), None)
                if key in FIELDS:
                    mapping = {p: k for p, k in mapping.items() if not (p[0] == sheet.name and k == key)}
                    mapping[sheet.name, column.index] = key
        return mapping

    def remember(self, mapping: Mapped) -> dict[str, str]:
        """What each heading meant, to be kept for the next file of the same unit."""
        return {
            column.heading: mapping.get((sheet.name, column.index)) or ""
            for sheet in self.sheets
            for column in sheet.columns
            if column.heading and sheet.header
        }

    def tables(self, mapping: Mapped | None = None) -> list[Table]:
        """The people's rows of every mapped sheet, column by column; ``told`` gains what was passed over.

        Raises Refused when no sheet has the columns by which people are known, or when there is nobody.
        """
        mapping = self.guesses if mapping is None else mapping
        tables = [table for sheet in self.sheets if (table := self._table(sheet, mapping))]
        if not tables:
            raise refuse(
                "header",
                ngettext(
                    "前 %(n)s 行里没找到表头。表头要有“姓名”，还要有“身份证号”或“手机号”。",
                    "前 %(n)s 行里没找到表头。表头要有“姓名”，还要有“身份证号”或“手机号”。",
                    headers.HEADER_WITHIN,
                )
                % {"n": headers.HEADER_WITHIN},
            )
        if not any(table.numbers for table in tables):
            raise refuse("empty", _("表头下面一个人也没有。"))
        return tables

    def rows(self, mapping: Mapped | None = None) -> Iterator[RawRow]:
        """The people's rows one by one, for showing; raises as ``tables`` does."""
        hidden = {sheet.name: sheet.raw.hidden_rows for sheet in self.sheets}
        for table in self.tables(mapping):
            for place, number in enumerate(table.numbers):
                cells = {key: cell_of(column[place]) for key, column in table.columns.items()}
                yield RawRow(table.sheet, number, number in hidden[table.sheet], cells)

    def _table(self, sheet: SheetRead, mapping: Mapped) -> Table | None:
        places: dict[str, int] = {}
        for column in sheet.columns:
            key = mapping.get((sheet.name, column.index))
            if key in FIELDS:
                places.setdefault(str(key), column.index)
        if sheet.header is None or NAME not in places or not places.keys() & {DOCUMENT, PHONE, ID}:
            return None
        words = {column.index: column.heading for column in sheet.columns}
        numbers, rows = self._people(sheet, places)
        columns = {key: [row[place] if place < len(row) else None for row in rows] for key, place in places.items()}
        if sheet.raw.is_1904:
            columns |= {key: [since_1900(cell) for cell in columns[key]] for key in _DAYS if key in columns}
        return Table(
            sheet.name, numbers, columns, {key: words[place] or FIELDS[key].label for key, place in places.items()}
        )

    def _people(self, sheet: SheetRead, places: Mapping[str, int]) -> tuple[list[int], list[list[Any]]]:
        """The rows below the header without blanks, footers, examples and headers repeated on each printed page."""
        raw, start = sheet.raw, sheet.header.last + 1 if sheet.header else 0
        name, known_by = places[NAME], [places[key] for key in (DOCUMENT, PHONE, ID) if key in places]
        used = sorted(places.values())
        heading = text_of(_at(raw.rows[start - 1], name)) or text_of(_at(raw.rows[max(start - 2, 0)], name))
        numbers, rows, passed = [], [], []
        widest = max((name, *known_by))
        for number, row in zip(raw.numbers[start:], raw.rows[start:], strict=True):
            if len(row) <= widest:
                row = [*row, *[None] * (widest + 1 - len(row))]  # noqa: PLW2901
            said = row[name]
            if row[known_by[0]] and said and said != heading and said.__class__ is str and said[:2] not in _NO_NAMES:
                numbers.append(number)  # nearly every row
                rows.append(row)
                continue
            known = [cell for place in known_by if (cell := row[place]) not in (None, "")]
            if not any(text_of(_at(row, place)) for place in used):
                continue
            if text_of(said) == heading or text_of(said).startswith(EXAMPLE) or _is_footer(row, known):
                passed.append(number)
                continue
            numbers.append(number)
            rows.append(row)
        if passed:
            self._tell(
                ngettext(
                    "%(where)s跳过了 %(n)s 行：第 %(rows)s 行是合计、签字、示例或重复的表头，不是人",
                    "%(where)s跳过了 %(n)s 行：第 %(rows)s 行是合计、签字、示例或重复的表头，不是人",
                    len(passed),
                )
                % {"where": _where(sheet.name), "n": len(passed), "rows": _listed(passed)}
            )
        return numbers, rows

    def _tell(self, sentence: str) -> None:
        if sentence not in self.told:
            self.told.append(sentence)


def read(path: Path) -> Reading:
    """What a file holds. Raises Refused with a sentence that says what the file is and what to do.

    Takes .xlsx, .xls, .ods and text (csv) in UTF-8, UTF-16 or GB18030, told apart by content. Nothing is judged here.
    """
    raw, told = open_file(Path(path))
    if not any(sheet.rows for sheet in raw):
        raise refuse("empty", _("这个文件是空的，一行也没有。"))
    reading = Reading([_sheet(each) for each in raw if each.rows], told)
    _tell_of_sheets(reading)
    return reading


def cell_of(raw: object) -> Cell:
    """A raw cell with what the file says it is."""
    kind = "text"
    if isinstance(raw, tuple):
        kind = "date"
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        kind = "ruined" if is_ruined(raw) else "number"
    return Cell(text_of(raw), kind)


def day_cell(raw: object) -> object:
    """A raw cell as ``dates.read_day`` takes it."""
    return day_of(raw) or raw[1] if isinstance(raw, tuple) else raw


def _sheet(raw: RawSheet) -> SheetRead:
    header = headers.find_header(raw)
    if header is None:
        return SheetRead(raw.name, raw.is_hidden, (), (), len(raw.rows), raw, None)
    rows = tuple(raw.numbers[header.first : header.last + 1])
    return SheetRead(raw.name, raw.is_hidden, rows, header.columns, len(raw.rows) - header.last - 1, raw, header)


def _tell_of_sheets(reading: Reading) -> None:
    if reading.is_to_mend:
        reading.told.append(_("这是挑出来要改的那几行，别的行要另外写入"))
    people = [sheet for sheet in reading.sheets if sheet.names_people]
    others = [sheet.name for sheet in reading.sheets if not sheet.names_people]
    if len(people) > 1:
        reading.told.append(
            ngettext("读了 %(n)s 个工作表：%(names)s", "读了 %(n)s 个工作表：%(names)s", len(people))
            % {"n": len(people), "names": _quoted(s.name for s in people)}
        )
    if people and others:
        reading.told.append(_("没读工作表%(names)s：里面没有名册的表头") % {"names": _quoted(others)})
    if any(sheet.raw.is_1904 for sheet in people):
        reading.told.append(_("这个文件的日期从 1904 年算起（苹果电脑的老设置），已经换算。抽两个日期看看对不对"))
    for sheet in people:
        if sheet.is_hidden:
            reading.told.append(_("工作表“%(name)s”是隐藏的，也读了") % {"name": sheet.name})
        below = sheet.raw.numbers[sheet.header.last + 1 :] if sheet.header else []
        hidden = [number for number in below if number in sheet.raw.hidden_rows]
        if hidden:
            reading.told.append(
                ngettext(
                    "%(where)s有 %(n)s 行是隐藏的（第 %(rows)s 行），也读了",
                    "%(where)s有 %(n)s 行是隐藏的（第 %(rows)s 行），也读了",
                    len(hidden),
                )
                % {"where": _where(sheet.name), "n": len(hidden), "rows": _listed(hidden)}
            )


def _quoted(names: Any) -> str:
    return "、".join(f"“{name}”" for name in names)


def _where(sheet: str) -> str:
    return _("工作表“%(name)s”") % {"name": sheet} if sheet else ""


def _listed(numbers: list[int]) -> str:
    shown = "、".join(map(str, numbers[:_NAMED]))
    return shown if len(numbers) <= _NAMED else f"{shown}…"


def _at(row: list[Any], place: int) -> Any:
    return row[place] if place < len(row) else None


def _is_footer(row: list[Any], known: list[Any]) -> bool:
    """Whether a row is a total or a signature, not a person: it begins with such a word and names no number."""
    first = next((text for text in map(text_of, row) if text), "")
    return "".join(first.split()).startswith(_FOOTERS) and not any(
        text_of(cell).isalnum() and text_of(cell).isascii() and len(text_of(cell)) >= 8 for cell in known
    )

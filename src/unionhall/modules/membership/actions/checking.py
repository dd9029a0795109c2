"""Judging each row of a spreadsheet: its unit, name, numbers. Pure but for the units, which are loaded once.

Nearly every row is plain and right, so each is first tried by look-ups alone; what fails one of them is judged cell
by cell with a sentence for everything that is wrong.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from unionhall.kernel.books.opening import without_collecting
from unionhall.kernel.people import documents
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.actions import judging
from unionhall.modules.membership.actions.days import Days, column_of
from unionhall.modules.membership.actions.naming_units import Units, Wrong, said
from unionhall.modules.membership.actions.own_ids import read_id
from unionhall.modules.membership.actions.reading import (
    CLEAR,
    FIELDS,
    Mapped,
    Reading,
    Table,
    is_ruined,
    text_of,
)
from unionhall.modules.membership.actions.reading.cells import ruined_text
from unionhall.modules.membership.actions.reading.dates import TwoDays
from unionhall.modules.membership.actions.reading.fields import (
    BORN,
    DOCUMENT,
    GROUP,
    ID,
    KIND,
    NAME,
    PHONE,
    SEX,
    SINCE,
    UNIT_CODE,
    UNIT_NAME,
)

__all__ = ["CLEAR", "Candidate", "Checked", "Problem", "Units", "check", "mapping_of"]

T = TypeVar("T")
_ORDER = (UNIT_CODE, UNIT_NAME, NAME, KIND, DOCUMENT, PHONE, SEX, BORN, SINCE, GROUP, ID)
_IDENTITY = Person.DocumentKind.IDENTITY.value
MOST_PLAIN = 30  # characters of a name that needs no second look
_MAY_CLEAR = tuple(key for key, each in FIELDS.items() if each.can_clear)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was not taken, or (a warning) what to look at: where it stands, masked, and what to do."""

    row: int
    column: str  # the file's own word for the column, "" for the row as a whole
    value: str  # masked
    reason: str
    sheet: str = ""  # "" when the file has one sheet of people only
    key: str = ""  # the field's key, "" for the row as a whole
    asks: str = ""  # the question (``answering``) whose answer would mend it

    def as_dict(self) -> dict[str, object]:
        """For the report."""
        told: dict[str, object] = {"row": self.row, "column": self.column, "value": self.value, "reason": self.reason}
        return told | {name: text for name, text in (("sheet", self.sheet), ("asks", self.asks)) if text}


@dataclass(slots=True)
class Candidate:
    """A row that stands by itself: a person of a unit, with normalised values. Not to be changed."""

    number: int
    unit_id: int
    name: str
    document_kind: str
    document: str
    phone: str
    sex: str
    born: date | None
    group: str
    cleared: tuple[str, ...] = ()  # fields where the file says that what is known is to be forgotten
    sheet: str = ""  # "" when the file has one sheet of people only
    since: date | None = None  # when the membership began, where the file says it
    membership_id: int | None = None  # from the column 编号 of our own exports


@dataclass
class Checked:
    """What came out of a file."""

    candidates: list[Candidate] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)  # names (as compared) in rows that were not taken
    told: list[str] = field(default_factory=list)  # what the reader did that nobody may notice otherwise


def mapping_of(kept: Mapping[str, str]) -> dict[tuple[str, int], str] | None:
    """The mapping as an import keeps it ("<sheet>\\t<column>" → field) for ``check``; None when nothing is kept."""
    places = (key.rpartition("\t") for key in kept)
    return {
        (sheet, int(index)): key
        for (sheet, _tab, index), key in zip(places, kept.values(), strict=True)
        if index.isdecimal()
    } or None


def check(
    reading: Reading, units: Units, mapping: Mapped | None = None, days: Mapping[str, str] | None = None
) -> Checked:
    """Judge every row; all that is wrong with a row is said at once.

    ``days``: by column (``column_of``), whether the month or the day stands first where a date could be two.
    Raises Refused when the mapping (the guess, where None) names no column by which people are known.
    """
    checked = Checked()
    with without_collecting():
        tables = reading.tables(mapping)
        for table in tables:
            _Sheet(table, table.sheet if len(tables) > 1 else "", units, checked, days or {}).check()
        _refuse_twins(tables, checked)
    checked.told = list(reading.told)
    checked.warnings.extend(Problem(0, "", "", sentence) for sentence in reading.told)
    return checked


class _Sheet:
    """The rows of one sheet on their way into ``checked``."""

    def __init__(self, table: Table, shown: str, units: Units, checked: Checked, days: Mapping[str, str]) -> None:
        self.table, self.shown, self.units, self.checked = table, shown, units, checked
        self.identities = documents.IdentityNumbers()
        self.characters: set[str] = set()  # that were found fit for names
        self.unit_ids: dict[tuple[Any, Any], int] = {}  # by the raw cells
        self.groups: dict[Any, str] = {}  # by the raw cell
        self.days = Days({key: days.get(column_of(table.sheet, key), "") for key in (BORN, SINCE)})
        self.has_phones = PHONE in table.columns

    def check(self) -> None:
        """Judge row by row."""
        columns = [self.table.columns.get(key) or repeat(None) for key in _ORDER]
        add, quick = self.checked.candidates.append, self._quick
        rows = zip(*columns, strict=False)  # repeat() has no end
        for number, cells in zip(self.table.numbers, rows, strict=False):
            candidate = quick(number, cells)
            if candidate is None:
                self._slow(number, dict(zip(_ORDER, cells, strict=True)))
            else:
                add(candidate)
        if not self.has_phones:
            sentence = _("没有手机号这一列，这些人只能用身份证号后四位参加活动")
            self.checked.warnings.append(Problem(0, FIELDS[PHONE].label, "", sentence, self.shown, PHONE))

    def _quick(self, number: int, cells: tuple[Any, ...]) -> Candidate | None:  # noqa: PLR0911
        """The row by look-ups alone; None when anything is unusual."""
        code, unit, name, kind, document, phone, sex, born, since, group, own_id = cells
        found = self.identities.get(document)
        if found is None or name.__class__ is not str:
            return None
        document, birthday, by_number = found
        if (
            (kind and judging.KINDS.get(kind) != _IDENTITY)
            or not (self.characters.issuperset(name) or self._learn(name))
            or not 1 < len(name) < MOST_PLAIN
            or document.endswith("000")
        ):
            return None
        if phone.__class__ is float:
            phone = text_of(phone)
        if not _is_plain_phone(phone) or (sex and judging.SEXES.get(sex) != by_number):
            return None
        try:
            unit_id = self.unit_ids.get((code, unit)) or self._unit_id(code, unit)
            if born and self.days.read(born, BORN) != birthday:
                return None
            day = self.days.read(since, SINCE) if since else None
            membership_id = read_id(text_of(own_id)) if own_id else None
        except (Wrong, ValueError):
            return None
        known = self.groups.get(group) if group else ""
        if known is None:
            known = self._group(group)
        if known == CLEAR:
            return None
        return Candidate(
            number, unit_id, name, _IDENTITY, document, phone, by_number, birthday, known, (), self.shown, day,
            membership_id,
        )  # fmt: skip

    def _learn(self, name: str) -> bool:
        """Whether a name is of plain letters; they need no second look from then on."""
        is_plain = name.isalpha() and unicodedata.is_normalized("NFKC", name)
        if is_plain:
            self.characters.update(name)
        return is_plain

    def _group(self, raw: Any) -> str:
        group = text_of(raw)[: judging.LONGEST_GROUP]
        if group != CLEAR:
            self.groups[raw] = group
        return group

    def _unit_id(self, code: Any, unit: Any) -> int:
        found = self.units.id_of(text_of(code), text_of(unit), self.table.sheet)
        self.unit_ids[code, unit] = found
        return found

    def _slow(self, number: int, raw: dict[str, Any]) -> None:
        """Cell by cell, with a sentence for everything that is wrong."""
        texts = {key: text_of(cell) for key, cell in raw.items()}
        cleared = tuple(key for key in _MAY_CLEAR if texts[key] == CLEAR)
        for key in cleared:
            texts[key], raw[key] = "", None
        wrongs: list[Wrong] = []
        candidate = self._candidate(number, raw, texts, cleared, wrongs)
        if wrongs or candidate is None:
            self.checked.problems.extend(self._problem(number, wrong, texts) for wrong in wrongs)
            self.checked.doubtful.add(normalise(texts[NAME]))
            return
        self.checked.candidates.append(candidate)
        doubts = self._doubts(texts, candidate)
        self.checked.warnings.extend(self._problem(number, doubt, texts) for doubt in doubts)

    def _candidate(
        self, number: int, raw: dict[str, Any], texts: dict[str, str], cleared: tuple[str, ...], wrongs: list[Wrong]
    ) -> Candidate | None:
        unit_id = _try(
            wrongs, UNIT_CODE, lambda: self.units.id_of(texts[UNIT_CODE], texts[UNIT_NAME], self.table.sheet)
        )
        name = _try(wrongs, NAME, lambda: judging.judge_name(texts[NAME]))
        paper = _try(wrongs, DOCUMENT, lambda: _paper(raw[DOCUMENT], texts)) or judging.Paper()
        phone = _try(wrongs, PHONE, lambda: documents.normalise_phone(texts[PHONE])) if texts[PHONE] else ""
        born = _try(wrongs, BORN, lambda: self.days.birthday(raw[BORN], paper.born))
        since = _try(wrongs, SINCE, lambda: self.days.read(raw[SINCE], SINCE))
        own_id = _try(wrongs, ID, lambda: read_id(texts[ID])) if texts[ID] else None
        if not (texts[DOCUMENT] or texts[PHONE] or texts[ID]):
            wrongs.append(Wrong(DOCUMENT, _("身份证号和手机号至少写一个，光有姓名认不准人")))
        if texts[SEX] and texts[SEX] not in judging.SEXES and not paper.sex:
            wrongs.append(Wrong(SEX, _("性别写“男”或“女”")))
        if wrongs or unit_id is None or name is None:
            return None
        sex = paper.sex or judging.SEXES.get(texts[SEX], Person.Sex.UNKNOWN)
        group = texts[GROUP][: judging.LONGEST_GROUP]
        return Candidate(
            number, unit_id, name, str(paper.kind), paper.number, phone or "", str(sex), paper.born or born, group,
            cleared, self.shown, since, own_id,
        )  # fmt: skip

    def _doubts(self, texts: Mapping[str, str], candidate: Candidate) -> Iterator[Wrong]:
        told = judging.SEXES.get(texts[SEX])
        if told and candidate.sex and told != candidate.sex:
            yield Wrong(SEX, _("和身份证号上的性别不一样，按身份证号记"))
        if texts[BORN] and candidate.document and candidate.born and self.days.differs(texts[BORN], candidate.born):
            yield Wrong(BORN, _("和身份证号上的出生日期不一样，按身份证号记"))
        if candidate.document.endswith("000"):
            yield Wrong(DOCUMENT, _("身份证号末尾是 000，可能是表格软件截断的。对着证件看一遍"))
        if judging.has_private_characters(candidate.name):
            yield Wrong(NAME, _("姓名里有造出来的字，别的电脑上看不见。用生僻字输入法再填一遍"))
        if self.has_phones and not candidate.phone and PHONE not in candidate.cleared:
            yield Wrong(PHONE, _("没有手机号，这个人只能用身份证号后四位参加活动"))

    def _problem(self, number: int, wrong: Wrong, texts: Mapping[str, str]) -> Problem:
        value = masked(wrong.column, texts.get(wrong.column, ""))
        word = self.table.words.get(wrong.column, FIELDS[wrong.column].label)
        return Problem(number, word, value, wrong.reason, self.shown, wrong.column, self._asks(wrong, texts))

    def _asks(self, wrong: Wrong, texts: Mapping[str, str]) -> str:
        """Which question would mend it: about a unit by what the cell says, about a date by its column."""
        if not wrong.asks:
            return ""
        if wrong.column in (BORN, SINCE):
            return column_of(self.table.sheet, wrong.column)
        return said(texts.get(wrong.column, ""))


def _is_plain_phone(text: object) -> bool:
    return isinstance(text, str) and len(text) == 11 and text[0] == "1" and text.isascii() and text.isdecimal()


def _paper(raw: Any, texts: Mapping[str, str]) -> judging.Paper:
    if is_ruined(raw):
        raise Wrong(
            DOCUMENT,
            _("身份证号成了 %(text)s，后几位已经丢了，是表格软件当作数字改的。把这一列设成“文本”格式，照证件再填一遍")
            % {"text": f"{raw:.3E}"},
        )
    return judging.judge_document(texts[DOCUMENT], texts[KIND])


def _try(wrongs: list[Wrong], column: str, act: Callable[[], T]) -> T | None:
    try:
        return act()
    except Wrong as wrong:
        wrongs.append(wrong)
    except ValueError as problem:
        wrongs.append(Wrong(column, str(problem), asks=isinstance(problem, TwoDays)))
    return None


def _refuse_twins(tables: Iterable[Table], checked: Checked) -> None:
    """The same document, or the same telephone and name, in two rows: one counts, the other is a problem.

    Of two with one document the first counts. Of two with one telephone and name the one with a document counts,
    wherever it stands: without a document a row can not be told from it when the file comes a second time.
    """
    twins: dict[tuple[str, int], tuple[Candidate, str]] = {}  # by place: the row that counts, and what they share
    by_document: dict[tuple[str, str], Candidate] = {}
    for each in checked.candidates:
        if each.document:
            first = by_document.setdefault((each.document, each.document_kind), each)
            if first is not each:
                twins[each.sheet, each.number] = first, DOCUMENT
    bare = [each for each in checked.candidates if each.phone and not each.document]
    phones = {each.phone for each in bare}
    by_phone: dict[tuple[str, str], Candidate] = {}
    for each in by_document.values() if bare else ():
        if each.phone in phones:
            by_phone.setdefault((each.phone, normalise(each.name)), each)
    for each in bare:
        first = by_phone.setdefault((each.phone, normalise(each.name)), each)
        if first is not each:
            twins[each.sheet, each.number] = first, PHONE
    if twins:
        _tell_twins(twins, {table.sheet: table.words for table in tables}, checked)


def _tell_twins(
    twins: Mapping[tuple[str, int], tuple[Candidate, str]], words: Mapping[str, Mapping[str, str]], checked: Checked
) -> None:
    kept, one = [], next(iter(words.values()))
    for each in checked.candidates:
        first, column = twins.get((each.sheet, each.number), (None, ""))
        if first is None:
            kept.append(each)
            continue
        word = words.get(each.sheet, one).get(column, FIELDS[column].label)
        value = masked(column, each.document if column == DOCUMENT else each.phone)
        where = f"“{first.sheet}”" if first.sheet != each.sheet else ""
        reason = _("和%(where)s第 %(row)s 行是同一个人，留一行") % {"where": where, "row": first.number}
        checked.problems.append(Problem(each.number, word, value, reason, each.sheet, column))
        checked.doubtful.add(normalise(each.name))
    checked.candidates = kept


def masked(column: str, value: str) -> str:
    """A value as a report may show it: enough to find the cell by, no more."""
    if ruined := ruined_text(value):
        return ruined
    if column == PHONE:
        return documents.mask_phone(value)
    if column == DOCUMENT:
        return documents.mask_number(value)
    if column == NAME:
        return value[:1] + "*" * (min(len(value), 4) - 1) if value else ""
    return value[:60]

"""Judging each row of a spreadsheet: its unit, name, numbers. Pure but for the units, which are loaded once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.people import documents
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.actions.spreadsheet import (
    DOCUMENT,
    GROUP,
    KIND,
    LABELS,
    NAME,
    PHONE,
    SEX,
    UNIT_CODE,
    UNIT_NAME,
    Row,
    Sheet,
)
from unionhall.modules.membership.permissions import MembershipPermission

T = TypeVar("T")
_KINDS = {
    "": Person.DocumentKind.IDENTITY,
    "身份证": Person.DocumentKind.IDENTITY,
    "居民身份证": Person.DocumentKind.IDENTITY,
    "护照": Person.DocumentKind.PASSPORT,
    "港澳居民来往内地通行证": Person.DocumentKind.HK_MACAO,
    "港澳通行证": Person.DocumentKind.HK_MACAO,
    "回乡证": Person.DocumentKind.HK_MACAO,
    "台湾居民来往大陆通行证": Person.DocumentKind.TAIWAN,
    "台胞证": Person.DocumentKind.TAIWAN,
    "外国人永久居留身份证": Person.DocumentKind.RESIDENCE,
    "外国人永久居留证": Person.DocumentKind.RESIDENCE,
}
_SEXES = {"男": Person.Sex.MALE, "女": Person.Sex.FEMALE}
LONGEST_NAME, LONGEST_GROUP = 60, 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was not taken, or (a warning) what to look at: where it stands, masked, and what to do."""

    row: int
    column: str  # the file's own word for the column, "" for the row as a whole
    value: str  # masked
    reason: str

    def as_dict(self) -> dict[str, object]:
        """For the report."""
        return {"row": self.row, "column": self.column, "value": self.value, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that stands by itself: a person of a unit, with normalised values."""

    number: int
    unit_id: int
    name: str
    document_kind: str
    document: str
    phone: str
    sex: str
    born: date | None
    group: str


@dataclass
class Checked:
    """What came out of a sheet."""

    candidates: list[Candidate] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class Units:
    """The units that the uploader may write to below one unit, by code and by name."""

    def __init__(self, by: Actor, top: Unit) -> None:
        path = org_queries.path_of(top)
        by.must(MembershipPermission.ROLL_IMPORT, at=path)
        reach = Placement.objects.open().below(path).within(by.scope(MembershipPermission.ROLL_IMPORT))
        self.by_code: dict[str, Unit] = {}
        self.by_name: dict[str, list[Unit]] = {}
        for placement in reach.select_related("unit"):
            unit = placement.unit
            self.by_code[unit.code.upper()] = unit
            if unit.uscc:
                self.by_code[unit.uscc.upper()] = unit
            self.by_name.setdefault(normalise(unit.name), []).append(unit)
        self.only = top if kinds[top.kind].is_grassroots else None

    def find(self, code: str, name: str) -> Unit:
        """The grassroots unit that a row means. Raises _Wrong with the column and the sentence."""
        unit = self._by_code(code) if code else self._by_name(name)
        if unit.state == Unit.State.ENDED:
            raise _Wrong(UNIT_CODE if code else UNIT_NAME, _("这个单位已经撤销，会员写到别的单位"))
        if not kinds[unit.kind].is_grassroots:
            raise _Wrong(UNIT_CODE if code else UNIT_NAME, _("%(unit)s是上级工会，会员要写到基层工会") % {"unit": unit})
        return unit

    def _by_code(self, code: str) -> Unit:
        unit = self.by_code.get(code.upper())
        if unit is None:
            raise _Wrong(UNIT_CODE, _("没有这个代码的单位，或者不归您管。先成立单位，再导会员"))
        return unit

    def _by_name(self, name: str) -> Unit:
        if not name:
            if self.only is None:
                raise _Wrong(UNIT_NAME, _("写上单位代码，不知道这个人是哪个单位的"))
            return self.only
        found = self.by_name.get(normalise(name), [])
        if not found:
            raise _Wrong(UNIT_NAME, _("没有叫这个名称的单位，或者不归您管。写单位代码最稳当"))
        if len(found) > 1:
            raise _Wrong(UNIT_NAME, _("有 %(n)s 个单位都叫这个名称，写上单位代码") % {"n": len(found)})
        return found[0]


class _Wrong(Exception):
    """One thing that is wrong with a row: in which column, and the sentence."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


def check(sheet: Sheet, units: Units) -> Checked:
    """Judge every row; all that is wrong with a row is said at once."""
    checked = Checked()
    for row in sheet.rows:
        wrongs: list[_Wrong] = []
        candidate = _candidate(row, units, wrongs)
        if wrongs:
            checked.problems.extend(_problem(sheet, row, wrong) for wrong in wrongs)
        elif candidate:
            checked.candidates.append(candidate)
            checked.warnings.extend(_problem(sheet, row, doubt) for doubt in _doubts(row, candidate))
    _refuse_twins(sheet, checked)
    if sheet.skipped:
        names = "、".join(sheet.skipped)
        checked.warnings.append(Problem(0, "", names, _("只读了工作表“%(name)s”，别的没有读") % {"name": sheet.name}))
    return checked


def _candidate(row: Row, units: Units, wrongs: list[_Wrong]) -> Candidate | None:
    cells = row.cells
    unit = _try(wrongs, UNIT_CODE, lambda: units.find(cells.get(UNIT_CODE, ""), cells.get(UNIT_NAME, "")))
    name = _try(wrongs, NAME, lambda: _name(cells.get(NAME, "")))
    kind, number, born, sex = _document(cells, wrongs)
    phone = _try(wrongs, PHONE, lambda: documents.normalise_phone(cells[PHONE])) if cells.get(PHONE) else ""
    if not cells.get(DOCUMENT) and not cells.get(PHONE):
        wrongs.append(_Wrong(DOCUMENT, _("身份证号和手机号至少写一个，光有姓名认不准人")))
    if wrongs or unit is None or name is None:
        return None
    sex = sex or _SEXES.get(cells.get(SEX, ""), Person.Sex.UNKNOWN)
    group = cells.get(GROUP, "")[:LONGEST_GROUP]
    return Candidate(row.number, unit.pk, name, kind, number, phone or "", sex, born, group)


def _try(wrongs: list[_Wrong], column: str, act: Callable[[], T]) -> T | None:
    try:
        return act()
    except _Wrong as wrong:
        wrongs.append(wrong)
    except ValueError as problem:
        wrongs.append(_Wrong(column, str(problem)))
    return None


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise ValueError(_("没有姓名"))
    if any(char.isdigit() for char in name):
        raise ValueError(_("姓名里有数字，看看是不是错了列"))
    if len(normalise(name)) < 2:
        raise ValueError(_("姓名至少两个字"))
    if len(name) > LONGEST_NAME:
        raise ValueError(_("姓名超过 %(n)s 个字，看看是不是错了列") % {"n": LONGEST_NAME})
    return name


def _document(cells: dict[str, str], wrongs: list[_Wrong]) -> tuple[str, str, date | None, str]:
    """Kind, number, and what the number says of birth and sex. Wrong ones are added to ``wrongs``."""
    text = cells.get(DOCUMENT, "")
    if not text:
        return "", "", None, ""
    kind = _KINDS.get("".join(cells.get(KIND, "").split()))
    if kind is None:
        wrongs.append(_Wrong(KIND, _("不认得这种证件。写居民身份证、护照、港澳或台湾通行证、永久居留身份证")))
        return "", "", None, ""
    try:
        if kind != Person.DocumentKind.IDENTITY:
            return kind, documents.normalise_document(kind, text), None, ""
        found = documents.check_identity_number(text)
    except ValueError as problem:
        wrongs.append(_Wrong(DOCUMENT, str(problem)))
        return "", "", None, ""
    return kind, found.number, found.born, found.sex


def _doubts(row: Row, candidate: Candidate) -> Iterable[_Wrong]:
    said = _SEXES.get(row.cells.get(SEX, ""))
    if said and candidate.sex and said != candidate.sex:
        yield _Wrong(SEX, _("和身份证号上的性别不一样，按身份证号记"))
    if not candidate.phone:
        yield _Wrong(PHONE, _("没有手机号，这个人只能用身份证号后四位参加活动"))


def _refuse_twins(sheet: Sheet, checked: Checked) -> None:
    """The same document, or the same telephone and name, in two rows: the first counts, the second is a problem."""
    seen: dict[tuple[str, str], int] = {}
    kept: list[Candidate] = []
    for candidate in checked.candidates:
        keys = [(candidate.document_kind, candidate.document)] if candidate.document else []
        if candidate.phone and not candidate.document:
            keys.append((candidate.phone, normalise(candidate.name)))
        first = next((seen[key] for key in keys if key in seen), None)
        if first is not None:
            column = DOCUMENT if candidate.document else PHONE
            value = _masked(column, candidate.document if column == DOCUMENT else candidate.phone)
            reason = _("和第 %(row)s 行是同一个人，留一行") % {"row": first}
            checked.problems.append(Problem(candidate.number, _word(sheet, column), value, reason))
            continue
        for key in keys:
            seen[key] = candidate.number
        if candidate.phone:
            seen.setdefault((candidate.phone, normalise(candidate.name)), candidate.number)
        kept.append(candidate)
    checked.candidates = kept


def _problem(sheet: Sheet, row: Row, wrong: _Wrong) -> Problem:
    value = _masked(wrong.column, row.cells.get(wrong.column, ""))
    return Problem(row.number, _word(sheet, wrong.column), value, wrong.reason)


def _word(sheet: Sheet, column: str) -> str:
    return sheet.columns.get(column, LABELS[column])


def _masked(column: str, value: str) -> str:
    """A value as a report may show it: enough to find the cell by, no more."""
    if column == PHONE:
        return documents.mask_phone(value)
    if column == DOCUMENT:
        return documents.mask_number(value)
    if column == NAME:
        return value[:1] + "*" * (min(len(value), 4) - 1) if value else ""
    return value[:60]

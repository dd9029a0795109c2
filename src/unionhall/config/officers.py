"""Brings officers in from a list: checked whole first, so that either every row is taken or none.

The file (xlsx, or csv in UTF-8 or GB18030) has a head row that names its columns, in any order: 单位代码 or 单位名称,
姓名, 手机号, 职务. Rows that end in an account in use already change nothing.
"""

import csv
import io
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from unionhall.kernel.access import actions as access
from unionhall.kernel.access.declare import Office, offices
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts, names
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.documents import normalise_phone, phone_hash
from unionhall.kernel.people.models import Account, Person

COLUMNS = {
    "code": ("单位代码", "工会代码", "代码"),
    "unit": ("单位名称", "工会名称", "单位", "工会"),
    "name": ("姓名", "名字"),
    "phone": ("手机号", "手机", "手机号码", "联系电话", "电话"),
    "office": ("职务", "担任职务"),
}
_CHUNK = 500


@dataclass(frozen=True)
class Row:
    """One officer as the file has it, with the number of its line."""

    line: int
    code: str
    unit: str
    name: str
    phone: str
    office: str


@dataclass(frozen=True)
class Invited:
    """An officer with a pending account, and the activation code for the slip."""

    unit: Unit
    office: Office
    person: Person
    code: str


def read(path: Path) -> list[Row]:
    """The rows of an xlsx or csv file. Raises Refused when it cannot be read or a column is missing."""
    lines = _csv(path) if path.suffix.lower() == ".csv" else _xlsx(path)
    for number, line in enumerate(lines):
        found = _columns(line)
        if {"name", "phone", "office"} <= found.keys() and ("code" in found or "unit" in found):
            rows = enumerate(lines[number + 1 :], start=number + 2)
            return [_row(line_number, cells, found) for line_number, cells in rows if any(cells)]
    raise Refused(_("没有找到表头。第一行要有：单位代码（或单位名称）、姓名、手机号、职务。"))


def invite(by: Actor, rows: Iterable[Row]) -> tuple[list[Invited], list[Row]]:
    """Put the officers on file, appoint them, open their accounts.

    Returns those invited, and the rows of people whose account is in use already. Raises Refused with one sentence for
    each row that cannot be taken; then nothing is done.
    """
    rows = list(rows)
    units = _units(rows)
    known = _known(rows)
    problems = [text for row in rows for text in _problems(row, units, known)]
    if not rows:
        problems.append(_("表里一行也没有。"))
    if problems:
        raise Refused(*problems)
    persons = _persons(by, rows, known)
    _appoint(by, rows, units, persons)
    in_use = set(Account.objects.filter(state=Account.State.ACTIVE).values_list("person_id", flat=True))
    invited, left = [], []
    for row in rows:
        unit, person = units[row.code or row.unit], persons[row.phone]
        if person.pk in in_use:
            left.append(row)
            continue
        _account, code = accounts.invite(by, person, org.path_of(unit))
        invited.append(Invited(unit, _office(row.office), person, code))
    return invited, left


def person_for(by: Actor, name: str, phone: str) -> Person:
    """The person with this name and telephone number; put on file if new. Raises Refused as ``invite`` does."""
    try:
        row = Row(1, "", "", name.strip(), normalise_phone(phone), "")
    except ValueError as error:
        raise Refused(str(error)) from error
    known = _known([row])
    if _is_somebody_else(row, known.get(row.phone, [])):
        raise Refused(_("手机号已经登记在另一个人名下，请核对。"))
    return _persons(by, [row], known)[row.phone]


def held(unit: Unit, office: str, phone: str = "") -> Appointment:
    """The appointment that holds now; ``phone`` tells which where several hold it. Raises Refused."""
    found = list(Appointment.objects.filter(unit=unit, office=office, until=None).select_related("person", "unit"))
    if phone:
        account = accounts.account_by_phone(phone)
        found = [one for one in found if account and one.person_id == account.person_id]
    if len(found) != 1:
        raise Refused(
            _("这个职务现在没有人。") if not found else _("这个职务现在有几个人，请用 --from-phone 说明是谁交出。")
        )
    return found[0]


def has_account(person: Person) -> bool:
    """Whether the person has an account in use."""
    return Account.objects.filter(person=person, state=Account.State.ACTIVE).exists()


def _xlsx(path: Path) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except CalamineError as error:
        raise Refused(_("打不开 %(file)s：要 xlsx 或 csv 文件。") % {"file": path.name}) from error
    return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _csv(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _columns(head: list[str]) -> dict[str, int]:
    plain = ["".join(cell.split()).strip("*：:") for cell in head]
    return {key: plain.index(name) for key, known in COLUMNS.items() for name in reversed(known) if name in plain}


def _row(line: int, cells: list[str], columns: dict[str, int]) -> Row:
    taken = {key: cells[at] if at < len(cells) else "" for key, at in columns.items()}
    phone = taken["phone"]
    with suppress(ValueError):  # what is wrong is said, with its line, in _problems
        phone = normalise_phone(phone)
    return Row(line, taken.get("code", ""), taken.get("unit", ""), taken["name"], phone, taken["office"])


def _units(rows: Iterable[Row]) -> dict[str, Unit]:
    """Units by code, and by name where no code is given and only one standing unit has the name."""
    found: dict[str, Unit] = {}
    codes = sorted({row.code for row in rows if row.code})
    unit_names = sorted({row.unit for row in rows if not row.code})
    standing = Unit.objects.exclude(state=Unit.State.ENDED)
    for start in range(0, len(codes), _CHUNK):
        found |= {unit.code: unit for unit in standing.filter(code__in=codes[start : start + _CHUNK])}
    for start in range(0, len(unit_names), _CHUNK):
        twice: set[str] = set()
        for unit in standing.filter(name__in=unit_names[start : start + _CHUNK]):
            if unit.name in found:
                twice.add(unit.name)
            found[unit.name] = unit
        for name in twice:
            del found[name]
    return found


def _known(rows: Iterable[Row]) -> dict[str, list[Person]]:
    """The people already on file by their telephone number."""
    hashes = {phone_hash(row.phone): row.phone for row in rows if row.phone}
    found: dict[str, list[Person]] = {}
    wanted = list(hashes)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        for person in Person.objects.filter(merged_into=None, phone_hash__in=chunk):
            found.setdefault(hashes[person.phone_hash], []).append(person)
    return found


def _office(text: str) -> Office:
    """The office by its name or key. Raises KeyError."""
    for office in offices.values():
        if text in {office.key, str(office.label)}:
            return office
    raise KeyError(text)


def _problems(row: Row, units: dict[str, Unit], known: dict[str, list[Person]]) -> list[str]:
    found = []
    where = _("第 %(line)s 行：") % {"line": row.line}
    unit = units.get(row.code or row.unit)
    if unit is None:
        text = _("没有找到单位“%(unit)s”，或者有几个同名的，请填单位代码。")
        found.append(where + text % {"unit": row.code or row.unit})
    if not row.name:
        found.append(where + _("没有填姓名。"))
    try:
        normalise_phone(row.phone)
    except ValueError as error:
        found.append(f"{where}{error}")
    try:
        office = _office(row.office)
    except KeyError:
        labels = _("、").join(str(office.label) for office in offices.values())
        found.append(where + _("没有“%(office)s”这个职务。可以填：%(all)s。") % {"office": row.office, "all": labels})
    else:
        if unit and unit.kind not in office.held_at:
            found.append(where + _("%(unit)s不设%(office)s。") % {"unit": unit.name, "office": office.label})
    if _is_somebody_else(row, known.get(row.phone, [])):
        found.append(where + _("手机号已经登记在另一个人名下，请核对。"))
    return found


def _is_somebody_else(row: Row, people_there: list[Person]) -> bool:
    key = names.normalise(row.name)
    return bool(people_there) and all(person.name_key != key for person in people_there)


def _persons(by: Actor, rows: list[Row], known: dict[str, list[Person]]) -> dict[str, Person]:
    """Everybody's person by telephone number; who is not on file yet is put there."""
    found: dict[str, Person] = {}
    for row in rows:
        there = [p for p in known.get(row.phone, []) if p.name_key == names.normalise(row.name)]
        if there:
            found[row.phone] = there[0]
    fresh = {row.phone: people.NewPerson(name=row.name, phone=row.phone) for row in rows if row.phone not in found}
    return found | dict(zip(fresh, people.add_people(by, fresh.values()), strict=True))


def _appoint(by: Actor, rows: list[Row], units: dict[str, Unit], persons: dict[str, Person]) -> None:
    """Appoint those who do not hold the office yet."""
    held = set(Appointment.objects.filter(until=None).values_list("person_id", "unit_id", "office"))
    wanted = {}
    for row in rows:
        unit, person, office = units[row.code or row.unit], persons[row.phone], _office(row.office)
        if (person.pk, unit.pk, office.key) not in held:
            wanted[person.pk, unit.pk, office.key] = access.NewAppointment(person, unit, office.key)
    if wanted:
        access.appoint_many(by, list(wanted.values()))

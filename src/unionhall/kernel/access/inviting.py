"""Brings officers in from a list: checked whole first, so that either every row is taken or none.

Rows that end in an account in use already change nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

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

_CHUNK = 500


@dataclass(frozen=True)
class Row:
    """One officer as a list has it, with its line. ``code`` or ``unit`` say where, ``office`` is a key or a name."""

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
    new = [row for row in rows if persons[row.phone].pk not in in_use]
    at = org.paths_of({units[row.code or row.unit].pk for row in new})
    opened = accounts.invite_many(by, [(persons[row.phone], at[units[row.code or row.unit].pk]) for row in new])
    invited = [
        Invited(units[row.code or row.unit], _office(row.office), persons[row.phone], code)
        for row, (_account, code) in zip(new, opened, strict=True)
    ]
    return invited, [row for row in rows if persons[row.phone].pk in in_use]


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

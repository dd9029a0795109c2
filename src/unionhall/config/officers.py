"""Reads lists of officers, as the command ``invite-officers`` takes them.

The file (xlsx, or csv in UTF-8 or GB18030) has a head row that names its columns, in any order: 单位代码 or 单位名称,
姓名, 手机号, 职务.
"""

import csv
import io
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

from unionhall.kernel.access.inviting import Row
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Refused
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts
from unionhall.kernel.people.documents import normalise_phone
from unionhall.kernel.people.models import Account, Person

COLUMNS = {
    "code": ("单位代码", "工会代码", "代码"),
    "unit": ("单位名称", "工会名称", "单位", "工会"),
    "name": ("姓名", "名字"),
    "phone": ("手机号", "手机", "手机号码", "联系电话", "电话"),
    "office": ("职务", "担任职务"),
}


def read(path: Path) -> list[Row]:
    """The rows of an xlsx or csv file. Raises Refused when it cannot be read or a column is missing."""
    lines = _csv(path) if path.suffix.lower() == ".csv" else _xlsx(path)
    for number, line in enumerate(lines):
        found = _columns(line)
        if {"name", "phone", "office"} <= found.keys() and ("code" in found or "unit" in found):
            rows = enumerate(lines[number + 1 :], start=number + 2)
            return [_row(line_number, cells, found) for line_number, cells in rows if any(cells)]
    raise Refused(_("没有找到表头。第一行要有：单位代码（或单位名称）、姓名、手机号、职务。"))


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

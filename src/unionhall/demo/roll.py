"""The spreadsheet by which the members come in, as a district would send it."""

from collections.abc import Iterable
from pathlib import Path

import rustpy_xlsxwriter

from unionhall.demo.names import InventedPerson

SEXES = {"m": "男", "f": "女"}


def write_roll(file: Path, rows: Iterable[tuple[str, str, InventedPerson]]) -> None:
    """Write (unit code, unit name, person) rows under the headings that an officer would use."""
    records = [
        {
            "单位代码": code,
            "单位名称": unit,
            "姓名": person.name,
            "性别": SEXES[person.sex],
            "身份证号": person.number,
            "手机号": person.phone,
        }
        for code, unit, person in rows
    ]
    rustpy_xlsxwriter.write_worksheet(records, str(file), sheet_name="会员名册")

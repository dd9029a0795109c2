"""Checklists from a spreadsheet: our template, and reading what came back, with problems named by their row."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel.actor import Reason, Refused
from unionhall.kernel.books.opening import RawSheet, open_file
from unionhall.modules.safety.actions.checklists import LONGEST_BASIS, LONGEST_ITEM, LONGEST_PART, MOST_ITEMS
from unionhall.modules.safety.models import Hazard, Item

PART, TEXT, BASIS, KIND = "部位", "检查内容", "依据", "隐患类别"  # as the file says it, in every language
COLUMNS = (PART, TEXT, BASIS, KIND)
_WIDTHS = {PART: 14, TEXT: 60, BASIS: 34, KIND: 14}
_ALSO = {"检查项目": TEXT, "检查项": TEXT, "内容": TEXT, "类别": KIND, "检查依据": BASIS, "分类": PART, "区域": PART}
_HEADINGS_WITHIN = 20  # rows from the top
_MOST_TOLD = 20  # problems
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_EXAMPLES = (
    ("用电", "配电箱门能关严，箱内没有杂物", "", Hazard.Kind.ELECTRIC),
    ("用电", "临时电线没有拖地、没有破皮", "", Hazard.Kind.ELECTRIC),
    ("机器", "转动部位有防护罩，罩子没有拆下", "", Hazard.Kind.MACHINE),
    ("通道", "安全出口和疏散通道没有堵、没有锁", "", Hazard.Kind.FIRE),
)


def template() -> bytes:
    """An empty table with its headings, a list to choose the kind from, and a few rows as examples."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **_PLAIN}) as book:
        head = book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("检查表"))
        for place, name in enumerate(COLUMNS):
            sheet.set_column(place, place, _WIDTHS[name], text)
            sheet.write_string(0, place, name, head)
        for number, row in enumerate(_EXAMPLES, start=1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, str(Hazard.Kind(cell).label) if place == 3 else cell, text)
        rule = {"validate": "list", "source": [str(kind.label) for kind in Hazard.Kind]}
        sheet.data_validation(1, 3, MOST_ITEMS, 3, rule)
        sheet.freeze_panes(1, 0)
    return content.getvalue()


def read(name: str, content: bytes) -> list[Item]:
    """The items of a file. Raises Refused with every row that can not be taken, or why the file as a whole can not."""
    with NamedTemporaryFile(suffix=Path(name).suffix[:8]) as file:
        file.write(content)
        file.flush()
        sheets, _told = open_file(Path(file.name))
    for sheet in sheets:
        headed = _head(sheet)
        if headed is not None:
            return _items(sheet, *headed)
    told = {"text": TEXT, "columns": "、".join(COLUMNS)}
    raise Refused(Reason("file", _("找不到“%(text)s”这一列。表头写：%(columns)s，照模板填最省事。") % told))


def _head(sheet: RawSheet) -> tuple[int, dict[int, str]] | None:
    for place, row in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        names = [_ALSO.get(cell := _text(each), cell) for each in row]
        if TEXT in names:
            return place, {at: name for at, name in enumerate(names) if name in COLUMNS and name not in names[:at]}
    return None


def _items(sheet: RawSheet, first: int, columns: dict[int, str]) -> list[Item]:
    kinds = {str(kind.label): kind.value for kind in Hazard.Kind} | {kind.value: kind.value for kind in Hazard.Kind}
    items: list[Item] = []
    wrong: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    part = ""
    for number, row in zip(sheet.numbers[first + 1 :], sheet.rows[first + 1 :], strict=True):
        told = {columns[at]: _text(cell) for at, cell in enumerate(row) if at in columns}
        if not any(told.values()):
            continue
        part = told.get(PART) or part  # merged cells and ditto: the part goes on until another is named
        item = Item(len(items) + 1, told.get(TEXT, ""), part, told.get(BASIS, ""), kinds.get(told.get(KIND, ""), ""))
        wrong += [_("第 %(row)d 行：%(why)s") % {"row": number, "why": why} for why in _against(item, told, kinds)]
        twice = seen.setdefault((item.part, item.text), number)
        if item.text and twice != number:
            wrong.append(_("第 %(row)d 行：和第 %(first)d 行一样，留一行") % {"row": number, "first": twice})
        items.append(item)
    if not items:
        raise Refused(Reason("file", _("表头下面一行也没有，写上要查的再导")))
    if len(items) > MOST_ITEMS:
        raise Refused(Reason("file", _("一张表最多 %(n)d 项，分成几张") % {"n": MOST_ITEMS}))
    if wrong:
        n = len(wrong) - _MOST_TOLD
        more = [ngettext("还有 %(n)d 处，改完再导一次", "还有 %(n)d 处，改完再导一次", n) % {"n": n}] if n > 0 else []
        raise Refused(*(Reason("file", each) for each in [*wrong[:_MOST_TOLD], *more]))
    return items


def _against(item: Item, told: dict[str, str], kinds: dict[str, str]) -> list[str]:
    found = []
    if not item.text:
        found.append(_("没写检查内容"))
    for name, text, most in (
        (TEXT, item.text, LONGEST_ITEM),
        (PART, item.part, LONGEST_PART),
        (BASIS, item.basis, LONGEST_BASIS),
    ):
        if len(text) > most:
            found.append(
                _("%(column)s不超过 %(most)d 个字，这里有 %(n)d 个") % {"column": name, "most": most, "n": len(text)}
            )
    if (kind := told.get(KIND, "")) and kind not in kinds:
        known = "、".join(str(one.label) for one in Hazard.Kind)
        found.append(_("没有“%(kind)s”这一类，写：%(known)s") % {"kind": kind, "known": known})
    return found


def _text(cell: Any) -> str:
    """A cell as one line of text."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, tuple):  # a date, as the reading process sends it
        cell = str(cell[1]).removesuffix("T00:00:00")
    return " ".join(str(cell).split())

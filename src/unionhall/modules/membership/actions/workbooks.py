"""Spreadsheets that we hand out: the template, the file sent back with its mistakes marked, and exports.

All are made from the one table of fields that the reader reads by, so that what leaves can come back.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from unionhall.modules.membership.actions.reading import FIELDS, Reading, cell_of, read
from unionhall.modules.membership.actions.reading.fields import (
    BORN,
    DOCUMENT,
    ID,
    KIND,
    NAME,
    PHONE,
    SINCE,
    TO_MEND,
    UNIT_CODE,
    UNIT_NAME,
    Field,
)

EXPORTED = (ID, UNIT_CODE, UNIT_NAME, NAME, KIND, DOCUMENT, PHONE, "sex", BORN, SINCE, "group")
FOR_FILLING_IN = tuple(key for key in EXPORTED if key != ID)
ROWS_OF_TEMPLATE = 5_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NO_LINKS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def template() -> bytes:
    """An empty roll to fill in: headings, an example row, lists to choose from, checks that Excel makes itself."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **_NO_LINKS}) as book:
        text = book.add_format({"num_format": "@"})
        head = {
            must: book.add_format(
                {"bold": True, "bg_color": color, "border": 1, "text_wrap": True, "valign": "vcenter"}
            )
            for must, color in ((True, "#F6D9D5"), (False, "#EDEDED"))
        }
        grey = book.add_format({"num_format": "@", "italic": True, "font_color": "#767676"})
        sheet = book.add_worksheet(_("会员名册"))
        for place, key in enumerate(FOR_FILLING_IN):
            each = FIELDS[key]
            sheet.set_column(place, place, each.width, text)
            sheet.write_string(0, place, each.label, head[each.required])
            sheet.write_string(1, place, each.example, grey)
            if each.hint:
                sheet.write_comment(0, place, str(each.hint))
            sheet.data_validation(1, place, ROWS_OF_TEMPLATE, place, _check_of(each, place))
        sheet.freeze_panes(1, 0)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(len(FOR_FILLING_IN) - 1)}{ROWS_OF_TEMPLATE + 1}"})
        _explain(book)
    return content.getvalue()


def _check_of(each: Field, place: int) -> dict[str, Any]:
    """What Excel lets into a cell of this column."""
    cell = f"{_letter(place)}2"
    rule: dict[str, Any] = {"validate": "any"}
    if each.values:
        rule = {"validate": "list", "source": list(each.values)}
    elif each.key == DOCUMENT:
        rule = {"validate": "custom", "value": f"=AND(ISTEXT({cell}),LEN({cell})>=5,LEN({cell})<=18)"}
    elif each.key == PHONE:
        rule = {"validate": "custom", "value": f'=OR({cell}="清空",AND(LEN({cell})=11,LEFT({cell},1)="1"))'}
    elif each.key in (BORN, SINCE):
        rule = {"validate": "custom", "value": f'=OR({cell}="清空",LEN({cell})=10,ISNUMBER({cell}))'}
    if each.hint:
        rule |= {"input_title": each.label, "input_message": str(each.hint)[:255]}
    return rule | {"error_title": each.label, "error_message": str(each.hint or _("照说明再填一遍"))[:255]}


def _explain(book: Any) -> None:
    """The second sheet: what each column wants, in lines that no reader takes for a roll."""
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("填写说明"))
    sheet.set_column(0, 0, 90, wrap)
    lines = [
        _("一行一个人。第 2 行是示例，导入时跳过，留着删掉都行。"),
        _("红底的列：姓名一定要写，身份证号和手机号至少写一个。"),
        _("单元格空着表示不改，写“清空”两个字表示把原来的去掉（手机号、出生日期、工会小组）。"),
        *(f"{FIELDS[key].label}：{FIELDS[key].hint or FIELDS[key].example}" for key in FOR_FILLING_IN),
    ]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, bold if number == 0 else wrap)


def error_workbook(file: Path | Reading, problems: Iterable[Mapping[str, Any]]) -> bytes:
    """The rows of a file that were not taken, as they were sent, each wrong cell marked and what to mend beside it.

    ``problems``: the report's ``problem_rows`` (row, column, reason, and the sheet where there are several). Can be
    mended and sent again as it is. Raises Refused when the file can not be read any more.
    """
    reading = file if isinstance(file, Reading) else read(file)
    by_row: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    for problem in problems:
        if problem.get("row"):
            by_row[str(problem.get("sheet") or ""), int(problem["row"])].append(problem)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **_NO_LINKS}) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
        marked = book.add_format({"num_format": "@", "bg_color": "#F6D9D5", "border": 1})
        for number, sheet in enumerate(_with_problems(reading, by_row), 1):
            out = book.add_worksheet(f"{number} {_sheet_name(sheet.name)}"[:31])
            out.set_column(0, 0, 60, text)
            out.set_column(1, len(sheet.columns), 20, text)
            out.write_row(0, 0, [TO_MEND, *(column.heading for column in sheet.columns)], bold)
            out.freeze_panes(1, 1)
            line = 0
            for row_number, row in zip(sheet.raw.numbers, sheet.raw.rows, strict=True):
                found = by_row.get((sheet.name, row_number)) or by_row.get(("", row_number))
                if not found or row_number in sheet.header_rows:
                    continue
                line += 1
                wrong = {str(problem.get("column", "")) for problem in found}
                reasons = "；".join(f"{p.get('column', '')}：{p.get('reason', '')}".lstrip("：") for p in found)
                out.write_string(line, 0, _("第 %(row)s 行 %(what)s") % {"row": row_number, "what": reasons}, marked)
                for place, column in enumerate(sheet.columns, 1):
                    value = cell_of(row[column.index]).text if column.index < len(row) else ""
                    out.write_string(line, place, str(neutral(value)), marked if column.heading in wrong else text)
    return content.getvalue()


def _with_problems(reading: Reading, by_row: Mapping[tuple[str, int], Any]) -> list[Any]:
    sheets = [sheet for sheet in reading.sheets if sheet.header]
    named = {sheet for sheet, _row in by_row}
    found = [sheet for sheet in sheets if sheet.name in named] if named - {""} else []
    people = [sheet for sheet in sheets if sheet.names_people] or sheets
    return found or people[:1]


def _sheet_name(name: str) -> str:
    return "".join(" " if char in "[]:*?/\\'" else char for char in name).strip() or _("名册")


def export(kind: str, rows: Iterable[Mapping[str, object]], keys: Sequence[str] = EXPORTED) -> bytes:
    """A roll as a file that can be edited and brought in again; ``kind`` is "xlsx" or "csv" (UTF-8 with a mark).

    ``rows``: values by key of FIELDS; the column 编号 (``own_ids.own_id``) is how people are known again.
    """
    labels = [FIELDS[key].label for key in keys]
    lines = ([neutral(_shown(row.get(key))) for key in keys] for row in rows)
    if kind == "csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(labels)
        writer.writerows(lines)
        return text.getvalue().encode("utf-8-sig")
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **_NO_LINKS}) as book:
        sheet, text_format = book.add_worksheet(_("会员名册")), book.add_format({"num_format": "@"})
        for place, key in enumerate(keys):
            sheet.set_column(place, place, FIELDS[key].width, text_format)
        sheet.write_row(0, 0, labels, book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1}))
        sheet.freeze_panes(1, 0)
        for number, line in enumerate(lines, 1):
            for place, value in enumerate(line):
                if value:
                    sheet.write_string(number, place, value, text_format)
    return content.getvalue()


def neutral(value: str) -> str:
    """A value as it may stand in a spreadsheet: never the beginning of a formula. The reader takes the mark away."""
    return "'" + value if value.startswith(_FORMULA_STARTS) else value


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _letter(place: int) -> str:
    return chr(ord("A") + place)

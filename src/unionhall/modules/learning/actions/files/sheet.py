"""Our template for spreadsheets: a row a question."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.books.opening import RawSheet, open_file
from unionhall.kernel.law import queries as law
from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files import schema
from unionhall.modules.learning.actions.files.found import Item, NotTaken, line_place, refuse
from unionhall.modules.learning.actions.files.pictured import Picture
from unionhall.modules.learning.actions.files.sheet_pictures import Pictures, is_picture, pictures_of
from unionhall.modules.learning.actions.files.telling import Told, questions_of

SHEET, EXAMPLES, HELP, RULES = "题目", "示例", "填写说明", "法条"
ROWS_OF_TEMPLATE = 2_000
_HEADINGS_WITHIN = 20  # rows from the top in which the headings stand
_PLAIN_STRINGS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def read(file: Path) -> Iterator[Item | NotTaken]:
    """The questions of a workbook or of a table as text. Raises Refused for a file that holds no such table."""
    sheets, _told = open_file(file)
    tables = [
        (sheet, headed) for sheet in sheets if sheet.name not in (EXAMPLES, HELP, RULES) and (headed := _head(sheet))
    ]
    if not tables:
        raise refuse("headings", _("找不到表头。要有“题目”和“正确答案”两列，照模板填最省事。"))
    pictures = pictures_of(file)
    for sheet, (first, columns) in tables:
        shown: dict[str, list[Picture]] = {}
        rows = _rows(sheet, first, columns, sheet.name if len(tables) > 1 else "", pictures, shown)
        yield from questions_of(rows, shown)


def template() -> bytes:
    """An empty table to fill in, with lists to choose from, examples of every kind and what each column wants."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **_PLAIN_STRINGS}) as book:
        sheet = _table(book, SHEET, ())
        for place, column in enumerate(schema.COLUMNS):
            if column.values:
                rule = {"validate": "list", "source": list(column.values)}
                sheet.data_validation(1, place, ROWS_OF_TEMPLATE, place, rule)
        rules = [rule for _subject, rows in law.citable(clock.today()) for rule in rows]
        place = [column.key for column in schema.COLUMNS].index(schema.RULE)
        source = f"={RULES}!$A$2:$A${len(rules) + 1}"
        sheet.data_validation(1, place, ROWS_OF_TEMPLATE, place, {"validate": "list", "source": source})
        _table(book, EXAMPLES, schema.EXAMPLES)
        _explain(book)
        _list_rules(book, rules)
    return content.getvalue()


def write(questions: Iterable[Given]) -> bytes:
    """The questions as a workbook that ``read`` reads again."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **_PLAIN_STRINGS}) as book:
        _table(book, SHEET, tuple(questions))
    return content.getvalue()


def _table(book: Any, name: str, questions: tuple[Given, ...]) -> Any:
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1, "valign": "vcenter"})
    sheet = book.add_worksheet(name)
    for place, column in enumerate(schema.COLUMNS):
        sheet.set_column(place, place, column.width, text)
        sheet.write_string(0, place, column.label, head)
        if column.hint:
            sheet.write_comment(0, place, str(column.hint))
    for number, row in enumerate(schema.rows_of(questions), start=1):
        for place, column in enumerate(schema.COLUMNS):
            if value := row.get(column.key):
                sheet.write_string(number, place, value, text)
    sheet.freeze_panes(1, 0)
    return sheet


def _explain(book: Any) -> None:
    sheet = book.add_worksheet(HELP)
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    lines = [
        _("题写在“%(sheet)s”里，一行一道；“示例”里每种题型有一道，照着写。") % {"sheet": SHEET},
        _("案例题先写一行案情，下面一行一道小题，“案例”这一列写同一个号。"),
        _("图片放在那道题的一行里，一行一张，导入时收到题目下面。"),
        *(f"{column.label}：{column.hint}" for column in schema.COLUMNS if column.hint),
    ]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)


def _list_rules(book: Any, rules: list[law.Rule]) -> None:
    """The articles that a question may name, for the list of that column."""
    sheet = book.add_worksheet(RULES)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 2, 60)
    for number, row in enumerate([(_("编号"), _("法条"), _("说的是")), *((r.id, r.cite(), r.fact) for r in rules)]):
        for place, value in enumerate(row):
            sheet.write_string(number, place, str(value))


def _head(sheet: RawSheet) -> tuple[int, dict[int, str]] | None:
    """The place of the row with the headings, and the columns' keys; None for a sheet that has none."""
    for place, row in enumerate(sheet.rows[:_HEADINGS_WITHIN]):
        keys = [schema.column_of(_text(cell)) for cell in row]
        if schema.TEXT in keys and schema.ANSWER in keys:
            return place, {index: key for index, key in enumerate(keys) if key and key not in keys[:index]}
    return None


def _rows(
    sheet: RawSheet, first: int, columns: dict[int, str], name: str, pictures: Pictures, shown: dict[str, list[Picture]]
) -> Iterator[Told]:
    """The rows that tell a question; the pictures of each are put into ``shown`` before it is told."""
    for number, row in zip(sheet.numbers[first + 1 :], sheet.rows[first + 1 :], strict=True):
        cells = [_text(cell) for cell in row]
        told = {
            columns[index]: "" if is_picture(cell) else cell for index, cell in enumerate(cells) if index in columns
        }
        if any(value.strip() for key, value in told.items() if key in (schema.TEXT, schema.ANSWER, schema.OPTIONS[0])):
            place = f"{name} {line_place(number)}".strip()
            shown[place] = pictures.of(sheet.name, number, cells)
            yield place, told


def _text(cell: Any) -> str:
    """A cell as text: numbers as one writes them, TRUE and FALSE as words."""
    if isinstance(cell, bool):
        return "对" if cell else "不对"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, tuple):  # a date, as the reading process sends it
        return str(cell[1]).removesuffix("T00:00:00")
    return "" if cell is None else str(cell)

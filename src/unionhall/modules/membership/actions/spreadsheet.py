"""Reading a spreadsheet of people as unions really send it: the header found, columns by several names, cells as text.

Pure: no database. What the file as a whole is wrong about raises Refused with a sentence; rows are judged in
``checking``. Asked of the reader by practice: titles above the header, notes and totals below it, numbers stored as
numbers, full-width digits, blanks and apostrophes inside, identity numbers that Excel has rounded.
"""

import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from unionhall.kernel.actor import Reason, Refused

MOST_BYTES = 60 * 2**20
MOST_UNPACKED = 600 * 2**20
MOST_ROWS = 200_000
HEADER_WITHIN = 30  # rows from the top
EXACT_DIGITS = 10**15  # Excel keeps fifteen digits; a longer number has lost its end

UNIT_CODE, UNIT_NAME, NAME, KIND, DOCUMENT = "unit_code", "unit_name", "name", "kind", "document"
PHONE, SEX, GROUP = "phone", "sex", "group"

COLUMNS: dict[str, tuple[str, ...]] = {
    UNIT_CODE: ("单位代码", "单位编码", "单位编号", "工会代码", "工会编码", "组织代码", "统一社会信用代码", "信用代码"),
    UNIT_NAME: ("单位名称", "单位", "工作单位", "所在单位", "工会名称", "所在工会", "基层工会", "所属工会", "企业名称"),
    NAME: ("姓名", "职工姓名", "会员姓名", "名字", "员工姓名"),
    KIND: ("证件类型", "证件种类", "有效证件类型"),
    DOCUMENT: (
        "身份证号",
        "身份证号码",
        "身份证",
        "证件号码",
        "证件号",
        "公民身份号码",
        "居民身份证号码",
        "有效证件号码",
    ),
    PHONE: ("手机号", "手机号码", "手机", "联系电话", "电话", "移动电话", "联系方式", "电话号码"),
    SEX: ("性别",),
    GROUP: ("工会小组", "小组", "车间班组", "部门", "班组"),
}
LABELS = {
    UNIT_CODE: "单位代码",
    UNIT_NAME: "单位名称",
    NAME: "姓名",
    KIND: "证件类型",
    DOCUMENT: "身份证号",
    PHONE: "手机号",
    SEX: "性别",
    GROUP: "工会小组",
}
_BY_WORD = {word: column for column, words in COLUMNS.items() for word in words}
_FOOTERS = (
    "合计",
    "总计",
    "小计",
    "共计",
    "填表人",
    "制表人",
    "填报人",
    "审核人",
    "负责人",
    "备注",
    "说明",
    "注:",
    "以下空白",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header: its number as the spreadsheet counts (from 1), and its cells as text by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was found in a file."""

    name: str
    header: int  # the number of the header's row
    columns: dict[str, str]  # our column → the file's own word for it
    rows: tuple[Row, ...]
    skipped: tuple[str, ...]  # other sheets that hold something


def read(file: Path) -> Sheet:
    """The first sheet with a header of people. Raises Refused when the file as a whole can not be taken."""
    _check_file(file)
    try:
        book = CalamineWorkbook.from_path(file)
        sheets = [(name, _grid(book, name)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as problem:
        raise _refuse(
            "broken", _("这个文件打不开，可能没传完整。用 Excel 或 WPS 打开，另存为 .xlsx 再导。")
        ) from problem
    filled = [(name, grid) for name, grid in sheets if any(any(row) for row in grid)]
    if not filled:
        raise _refuse("empty", _("这个文件是空的，一行也没有。"))
    for name, grid in filled:
        found = _header(grid)
        if found:
            others = tuple(other for other, _rows in filled if other != name)
            return _sheet(name, grid, *found, skipped=others)
    raise _refuse(
        "header", _("前 %(n)s 行里没找到表头。表头要有“姓名”，还要有“身份证号”或“手机号”。") % {"n": HEADER_WITHIN}
    )


def text_of(cell: object) -> str:
    """A cell as text: full-width forms made plain, no blanks around, no apostrophe before, no ".0"."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT_DIGITS else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return unicodedata.normalize("NFKC", str(cell)).strip().lstrip("'’‘`").strip()


def _refuse(code: str, text: str) -> Refused:
    return Refused(Reason(f"roll-file-{code}", text))


def _check_file(file: Path) -> None:
    """Refuse what is no .xlsx, with a sentence that says what it is and what to do."""
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(512)
    except OSError as problem:
        raise _refuse("missing", _("找不到这个文件：%(name)s") % {"name": file.name}) from problem
    if not size:
        raise _refuse("empty", _("这个文件是空的，一个字也没有。"))
    if size > MOST_BYTES:
        raise _refuse("large", _("这个文件超过 60 MB。把图片和用不着的工作表去掉再导。"))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refuse("old", _("这是旧格式的 .xls，或者加了密码。去掉密码，另存为 .xlsx 再导。"))
    if head.lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise _refuse("html", _("这个文件其实是网页，只是改了名。用 Excel 打开，另存为 .xlsx 再导。"))
    if not head.startswith(b"PK"):
        raise _refuse("kind", _("这不是 .xlsx 文件。用 Excel 或 WPS 打开，另存为 .xlsx 再导。"))
    _check_package(file)


def _check_package(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as package:
            names = set(package.namelist())
            unpacked = sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise _refuse("broken", _("这个文件没传完整，或者坏了。重新传一次。")) from problem
    if unpacked > MOST_UNPACKED:
        raise _refuse("bomb", _("这个文件解开后大得反常，没有读。把数据复制到一个新表再导。"))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise _refuse("macro", _("这个文件带有宏，没有读。另存为不带宏的 .xlsx 再导。"))
    if "xl/workbook.xml" not in names:
        raise _refuse("kind", _("这不是 Excel 表格。用 Excel 或 WPS 另存为 .xlsx 再导。"))


def _grid(book: CalamineWorkbook, name: str) -> list[list[object]]:
    sheet = book.get_sheet_by_name(name)
    return [list(row) for row in sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)]


def _header(grid: list[list[object]]) -> tuple[int, dict[str, int]] | None:
    """The index of the header's row and the place of each known column: the row that knows most columns."""
    best: tuple[int, dict[str, int]] | None = None
    for index, row in enumerate(grid[:HEADER_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            column = _BY_WORD.get(_word(cell))
            if column and column not in places:
                places[column] = place
        usable = NAME in places and (DOCUMENT in places or PHONE in places)
        if usable and (best is None or len(places) > len(best[1])):
            best = index, places
    return best


def _word(cell: object) -> str:
    """A header's word without blanks, stars, and what stands in brackets."""
    text = "".join(text_of(cell).split()).replace("*", "").replace("※", "")
    return text.partition("(")[0].rstrip(":：") if text else ""


def _sheet(
    name: str, grid: list[list[object]], header: int, places: dict[str, int], *, skipped: tuple[str, ...]
) -> Sheet:
    columns = {column: text_of(grid[header][place]) for column, place in places.items()}
    rows = tuple(_rows(grid, header, places))
    if not rows:
        raise _refuse("empty", _("表头下面一个人也没有。"))
    return Sheet(name, header + 1, columns, rows, skipped)


def _rows(grid: list[list[object]], header: int, places: dict[str, int]) -> Iterator[Row]:
    for index in range(header + 1, len(grid)):
        line = grid[index]
        cells = {column: text_of(line[place]) if place < len(line) else "" for column, place in places.items()}
        if not any(cells.values()) or _is_footer(line, cells):
            continue
        yield Row(index + 1, cells)


def _is_footer(line: list[object], cells: dict[str, str]) -> bool:
    """Whether a row is a total or a signature, not a person: it begins with such a word and has no document."""
    if cells.get(DOCUMENT):
        return False
    first = next((text for text in map(text_of, line) if text), "")
    return "".join(first.split()).startswith(_FOOTERS)

"""Tables as text: csv and tab-separated, in the encodings that Excel and WPS write."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from unionhall.kernel.books.files import refuse, refuse_broken

_SEPARATORS = (",", "\t", ";", "，", "|")
_LOOKED_AT = 20  # lines by which the separator is found
_LONGEST_CELL = 100_000
_MOST_LINES = 20  # within one cell


def read(file: Path, most_rows: int) -> tuple[list[tuple[int, list[Any]]], list[str]]:
    """The rows that are not blank with their numbers, and what to tell. Raises Refused with a sentence."""
    text, told = _decode(file.read_bytes())
    if "\x00" in text:
        raise refuse("kind", _("这个文件不是表格，或者坏了。用 Excel 或 WPS 打开，另存为 .xlsx 再导。"))
    rows = []
    try:
        for number, row in _lines(text):
            rows.append((number, row))
            if len(rows) > most_rows:
                raise refuse("many", _("这个文件超过 20 万行。分成几个文件再导。"))
    except csv.Error as problem:
        raise refuse_broken() from problem
    return rows, told


def _decode(content: bytes) -> tuple[str, list[str]]:
    if content.startswith(codecs.BOM_UTF8):
        return _strict(content, "utf-8-sig"), []
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(content, "utf-16"), []
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        told = [_("文字按 GB18030 编码读的。看到乱码就用 Excel 或 WPS 另存为 .xlsx 再导。")]
        return _strict(content, "gb18030"), told


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise refuse(
            "encoding", _("这个文件的文字编码认不出来，或者没传完整。用 Excel 或 WPS 打开，另存为 .xlsx 再导。")
        ) from problem


def _lines(text: str) -> Iterator[tuple[int, list[Any]]]:
    """The rows; numbered as a spreadsheet that opened the file would number them."""
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    for number, row in enumerate(rows, 1):
        if number == 1 and len(row) == 1 and row[0].lower().startswith("sep="):
            continue
        if any(cell.count("\n") > _MOST_LINES for cell in row):
            raise refuse(
                "quotes", _("第 %(row)s 行有一个引号没配对，后面的行连成了一格。改好引号再导。") % {"row": number}
            )
        if any(cell and not cell.isspace() for cell in row):
            yield number, list(row)


def _separator(text: str) -> str:
    """The separator that the first lines have most of; a comma when in doubt."""
    head = text[:20_000].splitlines()[:_LOOKED_AT]
    return max(_SEPARATORS, key=lambda mark: (sum(mark in line for line in head), mark == ","))

"""Mean files, made by code: old workbooks, OpenDocument, text, and packages that were tampered with."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from unionhall.modules.membership.tests import workbooks

Cell = str | int | float | None
Rows = Sequence[Sequence[Cell]]
_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _sheet_stream(rows: Rows, hidden: Sequence[int] = ()) -> bytes:
    parts = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    for row, cells in enumerate(rows):
        options = 0x20 if row + 1 in hidden else 0
        parts.append(_record(0x0208, struct.pack("<HHHHHHI", row, 0, len(cells), 255, 0, 0, options)))
        for column, cell in enumerate(cells):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                parts.append(_record(0x0204, at + struct.pack("<HB", len(cell), 1) + text))
            elif cell is not None:
                parts.append(_record(0x0203, at + struct.pack("<d", cell)))
    return b"".join(parts) + _record(0x000A)


def xls(
    path: Path,
    rows: Rows,
    *,
    locked: bool = False,
    streams: Sequence[str] = (),
    hidden: Sequence[int] = (),
    is_1904: bool = False,
) -> Path:
    """A workbook of Excel 97 with one sheet; ``streams`` names further entries, ``locked`` puts a password on it.

    ``hidden`` rows count from 1; ``is_1904``: its days are counted from 1904.
    """
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    begin += _record(0x002F, struct.pack("<HHH", 0, 1, 2)) if locked else b""
    begin += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", is_1904))
    name = "名册".encode("utf-16-le")
    offset = len(begin) + 4 + 8 + len(name) + 4
    bound = _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, 2, 1) + name)
    return container(path, {"Workbook": begin + bound + _record(0x000A) + _sheet_stream(rows, hidden)}, streams)


def container(path: Path, content: dict[str, bytes], empty: Sequence[str] = ()) -> Path:
    """The old container of office documents with these streams, and empty ones of further names."""
    data, starts = b"", {}
    for name, stream in content.items():
        starts[name] = len(data) // _SECTOR, max(len(stream), 4096)
        padded = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
        data += padded
    sectors = len(data) // _SECTOR
    fat_at, directory_at = sectors, sectors + 1
    fat = [_FREE] * 128
    assert sectors + 2 <= len(fat)
    for _name, (start, size) in starts.items():
        last = start + -(-size // _SECTOR) - 1
        for sector in range(start, last + 1):
            fat[sector] = _END if sector == last else sector + 1
    fat[fat_at], fat[directory_at] = _FAT, _END
    names = [*content, *empty][:3]
    entries = [_entry("Root Entry", 5, 1, _END, 0, _FREE)]
    for place, name in enumerate(names, 1):
        start, size = starts.get(name, (_END, 0))
        right = place + 1 if place < len(names) else _FREE
        entries.append(_entry(name, 2, _FREE, start, size, right))
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, directory_at, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", fat_at, *[_FREE] * 108)
    path.write_bytes(header + data + struct.pack("<128I", *fat) + directory)
    return path


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def ods(path: Path, rows: Rows, *, hidden: Sequence[int] = (), extra: dict[str, str] | None = None) -> Path:
    """An OpenDocument spreadsheet with one sheet; ``hidden`` rows count from 1."""
    body = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_ods_cell(cell) for cell in row)
        mark = ' table:visibility="collapse"' if number in hidden else ""
        body.append(f"<table:table-row{mark}>{cells}</table:table-row>")
    return ods_of(path, "".join(body), extra)


def ods_of(path: Path, body: str, extra: dict[str, str] | None = None) -> Path:
    """An OpenDocument spreadsheet whose table holds ``body``."""
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="名册">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        for part, text in {"META-INF/manifest.xml": "<manifest/>", **(extra or {})}.items():
            package.writestr(part, text)
    return path


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    value = f'office:value-type="float" office:value="{cell!r}"'
    return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"


def xlsx_of(path: Path, rows_xml: str, *, sheet: str = "", extra: dict[str, bytes] | None = None) -> Path:
    """A workbook whose one sheet holds ``rows_xml``; ``sheet`` are attributes of its entry in the list of sheets."""
    workbooks.write(path, {"名册": []}, extra)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    part = "xl/worksheets/sheet1.xml"
    parts[part] = parts[part].replace(b"<sheetData></sheetData>", f"<sheetData>{rows_xml}</sheetData>".encode())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheet ", f"<sheet {sheet} ".encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def in_a_circle(path: Path, rows: Rows) -> Path:
    """A workbook of Excel 97 whose last sector says that its first comes next."""
    xls(path, rows)
    content = bytearray(path.read_bytes())
    table = (struct.unpack_from("<I", content, 76)[0] + 1) * _SECTOR
    last = next(at for at in range(table, table + _SECTOR, 4) if struct.unpack_from("<I", content, at)[0] == _END)
    struct.pack_into("<I", content, last, 0)
    path.write_bytes(content)
    return path


def counting_from_1904(path: Path, rows: Rows) -> Path:
    """A workbook of the 1904 calendar, as old spreadsheets of the Macintosh were."""
    workbooks.write(path, {"名册": rows})
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    book = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = book.replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def row_xml(number: int, cells: Sequence[Cell], marks: str = "") -> str:
    """One row of a sheet, with further attributes."""
    inner = "".join(workbooks._cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells))
    return f'<row r="{number}" {marks}>{inner}</row>'

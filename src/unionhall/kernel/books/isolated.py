"""Opens a workbook in a process of its own, with little memory and little time. Never imported: run as a file.

A hostile or broken workbook can make any parser claim all memory or run for ever. Here that ends this process alone,
and whoever waits for it says so in a sentence. Speaks on standard output in frames: four bytes of length, then a
marshalled value: ``("sheet", name, is_hidden, hidden rows, merges, counts from 1904)``, ``("rows", numbers, rows)``,
``("end",)`` or ``("failed", why)``. Knows nothing of the product.
"""

import contextlib
import html
import marshal
import os
import re
import resource
import struct
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 1000 * 2**20  # bytes of address space
SECONDS, LEAST_SECONDS, SECOND_PER = 20, 6, 2**20  # of CPU: at most, at least, and one more for so many bytes
CELLS = 15_000_000  # of a sheet, blank ones counted
ROWS = 2_000  # a frame
COLUMNS = 300
MERGES = 1_000
FRAME = 32 * 2**20  # bytes
PIECE = 2**20  # bytes looked through at a time
SCANNED = 600 * 2**20  # bytes of XML looked through for hidden rows
SMALL_PART = 4 * 2**20

_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\bhidden="(?:1|true)"[^>]*>')
_ROW_NUMBER = re.compile(rb'\sr="(\d{1,7})"')
_TAG = re.compile(r"<([\w:]+)\s([^<>]*)>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_ODS_TAG = re.compile(rb"<table:table(?:-row)?(?=[\s/>])[^>]*>")
_ODS_REPEATED = re.compile(rb'number-rows-repeated="(\d{1,7})"')
_ODS_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
_ERA = re.compile(rb'\bdate1904="(?:1|true|on)"')
_PLAIN = {str, float, int, bool, type(None)}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_BOOK = 60 * 2**20  # bytes of a book of the old kind
_LAST_SECTOR = 0xFFFFFFFA  # numbers above it mean the end of a chain, or none
_ROW_RECORD, _BEGIN, _END, _ERA_RECORD, _SHEET_RECORD = 0x0208, 0x0809, 0x000A, 0x0022, 0x0085  # [MS-XLS] 2.3
_ROW_IS_HIDDEN = 0x20


class Gone(Exception):
    """Why the book is not sent."""


def say(value: Any) -> None:
    """Send one frame."""
    packed = marshal.dumps(value, 2)  # an older format, without references between values
    if len(packed) > FRAME:
        raise Gone("huge")
    sys.stdout.buffer.write(struct.pack("<I", len(packed)))
    sys.stdout.buffer.write(packed)


def plain(cell: Any) -> Any:
    """A cell as marshal can carry it: dates become ("d", text)."""
    if isinstance(cell, datetime | date | time):
        return ("d", cell.isoformat())
    return ("d", str(cell)) if isinstance(cell, timedelta) else cell


def send_rows(sheet: Any, most: int) -> int:
    """Send the rows that hold something, in frames; answers how many. Raises Gone above ``most``."""
    numbers: list[int] = []
    rows: list[list[Any]] = []
    sent = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if not any(row):
            continue
        cells = row if len(row) <= COLUMNS else row[:COLUMNS]
        if not _PLAIN.issuperset(map(type, cells)):
            cells = [plain(cell) for cell in cells]
        numbers.append(number)
        rows.append(cells)
        if len(rows) == ROWS:
            say(("rows", numbers, rows))
            sent += ROWS
            numbers, rows = [], []
            if sent > most:
                raise Gone("many")
    say(("rows", numbers, rows))
    return sent + len(rows)


def pieces(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part of the package piece by piece, each begun with the end of the last, cut after a tag."""
    rest, seen = b"", 0
    with package.open(part) as stream:
        while (piece := stream.read(PIECE)) and seen < SCANNED:
            seen += len(piece)
            whole, _mark, rest = (rest + piece).rpartition(b">")
            yield whole + b">"
            rest = rest[-PIECE:]


def marks_of(path: str) -> tuple[dict[str, list[int]], bool]:
    """What the parser does not tell: hidden rows by sheet, and whether its days are counted from 1904."""
    try:
        with open(path, "rb") as stream:  # noqa: PTH123
            if stream.read(len(OLE)) == OLE:
                stream.seek(0)
                return _marks_of_old(stream.read(OLD_BOOK))
        with zipfile.ZipFile(path) as package:
            if "content.xml" in package.namelist():
                return _hidden_in_ods(package), False
            with package.open("xl/workbook.xml") as part:
                is_1904 = _ERA.search(part.read(SMALL_PART)) is not None
            return {name: _hidden_in_xlsx(package, part) for name, part in _parts(package)}, is_1904
    except Gone:
        raise
    except Exception:  # whatever it is, the parser says it better
        return {}, False


def _marks_of_old(content: bytes) -> tuple[dict[str, list[int]], bool]:
    """The same of a book of Excel 97: its stream is a row of records."""
    book = _stream_of_book(content)
    offsets, is_1904 = [], False
    for kind, at, size in _records(book, 0):
        if kind == _SHEET_RECORD and size >= 4:
            offsets.append(struct.unpack_from("<I", book, at)[0])
        elif kind == _ERA_RECORD and size >= 2:
            is_1904 = book[at] == 1
    hidden = {}
    for place, offset in enumerate(offsets):
        rows = ((struct.unpack_from("<H", book, at)[0], book[at + 12]) for at in _rows_of(book, offset))
        hidden[f"#{place}"] = [number + 1 for number, options in rows if options & _ROW_IS_HIDDEN]
    return hidden, is_1904


def _rows_of(book: bytes, offset: int) -> Iterator[int]:
    return (at for kind, at, size in _records(book, offset) if kind == _ROW_RECORD and size >= 16)


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of each record until the part that begins at ``at`` ends; charts within it are inside."""
    depth, last = 0, len(book) - 4
    while 0 <= at <= last:
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, at + 4, min(size, len(book) - at - 4)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        at += 4 + size


def _stream_of_book(content: bytes) -> bytes:
    """The stream of the workbook in the old container ([MS-CFB]); no spreadsheet's is so small as to lie elsewhere."""
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
    listed = list(struct.unpack_from("<109I", content, 76))
    more, seen = struct.unpack_from("<I", content, 68)[0], 0
    while more <= _LAST_SECTOR and seen <= len(content) // size:
        numbers = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        listed += numbers[:-1]
        more, seen = numbers[-1], seen + 1
    table = [
        each
        for sector in listed
        if sector <= _LAST_SECTOR and (sector + 2) * size <= len(content)
        for each in struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    ]
    entries = _chained(content[size:], size, table, struct.unpack_from("<I", content, 48)[0])
    for at in range(0, len(entries) - 127, 128):
        name = entries[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0]
        if name in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", entries, at + 116)
            return _chained(content[size:], size, table, start)[:length]
    return b""


def _chained(content: bytes, size: int, table: list[int], sector: int) -> bytes:
    """The sectors of one chain, one behind the other. Raises Gone for one that runs in a circle."""
    found: list[bytes] = []
    while sector < len(table):
        if len(found) > len(table):
            raise Gone("broken")  # here the parser would run round until its memory ends
        found.append(content[sector * size : (sector + 1) * size])
        sector = table[sector]
    return b"".join(found)


def _hidden_in_xlsx(package: zipfile.ZipFile, part: str) -> list[int]:
    found: list[int] = []
    for piece in pieces(package, part):
        if b"hidden=" not in piece:  # nearly always: a search for one word costs next to nothing
            continue
        numbers = (_ROW_NUMBER.search(tag.group()) for tag in _ROW.finditer(piece))
        found.extend(int(number.group(1)) for number in numbers if number)
    return found


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part of the package that holds it."""
    targets = {each.get("Id", ""): each.get("Target", "") for each in _tags(package, "xl/_rels/workbook.xml.rels")}
    for each in _tags(package, "xl/workbook.xml"):
        if not each[""].endswith("sheet"):
            continue
        link = next((value for key, value in each.items() if key.endswith(":id")), "")
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in package.namelist():
            yield each.get("name", ""), part


def _tags(package: zipfile.ZipFile, part: str) -> Iterator[dict[str, str]]:
    """The tags of a small part with their attributes, the tag's name under ""; nothing is expanded."""
    with package.open(part) as stream:
        text = stream.read(SMALL_PART).decode("utf-8", "replace")
    for name, attributes in _TAG.findall(text):
        yield {"": name} | {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}


def _hidden_in_ods(package: zipfile.ZipFile) -> dict[str, list[int]]:
    if not any(b"table:visibility=" in piece for piece in pieces(package, "content.xml")):
        return {}
    tables: list[list[int]] = []
    number = 0
    for piece in pieces(package, "content.xml"):
        for found in _ODS_TAG.finditer(piece):
            tag = found.group()
            if not tag.startswith(b"<table:table-row"):
                tables.append([])
                number = 0
                continue
            repeated = _ODS_REPEATED.search(tag)
            times = int(repeated.group(1)) if repeated else 1
            if tables and _ODS_HIDDEN.search(tag) and times < ROWS:
                tables[-1].extend(range(number + 1, number + times + 1))
            number += times
    return {f"#{place}": rows for place, rows in enumerate(tables)}


def main(path: str, most_rows: int) -> None:
    """Open the workbook at ``path`` and send what it holds."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seconds = min(SECONDS, LEAST_SECONDS + os.path.getsize(path) // SECOND_PER)  # noqa: PTH202
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    from python_calamine import CalamineWorkbook

    left = most_rows
    with open(path, "rb") as stream:  # noqa: PTH123  # its kind is found by content: files are renamed
        hidden, is_1904 = marks_of(path)
        book = CalamineWorkbook.from_filelike(stream)
        for place, about in enumerate(book.sheets_metadata):
            if str(about.typ).rpartition(".")[2] != "WorkSheet":
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_height * sheet.total_width > CELLS:
                raise Gone("huge")
            merges = [[*start, *end] for start, end in (sheet.merged_cell_ranges or [])[:MERGES]]
            rows = hidden.get(about.name) or hidden.get(f"#{place}") or []
            say(("sheet", about.name, str(about.visible).rpartition(".")[2] != "Visible", rows, merges, is_1904))
            left -= send_rows(sheet, left)
    say(("end",))


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except Gone as why:
        say(("failed", str(why)))
    except BrokenPipeError:
        pass
    except BaseException as problem:  # a panic in the parser is no Exception
        with contextlib.suppress(Exception):
            say(("failed", "password" if type(problem).__name__ == "PasswordError" else "broken"))
    with contextlib.suppress(Exception):
        sys.stdout.buffer.flush()

"""From a file to sheets of raw cells: workbooks through a process of their own, text through the csv reader."""

import gc
import marshal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from unionhall.kernel.actor import Refused
from unionhall.kernel.books import delimited
from unionhall.kernel.books.files import (
    Kind,
    refuse,
    refuse_broken,
    refuse_huge,
    refuse_password,
    sniff,
)

MOST_ROWS = 200_000
MOST_SECONDS = 120
MOST_SENT = 256 * 2**20  # bytes from the process that reads the workbook
_READER = Path(__file__).with_name("isolated.py")

Cells = list[Any]


@dataclass(slots=True)
class RawSheet:
    """A sheet as the file holds it: the rows that are not blank, with their numbers (from 1)."""

    name: str
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    merges: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column; from 0
    is_1904: bool = False  # its days are counted from 1904, not from 1900
    numbers: list[int] = field(default_factory=list)
    rows: list[Cells] = field(default_factory=list)


def open_file(file: Path) -> tuple[list[RawSheet], list[str]]:
    """The sheets of a file, and what there is to tell about how it was read. Raises Refused with a sentence."""
    if sniff(file) is Kind.TEXT:
        rows, told = delimited.read(file, MOST_ROWS)
        sheet = RawSheet("")
        for number, row in rows:
            sheet.numbers.append(number)
            sheet.rows.append(row)
        return [sheet], told
    return _open_book(file), []


def _open_book(file: Path) -> list[RawSheet]:
    command = [sys.executable, "-I", str(_READER), str(file.resolve()), str(MOST_ROWS)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        timer = threading.Timer(MOST_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            with without_collecting():
                return _receive(process.stdout)  # type: ignore[arg-type]  # a pipe was asked for
        finally:
            timer.cancel()
            process.kill()


@contextmanager
def without_collecting() -> Iterator[None]:
    """A million fresh lists make the collector look through all of them again and again, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _receive(pipe: IO[bytes]) -> list[RawSheet]:
    """The sheets that the reading process sends. Raises Refused with why it did not, or if it died."""
    sheets: list[RawSheet] = []
    received = 0
    while len(head := pipe.read(4)) == 4:
        (size,) = struct.unpack("<I", head)
        received += size
        packed = pipe.read(size)
        if received > MOST_SENT:
            raise refuse_huge()
        if len(packed) < size:
            break
        what, *value = marshal.loads(packed)  # noqa: S302  # written by our own process
        if what == "end":
            return sheets
        if what == "failed":
            raise _refused(value[0])
        if what == "sheet":
            name, is_hidden, hidden, merges, is_1904 = value
            spans = tuple(tuple(each) for each in merges)
            sheets.append(RawSheet(name, is_hidden, frozenset(hidden), spans, is_1904))
        else:
            sheets[-1].numbers.extend(value[0])
            sheets[-1].rows.extend(value[1])
    raise refuse_huge()  # it was killed by its own limits


def _refused(why: str) -> Refused:
    if why == "password":
        return refuse_password()
    if why == "many":
        return refuse("many", _("这个文件超过 20 万行。分成几个文件再导。"))
    return refuse_huge() if why == "huge" else refuse_broken()


def day_of(cell: tuple[str, str]) -> date | None:
    """The day of a cell that the workbook itself says is a date; None for a time of day or a duration."""
    try:
        return datetime.fromisoformat(cell[1]).date()
    except ValueError:
        return None

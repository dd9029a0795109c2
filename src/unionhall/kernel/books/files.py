"""What a file is, by its content and not by its ending; what is no table is refused with a sentence."""

import contextlib
import re
import zipfile
from enum import Enum
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.actor import Reason, Refused

MOST_BYTES = 60 * 2**20
MOST_UNPACKED = 600 * 2**20
MOST_RATIO = 200  # a table of real people packs to a tenth; a bomb to a thousandth
SMALL = 20 * 2**20  # unpacked sizes below this need no ratio: repeated rows pack very well
MOST_PARTS = 5_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = re.compile(rb"\x09\x08\x10\x00.{16}\x2f\x00", re.DOTALL)  # FILEPASS right after the book's first record
_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"<style", b"<script", b"mime-version:")
_OTHERS = {
    b"%PDF": gettext_lazy("PDF 文件"),
    b"\x89PNG": gettext_lazy("图片"),
    b"\xff\xd8\xff": gettext_lazy("图片"),
    b"GIF8": gettext_lazy("图片"),
    b"Rar!": gettext_lazy("压缩包"),
    b"7z\xbc\xaf": gettext_lazy("压缩包"),
    b"\x1f\x8b": gettext_lazy("压缩包"),
    b"{\\rtf": gettext_lazy("RTF 文档"),
    b"SQLite format": gettext_lazy("数据库文件"),
}


class Kind(Enum):
    """How a file is read."""

    BOOK = "book"
    TEXT = "text"


def refuse(code: str, text: str) -> Refused:
    """The file as a whole can not be taken: ``code`` for tests and logs, ``text`` for who sent it."""
    return Refused(Reason(f"file-{code}", text))


def refuse_broken() -> Refused:
    """Nobody can say what is wrong with it."""
    return refuse("broken", _("这个文件打不开，可能没传完整，或者坏了。用 Excel 或 WPS 打开，另存为 .xlsx 再导。"))


def refuse_password() -> Refused:
    """A password is asked for."""
    return refuse("password", _("这个文件加了密码。用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 再导。"))


def refuse_huge() -> Refused:
    """It would take too much memory or time."""
    return refuse("huge", _("这个表铺得太大，没有读。把要导的那几列复制到一个新表，另存为 .xlsx 再导。"))


def sniff(file: Path) -> Kind:
    """What the file is. Raises Refused with what it is instead and what to do."""
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(4096)
    except (OSError, ValueError) as problem:
        raise refuse("missing", _("找不到这个文件：%(name)s") % {"name": file.name}) from problem
    if not size:
        raise refuse("empty", _("这个文件是空的，一个字也没有。"))
    if size > MOST_BYTES:
        raise refuse("large", _("这个文件超过 60 MB。把图片和用不着的工作表去掉再导。"))
    if head.startswith(OLE):
        _check_ole(file)
        return Kind.BOOK
    if head.startswith(b"PK"):
        _check_package(file)
        return Kind.BOOK
    _check_text(head, file.suffix.lower())
    return Kind.TEXT


def _check_text(head: bytes, suffix: str) -> None:
    for mark, what in _OTHERS.items():
        if head.startswith(mark):
            raise refuse("kind", _("这是%(what)s，不是表格。用 Excel 或 WPS 做成 .xlsx 再导。") % {"what": what})
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if start.startswith(_PAGES):
        raise refuse("html", _("这个文件其实是网页，只是改了名。用 Excel 或 WPS 打开，另存为 .xlsx 再导。"))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    if head.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02")) or b"\x00" in head:
        raise refuse("kind", _("这个文件不是表格，或者坏了。用 Excel 或 WPS 打开，另存为 .xlsx 再导。"))
    if suffix in (".xls", ".xlsx", ".ods", ".et", ".xlsm", ".xlsb"):
        raise refuse(
            "text",
            _("这个文件其实是文本，只是改名成了 %(suffix)s，不是 .xlsx。用 Excel 或 WPS 打开，另存为 .xlsx 再导。")
            % {"suffix": suffix},
        )


def _check_ole(file: Path) -> None:
    """The old container: a .xls, a locked .xlsx, or a document of another program."""
    names = file.read_bytes()

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in names

    if not holds("Root Entry"):
        raise refuse_broken()
    if holds("EncryptedPackage") or holds("EncryptionInfo") or _LOCKED.search(names):
        raise refuse_password()
    if holds("_VBA_PROJECT"):
        raise refuse("macro", _("这个文件带有宏，没有读。另存为不带宏的 .xlsx 再导。"))
    if not (holds("Workbook") or holds("Book")):
        what = _("Word 文档") if holds("WordDocument") else _("别的程序的文件")
        raise refuse("kind", _("这是%(what)s，不是表格。用 Excel 或 WPS 做成 .xlsx 再导。") % {"what": what})


def _check_package(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            manifest = _manifest(package)
    except Exception as problem:  # the standard library raises whatever it trips over
        raise refuse("broken", _("这个文件没传完整，或者坏了。重新传一次。")) from problem
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    is_thick = any(
        entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size) for entry in entries
    )
    if unpacked > MOST_UNPACKED or is_thick or (unpacked > SMALL and unpacked > MOST_RATIO * packed):
        raise refuse("bomb", _("这个文件解开后大得反常，没有读。把数据复制到一个新表再导。"))
    if len(names) > MOST_PARTS:
        raise refuse("bomb", _("这个文件里的零件多得反常，没有读。把数据复制到一个新表再导。"))
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise refuse("macro", _("这个文件带有宏，没有读。另存为不带宏的 .xlsx 再导。"))
    if b"encryption-data" in manifest or any(entry.flag_bits & 1 for entry in entries):
        raise refuse_password()
    _check_parts(names)


def _check_parts(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise refuse("kind", _("这是 .xlsb，读不了。用 Excel 或 WPS 另存为 .xlsx 再导。"))
    if "word/document.xml" in names:
        raise refuse("kind", _("这是 Word 文档，不是表格。把表复制到 Excel 里，存为 .xlsx 再导。"))
    if "xl/workbook.xml" not in names and "content.xml" not in names:
        what = _("压缩包") if not any(name == "[Content_Types].xml" for name in names) else _("别的程序的文件")
        raise refuse("kind", _("这是%(what)s，不是 Excel 表格。里面的表要一个一个导。") % {"what": what})


def _manifest(package: zipfile.ZipFile) -> bytes:
    with contextlib.suppress(KeyError), package.open("META-INF/manifest.xml") as stream:
        return stream.read(2**20)
    return b""

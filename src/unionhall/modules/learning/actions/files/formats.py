"""Which formats there are, which one a file has by its content, and what each can not hold."""

import codecs
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files import aiken, gift, gift_out, moodle, moodle_out, sheet, word, word_out
from unionhall.modules.learning.actions.files.found import MOST_BYTES, Found, Item, NotTaken, found, refuse
from unionhall.modules.learning.actions.files.pictured import Picture

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEXT = "text/plain; charset=utf-8"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
_LETTERED = re.compile(r"^\s*A[.)．、）]", re.MULTILINE)
_AIKEN = re.compile(r"^\s*(?:ANSWER|答案)\s*[:：]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its key, what it is called, its files' ending and type, how it is written, what it can not hold."""

    key: str
    label: str | Promise
    suffix: str
    content_type: str
    write: Callable[[Sequence[Given], Mapping[int, Picture]], bytes]  # with the pictures by their keys
    why_not: Callable[[Given], str] = lambda _given: ""
    loses: str | Promise = ""  # what is left behind even of a question that it holds
    holds_pictures: bool = False


def _encoded(write: Callable[[Iterable[Given]], str]) -> Callable[[Sequence[Given], Mapping[int, Picture]], bytes]:
    return lambda questions, _pictures: write(questions).encode()


FORMATS = {
    each.key: each
    for each in (
        Format("xlsx", gettext_lazy("Excel 表"), "xlsx", _XLSX, lambda questions, _pictures: sheet.write(questions)),
        Format(
            "docx", gettext_lazy("Word 文档"), "docx", _DOCX, lambda questions, _pictures: word_out.write(questions)
        ),
        Format("gift", "GIFT", "txt", _TEXT, _encoded(gift_out.write), gift_out.why_not),
        Format(
            "aiken",
            "Aiken",
            "txt",
            _TEXT,
            _encoded(aiken.write),
            aiken.why_not,
            gettext_lazy("只有题目、选项和答案，没有解析、依据和知识点"),
        ),
        Format(
            "moodle",
            "Moodle XML",
            "xml",
            "application/xml",
            lambda questions, pictures: moodle_out.write(questions, pictures).encode(),
            moodle_out.why_not,
            holds_pictures=True,
        ),
    )
}


def templates() -> dict[str, Callable[[], bytes]]:
    """What makes the empty template of a format, for those that have one."""
    return {"xlsx": sheet.template, "docx": word_out.template}


def read_file(content: bytes, name: str) -> Found:
    """What a file of questions holds, whatever its name says. Raises Refused with a sentence for one not to be read."""
    if not content.strip():
        raise refuse("empty", _("这个文件是空的，一个字也没有。"))
    if len(content) > MOST_BYTES:
        raise refuse("large", _("这个文件超过 20 MB。把图片压小，或者分成几个文件再导。"))
    if content.startswith(b"PK") and b"word/document.xml" in content:
        return found("docx", word.read(content))
    if content.startswith(_OLE) and "WordDocument".encode("utf-16-le") in content:
        raise refuse("doc", _("这是旧的 Word 文档（.doc）。用 Word 或 WPS 另存为 .docx 再导。"))
    suffix = Path(name).suffix.lower()
    if content.startswith((b"PK", _OLE)) or suffix in (".csv", ".xls", ".xlsx", ".et"):
        return found("xlsx", _sheet(content, suffix))
    return _text_file(content)


def _sheet(content: bytes, suffix: str) -> list[Item | NotTaken]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"questions{suffix if suffix.isascii() else ''}"
        file.write_bytes(content)
        return list(sheet.read(file))


def _text_file(content: bytes) -> Found:
    if content.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
    ):
        raise refuse("kind", _("这不是题库文件。收 Excel、Word（.docx）、GIFT、Aiken 和 Moodle XML。"))
    head = content.removeprefix(codecs.BOM_UTF8).lstrip()[:1000].lower()
    if head.startswith((b"<?xml", b"<quiz", b"<!doctype")) or b"<quiz" in head:
        return found("moodle", moodle.read(content))
    text = _decoded(content)
    if _AIKEN.search(text) and _LETTERED.search(text):  # no line of GIFT begins with either
        return found("aiken", aiken.read(text))
    if "{" in text:
        return found("gift", gift.read(text))
    raise refuse("kind", _("看不出这是什么格式。收 Excel、Word（.docx）、GIFT、Aiken 和 Moodle XML。"))


def _decoded(content: bytes) -> str:
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if is_wide else ["utf-8-sig", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise refuse("encoding", _("这个文件的文字编码认不出来。另存为 UTF-8 再导。"))

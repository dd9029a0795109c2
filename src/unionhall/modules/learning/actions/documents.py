"""Lessons from documents: Word (.docx) and Markdown. What is not taken over is named."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _
from docx import Document
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.lessons import Section, write_lesson
from unionhall.modules.learning.actions.media import add_media
from unionhall.modules.learning.actions.writing import must_write
from unionhall.modules.learning.models import Lesson

MOST_BYTES = 30 * 2**20
MOST_UNPACKED = 200 * 2**20  # more is a bomb
MOST_PARTS = 2000
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_BEGINS = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")

Keep = Callable[[str, BinaryIO], str]  # keeps a picture, gives what is written for it


@dataclass
class Loaded:
    """A lesson that was read from a document, and sentences on what was left out."""

    lesson: Lesson
    left_out: list[str]


@dataclass
class _Draft:
    """Sections that are being read."""

    title: str = ""
    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def begin(self, heading: str) -> None:
        self.sections.append((heading, []))

    def add(self, block: str) -> None:
        if not self.sections:
            self.begin("")
        self.sections[-1][1].append(block)


def load_lesson(by: Actor, *, unit: Unit, name: str, file: BinaryIO) -> Loaded:
    """Write a lesson of ``unit`` from a document; its first heading level makes the sections.

    Raises Denied without the right to write there, Refused where the document can not be read or says nothing.
    """
    must_write(by, unit, None)
    if file.seek(0, 2) > MOST_BYTES:
        raise Refused(_("文件太大，最多 %(n)d MB。把大图压缩以后再传") % {"n": MOST_BYTES // 2**20})
    file.seek(0)
    ending = name.rpartition(".")[2].lower()
    if file.read(4) == b"PK\x03\x04":
        draft = read_docx(file, lambda called, picture: _keep(by, unit, called, picture))
    elif ending in ("md", "markdown", "txt"):
        file.seek(0)
        draft = read_markdown(_decoded(file.read()))
    else:
        raise Refused(_("只认 .docx 和 .md。老的 .doc 先在 Word 或 WPS 里另存为 .docx"))
    title = draft.title or name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    sections = [Section(heading[:80], "\n\n".join(blocks)) for heading, blocks in draft.sections]
    return Loaded(write_lesson(by, unit=unit, title=title[:120], sections=sections), draft.left_out)


def _keep(by: Actor, unit: Unit, name: str, picture: BinaryIO) -> str:
    kept = add_media(by, unit=unit, name=name, file=picture)
    return f"![{kept.name}]({kept.url})"


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(_("这个文件不是文字"))


def read_markdown(text: str) -> _Draft:
    """The sections of a Markdown text: a single "# …" at its top is the title, "## …" (else "# …") begins one."""
    lines = text.replace("\r\n", "\n").split("\n")
    levels = [len(found.group(1)) for line in lines if (found := _HEADING.match(line))]
    has_title = levels[:1] == [1] and levels.count(1) == 1
    cut = (2 if 2 in levels else 0) if has_title else min(levels, default=0)
    draft = _Draft()
    for line in lines:
        found = _HEADING.match(line)
        level = len(found.group(1)) if found else 0
        if found and has_title and level == 1:
            draft.title = found.group(2)
        elif found and level == cut:
            draft.begin(found.group(2))
        else:
            draft.add(line)
    draft.sections = [(heading, ["\n".join(lines)]) for heading, lines in draft.sections if heading or any(lines)]
    return draft


def read_docx(file: BinaryIO, keep: Keep) -> _Draft:
    """The sections of a Word document. Raises Refused for what is none, is damaged or unfolds without end."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused(_("这个文件展开以后太大，不能读"))
        file.seek(0)
        document = Document(file)
        blocks = list(document.iter_inner_content())
    except Refused:
        raise
    except Exception as error:  # python-docx raises whatever its parts do
        raise Refused(_("这个 Word 文件打不开，可能坏了或者加了密。另存一份 .docx 再传")) from error
    draft = _Draft()
    cut = min((level for block in blocks if (level := _level(block))), default=0)
    for block in blocks:
        _take(draft, block, cut, keep)
    return draft


def _take(draft: _Draft, block: Paragraph | Table, cut: int, keep: Keep) -> None:
    if isinstance(block, Table):
        draft.add(_table(block))
        return
    text, level = block.text.strip(), _level(block)
    pictures = list(_pictures(block, draft, keep))
    if text and _style(block) == "title" and not draft.title:
        draft.title = text
    elif text and level and level == cut:
        draft.begin(text)
    elif text:
        line = _inline(block)
        is_item = block._p.pPr is not None and block._p.pPr.numPr is not None  # python-docx has no name for it
        if level:
            draft.add(f"# {_escaped(text)}")
        elif is_item or _style(block).startswith("list"):
            _item(draft, ("1. " if "number" in _style(block) else "- ") + line)
        else:
            draft.add(_BEGINS.sub(r"\1\\\2", line))
    for picture in pictures:
        draft.add(picture)


def _item(draft: _Draft, line: str) -> None:
    """An item of a list stands directly below the one before it."""
    last = draft.sections[-1][1] if draft.sections else []
    if last and last[-1].startswith(("- ", "1. ")):
        last[-1] += "\n" + line
    else:
        draft.add(line)


def _style(paragraph: Paragraph) -> str:
    return (paragraph.style.name or "").lower() if paragraph.style is not None else ""


def _level(block: Paragraph | Table) -> int:
    """The level of a heading, 0 for what is none; an empty one is none."""
    if isinstance(block, Table) or not block.text.strip():
        return 0
    found = re.fullmatch(r"(?:heading|标题)\s*([1-6])", _style(block))
    return int(found.group(1)) if found else 0


def _inline(paragraph: Paragraph) -> str:
    """A paragraph's words with bold, italic and links."""
    made = ""
    for part in paragraph.iter_inner_content():
        if isinstance(part, Hyperlink):
            made += f"[{_escaped(part.text)}](<{part.url}>)" if part.url.startswith(("http", "mailto:")) else part.text
        else:
            made += _marked(part)
    return made.replace("****", "").strip()


def _marked(run: Run) -> str:
    text = run.text.replace("\t", " ")
    words = text.strip()
    if not words:
        return " " if text else ""
    mark = "**" if run.bold else "*" if run.italic else ""
    return f"{text[: len(text) - len(text.lstrip())]}{mark}{_escaped(words)}{mark}{text[len(text.rstrip()) :]}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _table(table: Table) -> str:
    rows = [[" ".join(_escaped(cell.text).split()) for cell in row.cells] for row in table.rows]
    width = max((len(row) for row in rows), default=0)
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    return "\n".join([*lines[:1], "|" + " --- |" * width, *lines[1:]])


def _pictures(paragraph: Paragraph, draft: _Draft, keep: Keep) -> Iterator[str]:
    for place in paragraph._p.xpath(".//a:blip/@r:embed"):
        part = paragraph.part.related_parts.get(place)
        try:
            yield keep("图.png", io.BytesIO(part.blob if part else b""))
        except Refused as refused:
            draft.left_out.append(_("有一张图没带过来：%(why)s") % {"why": refused})

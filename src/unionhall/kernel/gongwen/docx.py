"""A document as .docx, in the manners of GB/T 9704-2012. Written part by part: no template could carry its grid.

Order of elements is that of the schema (ECMA-376), without which Word calls a file broken.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from unionhall.kernel.gongwen import footnotes, package, typeset
from unionhall.kernel.gongwen.geometry import (
    AREA,
    BODY,
    CHARACTER,
    CHARACTERS,
    HEAD_FROM_TOP,
    PT,
    SMALL,
    TITLE,
    head_size,
    running_mark,
    sign_places,
    width,
)
from unionhall.kernel.gongwen.package import plain, twips
from unionhall.kernel.gongwen.shape import Chart, Document, Note, Piece, Text

_RED = "FF0000"
_LINE = package.LINE_PITCH
_WIDTH = twips(AREA[0] * PT)
_TABLE_SIZE = 12.0
_IMPRINT_CHARACTERS = 26  # of 4号 in a line, after 抄送：
_BY_DAY_COLUMNS = 3  # of a table by day: so many pairs side by side


def write(paper: Document) -> bytes:
    """The file."""
    return _Writing(paper).file()


class _Writing:
    """One document that is being written: its pictures, and which notes have been met."""

    def __init__(self, paper: Document) -> None:
        self.paper = paper
        self.pictures: list[bytes] = []
        self.met: set[int] = set()

    def file(self) -> bytes:
        """All parts packed."""
        body = "".join(self._body())
        notes = footnotes.part([(note, plain(note.text)) for note in self.paper.notes], package.WORD)
        title, mark = "".join(self.paper.title), running_mark(self.paper)
        return package.packed(body, self.pictures, title=title, mark=mark, notes=notes)

    def _body(self) -> Iterator[str]:
        yield from self._head()
        lines = [_run(line, "xiao", TITLE) for line in self.paper.title]
        yield _paragraph("<w:r><w:br/></w:r>".join(lines), align="center", before=2 * _LINE, line=twips(35))
        if self.paper.to:
            yield _paragraph(_run(f"{self.paper.to}："), before=_LINE)
        for place, block in enumerate(self.paper.blocks):
            gap = _LINE if place == 0 and not self.paper.to else 0
            if isinstance(block, Chart):
                yield from self._chart(block)
            else:
                yield self._text(block, gap, is_last=place == len(self.paper.blocks) - 1)
        yield from self._foot()

    def _head(self) -> Iterator[str]:
        paper, size = self.paper, head_size(self.paper.head)
        head = _run(paper.head, "xiao", size, colour=_RED)
        yield _paragraph(head, align="center", before=twips(HEAD_FROM_TOP * PT), line=twips(size * 1.15))
        rule = package.rule("bottom", 18, 11, _RED)
        if paper.is_circular:
            yield _paragraph(_run(paper.number), align="center", before=2 * _LINE, border=rule)
            return
        yield _paragraph(_run(paper.number), align="center", before=twips(8))
        yield _paragraph(_run(paper.line[0]) + _tab() + _run(paper.line[1]), before=twips(14), border=rule, tab=_WIDTH)

    def _text(self, block: Text, gap: int, *, is_last: bool) -> str:
        """A paragraph; no signature stands on a page without a line of the last one."""
        if block.level and not block.pieces:
            font = "hei" if block.level == 1 else "kai"
            return _paragraph(self._pieces(block.head, font), first=2, before=gap, keep=True, outline=block.level)
        font = {1: "hei", 2: "kai"}.get(block.level, "fang")
        runs = self._pieces(block.head, font) + self._pieces(block.pieces)
        return _paragraph(runs, first=2, before=gap, align="both", keep=is_last)

    def _pieces(self, pieces: Iterable[Piece], font: str = "fang") -> str:
        made = []
        for piece in pieces:
            made.append(_run(piece.text, font))
            if piece.note:
                made.append(self._mark(piece.note))
        return "".join(made)

    def _mark(self, note: Note) -> str:
        """The number that leads to a note, at the foot of the page on which it is met first."""
        is_first = note.number not in self.met
        self.met.add(note.number)
        return footnotes.mark(note, is_first=is_first)

    def _chart(self, chart: Chart) -> Iterator[str]:
        caption = _run(chart.title, "hei", _TABLE_SIZE) + self._mark(chart.note)
        yield _paragraph(caption, align="center", before=twips(6), keep=True)
        if not chart.bars:
            yield _paragraph(_run("还没有数"), align="center")
            return
        picture = typeset.picture(chart)
        if picture is not None:
            self.pictures.append(picture)
            yield package.picture(len(self.pictures), picture, AREA[0])
        if chart.is_by_day:
            cells = [(bar.label, bar.text) for bar in chart.bars]
            rows = -(-len(cells) // _BY_DAY_COLUMNS)
            side = [cells[start : start + rows] for start in range(0, len(cells), rows)]
            head = chart.head[:2] * len(side)
            lines = [
                [text for part in side for text in (part[at] if at < len(part) else ("", ""))] for at in range(rows)
            ]
            yield _table(head, lines, [1.0, 1.0] * len(side))
        else:
            columns = 3 if chart.head[2] else 2
            lines = [[bar.label, bar.text, bar.units][:columns] for bar in chart.bars]
            yield _table(chart.head[:columns], lines, [2.0, 1.2, 1.0][:columns])
        yield _paragraph("", line=twips(10))

    def _foot(self) -> Iterator[str]:
        paper = self.paper
        sign, day = sign_places(paper)
        # from the right, so that a machine without these faces, whose digits are wider, breaks neither
        yield _paragraph(_run(paper.sign), align="right", before=_LINE, right=_behind(paper.sign, sign), keep=True)
        yield _paragraph(_run(paper.day), align="right", right=_behind(paper.day, day))
        yield _imprint(paper)


def _behind(text: str, left: float) -> float:
    """How many characters are free behind a text that begins so many from the left."""
    return CHARACTERS - left - width(text)


def _run(text: str, font: str = "fang", size: float = BODY, *, colour: str = "") -> str:
    """A stretch of text in one of the four faces."""
    half = round(size * 2)
    properties = f'<w:rStyle w:val="{font}"/>' if font != "fang" else ""
    properties += f'<w:color w:val="{colour}"/>' if colour else ""
    properties += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if size != BODY else ""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{plain(text)}</w:t></w:r>'


def _tab() -> str:
    return "<w:r><w:tab/></w:r>"


def _paragraph(
    runs: str,
    *,
    align: str = "left",
    first: int = 0,
    right: float = 0,
    before: int = 0,
    line: int = _LINE,
    border: str = "",
    tab: int = 0,
    keep: bool = False,
    outline: int = 0,
) -> str:
    """A paragraph; ``first`` and ``right`` are indents in characters, the rest is in twips."""
    indent = f' w:firstLineChars="{first * 100}" w:firstLine="{twips(first * BODY)}"' if first else ""
    indent += f' w:rightChars="{round(right * 100)}" w:right="{twips(right * CHARACTER)}"' if right else ""
    properties = "".join(
        [
            "<w:keepNext/>" if keep else "",
            f"<w:pBdr>{border}</w:pBdr>" if border else "",
            f'<w:tabs><w:tab w:val="right" w:pos="{tab}"/></w:tabs>' if tab else "",
            '<w:snapToGrid w:val="0"/>' if line != _LINE else "",
            f'<w:spacing w:before="{before}" w:after="0" w:line="{line}" w:lineRule="exact"/>',
            f"<w:ind{indent}/>" if indent else "",
            f'<w:jc w:val="{align}"/>',
            f'<w:outlineLvl w:val="{outline - 1}"/>' if outline else "",
        ]
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _table(head: Sequence[str], lines: Iterable[Sequence[str]], shares: Sequence[float]) -> str:
    """A table over the width of the text, its head on every page; the first column and every label left."""
    widths = [round(_WIDTH * share / sum(shares)) for share in shares]
    rows = [_row(head, widths, is_head=True), *(_row(line, widths, is_head=False) for line in lines)]
    return package.table("".join(rows), widths)


def _row(cells: Sequence[str], widths: Sequence[int], *, is_head: bool) -> str:
    made = []
    pairs = len(cells) > 3
    for place, (text, wide) in enumerate(zip(cells, widths, strict=True)):
        is_label = place % 2 == 0 if pairs else place == 0
        align = "center" if is_head or pairs else "left" if is_label else "right"
        run = _run(text, "hei" if is_head else "fang", _TABLE_SIZE)
        made.append(package.cell(_paragraph(run, align=align, line=twips(20)), wide))
    return package.row("".join(made), is_head=is_head)


def _imprint(paper: Document) -> str:
    """版记, at the foot of the last page: who else gets it, who printed it and when."""
    rows, lines = [], 1
    if paper.copies:
        copies = f"抄送：{paper.copies}。"
        indent = f'<w:ind w:left="{twips(4 * SMALL)}" w:right="{twips(SMALL)}" w:hanging="{twips(3 * SMALL)}"/>'
        rows.append(_imprint_row(_run(copies, size=SMALL), indent, ""))
        lines += math.ceil((width(copies) - 3) / _IMPRINT_CHARACTERS)
    indent = f'<w:ind w:left="{twips(SMALL)}" w:right="{twips(SMALL)}"/>'
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{_WIDTH - twips(SMALL)}"/></w:tabs>'
    runs = _run(paper.printed[0], size=SMALL) + _tab() + _run(paper.printed[1], size=SMALL)
    rows.append(_imprint_row(runs, indent, tabs))
    return package.imprint("".join(rows), _WIDTH, lines * _LINE)


def _imprint_row(runs: str, indent: str, tabs: str) -> str:
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{_LINE}" w:lineRule="exact"/>'
    paragraph = f"<w:p><w:pPr>{tabs}{spacing}{indent}</w:pPr>{runs}</w:p>"
    return package.row(package.cell(paragraph, _WIDTH), is_head=False)

"""A document as PDF, and its charts as pictures, set by typst from the same measures as the .docx."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from unionhall.kernel import printing
from unionhall.kernel.gongwen import geometry
from unionhall.kernel.gongwen.shape import Chart, Document, Piece, Text

_FOLDER = Path(__file__).parent / "typ"
_MOST_BARS = 30  # units in a picture; more are told by the table alone
_PIXELS = 200  # an inch


def write(paper: Document) -> bytes:
    """The document as PDF. Kept for a day, since the same words give the same file."""
    return printing.pdf(_FOLDER / "document.typ", _data(paper))


def picture(chart: Chart) -> bytes | None:
    """A chart as PNG, as wide as the text; None where it has more units than a picture can show."""
    if not has_picture(chart):
        return None
    return printing.made(_FOLDER / "chart.typ", json.dumps(_chart(chart), ensure_ascii=False), "png", ppi=_PIXELS)


def has_picture(chart: Chart) -> bool:
    """Whether a chart can be drawn: it has bars, and not too many."""
    return bool(chart.bars) and (chart.is_by_day or len(chart.bars) <= _MOST_BARS)


def _data(paper: Document) -> dict[str, Any]:
    sign, day = geometry.sign_places(paper)
    return {
        "circular": paper.is_circular,
        "head": paper.head,
        "head_size": geometry.head_size(paper.head),
        "number": paper.number,
        "line": paper.line,
        "title": paper.title,
        "to": paper.to,
        "blocks": [_chart(block) if isinstance(block, Chart) else _text(block) for block in paper.blocks],
        "sign": [paper.sign, sign],
        "day": [paper.day, day],
        "notes": [[note.number, note.text] for note in paper.notes],
        "copies": paper.copies,
        "printed": paper.printed,
        "mark": geometry.running_mark(paper),
        "song": geometry.SONG,
        "fang": geometry.FANG,
        "hei": geometry.HEI,
        "kai": geometry.KAI,
        "line_pt": geometry.LINE,
        "character_pt": geometry.CHARACTER,
    }


def _text(block: Text) -> dict[str, Any]:
    return {"kind": "text", "level": block.level, "head": _pieces(block.head), "pieces": _pieces(block.pieces)}


def _pieces(pieces: Iterable[Piece]) -> list[list[Any]]:
    return [[piece.text, piece.note.number if piece.note else 0] for piece in pieces]


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "kind": "chart",
        "title": chart.title,
        "head": [each for each in chart.head if each],
        "bars": [[bar.label, bar.text, bar.units, bar.share] for bar in chart.bars],
        "by_day": chart.is_by_day,
        "drawn": has_picture(chart),
        "most": chart.most,
        "note": chart.note.number,
        "hei": geometry.HEI,
        "fang": geometry.FANG,
    }

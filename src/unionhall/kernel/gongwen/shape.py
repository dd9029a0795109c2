"""A document after GB/T 9704-2012, ready to be drawn in a .docx or in a PDF; whose it is, it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Note:
    """Where a figure comes from: the numbered note under it. ``key`` is the citation's."""

    number: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph; one with a note is a figure."""

    text: str
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: ``level`` 1 or 2 with its heading in ``head``, what follows it in ``pieces``."""

    level: int
    head: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    is_chart: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart's table; ``share`` of the longest bar in percent."""

    label: str
    text: str
    units: str
    share: float
    code: str

    @property
    def top(self) -> float:
        """Where an upright bar begins, from above, in percent."""
        return 100 - self.share


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with the table behind them."""

    title: str
    head: tuple[str, str, str]  # what the table's columns say; the last "" without units
    bars: tuple[Bar, ...]
    is_by_day: bool
    note: Note
    most: str
    is_chart: bool = True


@dataclass(frozen=True)
class Document:
    """What is drawn. Empty strings are left out."""

    is_circular: bool
    head: str  # the red line
    number: str  # 发文字号 or 期数
    line: tuple[str, str]  # of a brief: who edits it, and the day
    title: tuple[str, ...]
    to: str
    blocks: tuple[Text | Chart, ...]
    sign: str
    day: str
    copies: str
    printed: tuple[str, str]
    notes: tuple[Note, ...]
    mark: str  # 草稿 or why it holds no longer
    cited: Mapping[str, Any] = field(default_factory=dict)


def paragraph(text: str, *, level: int = 0, head: str = "") -> Text:
    """A paragraph without figures; ``head`` begins it."""
    return Text(level, (Piece(head),) if head else (), (Piece(text),) if text else ())

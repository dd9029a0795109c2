"""The text of a briefing: paragraphs, headings by their numbering, and places where figures and charts stand.

A line is a paragraph. One that begins with 一、 is a heading of the first level, with （一） of the second; where its
sentence ends and text follows in the line, only the first sentence is the heading. ``{{f1}}`` is a figure,
``{{t1}}`` alone on a line a chart, ``{{day}}`` the day of issue, until then today. Empty lines mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

DAY = "day"
TOKEN = re.compile(r"\{\{\s*([ft]\d{1,3}|day)\s*\}\}")
_FIRST = re.compile(r"[一二三四五六七八九十]+、")
_SECOND = re.compile(r"[（(][一二三四五六七八九十]+[）)]")
_BRACES = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands."""

    key: str


Run = Words | Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text: ``level`` 1 or 2 with the heading in ``head``; 0 with all of it in ``runs``."""

    level: int
    head: tuple[Run, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A line on which a chart stands."""

    key: str


Block = Paragraph | Chart


def blocks(body: str) -> list[Block]:
    """The text in its parts."""
    return [_block(line) for line in map(str.strip, body.splitlines()) if line]


def _block(line: str) -> Block:
    alone = TOKEN.fullmatch(line)
    if alone and alone[1].startswith("t"):
        return Chart(alone[1])
    level = 1 if _FIRST.match(line) else 2 if _SECOND.match(line) else 0
    if not level:
        return Paragraph(0, (), _runs(line))
    head, stop, rest = line.partition("。")
    return Paragraph(level, _runs(head + stop if rest else line), _runs(rest))


def _runs(text: str) -> tuple[Run, ...]:
    return tuple(_cut(text))


def _cut(text: str) -> Iterator[Run]:
    at = 0
    for found in TOKEN.finditer(text):
        if found.start() > at:
            yield Words(text[at : found.start()])
        yield Place(found[1])
        at = found.end()
    if at < len(text):
        yield Words(text[at:])


def keys(body: str) -> list[str]:
    """The keys that the text names, each once, in the order of their first standing."""
    return [key for key in dict.fromkeys(TOKEN.findall(body)) if key != DAY]


def mistakes(body: str, known: Collection[str]) -> list[str]:
    """What is wrong with the text, as sentences for its author."""
    wrong = [
        _("正文里的 {{%(key)s}} 没有对应的数字，删掉它，或者用“加数字”放进来") % {"key": key}
        for key in keys(body)
        if key not in known
    ]
    for line in map(str.strip, body.splitlines()):
        inside = [key for key in TOKEN.findall(line) if key.startswith("t")]
        if inside and not TOKEN.fullmatch(line):
            wrong.append(_("图表 {{%(key)s}} 要单独占一行") % {"key": inside[0]})
        if _BRACES.search(TOKEN.sub("", line)):
            wrong.append(_("“%(line)s”里有写坏的大括号，数字写成 {{f1}} 这样") % {"line": line[:20]})
    return list(dict.fromkeys(wrong))

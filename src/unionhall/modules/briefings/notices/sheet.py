"""The workbook of a briefing: every figure with its source, and the campaign's figures on one sheet a level."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from unionhall.kernel.facts.queries import Figure
from unionhall.kernel.org.models import Unit
from unionhall.modules.briefings.models import Briefing
from unionhall.modules.briefings.queries import citing
from unionhall.modules.briefings.queries.document import document
from unionhall.modules.briefings.queries.levels import levels, terms_of

# Nothing that somebody has written becomes a formula or a link.
_PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDE, _NARROW = 36, 14
_Line = tuple[Unit, dict[str, Figure]]


def write(briefing: Briefing) -> bytes:
    """The .xlsx with the figures as they are now."""
    paper, citations = document(briefing), list(briefing.citations.select_related("unit").order_by("pk"))
    about = [each for each in citations if each.reckoning_id == briefing.reckoning_id]
    terms = terms_of(about) if briefing.reckoning_id else []
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _PLAIN) as book:
        bold, percent = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.0%"})
        page = _page(
            book,
            _("引用的数字"),
            [_("注"), _("统计项"), _("数"), _("量词"), _("出处")],
            bold,
            [6, _WIDE, _NARROW, 8, 80],
        )
        line = 1
        for note in paper.notes:
            told = paper.cited[note.key]
            for row in told.rows:
                label = f"{told.label} {row.label}".strip()
                page.write_row(line, 0, [note.number, label])
                _put(
                    page, line, 2, _value(row.value, row.is_hidden), percent if told.counter == citing.PERCENT else None
                )
                page.write_row(line, 3, [told.quantity, note.text])
                line += 1
        for level in levels(briefing, terms):
            _level(book, level.title, level.rows, terms, (bold, percent))
    return out.getvalue()


def _level(
    book: Any, title: str, rows: Iterable[tuple[Any, dict[str, Figure]]], terms: Sequence[str], how: Any
) -> None:
    bold, percent = how
    told = [citing.words(*_split(term)) for term in terms]
    heads = [f"{label}（{counter}）" for label, counter, _is_ratio in told]
    head = [_("单位"), _("编号"), *heads, _("报数单位"), _("应报单位")]
    page = _page(book, title, head, bold, [_WIDE, _NARROW, *([_NARROW] * (len(heads) + 2))])
    for line, (unit, figures) in enumerate(rows, start=1):
        page.write_row(line, 0, [unit.name, unit.code])
        for column, (term, (_label, counter, _is_ratio)) in enumerate(zip(terms, told, strict=True), start=2):
            figure = figures[term]
            _put(page, line, column, _value(figure.value, figure.is_hidden), percent if counter == "%" else None)
        first = figures[terms[0]]
        page.write_row(
            line, 2 + len(terms), [first.n if first.n is not None else "", first.m if first.m is not None else ""]
        )


def _page(book: Any, title: str, head: Sequence[str], bold: Any, widths: Sequence[int]) -> Any:
    page = book.add_worksheet(title)
    page.write_row(0, 0, head, bold)
    page.freeze_panes(1, 0)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    return page


def _value(value: Any, is_hidden: bool) -> float | str:
    if is_hidden:
        return citing.HIDDEN
    return citing.UNKNOWN if value is None else float(value)


def _put(page: Any, line: int, column: int, value: float | str, form: Any) -> None:
    page.write(line, column, value, *([form] if form is not None and not isinstance(value, str) else []))


def _split(term: str) -> tuple[str, str]:
    measure, _slash, part = term.partition("/")
    return measure, part

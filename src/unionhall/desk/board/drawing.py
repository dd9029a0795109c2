"""The rows of a board, of its chart and of a figure's page, drawn in Python: from templates a cell costs twenty times.

The same markup as the templates around them. Every text is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from html import escape  # Django's costs more: it asks each text whether it is lazy
from urllib.parse import quote_plus, urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.desk.board.queries import Child
from unionhall.desk.board.trend import Trend
from unionhall.desk.figures.queries import Row
from unionhall.desk.figures.told import told_as_html, told_source
from unionhall.kernel.facts.declare import Measure
from unionhall.kernel.facts.queries import Figure
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns.queries.tasks import Standing, TaskState
from unionhall.ui import words
from unionhall.ui.drawing import bar


def rows_url(figure: Figure, unit: Unit, campaign: int, on: date | None = None) -> str:
    """The page of the very rows that a figure of a campaign counts, with the same unit and day; not escaped."""
    before, after = _page_of(figure.measure, figure.slice, campaign, on)
    return f"{before}{quote_plus(unit.code)}{after}"


@lru_cache(maxsize=2048)
def _page_of(measure: str, slice: str, campaign: int, on: date | None) -> tuple[str, str]:
    """The address of a figure's rows before the unit's code, and after it."""
    asked = {"campaign": str(campaign)} | ({"on": on.isoformat()} if on else {}) | ({"slice": slice} if slice else {})
    return f"{reverse('desk:figure', args=[measure])}?unit=", f"&{urlencode(asked)}"


def child_rows(children: Iterable[Child], campaign: int, query: str, on: date | None, silent: str) -> SafeString:
    """The units below, a row each; ``silent`` is what is said of one from which nothing has come."""
    drawn = []
    for child in children:
        units, others = child.units, child.others
        if units.value is None:
            cells = f'<td class="n unreported" colspan="{len(others)}">{escape(silent)}</td>'
        else:
            cells = "".join(f'<td class="n">{_opening(each, child.unit, campaign, on)}</td>' for each in others)
        drawn.append(
            f'<tr><th scope="row">{_below(child.unit, query)}</th>'
            f'<td><div class="bar-line">{bar(child.share)}<span class="num">{words.thousands(units.value)} /'
            f" {words.thousands(units.m)}</span></div></td>{cells}</tr>"
        )
    return _safe(drawn)


def _opening(figure: Figure, unit: Unit, campaign: int, on: date | None) -> str:
    told = told_as_html(figure)
    return told if figure.value is None else f'<a href="{escape(rows_url(figure, unit, campaign, on))}">{told}</a>'


def _below(unit: Unit, query: str) -> str:
    return f'<a href="?{escape(query)}unit={escape(unit.code)}">{escape(unit.name)}</a>'


def task_rows(child_tasks: Iterable[tuple[Unit, Sequence[TaskState]]], query: str) -> SafeString:
    """How far the units below are with each task."""
    drawn = []
    for child, states in child_tasks:
        cells = "".join(f'<td class="n">{_task(state)}</td>' for state in states)
        drawn.append(f'<tr><th scope="row">{_below(child, query)}</th>{cells}</tr>')
    return _safe(drawn)


def _task(state: TaskState) -> str:
    if state.standing is Standing.EXCUSED:
        return f'<span class="quiet">{_("准许不做")}</span>'
    told = f"{words.thousands(state.done)} / {words.thousands(state.asked)}"
    if state.standing is Standing.LATE:
        told = f'<span class="unreported">{told}</span>'
    if not state.excused:
        return told
    excused = ngettext("另有 %(n)s 家准许不做", "另有 %(n)s 家准许不做", state.excused)
    return f'{told}<br><small class="quiet">{excused % {"n": words.thousands(state.excused)}}</small>'


def trend_bars(trend: Trend) -> SafeString:
    """The bars of the chart."""
    return _safe(
        f'<rect x="{bar.x:.1f}" y="{bar.y}" width="7" height="{bar.height}" />' for bar in trend.bars if bar.height
    )


def trend_rows(trend: Trend) -> SafeString:
    """The table behind the chart."""
    return _safe(
        f'<tr><th scope="row">{words.day(bar.day)}</th><td class="n">{bar.value:,}</td>'
        f'<td class="n">{bar.total:,}</td></tr>'
        for bar in trend.bars
    )


def figure_rows(children: Iterable[tuple[Unit, Figure]], query: str) -> SafeString:
    """One figure at the units below, and from how many it comes."""
    return _safe(
        f'<tr><th scope="row">{_below(child, query)}</th><td class="n">{told_as_html(each)}</td>'
        f'<td class="quiet">{"" if each.is_hidden else escape(told_source(each))}</td></tr>'
        for child, each in children
    )


def counted_rows(rows: Iterable[Row], measure: Measure) -> SafeString:
    """What a figure counts, one by one; who it was is said where it may be known, else that it is not shown."""
    secret = f'<span class="quiet">{escape(_("不显示是谁"))}</span>' if measure.names_permission else ""
    return _safe(
        f'<tr><th scope="row">{escape(row.unit)}</th><td class="num">{row.day:%Y-%m-%d}</td>'
        f'<td>{_said(row, secret)}</td><td class="n">{row.value:,}</td></tr>'
        for row in rows
    )


def _said(row: Row, secret: str) -> str:
    if row.url:
        return f'{escape(row.name)}<a href="{escape(row.url)}">{escape(row.said)}</a>'
    return f"{escape(row.name)}{escape(row.said)}" if row.name or row.said else secret


def _safe(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 -- every part was escaped above

"""What citations say: live while a briefing is a draft, from its frozen rows afterwards; and what may be cited.

Everything is read as somebody who may read figures below the issuing union and knows nobody by name, whoever the
author is: so no briefing shows what small cells hide from any of its readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Grant, Reach
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import Kind, Measure, measures
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.briefings.models import Briefing, Citation, CitedRow
from unionhall.modules.briefings.procedure import PUBLISHED

LONGEST_CHART = 400  # days
HIDDEN, UNKNOWN, PERCENT = "人少，不公布", "—", "%"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: of a citation, or of one bar of its chart. ``value`` of a ratio is a fraction of 1."""

    value: Decimal | None
    n: int | None
    m: int | None
    as_of: datetime
    source: str
    is_hidden: bool
    label: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation says, with the words it stands under."""

    citation: Citation
    label: str
    counter: str
    scope: str
    span: str
    is_ratio: bool
    rows: tuple[Row, ...]

    @property
    def key(self) -> str:
        """What the text calls it."""
        return self.citation.key

    @property
    def is_chart(self) -> bool:
        """Whether it is a chart with a table."""
        return self.citation.shape != Citation.Shape.FIGURE

    @property
    def quantity(self) -> str:
        """The 量词 that stands after a figure; a percentage has its sign already."""
        return "" if self.counter == PERCENT else self.counter

    def text(self, row: Row) -> str:
        """A figure as a document writes it: no commas; words for what is not known or not shown."""
        if row.is_hidden:
            return HIDDEN
        if row.value is None:
            return UNKNOWN
        if not self.is_ratio:
            return str(int(row.value))
        return f"{row.value * 100:.1f}%" if self.counter == PERCENT else f"{row.value:.1f}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure that may be cited, as it is now."""

    measure: str
    slice: str
    label: str
    counter: str
    text: str
    source: str
    shapes: tuple[str, ...]  # charts it can be, besides the figure


def cited(briefing: Briefing, only: Iterable[str] | None = None) -> dict[str, Cited]:
    """All citations of a briefing by key, for a page that has checked its reader; ``only`` these keys."""
    found = briefing.citations.select_related("unit", "reckoning").order_by("pk")
    citations = list(found if only is None else found.filter(key__in=list(only)))
    if briefing.state in PUBLISHED:
        return _frozen(citations)
    return live(briefing.unit, citations)


def live(unit: Unit, citations: Sequence[Citation]) -> dict[str, Cited]:
    """What citations of a briefing of ``unit`` say now. As many queries as there are different spans and units."""
    by = reader(unit)

    def same(each: Citation) -> tuple[Any, ...]:
        return (each.shape, each.unit_id, each.reckoning_id or 0, str(each.month or ""), str(each.on or ""))

    rows: dict[str, tuple[Row, ...]] = {}
    for _group, alike in groupby(sorted(citations, key=same), key=same):
        rows |= _read(by, list(alike))
    return {each.key: _told(each, rows[each.key]) for each in citations}


def reader(unit: Unit) -> Actor:
    """Somebody who reads the figures of ``unit`` and everything below it, and no names."""
    grant = Grant(FactsPermission.FIGURES_READ.value, org_queries.path_of(unit), Reach.BELOW)
    return Actor(name="", grants=(grant,))


def choices(unit: Unit, scope: Unit, reckoning: Reckoning | None, month: date | None, on: date | None) -> list[Choice]:
    """What a briefing of ``unit`` may cite for ``scope``; what would be hidden from a reader is not there."""
    by, found = reader(unit), []
    terms = [(m, part) for m in measures.values() for part in _parts(m) if _fits(m, part, reckoning, on)]
    keys = {(m.key, part): _term(m.key, part) for m, part in terms}
    figures = facts.figures(by, keys.values(), scope, reckoning, month=month, on=on)
    for measure, part in terms:
        figure = figures[keys[measure.key, part]]
        if figure.is_hidden:
            continue
        row, (label, counter, is_ratio) = _row(figure), words(measure.key, part)
        told = Cited(Citation(), label, counter, "", "", is_ratio, (row,))
        shapes = _shapes(measure, part, reckoning)
        found.append(Choice(measure.key, part, label, told.quantity, told.text(row), units_text(row), shapes))
    return found


def words(measure_key: str, part: str) -> tuple[str, str, bool]:
    """How a measure is called, its 量词 or "%", and whether it is a ratio."""
    measure = measures[measure_key]
    said = [str(each.label) for each in measure.slices if each.key == part]
    said += [_("上报数")] if measure.is_reported else []
    label = f"{measure.label}（{'，'.join(said)}）" if said else str(measure.label)
    return label, str(measure.unit), measure.kind is Kind.RATIO


def units_text(row: Row) -> str:
    """From how many units a figure comes; "" where units do not report it."""
    if row.n is None:
        return ""
    return f"来自{row.n}家" if row.m is None else f"应报{row.m}家，来自{row.n}家"


def span_text(reckoning: Reckoning | None, month: date | None) -> str:
    """What a figure is counted over."""
    if reckoning is not None:
        return reckoning.title
    return f"{month.year}年{month.month}月" if month else ""


def may_open(by: Actor, told: Iterable[Cited]) -> set[int]:
    """The units among the citations' whose figures the actor may open, by id; one query."""
    places = org_queries.paths_of({each.citation.unit_id for each in told})
    scope = by.scope(FactsPermission.FIGURES_READ)
    return {unit_id for unit_id, path in places.items() if scope.covers(path)}


def _parts(measure: Measure) -> list[str]:
    return ["", *(part.key for part in measure.slices)]


def _fits(measure: Measure, part: str, reckoning: Reckoning | None, on: date | None) -> bool:
    """Whether a measure can be told for the span. A result of an earlier day is not: two days could be subtracted."""
    terms = [measure.key, *(term.partition("/")[0] for term in measure.over or ())]
    if reckoning is None and any(measures[key].kind is Kind.DISTINCT for key in terms):
        return False
    return not (on and measure.kind is not Kind.GAUGE and (reckoning is None or measure.is_result_in(part)))


def _shapes(measure: Measure, part: str, reckoning: Reckoning | None) -> tuple[str, ...]:
    counted = measure.kind in (Kind.ADDITIVE, Kind.DISTINCT) and not measure.is_result_in(part)
    return (Citation.Shape.CHILDREN, *((Citation.Shape.DAYS,) if reckoning is not None and counted else ()))


def _read(by: Actor, alike: Sequence[Citation]) -> dict[str, tuple[Row, ...]]:
    """The rows of citations of one shape, unit and span."""
    first = alike[0]
    if first.shape == Citation.Shape.DAYS:
        return {each.key: _days(by, each) for each in alike}
    keys = {each.key: _term(each.measure, each.slice) for each in alike}
    if first.shape == Citation.Shape.CHILDREN:
        children = facts.by_child(by, set(keys.values()), first.unit, first.reckoning, month=first.month, on=first.on)
        return {
            key: tuple(_row(told[term], child.name, child.code) for child, told in children if _reports(told[term]))
            for key, term in keys.items()
        }
    told = facts.figures(by, set(keys.values()), first.unit, first.reckoning, month=first.month, on=first.on)
    return {key: (_row(told[term]),) for key, term in keys.items()}


def _term(measure_key: str, part: str) -> str:
    return f"{measure_key}/{part}" if part else measure_key


def _reports(figure: facts.Figure) -> bool:
    """Whether a unit belongs into the chart: it was asked, or has counted something."""
    return figure.m != 0 or figure.value is not None or figure.is_hidden


def _days(by: Actor, citation: Citation) -> tuple[Row, ...]:
    """Each day from the first on which something came, also those on which nothing did."""
    if citation.reckoning is None:
        raise ValueError("a chart by day is of a reckoning")
    where = (citation.measure, citation.unit, citation.reckoning)
    counted = dict(facts.daily(by, *where, slice=citation.slice, on=citation.on))
    if not counted:
        return ()
    now, reckoning = clock.now(), citation.reckoning
    last = max(min(citation.on or now.date(), reckoning.until), *counted)
    first = max(min(reckoning.since, *counted), last - timedelta(days=LONGEST_CHART))
    source = "snapshot" if reckoning.settled else "live"
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(
        Row(Decimal(counted.get(day, 0)), None, None, now, source, False, label=f"{day.month}月{day.day}日")
        for day in days
        if citation.on is None or day <= citation.on
    )


def _row(figure: facts.Figure, label: str = "", code: str = "") -> Row:
    value = None if figure.value is None else round(Decimal(figure.value), 12)
    return Row(value, figure.n, figure.m, figure.as_of, figure.source, figure.is_hidden, label, code)


def _told(citation: Citation, rows: tuple[Row, ...]) -> Cited:
    label, counter, is_ratio = words(citation.measure, citation.slice)
    span = span_text(citation.reckoning, citation.month)
    return Cited(citation, label, counter, citation.unit.name, span, is_ratio, rows)


def _frozen(citations: Sequence[Citation]) -> dict[str, Cited]:
    rows: dict[int, list[Row]] = {}
    for each in CitedRow.objects.filter(citation__in=citations).order_by("citation_id", "place"):
        row = Row(each.value, each.n, each.m, each.as_of, each.source, each.is_hidden, each.label, each.code)
        rows.setdefault(each.citation_id, []).append(row)
    return {
        one.key: Cited(one, one.label, one.counter, one.scope, one.span, one.is_ratio, tuple(rows.get(one.pk, ())))
        for one in citations
    }

"""Reading figures. Every public function takes ``by`` and shows nothing where FIGURES_READ does not hold.

A figure is what stands below a unit and its own: live from summaries, or from the snapshots of a closed reckoning.
All of them raise Denied outside the right to figures, KeyError for an unknown measure, and ValueError for a slice it
does not have and for people by month (who would be counted once a month).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import cells as reading
from unionhall.kernel.facts import declare, figuring, small_cells
from unionhall.kernel.facts.cells import Span, Term
from unionhall.kernel.facts.declare import Kind, Measure
from unionhall.kernel.facts.figuring import Figure, Page
from unionhall.kernel.facts.models import Fact, Presence, Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement, Unit

__all__ = ["Figure", "by_child", "daily", "figure", "figures", "late", "rows"]


def figure(
    by: Actor,
    measure_key: str,
    unit: Unit,
    *,
    reckoning: Reckoning | None = None,
    month: date | None = None,
    on: date | None = None,
    slice: str = "",
) -> Figure:
    """One measure of a unit and everything below it: for a reckoning or a month; a gauge for a day (today)."""
    term = (measure_key, slice)
    return _figures(by, [term], unit, Span(reckoning, month), on)[term]


def figures(
    by: Actor, measure_keys: Iterable[str], unit: Unit, reckoning: Reckoning | None = None, *, month: date | None = None
) -> dict[str, Figure]:
    """Several measures of one unit at once, by key (with a slice: "key/slice")."""
    asked = {key: declare.split(key) for key in measure_keys}
    found = _figures(by, list(asked.values()), unit, Span(reckoning, month), None)
    return {key: found[term] for key, term in asked.items()}


def by_child(
    by: Actor, measure_keys: Iterable[str], unit: Unit, reckoning: Reckoning | None = None, *, month: date | None = None
) -> list[tuple[Unit, dict[str, Figure]]]:
    """The same for every unit directly below, by code, in a constant number of queries (gauges: see ``Measure``).

    What a unit counts *under this parent*: one that has moved away is still listed if it has something here, and all
    of them with the parent's own part add up to the parent's figure.
    """
    _must_read(by, unit)
    span, asked = Span(reckoning, month), {key: declare.split(key) for key in measure_keys}
    terms = figuring.checked(asked.values(), span)
    parents = reading.places_of(unit)
    wanted = figuring.stored(terms)
    cells = reading.read(span, wanted, reading.places_under([unit.pk])) if wanted else {}
    m = reading.count_asked_by_child(reckoning, parents) if reckoning else {}
    children = _children(unit, {path for path, _, _ in cells} | set(m), reckoning)
    hidden = figuring.hidden(by, terms, span, parents, children=True)
    standing = [spot for _, spots in children for spot in spots]
    gauges = figuring.gauges(terms, standing, _day(span)) if standing else {}
    page, scope = Page(span, cells, m, hidden, gauges), by.scope(FactsPermission.FIGURES_READ)
    return [
        (child, {key: page.figure(term, spots) for key, term in asked.items()})
        for child, spots in children
        if any(scope.covers(spot) for spot in spots)
    ]


def rows(
    by: Actor,
    measure_key: str,
    unit: Unit,
    *,
    reckoning: Reckoning | None = None,
    month: date | None = None,
    on: date | None = None,
    slice: str = "",
) -> QuerySet[Any]:
    """The very rows that ``figure`` counts: facts, presences, or what a gauge counts.

    The rows of a total that is no result are open to whoever may read figures; where its *slices* are results, a page
    shows slice and description of a row only under ``Measure.names_permission`` at the row's path. Raises also Refused
    where single rows of a result would show what small cells hide, and ValueError for a ratio, which has rows only
    through its two measures.
    """
    measure, places = _readable(by, measure_key, unit, Span(reckoning, month), slice)
    if measure.kind is Kind.GAUGE:
        if measure.rows is None:
            raise ValueError(f"{measure_key} declares no rows")
        day = on or _day(Span(reckoning, month))
        return measure.rows(_path_on(unit, day), day)
    return _counted(measure, Span(reckoning, month), places, slice)


def daily(by: Actor, measure_key: str, unit: Unit, reckoning: Reckoning, *, slice: str = "") -> list[tuple[date, int]]:
    """How much came on each day on which something came, by day. Raises like ``rows``."""
    measure, places = _readable(by, measure_key, unit, Span(reckoning), slice)
    by_day = _counted(measure, Span(reckoning), places, slice).order_by("day").values_list("day")
    return list(by_day.annotate(total=Count("pk") if measure.kind is Kind.DISTINCT else Sum("value")))


def late(by: Actor, measure_key: str, unit: Unit, reckoning: Reckoning, *, slice: str = "") -> int | None:
    """What came after the closing: the difference to the closed figure; None if nothing came. Raises like ``rows``."""
    measure, places = _readable(by, measure_key, unit, Span(reckoning), slice)
    model = Presence if measure.kind is Kind.DISTINCT else Fact
    found = model.objects.filter(reckoning=reckoning, measure=measure_key, is_late=True).under(places)
    if model is Presence:
        return found.count() or None
    total: int | None = (found.filter(slice=slice) if slice else found).aggregate(total=Sum("value"))["total"]
    return total


def _figures(by: Actor, asked: Sequence[Term], unit: Unit, span: Span, on: date | None) -> dict[Term, Figure]:
    _must_read(by, unit)
    terms = figuring.checked(asked, span)
    places, wanted = reading.places_of(unit), figuring.stored(terms)
    cells = reading.read(span, wanted, places) if wanted else {}
    m = {places[0]: reading.count_asked(span.reckoning, places)} if span.reckoning else {}
    hidden = figuring.hidden(by, terms, span, places, children=False)
    gauges: dict[tuple[str, str], int] = {}
    if any(declare.measures[key].kind is Kind.GAUGE for key, _ in terms):
        day = on or _day(span)
        gauges = figuring.gauges(terms, [_path_on(unit, day)], day)
        places = sorted({*places, *(place for _, place in gauges)})
    page = Page(span, cells, m, hidden, gauges)
    return {term: page.figure(term, places) for term in terms}


def _readable(by: Actor, measure_key: str, unit: Unit, span: Span, slice: str) -> tuple[Measure, list[str]]:
    """The measure and the unit's places, where ``by`` may read single rows."""
    _must_read(by, unit)
    figuring.checked([(measure_key, slice)], span)
    measure, places = declare.measures[measure_key], reading.places_of(unit)
    if measure.is_result_in(slice) and not small_cells.knows_all(by, measure, span, places):
        raise Refused(Reason("facts.names", _("逐条明细会看出是谁的结果，要有查看名单的权限才能打开")))
    return measure, places


def _counted(measure: Measure, span: Span, places: Sequence[str], slice: str) -> QuerySet[Any]:
    if measure.kind is Kind.RATIO:
        raise ValueError(f"{measure.key} is a ratio: open the rows of {measure.over}")
    model = Presence if measure.kind is Kind.DISTINCT else Fact
    found = span.narrow(model.objects.under(places).filter(measure=measure.key))
    return found.filter(slice=slice) if slice else found


def _children(unit: Unit, counted: set[str], reckoning: Reckoning | None) -> list[tuple[Unit, list[str]]]:
    """The units that stand under ``unit``, and those that stood there and counted something, with their places there.

    Of a settled reckoning: those of that day's tree.
    """
    places: dict[int, set[str]] = {}
    standing = Placement.objects.filter(parent=unit).order_by().values_list("unit_id", "path", "until")
    is_settled = reckoning is not None and reckoning.settled is not None
    for unit_id, path, until in standing:
        if path in counted or (until is None and not is_settled):
            places.setdefault(unit_id, set()).add(path)
    units = Unit.objects.filter(pk__in=places).order_by("code")
    return [(child, sorted(places[child.pk])) for child in units]


def _must_read(by: Actor, unit: Unit) -> None:
    by.must(FactsPermission.FIGURES_READ, at=org_queries.path_of(unit))


def _day(span: Span) -> date:
    """The day for which a gauge is read: of a closed reckoning the day it was closed, so that it stays the same."""
    if span.reckoning is not None and span.reckoning.closed is not None:
        return span.reckoning.closed.astimezone(clock.now().tzinfo).date()
    return clock.today()


def _path_on(unit: Unit, day: date) -> str:
    """Where the unit stood on ``day``; where it stands, or stood last, if it stood nowhere that day."""
    held = Placement.objects.on(day).filter(unit=unit).values_list("path", flat=True).first()
    return held or org_queries.path_of(unit)

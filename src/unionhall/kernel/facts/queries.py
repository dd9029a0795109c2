"""Reading figures. Every public function takes ``by`` and shows nothing where FIGURES_READ does not hold.

A figure is what stands below a unit and its own: live from summaries, or from the snapshots of a closed reckoning.
All of them raise Denied outside the right to figures, KeyError for an unknown measure, and ValueError for a slice it
does not have and for people by month (who would be counted once a month). ``on``: as it stood after that day, counted
from the facts one by one, which takes as long as there are facts; without it no page's time grows with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import books, declare, figuring, small_cells
from unionhall.kernel.facts import cells as reading
from unionhall.kernel.facts.books import Spots
from unionhall.kernel.facts.cells import Span, Term
from unionhall.kernel.facts.checks import Check, checks
from unionhall.kernel.facts.declare import Kind, Measure
from unionhall.kernel.facts.figuring import Figure, Page
from unionhall.kernel.facts.models import Asked, Fact, Presence, Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.facts.stored import as_date
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.statements import Select

__all__ = [
    "Figure",
    "asking",
    "by_asked_unit",
    "by_child",
    "daily",
    "figure",
    "figures",
    "is_asking",
    "late",
    "late_figures",
    "page",
    "places_to_open",
    "rows",
    "unfinished",
]


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
    return _figures(by, [term], unit, _span(reckoning, month, on), on)[term]


def figures(
    by: Actor,
    measure_keys: Iterable[str],
    unit: Unit,
    reckoning: Reckoning | None = None,
    *,
    month: date | None = None,
    on: date | None = None,
    edition: int | None = None,
) -> dict[str, Figure]:
    """Several measures of one unit at once, by key (with a slice: "key/slice"); ``edition``: of a former closing."""
    asked = {key: declare.split(key) for key in measure_keys}
    span = Span(reckoning, edition=edition) if edition is not None else _span(reckoning, month, on)
    found = _figures(by, list(asked.values()), unit, span, on)
    return {key: found[term] for key, term in asked.items()}


def by_child(
    by: Actor,
    measure_keys: Iterable[str],
    unit: Unit,
    reckoning: Reckoning | None = None,
    *,
    month: date | None = None,
    on: date | None = None,
    edition: int | None = None,
) -> list[tuple[Unit, dict[str, Figure]]]:
    """The same for every unit directly below, by code, in a constant number of queries (gauges: see ``Measure``).

    What a unit counts *under this parent*: one that has moved away is still listed if it has something here, and all
    of them with the parent's own part add up to the parent's figure.
    """
    span = Span(reckoning, edition=edition) if edition is not None else _span(reckoning, month, on)
    return _page(by, measure_keys, unit, span)[1]


def page(
    by: Actor,
    measure_keys: Iterable[str],
    unit: Unit,
    reckoning: Reckoning | None = None,
    *,
    month: date | None = None,
    on: date | None = None,
    below: Collection[str] | None = None,
) -> tuple[dict[str, Figure], list[tuple[Unit, dict[str, Figure]]]]:
    """``figures`` and ``by_child`` of one page, read together: half the statements of one after the other.

    ``below``: which of the measures are told of the units below, if not all.
    """
    return _page(by, measure_keys, unit, _span(reckoning, month, on), below)


def _page(
    by: Actor, measure_keys: Iterable[str], unit: Unit, span: Span, below: Collection[str] | None = None
) -> tuple[dict[str, Figure], list[tuple[Unit, dict[str, Figure]]]]:
    _must_read(by, unit)
    asked = {key: declare.split(key) for key in measure_keys}
    terms = figuring.checked(asked.values(), span)
    parents = reading.places_of(unit)
    wanted = figuring.stored(terms)
    cells = reading.read(span, wanted, Spots(tuple(parents), (unit.pk,))) if wanted else {}
    m = reading.count_asked_by_child(span, unit, parents) if span.reckoning else {}
    children = _children(unit, {path for path, _, _ in cells} | set(m), span)
    hidden = figuring.hidden(by, terms, span, parents, children=True)
    standing = [spot for _, spots in children for spot in spots]
    if any(declare.measures[key].kind is Kind.GAUGE for key, _ in terms):
        standing.append(_path_on(unit, _day(span)))
    gauges = figuring.gauges(terms, standing, _day(span)) if standing else {}
    told, scope = Page(span, cells, m, hidden, gauges), by.scope(FactsPermission.FIGURES_READ)
    of_children = asked if below is None else {key: term for key, term in asked.items() if key in below}
    return told.figures(asked, parents), [
        (child, told.figures(of_children, spots))
        for child, spots in children
        if any(scope.covers(spot) for spot in spots)
    ]


def by_asked_unit(
    by: Actor, measure_keys: Iterable[str], unit: Unit, reckoning: Reckoning
) -> dict[int, dict[str, Figure]]:
    """The same for every asked unit at ``unit`` and below it, by unit id, each with what it counted where it was asked.

    For comparing and exporting: as long as the units are many. Constant number of queries; no gauges.
    """
    _must_read(by, unit)
    span, asked = Span(reckoning), {key: declare.split(key) for key in measure_keys}
    terms = figuring.checked(asked.values(), span)
    standing = reading.asked_places(span, reading.places_of(unit))
    scope = by.scope(FactsPermission.FIGURES_READ)
    places = [path for path in standing if scope.covers(path)]
    cells = reading.read(span, figuring.stored(terms), standing) if places else {}
    parents = sorted({paths.parent(path) for path in places})
    hidden = figuring.hidden(by, terms, span, parents, children=True) if places else {}
    page = Page(span, cells, dict.fromkeys(places, 1), hidden)
    return {paths.unit_id(path): page.figures(asked, [path]) for path in places}


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
    span = _span(reckoning, month, on)
    measure, places = _readable(by, measure_key, unit, span, slice)
    if measure.kind is Kind.GAUGE:
        if measure.rows is None:
            raise ValueError(f"{measure_key} declares no rows")
        day = on or _day(span)
        return measure.rows(_path_on(unit, day), day)
    return _counted(measure, span, places, slice)


def places_to_open(by: Actor, measure_key: str, unit: Unit, reckoning: Reckoning, *, slice: str = "") -> list[str]:
    """At which paths, and below them, the rows stand that ``rows`` would give of an open or closed reckoning.

    For a page that asks for a few of them by a statement of its own. Raises like ``rows``.
    """
    return _readable(by, measure_key, unit, Span(reckoning), slice)[1]


def daily(
    by: Actor, measure_key: str, unit: Unit, reckoning: Reckoning, *, slice: str = "", on: date | None = None
) -> list[tuple[date, int]]:
    """How much came on each day on which something came, by day. Raises like ``rows``.

    Of a slice it is counted from the facts; of the whole read from summaries, however many facts there are.
    """
    span = Span(reckoning, on=on)
    measure, places = _readable(by, measure_key, unit, span, slice)
    if measure.kind in (Kind.ADDITIVE, Kind.DISTINCT) and not slice:
        table = "facts_presence" if measure.kind is Kind.DISTINCT else "facts_fact"
        told = [(as_date(day), int(n)) for day, n in books.daily(reckoning.pk, measure.key, places, table)]
        return [(day, n) for day, n in told if on is None or day <= on]
    by_day = _counted(measure, span, places, slice).order_by("day").values_list("day")
    return list(by_day.annotate(total=Count("pk") if measure.kind is Kind.DISTINCT else Sum("value")))


def asking(by: Actor, unit: Unit) -> QuerySet[Reckoning]:
    """What has asked this unit or units below it, also where they stood before a move; the latest first."""
    _must_read(by, unit)
    asked = Asked.objects.filter(reading.under(reading.places_of(unit)), reckoning=OuterRef("pk"))
    return Reckoning.objects.filter(Exists(asked)).order_by("-since", "-pk")


def is_asking(by: Actor, unit: Unit, reckoning: Reckoning) -> bool:
    """Whether it is among ``asking``."""
    _must_read(by, unit)
    return books.is_asked(reckoning.pk, reading.places_of(unit))


def unfinished(by: Actor, reckoning: Reckoning) -> list[tuple[Check, dict[int, int]]]:
    """What modules say is still open, by unit id, of the units whose figures ``by`` may read; nothing open: empty."""
    found = []
    readable = by.scope(FactsPermission.FIGURES_READ)
    for check in checks():
        counts = check.count(reckoning)
        at = org_queries.paths_of(counts)
        found.append((check, {pk: n for pk, n in counts.items() if n and readable.covers(at.get(pk, ""))}))
    return found


def late(by: Actor, measure_key: str, unit: Unit, reckoning: Reckoning, *, slice: str = "") -> int | None:
    """What came after the closing: the difference to the closed figure; None if nothing came. Raises like ``rows``."""
    measure, places = _readable(by, measure_key, unit, Span(reckoning), slice)
    model = Presence if measure.kind is Kind.DISTINCT else Fact
    found = model.objects.filter(reckoning=reckoning, measure=measure_key, is_late=True).under(places)
    if model is Presence:
        return found.count() or None
    total: int | None = (found.filter(slice=slice) if slice else found).aggregate(total=Sum("value"))["total"]
    return total


def late_figures(by: Actor, measure_keys: Iterable[str], unit: Unit, reckoning: Reckoning) -> dict[str, int]:
    """``late`` of several measures at once, by key; those are left out to which nothing came. Raises like ``rows``."""
    asked = [_readable(by, key, unit, Span(reckoning), "")[0] for key in measure_keys]
    keys, places = [measure.key for measure in asked], reading.places_of(unit)
    facts = Fact.objects.filter(reckoning=reckoning, measure__in=keys, is_late=True).under(places).order_by()
    people = Presence.objects.filter(reckoning=reckoning, measure__in=keys, is_late=True).under(places).order_by()
    return dict(facts.values_list("measure").annotate(total=Sum("value"))) | dict(
        people.values_list("measure").annotate(total=Count("pk"))
    )


def _span(reckoning: Reckoning | None, month: date | None, on: date | None) -> Span:
    """``on`` narrows a reckoning; a month is not told by day, and a gauge's day stands outside the span."""
    return Span(reckoning, month, on if reckoning is not None else None)


def _figures(by: Actor, asked: Sequence[Term], unit: Unit, span: Span, on: date | None) -> dict[Term, Figure]:
    _must_read(by, unit)
    terms = figuring.checked(asked, span)
    places, wanted = reading.places_of(unit), figuring.stored(terms)
    cells = reading.read(span, wanted, places) if wanted else {}
    m = {places[0]: reading.count_asked(span, places)} if span.reckoning else {}
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


def _children(unit: Unit, counted: set[str], span: Span) -> list[tuple[Unit, list[str]]]:
    """The units that stand under ``unit``, and those that stood there and counted something, with their places there.

    Of a settled reckoning: those of that day's tree. As of a day: those that stood there then.
    """
    places: dict[int, set[str]] = {}
    units: dict[int, Unit] = {}
    for one in _PLACED_UNDER.all(unit=unit.pk):
        stood = one.until is None if span.on is None else _held(one, span.on)
        if one.path in counted or (stood and not span.is_settled):
            places.setdefault(one.unit_id, set()).add(one.path)
            units[one.unit_id] = one.unit
    return [(child, sorted(places[pk])) for pk, child in units.items()]


_PLACED_UNDER: Select[Placement] = Select(
    lambda unit: Placement.objects.filter(parent_id=unit).order_by("unit__code").select_related("unit"), unit=int
)


def _held(placement: Placement, on: date) -> bool:
    return placement.since <= on and (placement.until is None or placement.until > on)


def _must_read(by: Actor, unit: Unit) -> None:
    by.must(FactsPermission.FIGURES_READ, at=org_queries.path_of(unit))


def _day(span: Span) -> date:
    """The day for which a gauge is read: of a closed reckoning the day it was closed, so that it stays the same."""
    if span.on is not None:
        return span.on
    if span.reckoning is not None and span.reckoning.closed is not None:
        return span.reckoning.closed.astimezone(clock.now().tzinfo).date()
    return clock.today()


def _path_on(unit: Unit, day: date) -> str:
    """Where the unit stood on ``day``; where it stands, or stood last, if it stood nowhere that day."""
    held = _PATH_ON.first(unit=unit.pk, day=day)
    return held[0] if held else org_queries.path_of(unit)


_PATH_ON: Select[tuple[str]] = Select(
    lambda unit, day: Placement.objects.on(day).filter(unit_id=unit).order_by("pk").values_list("path")[:1],
    unit=int,
    day=date,
)

"""What stands at places, read alike from summaries and facts, or from the snapshots of a closed reckoning.

A *place* is a path. A unit that moved has several; what was counted at one stays there, so every place's value is
the sum of the places directly under it and its own facts. The number of queries never grows with the places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Substr

from unionhall.kernel import path as paths
from unionhall.kernel.facts import declare
from unionhall.kernel.facts.declare import Kind
from unionhall.kernel.facts.models import Asked, Fact, Presence, Reckoning, Snapshot, Summary
from unionhall.kernel.facts.summaries import month_of
from unionhall.kernel.org.models import Placement, Unit, below

Term = tuple[str, str]  # measure key, slice; slice "" is the total


@dataclass(slots=True)
class Cell:
    """What was counted at one place: in all, and of it by the unit itself."""

    value: int = 0
    units: int = 0
    own: int = 0


Cells = dict[tuple[str, str, str], Cell]  # (path, measure, slice)


@dataclass(frozen=True, slots=True)
class Span:
    """What figures are counted over: one reckoning or one month; a reckoning also as it stood after the day ``on``."""

    reckoning: Reckoning | None = None
    month: date | None = None
    on: date | None = None
    edition: int | None = None  # of a closing; None: the present one, if it is closed
    _counted: dict[tuple[str, ...], Cells] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_settled(self) -> bool:
        """Whether figures are read from snapshots."""
        if self.edition is not None:
            return True
        return self.reckoning is not None and self.reckoning.settled is not None and self.on is None

    def snapshots(self) -> QuerySet[Snapshot]:
        """The snapshots from which a settled reckoning is read."""
        if self.reckoning is None:
            return Snapshot.objects.none()
        return Snapshot.objects.filter(reckoning=self.reckoning, edition=self.edition or self.reckoning.edition)

    def counted_until_then(self, measures: Collection[str]) -> Cells:
        """Every cell of these measures as it stood after ``on``, counted from the facts: once for a whole page."""
        keys = tuple(sorted(measures))
        if keys not in self._counted:
            self._counted[keys] = _from_facts(self, keys)
        return self._counted[keys]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Facts or presences that count: on time, of this span."""
        if self.reckoning is not None:
            found = rows.filter(reckoning=self.reckoning, is_late=False)
            return found if self.on is None else found.filter(day__lte=self.on)
        first = self.first_of_month
        return rows.filter(day__gte=first, day__lt=month_of(first + timedelta(days=31)), is_late=False)

    @property
    def first_of_month(self) -> date:
        """The month's first day. Raises ValueError for a span that is no month."""
        if self.month is None:
            raise ValueError("figures are asked for a reckoning or for a month")
        return month_of(self.month)


def places_of(unit: Unit) -> list[str]:
    """Every path at which a unit has stood."""
    return sorted(set(Placement.objects.filter(unit=unit).values_list("path", flat=True)))


def places_under(unit_ids: Iterable[int]) -> QuerySet[Placement, str]:
    """Every path that ever was directly under one of the units, as a query for ``IN``."""
    return Placement.objects.filter(parent_id__in=list(unit_ids)).order_by().values_list("path", flat=True)


def read(span: Span, terms: Collection[Term], places: Sequence[str] | QuerySet[Any, str]) -> Cells:
    """The cells of stored measures at ``places``; what is missing was never counted. Two to four queries."""
    if span.is_settled:
        return _from_snapshots(span, terms, places)
    if span.on is not None:
        return _until_then(span, terms, places)
    cells = _from_summaries(span, terms, places)
    kinds = {declare.measures[key].kind for key, _ in terms}
    if Kind.ADDITIVE in kinds:
        _add_own(span, terms, Fact.objects.filter(path__in=places), cells, Kind.ADDITIVE)
    if Kind.DISTINCT in kinds:
        _add_own(span, terms, Presence.objects.filter(path__in=places), cells, Kind.DISTINCT)
    return cells


def count_asked(span: Span, places: Sequence[str]) -> int:
    """How many units the reckoning asks (or asked, of a day) at these places and below them: m."""
    if span.is_settled:
        rows = span.snapshots().filter(measure="", path__in=places)
        return sum(rows.values_list("asked", flat=True))
    return _asked(span).filter(under(places)).count()


def count_asked_by_child(span: Span, parents: Sequence[str]) -> dict[str, int]:
    """The same for every place directly under ``parents``, by path; one query for each parent."""
    counts: dict[str, int] = {}
    for parent in parents:
        if span.is_settled:
            rows = span.snapshots().filter(below(parent), measure="", path__in=_directly_under(parent))
            counts |= dict(rows.values_list("path", "asked"))
            continue
        width = Value(len(parent) + paths.SEGMENT)
        asked = _asked(span).filter(below(parent)).exclude(path=parent)
        counts |= dict(asked.values_list(Substr("path", 1, width)).annotate(n=Count("pk")).order_by())
    return counts


def asked_places(span: Span, places: Sequence[str]) -> QuerySet[Asked, str]:
    """Where the units that the reckoning asks stand, of these places and below them, as a query for ``IN``."""
    return _asked(span).filter(under(places)).order_by("path").values_list("path", flat=True)


def _asked(span: Span) -> QuerySet[Asked]:
    rows = Asked.objects.filter(reckoning=span.reckoning)
    if span.on is None:
        return rows.filter(until=None)
    return rows.filter(Q(until=None) | Q(until__gt=span.on), since__lte=span.on)


def _directly_under(parent: str) -> QuerySet[Placement, str]:
    return places_under([paths.unit_id(parent)])


def under(places: Sequence[str]) -> Q:
    """The condition that a path column is at one of ``places`` or below it."""
    condition = below(places[0])
    for place in places[1:]:
        condition |= below(place)
    return condition


def _until_then(span: Span, terms: Collection[Term], places: Sequence[str] | QuerySet[Any, str]) -> Cells:
    cells, wanted = span.counted_until_then({key for key, _ in terms}), set(places)
    return {at: cell for at, cell in cells.items() if at[0] in wanted and at[1:] in terms}


def _from_facts(span: Span, measures: Collection[str]) -> Cells:
    """Every place's cells, added up from the rows themselves. A unit counts at the place of its first row."""
    cells: Cells = {}
    for path, key, part, total, is_first in _grouped(span, measures):
        for slice in {"", part}:
            for above in paths.lineage(path):
                cell = cells.setdefault((above, key, slice), Cell())
                cell.value += total
                cell.own += total if above == path else 0
                cell.units += slice in is_first
    return cells


def _grouped(span: Span, measures: Collection[str]) -> list[tuple[str, str, str, int, set[str]]]:
    """(path, measure, slice, total, slices in which this is the unit's first report), "" being all slices together."""
    facts = span.narrow(Fact.objects.filter(measure__in=measures)).order_by().values_list("path", "measure", "slice")
    people = span.narrow(Presence.objects.filter(measure__in=measures)).order_by()
    rows = list(facts.annotate(total=Sum("value"), first=Min("pk")))
    rows += people.values_list("path", "measure", Value("")).annotate(total=Count("pk"), first=Min("pk"))
    first: dict[tuple[int, str, str], int] = {}
    for path, key, part, _total, pk in rows:
        for slice in {"", part}:
            at = (paths.unit_id(path), key, slice)
            first[at] = min(first.get(at, pk), pk)
    return [
        (path, key, part, total, {s for s in {"", part} if first[paths.unit_id(path), key, s] == pk})
        for path, key, part, total, pk in rows
    ]


def _from_summaries(span: Span, terms: Collection[Term], places: Any) -> Cells:
    rows = Summary.objects.filter(path__in=places, measure__in={key for key, _ in terms})
    if span.reckoning is not None:
        rows = rows.filter(reckoning=span.reckoning, month=None)
    else:
        rows = rows.filter(month=span.first_of_month, reckoning=None)
    found = rows.values_list("path", "measure", "slice", "value", "units")
    return {(path, key, part): Cell(value, units) for path, key, part, value, units in found if (key, part) in terms}


def _add_own(span: Span, terms: Collection[Term], rows: QuerySet[Any], cells: Cells, kind: Kind) -> None:
    wanted = {key for key, _ in terms if declare.measures[key].kind is kind}
    grouped = span.narrow(rows.filter(measure__in=wanted)).order_by()
    if kind is Kind.ADDITIVE:
        found = grouped.values_list("path", "measure", "slice").annotate(total=Sum("value"))
    else:
        found = grouped.values_list("path", "measure", Value("")).annotate(total=Count("pk"))
    own: dict[tuple[str, str, str], int] = {}
    for path, key, part, total in found:
        for slice in {"", part}:
            if (key, slice) in terms:
                own[path, key, slice] = own.get((path, key, slice), 0) + total
    reported_elsewhere = _reported_elsewhere(span, own, rows.model)
    for at, total in own.items():
        cell = cells.setdefault(at, Cell())
        cell.value += total
        cell.own = total
        cell.units += at not in reported_elsewhere


def _reported_elsewhere(span: Span, own: Collection[tuple[str, str, str]], model: Any) -> set[tuple[str, str, str]]:
    """Those at which a unit reported, but had done so first at another place, where it counts. Moved units alone."""
    units = {paths.unit_id(path) for path, _, _ in own}
    all_places: dict[int, set[str]] = {}
    for unit_id, path in Placement.objects.filter(unit_id__in=units).values_list("unit_id", "path"):
        all_places.setdefault(unit_id, set()).add(path)
    moved = [path for places in all_places.values() if len(places) > 1 for path in places]
    if not moved:
        return set()
    rows = span.narrow(model.objects.filter(path__in=moved, measure__in={key for _, key, _ in own})).order_by()
    part = "slice" if model is Fact else Value("")
    first: dict[tuple[int, str, str], tuple[int, str]] = {}
    for path, key, slice, pk in rows.values_list("path", "measure", part).annotate(first=Min("pk")):
        for each in {"", slice}:
            at = (paths.unit_id(path), key, each)
            first[at] = min(first.get(at, (pk, path)), (pk, path))
    return {(p, k, s) for p, k, s in own if first.get((paths.unit_id(p), k, s), (0, p))[1] != p}


def _from_snapshots(span: Span, terms: Collection[Term], places: Any) -> Cells:
    found = span.snapshots().filter(path__in=places, measure__in={key for key, _ in terms})
    rows = found.values_list("path", "measure", "slice", "value", "units", "own")
    return {
        (path, key, part): Cell(value, units, own)
        for path, key, part, value, units, own in rows
        if (key, part) in terms
    }

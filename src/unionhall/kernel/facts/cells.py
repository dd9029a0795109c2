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

from unionhall.kernel import path as paths
from unionhall.kernel.facts import asking, books, declare
from unionhall.kernel.facts.books import Places, Spots
from unionhall.kernel.facts.declare import Kind
from unionhall.kernel.facts.models import Asked, Fact, Presence, Reckoning, Snapshot
from unionhall.kernel.facts.summaries import month_of, run
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit, below

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

    def over(self) -> books.Over:
        """The same for hand-written statements."""
        return books.Over(self.reckoning.pk) if self.reckoning else books.Over(month=self.first_of_month)

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
    return org_queries.places_of(unit.pk)


def places_under(unit_ids: Iterable[int]) -> Spots:
    """Every path that ever was directly under one of the units."""
    return Spots(parents=tuple(sorted(unit_ids)))


def read(span: Span, terms: Collection[Term], places: Places) -> Cells:
    """The cells of stored measures at ``places``; what is missing was never counted. Two to four statements."""
    keys = sorted({key for key, _ in terms})
    if span.is_settled and span.reckoning is not None:
        found = books.snapshots(span.reckoning.pk, span.edition or span.reckoning.edition, keys, places)
        return {(p, k, part): Cell(value, units, own) for p, k, part, value, units, own in found if (k, part) in terms}
    if span.on is not None:
        return _until_then(span, terms, places)
    over = span.over()
    below = books.summaries(over, keys, places)
    cells = {(path, key, part): Cell(value, units) for path, key, part, value, units in below if (key, part) in terms}
    additive = [key for key in keys if declare.measures[key].kind is Kind.ADDITIVE]
    distinct = [key for key in keys if declare.measures[key].kind is Kind.DISTINCT]
    if additive:
        _add_own(span, terms, books.own_facts(over, additive, places), cells, Fact)
    if distinct:
        _add_own(span, terms, books.own_presences(over, distinct, places), cells, Presence)
    return cells


def count_asked(span: Span, places: Sequence[str]) -> int:
    """How many units the reckoning asks (or asked, of a day) at these places and below them: m."""
    return sum(_count_asked(span, places).values())


def count_asked_by_child(span: Span, unit: Unit, parents: Sequence[str]) -> dict[str, int]:
    """The same for ``parents``, where ``unit`` stands and stood, and for every place directly under them, by path.

    Places at which nobody is asked are left out but for the parents.
    """
    if span.is_settled:
        return dict.fromkeys(parents, 0) | _count_asked(span, Spots(tuple(parents), (unit.pk,)))
    if span.reckoning is None or span.on is not None:
        return _asked_by_child(span, unit, parents)
    return asking.kept(span.reckoning, parents, lambda: _asked_by_child(span, unit, parents))


def _asked_by_child(span: Span, unit: Unit, parents: Sequence[str]) -> dict[str, int]:
    below = _count_asked(span, places_under([unit.pk]))
    own = _count_asked(span, Spots(tuple(parents)), at=True)
    totals = {parent: own.get(parent, 0) for parent in parents}
    for path, number in below.items():
        totals[paths.parent(path)] = totals.get(paths.parent(path), 0) + number
    return below | totals


def _count_asked(span: Span, places: Places, *, at: bool = False) -> dict[str, int]:
    if span.reckoning is None:
        return {}
    if span.is_settled:
        found = books.snapshot_asked(span.reckoning.pk, span.edition or span.reckoning.edition, places)
    else:
        found = books.asked(span.reckoning.pk, span.on, places, at=at)
    return {path: number for path, number in found if number}


def asked_places(span: Span, places: Sequence[str]) -> QuerySet[Asked, str]:
    """Where the units that the reckoning asks stand, of these places and below them, as a query for ``IN``."""
    return _asked(span).filter(under(places)).order_by("path").values_list("path", flat=True)


def _asked(span: Span) -> QuerySet[Asked]:
    rows = Asked.objects.filter(reckoning=span.reckoning)
    if span.on is None:
        return rows.filter(until=None)
    return rows.filter(Q(until=None) | Q(until__gt=span.on), since__lte=span.on)


def under(places: Sequence[str]) -> Q:
    """The condition that a path column is at one of ``places`` or below it."""
    condition = below(places[0])
    for place in places[1:]:
        condition |= below(place)
    return condition


def _until_then(span: Span, terms: Collection[Term], places: Places) -> Cells:
    cells = span.counted_until_then({key for key, _ in terms})
    wanted = {path for (path,) in run(*books.chosen(places))}
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


def _add_own(
    span: Span, terms: Collection[Term], found: Iterable[tuple[str, str, str, int]], cells: Cells, model: Any
) -> None:
    own: dict[tuple[str, str, str], int] = {}
    for path, key, part, total in found:
        for slice in {"", part}:
            if (key, slice) in terms:
                own[path, key, slice] = own.get((path, key, slice), 0) + int(total)
    reported_elsewhere = _reported_elsewhere(span, own, model)
    for at, total in own.items():
        cell = cells.setdefault(at, Cell())
        cell.value += total
        cell.own = total
        cell.units += at not in reported_elsewhere


def _reported_elsewhere(span: Span, own: Collection[tuple[str, str, str]], model: Any) -> set[tuple[str, str, str]]:
    """Those at which a unit reported, but had done so first at another place, where it counts. Moved units alone."""
    moved = books.moved_among(books.unit_ids_of(own))
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

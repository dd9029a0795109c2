"""From cells to figures: adding up a unit's places, dividing ratios last, hiding what small cells hide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import declare, small_cells
from unionhall.kernel.facts.cells import Cell, Cells, Span, Term
from unionhall.kernel.facts.declare import Kind, Measure


class Figure(NamedTuple):
    """A total, and what it rests on.

    ``value`` None: nobody has reported, which is not 0; or it is hidden. A ratio is a fraction of 1. ``n`` of ``m``
    asked units have reported; both None for a gauge, ``m`` None without a reckoning. ``source``: live | snapshot.
    """

    measure: str
    slice: str
    value: int | Decimal | None
    n: int | None
    m: int | None
    as_of: datetime
    source: str = "live"
    is_hidden: bool = False  # about so few people that they could be known (small_cells)


def checked(asked: Iterable[Term], span: Span) -> list[Term]:
    """The terms asked for. Raises KeyError for an unknown measure, ValueError for what can not be answered."""
    terms = list(asked)
    for key, part in terms:
        if part and not declare.measures[key].has_slice(part):
            raise ValueError(f"{key} has no slice “{part}”")
        kinds = {declare.measures[measure].kind for measure, _ in parts_of((key, part))}
        if span.month is not None and Kind.DISTINCT in kinds:
            raise ValueError(f"{key} counts people, who do not add up by month")
        if span.month is None and span.reckoning is None and Kind.GAUGE not in kinds:
            raise ValueError(f"{key} is counted for a reckoning or for a month")
    return terms


def parts_of(term: Term) -> list[Term]:
    """What a term is read from: itself, or a ratio's two measures."""
    over = declare.measures[term[0]].over
    return [declare.split(part) for part in over] if over else [term]


def stored(terms: Iterable[Term]) -> set[Term]:
    """The terms that stand in the books, so that no gauge is among them."""
    parts = {part for term in terms for part in parts_of(term)}
    return {part for part in parts if declare.measures[part[0]].kind in (Kind.ADDITIVE, Kind.DISTINCT)}


@dataclass
class Page:
    """All that the figures of one page are made from."""

    span: Span
    cells: Cells
    asked: Mapping[str, int]  # place → m
    hidden: Mapping[Term, Collection[str]]  # result → places that must not show it
    gauges: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (measure, place) → value
    at: datetime = field(default_factory=clock.now)
    _known: dict[Term, tuple[Measure, list[Term]]] = field(default_factory=dict)

    def figures(self, asked: Mapping[str, Term], places: Sequence[str]) -> dict[str, Figure]:
        """Several measures of the unit that stands and stood at ``places``, by their keys."""
        m = self._asked_at(places)
        return {key: self._figure(term, places, m) for key, term in asked.items()}

    def figure(self, term: Term, places: Sequence[str]) -> Figure:
        """One of them."""
        return self._figure(term, places, self._asked_at(places))

    def _asked_at(self, places: Sequence[str]) -> int | None:
        return sum([self.asked.get(place, 0) for place in places]) if self.span.reckoning else None

    def _figure(self, term: Term, places: Sequence[str], m: int | None) -> Figure:
        measure, terms = self._known.get(term) or self._look_up(term)
        if measure.kind is Kind.GAUGE:
            values = [self.gauges[term[0], place] for place in places if (term[0], place) in self.gauges]
            return Figure(*term, sum(values) if values else None, None, None, self.at)
        parts = [self._total(part, places) for part in terms]
        hides = self.hidden.get(term, ())
        is_hidden = bool(hides) and any(place in hides for place in places)
        value = None if is_hidden or (measure.is_mean and not parts[0].units) else _value(parts)
        as_of, source = self._told
        return Figure(*term, value, parts[-1].units, m, as_of, source, is_hidden)

    def _look_up(self, term: Term) -> tuple[Measure, list[Term]]:
        self._known[term] = declare.measures[term[0]], parts_of(term)
        return self._known[term]

    @cached_property
    def _told(self) -> tuple[datetime, str]:
        """Since when the page's figures hold, and where they come from."""
        closed = self.span.reckoning.closed if self.span.reckoning else None
        is_settled = self.span.is_settled
        return closed if closed and is_settled else self.at, "snapshot" if is_settled else "live"

    def _total(self, term: Term, places: Sequence[str]) -> Cell:
        if len(places) == 1:
            return self.cells.get((places[0], *term), _NOTHING)
        total = Cell()
        for place in places:
            cell = self.cells.get((place, *term), _NOTHING)
            total.value += cell.value
            total.units += cell.units
        return total


_NOTHING = Cell()


def _value(parts: Sequence[Cell]) -> int | Decimal | None:
    if len(parts) == 1:
        return _reported(parts[0])
    numerator, denominator = parts
    if not denominator.value:
        return None
    return Decimal(numerator.value) / Decimal(denominator.value)


def _reported(cell: Cell) -> int | None:
    return cell.value if cell.units or cell.value else None


def hidden(
    by: Actor, terms: Iterable[Term], span: Span, places: Sequence[str], *, children: bool
) -> dict[Term, set[str]]:
    """By result, the places that must not show it; read once for all whose people the same may know."""
    results: dict[str, dict[Term, Measure]] = {}  # by who may know the people
    for term in terms:
        measure = declare.measures[term[0]]
        if measure.is_result_in(term[1]):
            results.setdefault(str(measure.who_knows or ""), {})[term] = measure
    by_term: dict[Term, set[str]] = {}
    for group in results.values():
        found = small_cells.hidden_from(by, list(group.values()), span, places, children=children)
        by_term |= {term: found[measure.base_key] for term, measure in group.items()}
    return by_term


def gauges(terms: Iterable[Term], places: Sequence[str], day: date) -> dict[tuple[str, str], int]:
    """What the gauges among ``terms`` come to at each place on ``day``: one call a measure that can many at once."""
    values: dict[tuple[str, str], int] = {}
    for key in {key for key, _ in terms}:
        measure = declare.measures[key]
        if measure.kind is Kind.GAUGE:
            values |= {(key, place): value for place, value in _computed(measure, places, day).items()}
    return values


def _computed(measure: Measure, places: Sequence[str], day: date) -> Mapping[str, int]:
    if measure.compute_many is not None:
        return measure.compute_many(places, day)
    return {place: measure.compute(place, day) for place in places} if measure.compute else {}

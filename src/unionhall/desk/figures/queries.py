"""Figures and the rows behind them, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import Kind, Measure, measures
from unionhall.kernel.facts.models import Fact, Presence, Reckoning
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.kernel.statements import Select

if TYPE_CHECKING:
    _Pages = Paginator[Any]
else:
    _Pages = Paginator


_RECKONING: Select[Reckoning] = Select(lambda key: Reckoning.objects.filter(key=key), key=str)


@dataclass(frozen=True, slots=True)
class Line:
    """A measure with its figure for one unit."""

    measure: Measure
    figure: facts.Figure


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was counted. ``name`` and ``said`` are empty for those who may not see people here."""

    unit: str
    day: date
    value: int
    name: str = ""
    said: str = ""
    part: str = ""
    url: str = ""


def reckoning_of(by: Actor, unit: Unit, campaign: str) -> Reckoning | None:
    """The reckoning of a campaign that asked here; None for "". Raises Denied for one that asked nobody here."""
    if not campaign:
        return None
    found = _RECKONING.first(key=f"campaigns:{campaign}")
    if found is None or not facts.is_asking(by, unit, found):
        raise Denied("reckoning")
    return found


def lines(by: Actor, unit: Unit, reckoning: Reckoning | None, month: date) -> list[Line]:
    """Every measure that can be told for the campaign, or else for the month."""
    told = [m for m in measures.values() if reckoning is not None or not _counts_people(m)]
    keys = [measure.key for measure in told]
    if reckoning is not None:
        found = facts.figures(by, keys, unit, reckoning)
    else:
        found = facts.figures(by, keys, unit, month=month)
    return [Line(measure, found[measure.key]) for measure in told]


def own_part(measure: Measure, figure: facts.Figure, below: Sequence[facts.Figure]) -> int:
    """What of a figure the unit counted itself, so that it and those below add up; 0 where nothing may be told."""
    is_summed = measure.kind in (Kind.ADDITIVE, Kind.DISTINCT)
    if not is_summed or figure.value is None or any(each.is_hidden for each in below):
        return 0
    return int(figure.value) - sum(int(each.value or 0) for each in below)


def _counts_people(measure: Measure) -> bool:
    terms = [measure.key, *(term.split("/")[0] for term in measure.over or ())]
    return any(measures[key].kind is Kind.DISTINCT for key in terms)


def rows(by: Actor, measure: Measure, counted: Sequence[Any]) -> list[Row]:
    """Counted rows (as ``with_units`` gives them) made readable, in a constant number of queries.

    Names and results only where they may be seen.
    """
    if measure.kind is Kind.GAUGE:
        return _gauge_rows(by, measure, counted)
    needed, may = measure.names_permission, dict[str, bool]()
    if needed is not None:
        scope = by.scope(needed)
        may = {path: scope.covers(path) for path in {row[0] for row in counted}}
    sources = [source for path, _day, source, *_more in counted if may.get(path)]
    said = measure.describe(sources) if measure.describe and sources else {}
    parts = {part.key: str(part.label) for part in measure.slices}
    made = []
    for path, day, source, unit, value, told in counted:
        label, url = said.get(source, ("", ""))
        is_known = may.get(path, False)
        if measure.kind is Kind.DISTINCT:
            made.append(Row(unit, day, 1, told if is_known else "", label, "", url))
        else:
            made.append(Row(unit, day, value, "", label, parts.get(told, "") if is_known else "", url))
    return made


def listing(by: Actor, measure: Measure, unit: Unit, reckoning: Reckoning, part: str) -> Listing | None:
    """What of a campaign's figure is shown page by page; None for a unit that stood elsewhere, too.

    The same as ``with_units`` of what ``facts.rows`` gives, in the same order. Raises like that.
    """
    places = facts.places_to_open(by, measure.key, unit, reckoning, slice=part)
    if len(places) > 1:
        return None
    values = {"reckoning": reckoning.pk, "measure": measure.key, "low": places[0], "high": paths.end(places[0])}
    return Listing(measure.kind, values | ({"part": part} if part else {}))


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in one stretch of the index, read by statements that are compiled once."""

    kind: Kind
    values: Mapping[str, Any]

    def count(self, most: int) -> int:
        """How many rows there are, up to ``most``."""
        return _STRETCH[self.kind, "part" in self.values].count(most, **self.values)

    def __getitem__(self, wanted: slice) -> list[Any]:
        """The rows of one page."""
        return _PAGE[self.kind, "part" in self.values].part(wanted.start, wanted.stop - wanted.start, **self.values)


class Counted(_Pages):
    """Pages of rows of which there may be millions: counted as far as anybody turns pages, and no further."""

    most = 2_000

    @cached_property
    def count(self) -> int:
        """How many rows there are, or ``most``."""
        found: Any = self.object_list
        if isinstance(found, Listing):
            return found.count(self.most)
        if found.model in {Fact, Presence}:  # by the index alone
            found = found.order_by().values("path")
        return int(found[: self.most].count())

    @property
    def is_more(self) -> bool:
        """Whether there are more than are counted; all of them are in the file."""
        return self.count == self.most


def with_units(counted: QuerySet[Any], measure: Measure, *, is_of_campaign: bool) -> QuerySet[Any]:
    """The queryset that counted, with what its rows are shown by: unit after unit, as the index of a campaign has them.

    Newest first would sort all of them for every page; of a month that is little. Of a gauge instances, else
    (path, day, source, the unit's name, value, slice), of people the pk in the value's place and the name in the last.
    """
    if measure.kind is Kind.GAUGE:
        return counted.select_related("unit", "person").order_by("unit__code", "pk")
    return _shown(counted, is_of_campaign=is_of_campaign)


def _shown(counted: QuerySet[Any], *, is_of_campaign: bool) -> QuerySet[Any]:
    last = ("pk", "person__name") if counted.model is Presence else ("value", "slice")
    found = counted.values_list("path", "day", "source", "placement__unit__name", *last)
    if not is_of_campaign:
        return found.order_by("-day", "-pk")
    return found.order_by("path", "pk") if counted.model is Presence else found.order_by("path", "slice", "value", "pk")


_MODELS: dict[Kind, type[Fact | Presence]] = {Kind.ADDITIVE: Fact, Kind.DISTINCT: Presence}
COUNTED_ONE_BY_ONE = frozenset(_MODELS)


def _stretch(kind: Kind, at: Mapping[str, Any]) -> QuerySet[Any]:
    found = (
        _MODELS[kind]
        .objects.on_time()
        .filter(reckoning_id=at["reckoning"], measure=at["measure"], path__gte=at["low"], path__lt=at["high"])
    )
    return found.filter(slice=at["part"]) if "part" in at else found


def _page_of(kind: Kind, **at: Any) -> QuerySet[Any]:
    return _shown(_stretch(kind, at), is_of_campaign=True)


def _paths_of(kind: Kind, **at: Any) -> QuerySet[Any]:
    return _stretch(kind, at).order_by().values_list("path")  # by the index alone


_AT: dict[str, type] = {"reckoning": int, "measure": str, "low": str, "high": str}
_READ = tuple((kind, part) for kind in _MODELS for part in ({}, {"part": str}) if kind is Kind.ADDITIVE or not part)
_PAGE: dict[tuple[Kind, bool], Select[Any]] = {
    (kind, bool(part)): Select(partial(_page_of, kind), **_AT, **part) for kind, part in _READ
}
_STRETCH: dict[tuple[Kind, bool], Select[Any]] = {
    (kind, bool(part)): Select(partial(_paths_of, kind), **_AT, **part) for kind, part in _READ
}


def _gauge_rows(by: Actor, measure: Measure, counted: Sequence[Any]) -> list[Row]:
    standing = org.paths_of({row.unit_id for row in counted})
    needed = measure.names_permission
    return [
        Row(
            row.unit.name,
            row.since,
            1,
            row.person.name if needed is not None and by.may(needed, at=standing.get(row.unit_id, "")) else "",
        )
        for row in counted
    ]

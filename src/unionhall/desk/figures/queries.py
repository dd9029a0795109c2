"""Figures and the rows behind them, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

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
    """Counted rows made readable, in a constant number of queries. Names and results only where they may be seen."""
    if measure.kind is Kind.GAUGE:
        return _gauge_rows(by, measure, counted)
    needed = measure.names_permission
    known = [needed is not None and by.may(needed, at=row.path) for row in counted]
    sources = [row.source for row, is_known in zip(counted, known, strict=True) if is_known]
    said = measure.describe(sources) if measure.describe and sources else {}
    parts = {part.key: str(part.label) for part in measure.slices}
    made = []
    for row, is_known in zip(counted, known, strict=True):
        label, url = said.get(row.source, ("", ""))
        made.append(
            Row(
                row.placement.unit.name,
                row.day,
                row.value if isinstance(row, Fact) else 1,
                row.person.name if is_known and isinstance(row, Presence) else "",
                label,
                parts.get(row.slice, "") if is_known and isinstance(row, Fact) else "",
                url,
            )
        )
    return made


class Counted(_Pages):
    """Pages of rows of which there may be millions: counted as far as anybody turns pages, and no further."""

    most = 10_000

    @cached_property
    def count(self) -> int:
        """How many rows there are, or ``most``."""
        found: QuerySet[Any] = self.object_list  # type: ignore[assignment]  # always a queryset
        if found.model in {Fact, Presence}:  # by the index alone
            found = found.order_by().values("path")
        return found[: self.most].count()

    @property
    def is_more(self) -> bool:
        """Whether there are more than are counted; all of them are in the file."""
        return self.count == self.most


def with_units(counted: QuerySet[Any], measure: Measure, *, is_of_campaign: bool) -> QuerySet[Any]:
    """The queryset that counted, with what its rows are shown by: unit after unit, as the index of a campaign has them.

    Newest first would sort all of them for every page; of a month that is little.
    """
    if measure.kind is Kind.GAUGE:
        return counted.select_related("unit", "person").order_by("unit__code", "pk")
    related = ("placement__unit", "person") if counted.model is Presence else ("placement__unit",)
    shown = ("person__name",) if counted.model is Presence else ("slice", "value")
    found = counted.select_related(*related).only("path", "day", "source", "placement__unit__name", *shown)
    if not is_of_campaign:
        return found.order_by("-day", "-pk")
    return found.order_by("path", "pk") if counted.model is Presence else found.order_by("path", "slice", "value", "pk")


def _gauge_rows(by: Actor, measure: Measure, counted: Sequence[Any]) -> list[Row]:
    paths = org.paths_of({row.unit_id for row in counted})
    needed = measure.names_permission
    return [
        Row(
            row.unit.name,
            row.since,
            1,
            row.person.name if needed is not None and by.may(needed, at=paths.get(row.unit_id, "")) else "",
        )
        for row in counted
    ]

"""Adding all facts up anew: what summaries and snapshots ought to hold. Slow and simple; pages never use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, Sum, Value
from django.db.models.functions import TruncMonth

from unionhall.kernel import path as paths
from unionhall.kernel.facts.models import Fact, Presence, Reckoning
from unionhall.kernel.facts.summaries import Differences, slices_of

Axis = int | date  # a reckoning's id, or the first of a month


@dataclass
class Tally:
    """What stands below each place (as its summary should say), and what each place has of its own."""

    below: Differences = field(default_factory=Differences)
    own: dict[tuple[str, Axis, str, str], list[int]] = field(default_factory=dict)  # → [value, units]

    def add(self, rows: Iterator[tuple[str, Axis, str, str, int, int]]) -> None:
        """Add groups of rows: path, axis, measure, slice, value, lowest id. A unit counts where its lowest id is."""
        first: dict[tuple[int, Axis, str, str], tuple[int, str]] = {}
        for path, axis, measure, slice, value, pk in rows:
            self._add_below(path, axis, measure, slice, value)
            for part in slices_of(slice):
                self.own.setdefault((path, axis, measure, part), [0, 0])[0] += value
                unit = (paths.unit_id(path), axis, measure, part)
                first[unit] = min(first.get(unit, (pk, path)), (pk, path))
        for (_, axis, measure, part), (_, path) in first.items():
            self.own[path, axis, measure, part][1] = 1
            self.below.unit(path, axis, measure, part, 1)

    def _add_below(self, path: str, axis: Axis, measure: str, slice: str, value: int) -> None:
        axes = (None, axis, None) if isinstance(axis, date) else (axis, None, None)
        for part in slices_of(slice) if value else ():
            self.below.add(path, axes, (measure, part), (value, 0))


def by_reckoning(reckoning: Reckoning | None = None) -> Tally:
    """All facts and presences that count for one reckoning, or for each."""
    counts = Q(reckoning__isnull=False) if reckoning is None else Q(reckoning=reckoning)
    tally = Tally()
    tally.add(_facts(Fact.objects.on_time().filter(counts), F("reckoning_id")))
    people = Presence.objects.on_time().filter(counts).order_by()
    grouped = people.values_list("path", "reckoning_id", "measure", Value(""))
    tally.add(grouped.annotate(total=Count("pk"), first=Min("pk")).iterator())
    return tally


def by_month() -> Tally:
    """All facts that count, by the month of their day."""
    tally = Tally()
    tally.add(_facts(Fact.objects.on_time(), TruncMonth("day")))
    return tally


def by_day() -> dict[tuple[str, int, str, date], list[int]]:
    """All facts and presences that count for a reckoning, by day, below each place."""
    below = Differences()
    facts = Fact.objects.on_time().filter(reckoning__isnull=False).order_by()
    people = Presence.objects.on_time().order_by()
    groups = ("path", "reckoning_id", "day", "measure")
    for rows, total in ((facts, Sum("value")), (people, Count("pk"))):
        for path, reckoning_id, day, measure, value in rows.values_list(*groups).annotate(total=total).iterator():
            below.add(path, (reckoning_id, None, day), (measure, ""), (value, 0))
    return below.by_day


def _facts(rows: Any, axis: Any) -> Iterator[tuple[str, Axis, str, str, int, int]]:
    grouped = rows.order_by().annotate(axis=axis).values_list("path", "axis", "measure", "slice")
    found: Iterator[tuple[str, Axis, str, str, int, int]]
    found = grouped.annotate(total=Sum("value"), first=Min("pk")).iterator()
    return found

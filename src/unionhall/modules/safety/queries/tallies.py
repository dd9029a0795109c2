"""Hazards added up by the database: counts, and the median of days from found to closed out of a histogram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet

from unionhall.modules.safety.models import Hazard

Key = TypeVar("Key", bound=Hashable)


class DaysBetween(Func):
    """Whole days from one date to another, as a number in SQLite and PostgreSQL."""

    arity = 2
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Dates are text there."""
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """One date less another is a number of days."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **more)


@dataclass(frozen=True, slots=True)
class Tally:
    """Some hazards added up. ``days``: the median from found to closed, of those closed; None where none is."""

    found: int = 0
    right: int = 0
    overdue: int = 0
    again: int = 0
    days: float | None = None
    open: int = 0


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which hazards count as what; ``spans``: those whose days from found to closed are taken."""

    found: Q
    right: Q
    overdue: Q
    again: Q
    spans: Q
    open: Q


@dataclass(frozen=True)
class Cells:
    """Counts by every combination of some columns, to be added up by any of them without asking again."""

    columns: tuple[str, ...]
    counts: Sequence[Mapping[str, Any]]
    spans: Sequence[Mapping[str, Any]]  # how many (``n``) took so many days

    def by(self, key: Callable[[Mapping[str, Any]], Key]) -> dict[Key, Tally]:
        """Added up by something of the columns."""
        sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
        for row in self.counts:
            cell = sums[key(row)]
            for place, name in enumerate(("found", "right", "overdue", "again", "open")):
                cell[place] += row[f"n_{name}"]
        took: dict[Key, list[tuple[int, int]]] = defaultdict(list)
        for row in self.spans:
            took[key(row)].append((row["days"], row["n"]))
        return {
            group: Tally(found, right, overdue, again, median(took[group]), still)
            for group, (found, right, overdue, again, still) in sums.items()
        }

    def whole(self) -> Tally:
        """All of it."""
        return self.by(lambda _row: 0).get(0, Tally())


def cells(rows: QuerySet[Hazard], columns: tuple[str, ...], count: Conditions) -> Cells:
    """Count hazards by some of their columns; two queries."""
    plain = rows.order_by().select_related(None).values(*columns)
    names = ("found", "right", "overdue", "again", "open")
    counted = plain.annotate(**{f"n_{name}": Count("pk", filter=getattr(count, name)) for name in names})
    timed = rows.order_by().select_related(None).filter(count.spans, closed_on__isnull=False)
    days = timed.annotate(days=DaysBetween(F("closed_on"), F("found_on"))).values(*columns, "days")
    return Cells(columns, list(counted), list(days.annotate(n=Count("pk"))))


def median(histogram: Sequence[tuple[int, int]]) -> float | None:
    """The median of values that came so many times each; None for none."""
    total = sum(n for _value, n in histogram)
    if not total:
        return None
    ordered, seen, low = sorted(histogram), 0, None
    for value, n in ordered:
        seen += n
        if low is None and seen >= (total + 1) // 2:
            low = value
        if seen >= total // 2 + 1:
            return value if low == value else (low + value) / 2  # type: ignore[operator]  # low was met before
    return None

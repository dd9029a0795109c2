"""Keeping summaries true: differences are gathered in memory and written in one sorted upsert per kind.

On PostgreSQL every writer waits for the top unit's rows anyway, so one lock taken first keeps writers in line and
makes a deadlock impossible. The queue that one worker folds, so that writers need not wait, is not built yet
(issue 5). On SQLite writers are serial.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from unionhall.kernel import path as paths
from unionhall.kernel.statements import execute

MAX_PARAMETERS = 30_000  # SQLite takes 32,766 in one statement, PostgreSQL 65,535
_LOCK = 0x0FAC75  # any number of our own


def lock_writers() -> None:
    """Let nobody else write facts until the transaction ends. Must be called inside one."""
    if connection.vendor == "postgresql":
        run("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def run(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Execute a statement, and fetch its rows if it has any. Hand-written SQL: through the ORM it costs ten times."""
    return execute(sql, parameters)[0]


def run_values(sql: str, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Execute ``sql`` with ``{values}`` standing for many rows, in as many statements as the databases' limits need."""
    found: list[tuple[Any, ...]] = []
    for chunk in chunks(rows, len(rows[0]) if rows else 1):
        marks = "(" + ",".join(["%s"] * len(chunk[0])) + ")"
        values = ",".join([marks] * len(chunk))
        found += run(sql.replace("{values}", values), [cell for row in chunk for cell in row])
    return found


def chunks(rows: Sequence[Any], width: int) -> Iterator[Sequence[Any]]:
    """``rows`` in parts that fit into one statement when each takes ``width`` parameters."""
    size = max(1, MAX_PARAMETERS // max(1, width))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def month_of(day: date) -> date:
    """The first of the month."""
    return day.replace(day=1)


def slices_of(slice: str) -> tuple[str, ...]:
    """The summary slices that a row counts in: its own and the total."""
    return ("", slice) if slice else ("",)


@dataclass
class Differences:
    """What is to be added to summaries: (path, axis, measure, slice) → [value, units]."""

    by_reckoning: dict[tuple[str, int, str, str], list[int]] = field(default_factory=dict)
    by_month: dict[tuple[str, date, str, str], list[int]] = field(default_factory=dict)

    def value(self, path: str, reckoning_id: int | None, day: date | None, measure: str, slice: str, more: int) -> None:
        """``more`` of a measure at ``path``: for every place above it. ``day`` None: it does not count by month."""
        if more:
            for part in slices_of(slice):
                self._add(path, (reckoning_id, day and month_of(day)), (measure, part), (more, 0))

    def unit(self, path: str, axis: int | date, measure: str, slice: str, more: int) -> None:
        """One unit more or less has reported at ``path``, in a reckoning (its id) or a month (its first day)."""
        axes = (None, axis) if isinstance(axis, date) else (axis, None)
        self._add(path, axes, (measure, slice), (0, more))

    def _add(
        self, path: str, axes: tuple[int | None, date | None], term: tuple[str, str], more: tuple[int, int]
    ) -> None:
        reckoning_id, month = axes
        for above in paths.ancestors(path):
            if reckoning_id is not None:
                _plus(self.by_reckoning.setdefault((above, reckoning_id, *term), [0, 0]), more)
            if month is not None:
                _plus(self.by_month.setdefault((above, month, *term), [0, 0]), more)

    def write(self) -> None:
        """Add everything to the summaries: one statement per kind. In order, so that writers never cross."""
        _upsert("reckoning_id", "month", self.by_reckoning)
        _upsert("month", "reckoning_id", self.by_month)


def _plus(cell: list[int], more: tuple[int, int]) -> None:
    cell[0] += more[0]
    cell[1] += more[1]


def _upsert(axis: str, other: str, differences: dict[Any, list[int]]) -> None:
    rows = [(*key, *more) for key, more in sorted(differences.items()) if any(more)]
    run_values(
        f"INSERT INTO facts_summary (path, {axis}, measure, slice, value, units) VALUES {{values}}"  # noqa: S608 -- two column names
        f" ON CONFLICT (path, {axis}, measure, slice) WHERE {other} IS NULL"
        " DO UPDATE SET value = facts_summary.value + excluded.value, units = facts_summary.units + excluded.units",
        rows,
    )

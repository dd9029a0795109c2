"""Keeping summaries true: differences are gathered in memory and written in one sorted upsert per kind.

On PostgreSQL all writers below one federation would wait for its rows. There differences go into a queue instead, which
readers add up along with the summaries, in one statement; whoever comes next after a commit folds it in, one at a time
and nobody waiting. On SQLite writers are serial anyway.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction

from unionhall.kernel import path as paths
from unionhall.kernel.driver import Asked
from unionhall.kernel.running import execute, execute_later, execute_together

MAX_PARAMETERS = 30_000  # SQLite takes 32,766 in one statement, PostgreSQL 65,535
_LOCK, _FOLD, _UNIT, _SOURCE = 0x0FAC75, 0x0FAC76, 0x0FAC77, 0x0FAC78  # any numbers of our own
MANY = 500  # units and sources that are locked one by one; more take the lock of all
PORTION = 5_000  # rows that are folded in one transaction
FOLD_EVERY = 0.25  # seconds, in one process
_last_fold = 0.0


def lock_writers() -> None:
    """Let nobody else write facts until the transaction ends. Must be called inside one."""
    if connection.vendor == "postgresql":
        execute_later("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def share_writers(sources: Collection[str]) -> None:
    """Write beside others, but not beside what needs all to itself, nor beside who says something of these sources.

    Must be called inside a transaction. One statement, and the reading comes after it: it must see what was committed.
    """
    if connection.vendor == "postgresql":
        execute_later(
            "SELECT pg_advisory_xact_lock_shared(%s), pg_advisory_xact_lock(%s, k)"
            " FROM (SELECT DISTINCT hashtext(unnest(%s::text[])) AS k ORDER BY 1) s",
            [_LOCK, _SOURCE, list(sources)],
        )


def lock_units(unit_ids: Collection[int]) -> None:
    """Let nobody else report for these units for the first time until the transaction ends."""
    if connection.vendor == "postgresql":
        execute_later(  # in order, so that two never wait for each other
            "SELECT pg_advisory_xact_lock(%s, k) FROM (SELECT unnest(%s::int[]) AS k ORDER BY 1) u",
            [_UNIT, sorted(unit_ids)],
        )


def lock_folding() -> None:
    """Let nobody fold until the transaction ends. Must be called inside one."""
    if connection.vendor == "postgresql":
        run("SELECT pg_advisory_xact_lock(%s)", [_FOLD])


def fold(most: int = PORTION) -> int:
    """Add what waits in the queue to the summaries; returns how many rows that were. Does not wait for another."""
    if connection.vendor != "postgresql":
        return 0
    with transaction.atomic():
        if not run("SELECT pg_try_advisory_xact_lock(%s)", [_FOLD])[0][0]:
            return 0
        rows = run(
            "DELETE FROM facts_pending WHERE id IN (SELECT id FROM facts_pending ORDER BY id LIMIT %s)"
            " RETURNING path, reckoning_id, month, day, measure, slice, value, units",
            [most],
        )
        folded = Differences()
        for path, reckoning_id, month, day, measure, slice, value, units in rows:
            folded.add(path, (reckoning_id, month, day), (measure, slice), (value, units))
        folded.write()
    return len(rows)


def fold_all() -> None:
    """Fold until nothing waits."""
    while fold():
        pass


def _fold_sometimes(brought: int) -> None:
    """Fold what waits, if that was not done just now, or if so much was brought that every reader would add it up."""
    global _last_fold  # noqa: PLW0603 -- of this process
    if brought >= MANY or time.monotonic() - _last_fold > FOLD_EVERY:
        _last_fold = time.monotonic()
        while fold() == PORTION:  # nobody leaves behind more than is folded at once
            pass


def run(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Execute a statement, and fetch its rows if it has any. Hand-written SQL: through the ORM it costs ten times."""
    return execute(sql, parameters)[0]


def run_values(sql: str, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Execute ``sql`` with ``{values}`` standing for many rows, in as many statements as the databases' limits need."""
    return [row for asked in with_values(sql, rows) for row in run(*asked)]


def put_values(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """The same for what gives no rows, and is not waited for (``running.execute_later``)."""
    for asked in with_values(sql, rows):
        execute_later(*asked)


def with_values(sql: str, rows: Sequence[Sequence[Any]]) -> list[Asked]:
    """The statements, each with its values, in which ``{values}`` stands for as many rows as the limits allow."""
    return [
        (sql.replace("{values}", marks_for(chunk)), [cell for row in chunk for cell in row])
        for chunk in chunks(rows, len(rows[0]) if rows else 1)
    ]


def read_together(groups: Sequence[Sequence[Asked]]) -> list[list[tuple[Any, ...]]]:
    """The rows of groups of statements, each group's together."""
    found = iter(execute_together([asked for group in groups for asked in group]))
    return [[row for _asked in group for row in next(found)] for group in groups]


def marks_for(rows: Sequence[Sequence[Any]]) -> str:
    """The places of many rows' values in a statement."""
    return ",".join(["(" + ",".join(["%s"] * len(rows[0])) + ")"] * len(rows))


def at_once() -> AbstractContextManager[Any]:
    """A transaction, the caller's where there is one. What is read and refused before anything is written spoils none.

    Savepoints cost two statements; who writes here does so under ``atomic(savepoint=False)``.
    """
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


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
    """What is to be added to summaries: (path, axis, measure, slice) → [value, units].

    ``queues``: it goes into the queue as it is, and is added to the places above when that is folded.
    """

    by_reckoning: dict[tuple[str, int, str, str], list[int]] = field(default_factory=dict)
    by_month: dict[tuple[str, date, str, str], list[int]] = field(default_factory=dict)
    by_day: dict[tuple[str, int, str, date], list[int]] = field(default_factory=dict)
    queues: bool = False
    queue: dict[tuple[str, int | None, date | None, date | None, str, str], list[int]] = field(default_factory=dict)

    @classmethod
    def of_writers(cls) -> Differences:
        """Those of an act that counts: queued where others write at the same time."""
        return cls(queues=connection.vendor == "postgresql")

    def value(
        self, path: str, reckoning_id: int | None, day: date, term: tuple[str, str], more: int, *, by_month: bool = True
    ) -> None:
        """``more`` of a term (measure, slice) that came at ``path`` on a day: for every place above it.

        People do not add up ``by_month``.
        """
        if not more:
            return
        measure, slice = term
        for part in slices_of(slice):
            month, on = (month_of(day) if by_month else None), (day if reckoning_id is not None and not part else None)
            self.add(path, (reckoning_id, month, on), (measure, part), (more, 0))

    def unit(self, path: str, axis: int | date, measure: str, slice: str, more: int) -> None:
        """One unit more or less has reported at ``path``, in a reckoning (its id) or a month (its first day)."""
        axes = (None, axis, None) if isinstance(axis, date) else (axis, None, None)
        self.add(path, axes, (measure, slice), (0, more))

    def add(
        self,
        path: str,
        axes: tuple[int | None, date | None, date | None],
        term: tuple[str, str],
        more: tuple[int, int],
    ) -> None:
        """So much more at ``path``, for all places above; ``axes``: a reckoning's id, the first of a month, a day."""
        reckoning_id, month, day = axes
        if self.queues:
            _plus(self.queue.setdefault((path, reckoning_id, month, day, *term), [0, 0]), more)
            return
        for above in paths.ancestors(path):
            if reckoning_id is not None:
                _plus(self.by_reckoning.setdefault((above, reckoning_id, *term), [0, 0]), more)
                if day is not None:
                    _plus(self.by_day.setdefault((above, reckoning_id, term[0], day), [0, 0]), more)
            if month is not None:
                _plus(self.by_month.setdefault((above, month, *term), [0, 0]), more)

    def write(self) -> None:
        """Add everything to the summaries: one statement per kind. In order, so that writers never cross."""
        _upsert("reckoning_id", "month", self.by_reckoning)
        _upsert("month", "reckoning_id", self.by_month)
        run_values(
            "INSERT INTO facts_daily (path, reckoning_id, measure, day, value) VALUES {values}"
            " ON CONFLICT (path, reckoning_id, measure, day) DO UPDATE SET value = facts_daily.value + excluded.value",
            [(*key, more[0]) for key, more in sorted(self.by_day.items()) if more[0]],
        )
        queued = [(*key, *more) for key, more in self.queue.items() if any(more)]
        if queued:
            put_values(
                "INSERT INTO facts_pending (path, reckoning_id, month, day, measure, slice, value, units)"
                " VALUES {values}",
                queued,
            )
            transaction.on_commit(partial(_fold_sometimes, len(queued)))


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

"""What stands in the books at places: summaries, a place's own rows, snapshots; each in one hand-written statement.

Every page with a figure asks for these, and through the ORM a statement costs ten times what it takes to run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from unionhall.kernel import path as paths
from unionhall.kernel.facts.summaries import month_of, run

Row = tuple[str, str, str, int, int]  # path, measure, slice, value, units
Sql = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Spots:
    """Places: some by their paths, and all that ever were directly under some units."""

    listed: tuple[str, ...] = ()
    parents: tuple[int, ...] = ()

    def chosen(self) -> Sql:
        """Their paths, each once, as SQL."""
        parts, parameters = [], list[Any]()
        if self.listed:
            parts += ["SELECT %s AS path"] * len(self.listed)
            parameters += self.listed
        if self.parents:
            parts.append(f"SELECT path FROM org_placement WHERE parent_id IN ({_marks(self.parents)})")  # noqa: S608 -- marks alone
            parameters += self.parents
        return " UNION ".join(parts) or "SELECT path FROM org_placement WHERE id IS NULL", parameters


Places = Spots | Sequence[str] | QuerySet[Any, str]


def chosen(places: Places) -> Sql:
    """The paths of ``places`` as SQL for ``IN``."""
    if isinstance(places, Spots):
        return places.chosen()
    if isinstance(places, QuerySet):
        sql, parameters = places.query.sql_with_params()
        return str(sql), list(parameters)
    return Spots(tuple(places)).chosen()


def _marks(values: Collection[Any]) -> str:
    return ",".join(["%s"] * len(values))


@dataclass(frozen=True, slots=True)
class Over:
    """What rows are counted over, as SQL on the fact tables and on the summaries."""

    reckoning_id: int | None = None
    month: date | None = None

    def facts(self) -> Sql:
        """Those that count, on time."""
        if self.reckoning_id is not None:
            return "reckoning_id = %s AND NOT is_late", [self.reckoning_id]
        if self.month is None:
            raise ValueError("figures are asked for a reckoning or for a month")
        return "day >= %s AND day < %s AND NOT is_late", [self.month, month_of(self.month + timedelta(days=31))]

    def queued(self) -> Sql:
        """The same in the queue, where one row may say both."""
        if self.reckoning_id is not None:
            return "q.reckoning_id = %s", [self.reckoning_id]
        return "q.month = %s", [self.month]

    def summaries(self) -> Sql:
        """Their summaries, by the axis."""
        if self.reckoning_id is not None:
            return "reckoning_id = %s AND month IS NULL", [self.reckoning_id]
        return "month = %s AND reckoning_id IS NULL", [self.month]


def _rows_at(table: str, columns: str, wanted: str, condition: str) -> str:
    """A table's rows at the places of another statement.

    PostgreSQL is told to look up place by place: left to itself it reads a whole reckoning for a handful of places.
    """
    if connection.vendor != "postgresql":
        return f"SELECT {columns} FROM {table} WHERE path IN ({wanted}) AND {condition}"  # noqa: S608 -- our own names
    return (
        f"SELECT b.* FROM (SELECT DISTINCT path FROM ({wanted}) w) s CROSS JOIN LATERAL"  # noqa: S608 -- our own names
        f" (SELECT {columns} FROM {table} t WHERE t.path = s.path AND {condition} OFFSET 0) b"
    )


def summaries(over: Over, keys: Collection[str], places: Places) -> Iterable[Row]:
    """What stands strictly below each place. On PostgreSQL with what waits in the queue, in one statement."""
    wanted, parameters = chosen(places)
    axis, on_axis = over.summaries()
    marks = _marks(keys)
    sql = _rows_at("facts_summary", "path, measure, slice, value, units", wanted, f"measure IN ({marks}) AND {axis}")
    values = [*parameters, *keys, *on_axis]
    if connection.vendor != "postgresql":
        return run(sql, values)
    counts, on_queue = over.queued()
    queued = (
        f"SELECT s.path, q.measure, q.slice, q.value, q.units FROM facts_pending q JOIN ({wanted}) s"  # noqa: S608
        f" ON q.path > s.path AND q.path < s.path || '~' WHERE q.measure IN ({marks}) AND {counts}"
    )
    both = f"SELECT path, measure, slice, SUM(value)::bigint, SUM(units)::int FROM ({sql} UNION ALL {queued}) b"  # noqa: S608
    return run(f"{both} GROUP BY path, measure, slice", [*values, *parameters, *keys, *on_queue])


def daily(reckoning_id: int, key: str, places: Places, table: str) -> Iterable[tuple[Any, int]]:
    """(day, total) of one measure at places and below them: summaries by day, and the places' own rows of a table.

    On PostgreSQL with what waits in the queue, in one statement. Days come as the database gives them.
    """
    wanted, parameters = chosen(places)
    total = "value" if table == "facts_fact" else "1"
    what = f"path IN ({wanted}) AND reckoning_id = %s AND measure = %s"
    found = [
        f"SELECT day, value FROM facts_daily WHERE {what}",  # noqa: S608 -- marks alone
        f"SELECT day, {total} FROM {table} WHERE {what} AND NOT is_late",  # noqa: S608 -- one of two tables
    ]
    values = [*parameters, reckoning_id, key] * 2
    if connection.vendor == "postgresql":
        found.append(
            f"SELECT q.day, q.value FROM facts_pending q JOIN ({wanted}) s ON q.path > s.path"  # noqa: S608
            " AND q.path < s.path || '~' WHERE q.reckoning_id = %s AND q.measure = %s AND q.day IS NOT NULL"
        )
        values += [*parameters, reckoning_id, key]
    both = " UNION ALL ".join(found)
    return run(f"SELECT day, SUM(value) FROM ({both}) b GROUP BY day HAVING SUM(value) <> 0 ORDER BY day", values)  # noqa: S608


def own_facts(over: Over, keys: Collection[str], places: Places) -> Iterable[tuple[str, str, str, int]]:
    """(path, measure, slice, total) of the facts that stand at the very places."""
    wanted, parameters = chosen(places)
    counts, values = over.facts()
    rows = _rows_at("facts_fact", "path, measure, slice, value", wanted, f"measure IN ({_marks(keys)}) AND {counts}")
    return run(
        f"SELECT path, measure, slice, SUM(value) FROM ({rows}) r GROUP BY path, measure, slice",  # noqa: S608
        [*parameters, *keys, *values],
    )


def own_presences(over: Over, keys: Collection[str], places: Places) -> Iterable[tuple[str, str, str, int]]:
    """The same of people."""
    wanted, parameters = chosen(places)
    counts, values = over.facts()
    rows = _rows_at("facts_presence", "path, measure", wanted, f"measure IN ({_marks(keys)}) AND {counts}")
    return run(
        f"SELECT path, measure, '', COUNT(*) FROM ({rows}) r GROUP BY path, measure",  # noqa: S608 -- marks alone
        [*parameters, *keys, *values],
    )


def snapshots(
    reckoning_id: int, edition: int, keys: Collection[str], places: Places
) -> Iterable[tuple[str, str, str, int, int, int]]:
    """(path, measure, slice, value, units, own) of a closing."""
    wanted, parameters = chosen(places)
    condition = f"measure IN ({_marks(keys)}) AND reckoning_id = %s AND edition = %s"
    return run(
        _rows_at("facts_snapshot", "path, measure, slice, value, units, own", wanted, condition),
        [*parameters, *keys, reckoning_id, edition],
    )


def asked(reckoning_id: int, on: date | None, places: Places, *, at: bool = False) -> Iterable[tuple[str, int]]:
    """(path, how many units are asked there and below), now or as of a day: counted along the index, place by place.

    ``at``: there alone.
    """
    wanted, parameters = chosen(places)
    holds, days = (
        ("a.until IS NULL", []) if on is None else ("(a.until IS NULL OR a.until > %s) AND a.since <= %s", [on, on])
    )
    return run(
        "SELECT s.path, (SELECT COUNT(*) FROM facts_asked a WHERE a.reckoning_id = %s"  # noqa: S608 -- marks alone
        f" AND {holds} AND {'a.path = s.path' if at else _UNDER}) FROM ({wanted}) s",
        [reckoning_id, *days, *parameters],
    )


def snapshot_asked(reckoning_id: int, edition: int, places: Places) -> Iterable[tuple[str, int]]:
    """The same of a closing."""
    wanted, parameters = chosen(places)
    return run(
        "SELECT path, asked FROM facts_snapshot"  # noqa: S608 -- marks alone
        f" WHERE path IN ({wanted}) AND measure = '' AND slice = '' AND reckoning_id = %s AND edition = %s",
        [*parameters, reckoning_id, edition],
    )


_UNDER = "a.path >= s.path AND a.path < s.path || '~'"


def is_asked(reckoning_id: int, places: Iterable[str]) -> bool:
    """Whether anybody at these places or below them is or was asked."""
    sql = "SELECT 1 FROM facts_asked WHERE reckoning_id = %s AND path >= %s AND path < %s LIMIT 1"
    return any(run(sql, [reckoning_id, place, paths.end(place)]) for place in places)


def placed(unit_ids: Collection[int]) -> set[tuple[int, str]]:
    """(unit, path) of every place at which these units stand or stood."""
    if not unit_ids:
        return set()
    sql = f"SELECT unit_id, path FROM org_placement WHERE unit_id IN ({_marks(unit_ids)})"  # noqa: S608 -- marks alone
    return {(unit_id, path) for unit_id, path in run(sql, list(unit_ids))}


def moved_among(unit_ids: Collection[int]) -> list[str]:
    """Every path of those units that stood at more than one place."""
    if not unit_ids:
        return []
    marks = _marks(unit_ids)
    rows = run(
        f"SELECT path FROM org_placement WHERE unit_id IN (SELECT unit_id FROM org_placement WHERE unit_id IN ({marks})"  # noqa: S608
        " GROUP BY unit_id HAVING MIN(path) <> MAX(path))",
        list(unit_ids),
    )
    return sorted({path for (path,) in rows})


def unit_ids_of(found: Iterable[Sequence[Any]]) -> set[int]:
    """The units that stand at the paths in the first column."""
    return {paths.unit_id(row[0]) for row in found}

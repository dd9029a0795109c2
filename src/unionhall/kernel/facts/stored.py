"""What of facts and places is stored already, read for those who are about to write: each in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from unionhall.kernel.facts.summaries import MAX_PARAMETERS, marks_for, run, run_values


class Place(NamedTuple):
    """A placement, as much of it as counting needs."""

    placement_id: int
    path: str
    since: date
    until: date | None


class Stored(NamedTuple):
    """A fact as it stands in the database."""

    pk: int
    measure: str
    slice: str
    source: str
    value: int
    path: str
    day: date
    reckoning_id: int | None
    is_late: bool
    unit_id: int


_STORED = (
    "SELECT f.id, f.measure, f.slice, f.source, f.value, f.path, f.day, f.reckoning_id, f.is_late, p.unit_id"
    " FROM facts_fact f JOIN org_placement p ON p.id = f.placement_id"
)
# Whether a unit has reported already, in a reckoning or a month; ordered, where it did so first.
_BY_RECKONING = (
    "WITH k(unit_id, axis, measure, slice) AS (VALUES {values}) SELECT k.unit_id, k.axis, k.measure, k.slice,"
    " (SELECT t.path FROM facts_TABLE t WHERE t.reckoning_id = k.axis AND t.measure = k.measure AND NOT t.is_late"
    " AND t.path IN (SELECT path FROM org_placement WHERE unit_id = k.unit_id)SLICE ORDER LIMIT 1) FROM k"
)
_BY_MONTH = (
    "WITH k(unit_id, axis, after, measure, slice) AS (VALUES {values}) SELECT k.unit_id, k.axis, k.measure, k.slice,"
    " (SELECT t.path FROM facts_fact t WHERE t.day >= k.axis AND t.day < k.after AND t.measure = k.measure"
    " AND NOT t.is_late AND t.path IN (SELECT path FROM org_placement WHERE unit_id = k.unit_id)SLICE ORDER LIMIT 1)"
    " FROM k"
)
_SLICE = " AND (k.slice = '' OR t.slice = k.slice)"


def _told(sql: str, table: str) -> str:
    """One of the two with what its axis is as text, and from which table it is: so that they stand in one union."""
    of_table = sql.replace("TABLE", table).replace("SLICE", _SLICE if table == "fact" else "").replace("ORDER", "")
    return of_table.replace(
        "SELECT k.unit_id, k.axis,", f"SELECT '{table}' AS kind, k.unit_id, CAST(k.axis AS text) AS axis,", 1
    ).replace(" LIMIT 1) FROM k", " LIMIT 1) AS path FROM k")


_FACT_BY_RECKONING, _FACT_BY_MONTH = _told(_BY_RECKONING, "fact"), _told(_BY_MONTH, "fact")
_PRESENCE = _told(_BY_RECKONING, "presence")

Key = tuple[int, int | date, str, str]  # unit, reckoning or first of a month, measure, slice


def first_places(keys: Iterable[Key], *, table: str = "fact", ordered: bool = False) -> dict[Key, str | None]:
    """Where each unit has reported (first, if ``ordered``); None where it has not. Late rows do not count."""
    order = "ORDER BY +t.id" if ordered else ""  # the sign: walk no index by id, which is to read the whole reckoning
    by_reckoning = [key for key in keys if not isinstance(key[1], date)]
    by_month = [(k[0], k[1], _next_month(k[1]), k[2], k[3]) for k in keys if isinstance(k[1], date)]
    slice = _SLICE if table == "fact" else ""
    found = run_values(
        _BY_RECKONING.replace("TABLE", table).replace("SLICE", slice).replace("ORDER", order), by_reckoning
    )
    found += run_values(_BY_MONTH.replace("SLICE", slice).replace("ORDER", order), by_month)
    return {(unit, as_axis(axis), measure, part): path for unit, axis, measure, part, path in found}


Report = tuple[str, int, int | date, str, str]  # "fact" or "presence", unit, reckoning or first of a month, …


def reported(keys: Iterable[Report]) -> dict[Report, str | None]:
    """As ``first_places`` for facts and presences together, in no order: one statement for what an act reports."""
    keys = list(keys)
    groups: list[tuple[str, list[tuple[Any, ...]]]] = [
        (_FACT_BY_RECKONING, [key[1:] for key in keys if key[0] == "fact" and not isinstance(key[2], date)]),
        (
            _FACT_BY_MONTH,
            [
                (key[1], key[2], _next_month(key[2]), *key[3:])
                for key in keys
                if key[0] == "fact" and isinstance(key[2], date)
            ],
        ),
        (_PRESENCE, [key[1:] for key in keys if key[0] == "presence"]),
    ]
    wanted = [(sql, rows) for sql, rows in groups if rows]
    if sum(len(rows) * len(rows[0]) for _sql, rows in wanted) > MAX_PARAMETERS:
        found = [row for sql, rows in wanted for row in run_values(sql, rows)]
    elif wanted:
        parts = [sql.replace("{values}", marks_for(rows)) for sql, rows in wanted]
        # each part has a table k of its own, so each stands in brackets as a table
        union = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part" for part in parts)  # noqa: S608 -- our own
        found = run(union, [cell for _sql, rows in wanted for row in rows for cell in row])
    else:
        found = []
    return {(table, unit, _axis_of(axis), measure, part): path for table, unit, axis, measure, part, path in found}


def _axis_of(axis: str) -> int | date:
    return date.fromisoformat(axis) if "-" in axis else int(axis)


def as_axis(axis: Any) -> int | date:
    """A reckoning's id or a month as it came back: SQLite gives dates in hand-written SQL as text."""
    return date.fromisoformat(axis) if isinstance(axis, str) else axis


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def closed_among(reckoning_ids: set[int | None]) -> set[int]:
    """Which of these reckonings are closed. Raises ValueError for one that does not exist."""
    ids = sorted(pk for pk in reckoning_ids if pk is not None)
    if not ids:
        return set()
    marks = ",".join(["%s"] * len(ids))
    found = dict(run(f"SELECT id, closed FROM facts_reckoning WHERE id IN ({marks})", ids))  # noqa: S608 -- marks alone
    if missing := set(ids) - set(found):
        raise ValueError(f"there is no reckoning {sorted(missing)}")
    return {pk for pk, closed in found.items() if closed is not None}


def facts_of(keys: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str, str, bool], Stored]:
    """The facts with these keys (measure, slice, source), by key and whether they are late."""
    found = run_values(
        f"WITH k(measure, slice, source) AS (VALUES {{values}}) {_STORED}"
        " JOIN k ON k.source = f.source AND k.measure = f.measure AND k.slice = f.slice"
        + (" FOR UPDATE OF f" if connection.vendor == "postgresql" else ""),
        keys,
    )
    return {(fact.measure, fact.slice, fact.source, fact.is_late): fact for fact in map(_as_stored, found)}


def facts_from(measures: Collection[str], sources: Sequence[str]) -> list[Stored]:
    """All facts of these measures that these sources gave, the oldest first."""
    found = run_values(
        f"WITH k(source, measure) AS (VALUES {{values}}) {_STORED}"
        " JOIN k ON k.source = f.source AND k.measure = f.measure ORDER BY f.id",
        [(source, measure) for source in sources for measure in measures],
    )
    return [_as_stored(row) for row in found]


def _as_stored(row: tuple[Any, ...]) -> Stored:
    fact = Stored(*row)
    return fact._replace(day=as_date(fact.day), is_late=bool(fact.is_late))


def as_date(day: Any) -> date:
    """A date as it came back from hand-written SQL: SQLite gives text."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def places_by_unit(unit_ids: set[int]) -> dict[int, list[Place]]:
    """All placements of units by unit, the first one first."""
    found = run_values(
        "WITH k(unit_id) AS (VALUES {values}) SELECT p.unit_id, p.id, p.path, p.since, p.until"
        " FROM k JOIN org_placement p ON p.unit_id = k.unit_id ORDER BY p.since, p.id",
        [(pk,) for pk in sorted(unit_ids)],
    )
    places: dict[int, list[Place]] = {}
    for unit_id, pk, path, since, until in found:
        places.setdefault(unit_id, []).append(Place(pk, path, as_date(since), until and as_date(until)))
    return places


def place_on(places: Sequence[Place], day: date) -> Place | None:
    """Where a unit stood on ``day``; before it was founded where it stood first, after its end where it stood last."""
    for place in places:
        if place.since <= day and (place.until is None or day < place.until):
            return place
    if not places:
        return None
    return places[0] if day < places[0].since else places[-1]

"""What of facts and places is stored already, read for those who are about to write: each in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from unionhall.kernel.driver import Asked
from unionhall.kernel.facts.summaries import read_together, run_values, with_values


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


# Whether a unit has reported at all: each asked key by its number, once for every place the unit has had.
_REPORTED = (
    "SELECT k.n, (SELECT 1 FROM facts_TABLE t WHERE WHEN AND t.measure = k.measure AND NOT t.is_late"
    " AND t.path = p.pathSLICE LIMIT 1) AS has FROM k JOIN org_placement p ON p.unit_id = k.unit_id"
)
_IN_RECKONING = _REPORTED.replace("WHEN", "t.reckoning_id = k.axis")
_FACT_IN_RECKONING = "WITH k(n, unit_id, axis, measure, slice) AS (VALUES {values}) " + _IN_RECKONING.replace(
    "TABLE", "fact"
).replace("SLICE", _SLICE)
_FACT_IN_MONTH = "WITH k(n, unit_id, axis, after, measure, slice) AS (VALUES {values}) " + _REPORTED.replace(
    "TABLE", "fact"
).replace("SLICE", _SLICE).replace("WHEN", "t.day >= k.axis AND t.day < k.after")
_PRESENCE_IN_RECKONING = "WITH k(n, unit_id, axis, measure, slice) AS (VALUES {values}) " + _IN_RECKONING.replace(
    "TABLE", "presence"
).replace("SLICE", "")

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


def asked_reports(keys: Sequence[Report]) -> list[Asked]:
    """What tells which of these were reported already, late ones left out: for ``reported_among``."""
    numbered = list(enumerate(keys))
    in_reckoning = [(n, *key[1:]) for n, key in numbered if key[0] == "fact" and not isinstance(key[2], date)]
    in_month = [
        (n, key[1], key[2], _next_month(key[2]), *key[3:])
        for n, key in numbered
        if key[0] == "fact" and isinstance(key[2], date)
    ]
    present = [(n, *key[1:]) for n, key in numbered if key[0] == "presence"]
    groups = ((_FACT_IN_RECKONING, in_reckoning), (_FACT_IN_MONTH, in_month), (_PRESENCE_IN_RECKONING, present))
    return [asked for sql, rows in groups if rows for asked in with_values(sql, rows)]


def reported_among(keys: Sequence[Report], found: Iterable[tuple[Any, ...]]) -> set[Report]:
    """Those of the keys that ``asked_reports`` found reported."""
    return {keys[n] for n, has in found if has}


def as_axis(axis: Any) -> int | date:
    """A reckoning's id or a month as it came back: SQLite gives dates in hand-written SQL as text."""
    return date.fromisoformat(axis) if isinstance(axis, str) else axis


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def closed_among(reckoning_ids: set[int | None]) -> set[int]:
    """Which of these reckonings are closed. Raises ValueError for one that does not exist."""
    return closed_of(reckoning_ids, read_together([asked_closed(reckoning_ids)])[0])


def asked_closed(reckoning_ids: set[int | None]) -> list[Asked]:
    """What tells which reckonings are closed: for ``closed_of``."""
    ids = [(pk,) for pk in sorted(pk for pk in reckoning_ids if pk is not None)]
    return with_values("SELECT id, closed FROM facts_reckoning WHERE id IN ({values})", ids)


def closed_of(reckoning_ids: set[int | None], found: Sequence[tuple[Any, ...]]) -> set[int]:
    """Which of the reckonings that were asked for are closed. Raises ValueError for one that does not exist."""
    if missing := {pk for pk in reckoning_ids if pk is not None} - {pk for pk, _closed in found}:
        raise ValueError(f"there is no reckoning {sorted(missing)}")
    return {pk for pk, closed in found if closed is not None}


def asked_facts(keys: Sequence[tuple[str, str, str]]) -> list[Asked]:
    """What finds the facts with these keys (measure, slice, source): for ``facts_by_key``."""
    return with_values(
        f"WITH k(measure, slice, source) AS (VALUES {{values}}) {_STORED}"
        " JOIN k ON k.source = f.source AND k.measure = f.measure AND k.slice = f.slice"
        + (" FOR UPDATE OF f" if connection.vendor == "postgresql" else ""),
        keys,
    )


def facts_by_key(found: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str, str, bool], Stored]:
    """The facts that ``asked_facts`` found, by key and whether they are late."""
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
    return places_of(read_together([asked_places(unit_ids)])[0])


def asked_places(unit_ids: set[int]) -> list[Asked]:
    """What finds all placements of units: for ``places_of``."""
    return with_values(
        "WITH k(unit_id) AS (VALUES {values}) SELECT p.unit_id, p.id, p.path, p.since, p.until"
        " FROM k JOIN org_placement p ON p.unit_id = k.unit_id ORDER BY p.since, p.id",
        [(pk,) for pk in sorted(unit_ids)],
    )


def places_of(found: Iterable[tuple[Any, ...]]) -> dict[int, list[Place]]:
    """The placements that ``asked_places`` found by unit, the first one first."""
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

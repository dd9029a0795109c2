"""Writing facts and presences in bulk: a paper handed in is a handful of statements, and so are a thousand.

Hot path, so hand-written SQL: every statement takes all rows at once, and nothing is asked of the database in a loop.
All of it runs inside the caller's transaction (or its own, where there is none).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from unionhall.kernel.facts import declare
from unionhall.kernel.facts.declare import FactRow, Kind, PresenceRow
from unionhall.kernel.facts.summaries import Differences, lock_writers, month_of, run, run_values, slices_of


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

Key = tuple[int, int | date, str, str]  # unit, reckoning or first of a month, measure, slice


def record(rows: Iterable[FactRow]) -> None:
    """See ``actions.record``."""
    wanted = _checked(rows)
    if not wanted:
        return
    with transaction.atomic():
        lock_writers()
        stored = _stored(list(wanted))
        closed = _closed({row.reckoning_id for row in (*wanted.values(), *stored.values())})
        places = _places({row.unit_id for row in wanted.values()})
        plan = _Plan()
        for key, row in wanted.items():
            plan.put(row, stored.get((*key, False)), stored.get((*key, True)), places, closed)
        plan.write()


def withdraw(measure: str, sources: Iterable[str]) -> int:
    """See ``actions.withdraw``."""
    wanted = sorted(set(sources))
    if not wanted:
        return 0
    with transaction.atomic():
        lock_writers()
        if declare.measures[measure].kind is Kind.DISTINCT:
            return _withdraw_presences(measure, wanted)
        return _withdraw_facts(measure, wanted)


def mark_present(rows: Iterable[PresenceRow]) -> int:
    """See ``actions.mark_present``."""
    wanted: dict[tuple[str, int, int], PresenceRow] = {}
    for row in rows:
        if declare.measures[row.measure].kind is not Kind.DISTINCT:
            raise ValueError(f"{row.measure} counts no people")
        wanted.setdefault((row.measure, row.reckoning_id, row.person_id), row)
    if not wanted:
        return 0
    with transaction.atomic():
        lock_writers()
        known = run_values(
            "WITH k(measure, reckoning_id, person_id) AS (VALUES {values}) SELECT k.measure, k.reckoning_id, k.person_id"
            " FROM k JOIN facts_presence f ON f.measure = k.measure AND f.reckoning_id = k.reckoning_id"
            " AND f.person_id = k.person_id",
            list(wanted),
        )
        for key in known:
            wanted.pop(key)  # type: ignore[call-overload]
        new = list(wanted.values())
        if new:
            _insert_presences(new)
    return len(new)


def _checked(rows: Iterable[FactRow]) -> dict[tuple[str, str, str], FactRow]:
    """The rows by (measure, slice, source); of several for one the last counts, at the place of the first."""
    wanted: dict[tuple[str, str, str], FactRow] = {}
    for row in rows:
        measure = declare.measures[row.measure]
        if measure.kind is not Kind.ADDITIVE:
            raise ValueError(f"{row.measure} is not additive: it has no fact rows")
        if not measure.has_slice(row.slice):
            raise ValueError(f"{row.measure} has no slice “{row.slice}”")
        key = (row.measure, row.slice, row.source)
        first = wanted.get(key)
        wanted[key] = replace(first, value=row.value) if first else row
    return wanted


@dataclass
class _Insert:
    """A fact about to be written."""

    row: FactRow
    place: Place
    value: int
    is_late: bool


class _Plan:
    """What one call of ``record`` changes, gathered before anything is written."""

    def __init__(self) -> None:
        self.inserts: list[_Insert] = []
        self.updates: list[tuple[int, int]] = []
        self.differences = Differences()

    def put(
        self,
        row: FactRow,
        counted: Stored | None,
        late: Stored | None,
        places: dict[int, list[Place]],
        closed: set[int],
    ) -> None:
        """Decide about one row, given what is stored of it."""
        reckoning_id = counted.reckoning_id if counted else late.reckoning_id if late else row.reckoning_id
        if reckoning_id in closed:
            self._put_late(row, counted, late, places)
        elif counted is None:
            self._insert(row, places, row.value, is_late=False)
        elif counted.value != row.value:
            self.updates.append((counted.pk, row.value))
            more = row.value - counted.value
            self.differences.value(
                counted.path, counted.reckoning_id, counted.day, counted.measure, counted.slice, more
            )

    def _put_late(
        self, row: FactRow, counted: Stored | None, late: Stored | None, places: dict[int, list[Place]]
    ) -> None:
        value = row.value - (counted.value if counted else 0)
        if late is not None:
            self.updates += [(late.pk, value)] if late.value != value else []
        elif value or counted is None:
            self._insert(row, places, value, is_late=True)

    def _insert(self, row: FactRow, places: dict[int, list[Place]], value: int, *, is_late: bool) -> None:
        place = place_on(places.get(row.unit_id, []), row.day)
        if place is None:
            raise ValueError(f"unit {row.unit_id} has never been placed in the tree")
        self.inserts.append(_Insert(row, place, value, is_late))
        if not is_late:
            self.differences.value(place.path, row.reckoning_id, row.day, row.measure, row.slice, value)

    def write(self) -> None:
        """Write facts and summaries: at most six statements, whatever the number of rows."""
        news = [(new.row, new.place.path) for new in self.inserts if not new.is_late]
        _count_first_reports(news, self.differences)
        run_values(
            "INSERT INTO facts_fact (measure, placement_id, path, day, reckoning_id, slice, value, source, is_late)"
            " VALUES {values}",
            [_columns(new) for new in self.inserts],
        )
        run_values(
            "WITH k(id, value) AS (VALUES {values})"
            " UPDATE facts_fact SET value = k.value FROM k WHERE facts_fact.id = k.id",
            self.updates,
        )
        self.differences.write()


def _columns(new: _Insert) -> tuple[Any, ...]:
    row, place = new.row, new.place
    return (
        row.measure,
        place.placement_id,
        place.path,
        row.day,
        row.reckoning_id,
        row.slice,
        new.value,
        row.source,
        new.is_late,
    )


def _count_first_reports(news: Sequence[tuple[FactRow, str]], differences: Differences) -> None:
    """One unit more for every key in which a unit reports for the first time."""
    first: dict[Key, str] = {}
    for row, path in news:
        for part in slices_of(row.slice):
            if row.reckoning_id is not None:
                first.setdefault((row.unit_id, row.reckoning_id, row.measure, part), path)
            first.setdefault((row.unit_id, month_of(row.day), row.measure, part), path)
    before = first_places(first)
    for key, path in first.items():
        if before[key] is None:
            differences.unit(path, *key[1:], 1)


def first_places(keys: Iterable[Key], *, table: str = "fact", ordered: bool = False) -> dict[Key, str | None]:
    """Where each unit has reported (first, if ``ordered``); None where it has not. Late rows do not count."""
    order = "ORDER BY t.id" if ordered else ""
    by_reckoning = [key for key in keys if not isinstance(key[1], date)]
    by_month = [(k[0], k[1], _next_month(k[1]), k[2], k[3]) for k in keys if isinstance(k[1], date)]
    slice = _SLICE if table == "fact" else ""
    found = run_values(
        _BY_RECKONING.replace("TABLE", table).replace("SLICE", slice).replace("ORDER", order), by_reckoning
    )
    found += run_values(_BY_MONTH.replace("SLICE", slice).replace("ORDER", order), by_month)
    return {(unit, as_axis(axis), measure, part): path for unit, axis, measure, part, path in found}


def as_axis(axis: Any) -> int | date:
    """A reckoning's id or a month as it came back: SQLite gives dates in hand-written SQL as text."""
    return date.fromisoformat(axis) if isinstance(axis, str) else axis


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _closed(reckoning_ids: set[int | None]) -> set[int]:
    """Which of these reckonings are closed. Raises ValueError for one that does not exist."""
    ids = sorted(pk for pk in reckoning_ids if pk is not None)
    if not ids:
        return set()
    marks = ",".join(["%s"] * len(ids))
    found = dict(run(f"SELECT id, closed FROM facts_reckoning WHERE id IN ({marks})", ids))
    if missing := set(ids) - set(found):
        raise ValueError(f"there is no reckoning {sorted(missing)}")
    return {pk for pk, closed in found.items() if closed is not None}


def _stored(keys: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str, str, bool], Stored]:
    found = run_values(
        f"WITH k(measure, slice, source) AS (VALUES {{values}}) {_STORED}"
        " JOIN k ON k.source = f.source AND k.measure = f.measure AND k.slice = f.slice",
        keys,
    )
    return {(fact.measure, fact.slice, fact.source, fact.is_late): fact for fact in map(_as_stored, found)}


def _as_stored(row: tuple[Any, ...]) -> Stored:
    fact = Stored(*row)
    return fact._replace(day=_as_date(fact.day), is_late=bool(fact.is_late))


def _as_date(day: Any) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _places(unit_ids: set[int]) -> dict[int, list[Place]]:
    found = run_values(
        "WITH k(unit_id) AS (VALUES {values}) SELECT p.unit_id, p.id, p.path, p.since, p.until"
        " FROM k JOIN org_placement p ON p.unit_id = k.unit_id ORDER BY p.since, p.id",
        [(pk,) for pk in sorted(unit_ids)],
    )
    places: dict[int, list[Place]] = {}
    for unit_id, pk, path, since, until in found:
        places.setdefault(unit_id, []).append(Place(pk, path, _as_date(since), until and _as_date(until)))
    return places


def place_on(places: Sequence[Place], day: date) -> Place | None:
    """Where a unit stood on ``day``; before it was founded where it stood first, after its end where it stood last."""
    for place in places:
        if place.since <= day and (place.until is None or day < place.until):
            return place
    if not places:
        return None
    return places[0] if day < places[0].since else places[-1]


def _withdraw_facts(measure: str, sources: Sequence[str]) -> int:
    found = [
        _as_stored(row)
        for row in run_values(
            f"WITH k(source, measure) AS (VALUES {{values}}) {_STORED}"
            " JOIN k ON k.source = f.source AND k.measure = f.measure ORDER BY f.id",
            [(source, measure) for source in sources],
        )
    ]
    closed = _closed({fact.reckoning_id for fact in found})
    counted = {(f.slice, f.source): f for f in found if not f.is_late and f.reckoning_id in closed}
    late = {(f.slice, f.source): f for f in found if f.is_late}
    gone = [f for f in found if not f.is_late and f.reckoning_id not in closed]
    gone += [fact for key, fact in late.items() if key not in counted]
    differences = Differences()
    for fact in gone:
        if not fact.is_late:
            differences.value(fact.path, fact.reckoning_id, fact.day, measure, fact.slice, -fact.value)
    _delete("fact", gone, [f for f in gone if not f.is_late], differences)
    _take_back_late(measure, counted, late)
    return len(gone) + len(counted)


def _take_back_late(measure: str, counted: dict[tuple[str, str], Stored], late: dict[tuple[str, str], Stored]) -> None:
    """A closed figure stays as it is: what was withdrawn stands beside it as a late difference."""
    run_values(
        "WITH k(id, value) AS (VALUES {values})"
        " UPDATE facts_fact SET value = k.value FROM k WHERE facts_fact.id = k.id",
        [(late[key].pk, -fact.value) for key, fact in counted.items() if key in late],
    )
    run_values(
        "WITH k(id, value) AS (VALUES {values})"
        " INSERT INTO facts_fact (measure, placement_id, path, day, reckoning_id, slice, value, source, is_late)"
        " SELECT f.measure, f.placement_id, f.path, f.day, f.reckoning_id, f.slice, k.value, f.source, NOT f.is_late"
        " FROM k JOIN facts_fact f ON f.id = k.id",
        [(fact.pk, -fact.value) for key, fact in counted.items() if key not in late],
    )


def _withdraw_presences(measure: str, sources: Sequence[str]) -> int:
    found = run_values(
        "WITH k(source, measure) AS (VALUES {values}) SELECT f.id, f.path, f.day, f.reckoning_id, f.is_late, p.unit_id"
        " FROM k JOIN facts_presence f ON f.source = k.source AND f.measure = k.measure"
        " JOIN org_placement p ON p.id = f.placement_id",
        [(source, measure) for source in sources],
    )
    rows = [
        Stored(pk, measure, "", "", 1, path, _as_date(day), reckoning_id, bool(is_late), unit_id)
        for pk, path, day, reckoning_id, is_late, unit_id in found
    ]
    closed = _closed({row.reckoning_id for row in rows})
    gone = [row for row in rows if row.is_late or row.reckoning_id not in closed]
    counted = [row for row in gone if not row.is_late]
    differences = Differences()
    for row in counted:
        differences.value(row.path, row.reckoning_id, None, measure, "", -1)
    _delete("presence", gone, counted, differences)
    return len(gone)


def _delete(table: str, gone: Sequence[Stored], counted: Sequence[Stored], differences: Differences) -> None:
    """Delete rows and write the summaries: a unit's first report may now be another one, elsewhere, or none."""
    keys: set[Key] = set()
    for row in counted:
        for part in slices_of(row.slice):
            if row.reckoning_id is not None:
                keys.add((row.unit_id, row.reckoning_id, row.measure, part))
            if table == "fact":
                keys.add((row.unit_id, month_of(row.day), row.measure, part))
    before = first_places(keys, table=table, ordered=True)
    run_values(
        f"WITH k(id) AS (VALUES {{values}}) DELETE FROM facts_{table} WHERE id IN (SELECT id FROM k)",
        [(row.pk,) for row in gone],
    )
    after = first_places(keys, table=table, ordered=True)
    for key in keys:
        was, now = before[key], after[key]
        if was != now:
            _move_unit(key, was, now, differences)
    differences.write()


def _move_unit(key: Key, was: str | None, now: str | None, differences: Differences) -> None:
    if was is not None:
        differences.unit(was, *key[1:], -1)
    if now is not None:
        differences.unit(now, *key[1:], 1)


def _insert_presences(new: Sequence[PresenceRow]) -> None:
    closed = _closed({row.reckoning_id for row in new})
    places = _places({row.unit_id for row in new})
    differences = Differences()
    columns, first = [], dict[Key, str]()
    for row in new:
        place = place_on(places.get(row.unit_id, []), row.day)
        if place is None:
            raise ValueError(f"unit {row.unit_id} has never been placed in the tree")
        is_late = row.reckoning_id in closed
        columns.append(
            (row.measure, row.reckoning_id, row.person_id, place.placement_id, place.path, row.day, row.source, is_late)
        )
        if not is_late:
            differences.value(place.path, row.reckoning_id, None, row.measure, "", 1)
            first.setdefault((row.unit_id, row.reckoning_id, row.measure, ""), place.path)
    before = first_places(first, table="presence")
    for key, path in first.items():
        if before[key] is None:
            differences.unit(path, *key[1:], 1)
    run_values(
        "INSERT INTO facts_presence (measure, reckoning_id, person_id, placement_id, path, day, source, is_late)"
        " VALUES {values}",
        columns,
    )
    differences.write()

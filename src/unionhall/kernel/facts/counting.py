"""Writing facts and presences in bulk: a paper handed in is a handful of statements, and so are a thousand.

Hot path, so hand-written SQL: every statement takes all rows at once, and nothing is asked of the database in a loop.
All of it runs inside the caller's transaction (or its own, where there is none).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from unionhall.kernel import path as paths
from unionhall.kernel.facts import declare
from unionhall.kernel.facts.declare import FactRow, Kind, PresenceRow
from unionhall.kernel.facts.models import Presence
from unionhall.kernel.facts.stored import (
    Key,
    Place,
    Stored,
    closed_among,
    facts_of,
    first_places,
    place_on,
    places_by_unit,
)
from unionhall.kernel.facts.summaries import (
    MANY,
    Differences,
    lock_sources,
    lock_units,
    lock_writers,
    month_of,
    run_values,
    share_writers,
    slices_of,
)


def record(rows: Iterable[FactRow]) -> None:
    """See ``actions.record``."""
    wanted = _checked(rows)
    if not wanted:
        return
    with transaction.atomic():
        _enter(wanted.values())
        stored = facts_of(list(wanted))
        closed = closed_among(
            {row.reckoning_id for row in wanted.values()} | {fact.reckoning_id for fact in stored.values()}
        )
        places = places_by_unit({row.unit_id for row in wanted.values()})
        plan = _Plan()
        for key, row in wanted.items():
            plan.put(row, stored.get((*key, False)), stored.get((*key, True)), places, closed)
        plan.write()


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
        _enter(wanted.values())
        known = run_values(
            "WITH k(measure, reckoning_id, person_id) AS (VALUES {values})"
            " SELECT k.measure, k.reckoning_id, k.person_id, f.id, f.is_taken_back FROM k"
            " JOIN facts_presence f ON f.measure = k.measure AND f.reckoning_id = k.reckoning_id"
            " AND f.person_id = k.person_id",
            list(wanted),
        )
        for *key, _pk, _is_taken_back in known:
            wanted.pop((key[0], key[1], key[2]))
        if again := [row[3] for row in known if row[4]]:
            Presence.objects.filter(pk__in=again).update(is_taken_back=False)
        new = list(wanted.values())
        return _insert_presences(new) if new else 0


def _enter(rows: Collection[FactRow | PresenceRow]) -> None:
    """Write beside others who write of other sources; of very many, alone, since each has its lock."""
    sources = {row.source for row in rows}
    if max(len(sources), len({row.unit_id for row in rows})) > MANY:
        lock_writers()
    else:
        share_writers()
        lock_sources(sources)


def _first_places(keys: Iterable[Key], *, table: str = "fact") -> dict[Key, str | None]:
    """``first_places``, certain: nobody else reports for the first time for a unit that has not yet."""
    found = first_places(keys, table=table)
    silent = [key for key, path in found.items() if path is None]
    if silent and connection.vendor == "postgresql":
        units = {key[0] for key in silent}
        if len(units) <= MANY:  # more: this transaction has all to itself
            lock_units(units)
        found |= first_places(silent, table=table)
    return found


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
        self.differences = Differences.of_writers()

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
                counted.path, counted.reckoning_id, counted.day, (counted.measure, counted.slice), more
            )

    def _put_late(
        self, row: FactRow, counted: Stored | None, late: Stored | None, places: dict[int, list[Place]]
    ) -> None:
        value = row.value - (counted.value if counted else 0)
        if late is not None:
            self.updates.append((late.pk, value))  # also where the value is the same: it is no longer taken back
        elif value or counted is None:
            of_it = replace(row, reckoning_id=counted.reckoning_id) if counted else row
            self._insert(of_it, places, value, is_late=True)

    def _insert(self, row: FactRow, places: dict[int, list[Place]], value: int, *, is_late: bool) -> None:
        place = place_on(places.get(row.unit_id, []), row.day)
        if place is None:
            raise ValueError(f"unit {row.unit_id} has never been placed in the tree")
        self.inserts.append(_Insert(row, place, value, is_late))
        if not is_late:
            self.differences.value(place.path, row.reckoning_id, row.day, (row.measure, row.slice), value)

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
            " UPDATE facts_fact SET value = k.value, is_taken_back = (k.id <> k.id) FROM k WHERE facts_fact.id = k.id",
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
    before = _first_places(first)
    for key, path in first.items():
        if before[key] is None:
            differences.unit(path, *key[1:], 1)


def _insert_presences(new: Sequence[PresenceRow]) -> int:
    """Returns how many were new indeed: on PostgreSQL somebody else may have counted one in this very moment."""
    closed = closed_among({row.reckoning_id for row in new})
    places = places_by_unit({row.unit_id for row in new})
    differences = Differences.of_writers()
    columns, first = dict[tuple[str, int, int], tuple[Any, ...]](), dict[Key, str]()
    for row in new:
        place = place_on(places.get(row.unit_id, []), row.day)
        if place is None:
            raise ValueError(f"unit {row.unit_id} has never been placed in the tree")
        is_late = row.reckoning_id in closed
        columns[row.measure, row.reckoning_id, row.person_id] = (
            row.measure, row.reckoning_id, row.person_id, place.placement_id, place.path, row.day, row.source, is_late
        )  # fmt: skip
        if not is_late:
            first.setdefault((row.unit_id, row.reckoning_id, row.measure, ""), place.path)
    before = _first_places(first, table="presence")
    written = run_values(
        "INSERT INTO facts_presence (measure, reckoning_id, person_id, placement_id, path, day, source, is_late)"
        " VALUES {values} ON CONFLICT DO NOTHING RETURNING measure, reckoning_id, person_id",
        list(columns.values()),
    )
    counted = [columns[at] for at in written if not columns[at][-1]]
    for measure, reckoning_id, _person, _placement, path, day, *_rest in counted:
        differences.value(path, reckoning_id, day, (measure, ""), 1, by_month=False)
    reporting = {(paths.unit_id(row[4]), row[1], row[0], "") for row in counted}
    for key, path in first.items():
        if before[key] is None and key in reporting:
            differences.unit(path, *key[1:], 1)
    differences.write()
    return len(written)

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
from unionhall.kernel.driver import Asked
from unionhall.kernel.facts import declare
from unionhall.kernel.facts.declare import FactRow, Kind, PresenceRow
from unionhall.kernel.facts.models import Presence
from unionhall.kernel.facts.stored import (
    Place,
    Report,
    Stored,
    asked_closed,
    asked_facts,
    asked_places,
    asked_reports,
    closed_among,
    closed_of,
    facts_by_key,
    place_on,
    places_of,
    reported_among,
)
from unionhall.kernel.facts.summaries import (
    MANY,
    Differences,
    at_once,
    lock_units,
    lock_writers,
    month_of,
    put_values,
    read_together,
    run_values,
    share_writers,
    slices_of,
    with_values,
)

Person = tuple[str, int, int]  # measure, reckoning, person


def record(rows: Iterable[FactRow], present: Iterable[PresenceRow] = ()) -> int:
    """See ``actions.record``; how many people were new."""
    wanted, people = _checked(rows), _people(present)
    if not wanted and not people:
        return 0
    with at_once():
        _enter([*wanted.values(), *people.values()])
        told: list[FactRow | PresenceRow] = [*wanted.values(), *people.values()]
        reports = list(dict.fromkeys(report for row in told for report in _reports(row)))
        reckonings = {row.reckoning_id for row in told}
        facts, known, closings, placed, reported = read_together(
            [
                asked_facts(list(wanted)),
                _asked_people(list(people)),
                asked_closed(reckonings),
                asked_places({row.unit_id for row in told}),
                asked_reports(reports),
            ]
        )
        stored, new = facts_by_key(facts), _unknown(people, known)
        closed = closed_of(reckonings, closings)
        if others := {fact.reckoning_id for fact in stored.values()} - reckonings:
            closed |= closed_among(others)  # what was counted for another reckoning stays there
        plan = _Plan(places_of(placed), closed, reported_among(reports, reported))
        for key, row in wanted.items():
            plan.put(row, stored.get((*key, False)), stored.get((*key, True)))
        for one in new:
            plan.put_present(one)
        return plan.write()


def mark_present(rows: Iterable[PresenceRow]) -> int:
    """See ``actions.mark_present``."""
    return record((), rows)


def _people(rows: Iterable[PresenceRow]) -> dict[Person, PresenceRow]:
    """The rows by whom they count; of several for one the first counts."""
    wanted: dict[Person, PresenceRow] = {}
    for row in rows:
        if declare.measures[row.measure].kind is not Kind.DISTINCT:
            raise ValueError(f"{row.measure} counts no people")
        wanted.setdefault((row.measure, row.reckoning_id, row.person_id), row)
    return wanted


def _asked_people(people: Sequence[Person]) -> list[Asked]:
    return with_values(
        "WITH k(measure, reckoning_id, person_id) AS (VALUES {values})"
        " SELECT k.measure, k.reckoning_id, k.person_id, f.id, f.is_taken_back FROM k"
        " JOIN facts_presence f ON f.measure = k.measure AND f.reckoning_id = k.reckoning_id"
        " AND f.person_id = k.person_id",
        people,
    )


def _unknown(people: dict[Person, PresenceRow], known: Sequence[tuple[Any, ...]]) -> list[PresenceRow]:
    """Those who are not counted yet. Who was counted and taken back counts again as they did."""
    if again := [row[3] for row in known if row[4]]:
        Presence.objects.filter(pk__in=again).update(is_taken_back=False)
    there = {(row[0], row[1], row[2]) for row in known}
    return [row for key, row in people.items() if key not in there]


def _reports(row: FactRow | PresenceRow) -> list[Report]:
    """What a unit reports by a row that counts: in its reckoning, and in the month of its day."""
    if isinstance(row, PresenceRow):
        return [("presence", row.unit_id, row.reckoning_id, row.measure, "")]
    axes = (month_of(row.day),) if row.reckoning_id is None else (row.reckoning_id, month_of(row.day))
    return [("fact", row.unit_id, axis, row.measure, part) for part in slices_of(row.slice) for axis in axes]


def _enter(rows: Collection[FactRow | PresenceRow]) -> None:
    """Write beside others who write of other sources; of very many, alone, since each has its lock."""
    sources = {row.source for row in rows}
    if max(len(sources), len({row.unit_id for row in rows})) > MANY:
        lock_writers()
    else:
        share_writers(sources)


def _silent(reports: Iterable[Report], reported: Collection[Report]) -> set[Report]:
    """Which of these were not ``reported``, certain: nobody else reports for the first time for such a unit now."""
    silent = [key for key in reports if key not in reported]
    if silent and connection.vendor == "postgresql":
        units = {key[1] for key in silent}
        if len(units) <= MANY:  # more: this transaction has all to itself
            lock_units(units)
        return set(silent) - reported_among(silent, read_together([asked_reports(silent)])[0])
    return set(silent)


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

    def __init__(self, places: dict[int, list[Place]], closed: set[int], reported: set[Report]) -> None:
        self.places, self.closed, self.reported = places, closed, reported
        self.inserts: list[_Insert] = []
        self.updates: list[tuple[int, int]] = []
        self.present: dict[Person, tuple[Any, ...]] = {}
        self.first: dict[Report, str] = {}  # what may be a unit's first report, and where
        self.differences = Differences.of_writers()

    def put(self, row: FactRow, counted: Stored | None, late: Stored | None) -> None:
        """Decide about one row, given what is stored of it."""
        reckoning_id = counted.reckoning_id if counted else late.reckoning_id if late else row.reckoning_id
        if reckoning_id in self.closed:
            self._put_late(row, counted, late)
        elif counted is None:
            self._insert(row, row.value, is_late=False)
        elif counted.value != row.value:
            self.updates.append((counted.pk, row.value))
            more = row.value - counted.value
            self.differences.value(
                counted.path, counted.reckoning_id, counted.day, (counted.measure, counted.slice), more
            )

    def put_present(self, row: PresenceRow) -> None:
        """Somebody who is not counted yet."""
        place = self._place(row)
        is_late = row.reckoning_id in self.closed
        self.present[row.measure, row.reckoning_id, row.person_id] = (
            row.measure, row.reckoning_id, row.person_id, place.placement_id, place.path, row.day, row.source, is_late
        )  # fmt: skip
        if not is_late:
            self._note(row, place)

    def _place(self, row: FactRow | PresenceRow) -> Place:
        place = place_on(self.places.get(row.unit_id, []), row.day)
        if place is None:
            raise ValueError(f"unit {row.unit_id} has never been placed in the tree")
        return place

    def _put_late(self, row: FactRow, counted: Stored | None, late: Stored | None) -> None:
        value = row.value - (counted.value if counted else 0)
        if late is not None:
            self.updates.append((late.pk, value))  # also where the value is the same: it is no longer taken back
        elif value or counted is None:
            of_it = replace(row, reckoning_id=counted.reckoning_id) if counted else row
            self._insert(of_it, value, is_late=True)

    def _insert(self, row: FactRow, value: int, *, is_late: bool) -> None:
        place = self._place(row)
        self.inserts.append(_Insert(row, place, value, is_late))
        if is_late:
            return
        self.differences.value(place.path, row.reckoning_id, row.day, (row.measure, row.slice), value)
        self._note(row, place)

    def _note(self, row: FactRow | PresenceRow, place: Place) -> None:
        for report in _reports(row):
            self.first.setdefault(report, place.path)

    def write(self) -> int:
        """Write facts, presences and summaries: at most nine statements, whatever the number of rows.

        Returns how many people were new.
        """
        silent = _silent(self.first, self.reported)
        with transaction.atomic(savepoint=False):  # part of the act: if it fails, so does all
            put_values(
                "INSERT INTO facts_fact (measure, placement_id, path, day, reckoning_id, slice, value, source, is_late)"
                " VALUES {values}",
                [_columns(new) for new in self.inserts],
            )
            put_values(
                "WITH k(id, value) AS (VALUES {values}) UPDATE facts_fact"
                " SET value = k.value, is_taken_back = (k.id <> k.id) FROM k WHERE facts_fact.id = k.id",
                self.updates,
            )
            people = self._write_present()
            came = {(paths.unit_id(row[4]), row[1], row[0]) for row in people if not row[-1]}
            for key, path in self.first.items():
                table, unit_id, axis, measure, part = key
                if key in silent and (table == "fact" or (unit_id, axis, measure) in came):
                    self.differences.unit(path, axis, measure, part, 1)
            self.differences.write()
        return len(people)

    def _write_present(self) -> list[tuple[Any, ...]]:
        """Those who were new indeed: on PostgreSQL somebody else may have counted one in this very moment."""
        written = run_values(
            "INSERT INTO facts_presence (measure, reckoning_id, person_id, placement_id, path, day, source, is_late)"
            " VALUES {values} ON CONFLICT DO NOTHING RETURNING measure, reckoning_id, person_id",
            list(self.present.values()),
        )
        people = [self.present[at] for at in written]
        for measure, reckoning_id, _person, _placement, path, day, _source, is_late in people:
            if not is_late:
                self.differences.value(path, reckoning_id, day, (measure, ""), 1, by_month=False)
        return people


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

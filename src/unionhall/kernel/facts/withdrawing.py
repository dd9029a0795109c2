"""Taking facts and presences back: summaries follow, what a closed reckoning counted stays with a late difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from unionhall.kernel.facts import declare
from unionhall.kernel.facts.declare import Kind
from unionhall.kernel.facts.models import Presence
from unionhall.kernel.facts.stored import (
    Key,
    Stored,
    as_date,
    closed_among,
    facts_from,
    first_places,
    places_by_unit,
)
from unionhall.kernel.facts.summaries import Differences, chunks, lock_writers, month_of, run_values, slices_of

FactKey = tuple[str, str, str]  # measure, slice, source


def withdraw(measures: Collection[str], sources: Iterable[str]) -> int:
    """See ``actions.withdraw``."""
    wanted = sorted(set(sources))
    if not wanted:
        return 0
    people = [measure for measure in measures if declare.measures[measure].kind is Kind.DISTINCT]
    counted = [measure for measure in measures if measure not in people]
    with transaction.atomic():
        lock_writers()
        taken = _withdraw_facts(counted, wanted) if counted else 0
        return taken + sum(_withdraw_presences(measure, wanted) for measure in people)


def _withdraw_facts(measures: Collection[str], sources: Sequence[str]) -> int:
    found = facts_from(measures, sources)
    if not found:
        return 0
    closed = closed_among({fact.reckoning_id for fact in found})
    counted = {_key(f): f for f in found if not f.is_late and f.reckoning_id in closed}
    late = {_key(f): f for f in found if f.is_late}
    gone = [f for f in found if not f.is_late and f.reckoning_id not in closed]
    gone += [fact for key, fact in late.items() if key not in counted]
    differences = Differences.of_writers()
    for fact in gone:
        if not fact.is_late:
            differences.value(fact.path, fact.reckoning_id, fact.day, (fact.measure, fact.slice), -fact.value)
    _delete("fact", gone, [f for f in gone if not f.is_late], differences)
    _take_back_late(counted, late)
    return len(gone) + len(counted)


def _key(fact: Stored) -> FactKey:
    return fact.measure, fact.slice, fact.source


def _take_back_late(counted: dict[FactKey, Stored], late: dict[FactKey, Stored]) -> None:
    """A closed figure stays as it is: what was withdrawn stands beside it as a late difference."""
    run_values(
        "WITH k(id, value) AS (VALUES {values})"
        " UPDATE facts_fact SET value = k.value, is_taken_back = (k.id = k.id) FROM k WHERE facts_fact.id = k.id",
        [(late[key].pk, -fact.value) for key, fact in counted.items() if key in late],
    )
    run_values(
        "WITH k(id, value) AS (VALUES {values})"
        " INSERT INTO facts_fact (measure, placement_id, path, day, reckoning_id, slice, value, source, is_late,"
        " is_taken_back) SELECT f.measure, f.placement_id, f.path, f.day, f.reckoning_id, f.slice, k.value, f.source,"
        " NOT f.is_late, NOT f.is_late"
        " FROM k JOIN facts_fact f ON f.id = k.id",
        [(fact.pk, -fact.value) for key, fact in counted.items() if key not in late],
    )


def withdraw_presences(ids: Sequence[int]) -> int:
    """Take back these presences alone, as ``withdraw`` does those of a source; returns how many."""
    if not ids:
        return 0
    with transaction.atomic():
        lock_writers()
        found = run_values(
            "WITH k(id) AS (VALUES {values})"
            " SELECT f.id, f.measure, f.path, f.day, f.reckoning_id, f.is_late, p.unit_id"
            " FROM k JOIN facts_presence f ON f.id = k.id JOIN org_placement p ON p.id = f.placement_id",
            [(pk,) for pk in ids],
        )
        return _take_back_presences(
            [
                Stored(pk, measure, "", "", 1, path, as_date(day), reckoning_id, bool(is_late), unit_id)
                for pk, measure, path, day, reckoning_id, is_late, unit_id in found
            ]
        )


def _withdraw_presences(measure: str, sources: Sequence[str]) -> int:
    found = run_values(
        "WITH k(source, measure) AS (VALUES {values}) SELECT f.id, f.path, f.day, f.reckoning_id, f.is_late, p.unit_id"
        " FROM k JOIN facts_presence f ON f.source = k.source AND f.measure = k.measure"
        " JOIN org_placement p ON p.id = f.placement_id",
        [(source, measure) for source in sources],
    )
    rows = [
        Stored(pk, measure, "", "", 1, path, as_date(day), reckoning_id, bool(is_late), unit_id)
        for pk, path, day, reckoning_id, is_late, unit_id in found
    ]
    return _take_back_presences(rows)


def _take_back_presences(rows: Sequence[Stored]) -> int:
    closed = closed_among({row.reckoning_id for row in rows})
    gone = [row for row in rows if row.is_late or row.reckoning_id not in closed]
    staying = sorted({row.pk for row in rows} - {row.pk for row in gone})
    for some in chunks(staying, 1):
        Presence.objects.filter(pk__in=some).update(is_taken_back=True)
    counted = [row for row in gone if not row.is_late]
    differences = Differences.of_writers()
    for row in counted:
        differences.value(row.path, row.reckoning_id, row.day, (row.measure, ""), -1, by_month=False)
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
    placed = places_by_unit({key[0] for key in keys})
    moving = {key for key in keys if len(placed[key[0]]) > 1}  # of whom the first report may stand elsewhere
    before: dict[Key, str | None] = {key: placed[key[0]][0].path for key in keys - moving}
    before |= first_places(moving, table=table, ordered=True)
    run_values(
        f"WITH k(id) AS (VALUES {{values}}) DELETE FROM facts_{table} WHERE id IN (SELECT id FROM k)",  # noqa: S608 -- one of two tables
        [(row.pk,) for row in gone],
    )
    after = first_places(keys - moving, table=table) | first_places(moving, table=table, ordered=True)
    for key in keys:
        was, now = before[key], after[key]
        if was != now:
            move_unit(key, was, now, differences)
    differences.write()


def move_unit(key: Key, was: str | None, now: str | None, differences: Differences) -> None:
    """A unit's first report stands elsewhere than before, or there is none any more."""
    if was is not None:
        differences.unit(was, *key[1:], -1)
    if now is not None:
        differences.unit(now, *key[1:], 1)

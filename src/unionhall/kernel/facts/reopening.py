"""Opening a closed reckoning again: what came late counts now, what was taken back goes, and the old snapshots stay.

Every row stays where it was placed: facts never move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction

from unionhall.kernel import clock
from unionhall.kernel.facts import asking
from unionhall.kernel.facts.models import Asked, Fact, Presence, Reckoning
from unionhall.kernel.facts.moves import silent_rows
from unionhall.kernel.facts.stored import Key, first_places
from unionhall.kernel.facts.summaries import Differences, month_of, slices_of
from unionhall.kernel.facts.withdrawing import move_unit
from unionhall.kernel.org.models import Placement

BATCH = 500


def reopen(reckoning: Reckoning) -> int:
    """Count as if it had never been closed; returns how many late facts and presences count from now on.

    Inside the caller's transaction, which holds the writers' lock. The next closing writes the next edition.
    """
    differences = Differences.of_writers()
    reckoning.closed = reckoning.settled = None
    reckoning.edition += 1
    reckoning.save(update_fields=["closed", "settled", "edition"])
    came = _facts(reckoning, differences) + _presences(reckoning, differences)
    differences.write()
    _follow(reckoning)
    return came


def _facts(reckoning: Reckoning, differences: Differences) -> int:
    late = list(Fact.objects.filter(reckoning=reckoning, is_late=True).select_related("placement").order_by("pk"))
    counted = _counted(reckoning, {fact.source for fact in late})
    beside = {fact.pk: counted[key] for fact in late if (key := _key(fact)) in counted}
    taken = [beside[fact.pk] for fact in late if fact.is_taken_back and fact.pk in beside]
    changed = [fact for fact in late if not fact.is_taken_back and fact.pk in beside]
    new = [fact for fact in late if not fact.is_taken_back and fact.pk not in beside]
    signed = [(beside[fact.pk], fact.value) for fact in changed]  # it is added to what stands there, on that day
    signed += [(fact, fact.value) for fact in new] + [(fact, -fact.value) for fact in taken]
    for fact, more in signed:
        differences.value(fact.path, reckoning.pk, fact.day, (fact.measure, fact.slice), more)
    for fact in changed:
        beside[fact.pk].value += fact.value
    gone = {fact.pk for fact in (*changed, *taken)} | {fact.pk for fact in late if fact.is_taken_back}

    def change() -> None:
        _in_batches(gone, lambda some: Fact.objects.filter(pk__in=some).delete())
        _in_batches({fact.pk for fact in new}, lambda some: Fact.objects.filter(pk__in=some).update(is_late=False))
        Fact.objects.bulk_update([beside[fact.pk] for fact in changed], ["value"], batch_size=BATCH)

    _change(reckoning, (*new, *taken), differences, change, table="fact")
    return len(new) + len(changed)


def _presences(reckoning: Reckoning, differences: Differences) -> int:
    rows = Presence.objects.filter(reckoning=reckoning).select_related("placement")
    new = list(rows.filter(is_late=True, is_taken_back=False))
    taken = list(rows.filter(is_late=False, is_taken_back=True))
    twice = set(_counted_twice(reckoning)) - {row.pk for row in taken}
    taken += list(rows.filter(is_late=False, pk__in=twice))
    new = [row for row in new if row.pk not in twice]
    for row, more in [*((row, 1) for row in new), *((row, -1) for row in taken)]:
        differences.value(row.path, reckoning.pk, row.day, (row.measure, ""), more, by_month=False)

    def change() -> None:
        _in_batches({row.pk for row in taken} | twice, lambda some: Presence.objects.filter(pk__in=some).delete())
        _in_batches({row.pk for row in new}, lambda some: Presence.objects.filter(pk__in=some).update(is_late=False))

    _change(reckoning, (*new, *taken), differences, change, table="presence")
    return len(new)


def _change(
    reckoning: Reckoning, rows: Iterable[Any], differences: Differences, change: Callable[[], None], *, table: str
) -> None:
    """Do it, and follow which unit reports first where: by that summaries count units."""
    keys: set[Key] = set()
    for row in rows:
        for part in slices_of(getattr(row, "slice", "")):
            keys.add((row.placement.unit_id, reckoning.pk, row.measure, part))
            if table == "fact":
                keys.add((row.placement.unit_id, month_of(row.day), row.measure, part))
    before = first_places(keys, table=table, ordered=True)
    change()
    after = first_places(keys, table=table, ordered=True)
    for key in keys:
        if before[key] != after[key]:
            move_unit(key, before[key], after[key], differences)


def _counted(reckoning: Reckoning, sources: Iterable[str]) -> dict[tuple[str, str, str], Fact]:
    found: dict[tuple[str, str, str], Fact] = {}
    rows = Fact.objects.filter(reckoning=reckoning, is_late=False).select_related("placement")
    wanted = sorted(sources)
    for start in range(0, len(wanted), BATCH):
        found |= {_key(fact): fact for fact in rows.filter(source__in=wanted[start : start + BATCH])}
    return found


def _key(fact: Fact) -> tuple[str, str, str]:
    return fact.measure, fact.slice, fact.source


def _in_batches(ids: Iterable[int], act: Callable[[Sequence[int]], object]) -> None:
    wanted = sorted(ids)
    for start in range(0, len(wanted), BATCH):
        act(wanted[start : start + BATCH])


def _counted_twice(reckoning: Reckoning) -> list[int]:
    """Presences of files that were made one with another after the closing, and are counted beside it."""
    rows = Presence.objects.filter(reckoning=reckoning, person__merged_into__isnull=False).select_related("person")
    merged = {(row.measure, row.person.merged_into_id): row.pk for row in rows}
    kept = set(
        Presence.objects.filter(reckoning=reckoning, person_id__in={person for _measure, person in merged})
        .order_by()
        .values_list("measure", "person_id")
    )
    return [pk for at, pk in merged.items() if at in kept]


def _follow(reckoning: Reckoning) -> None:
    """Units that have reported nothing are asked where they stand by now, and no longer where they were dissolved."""
    stale = Asked.objects.filter(reckoning=reckoning, until=None, placement__until__isnull=False)
    silent = silent_rows(set(stale.values_list("placement_id", flat=True)))
    mine = [row for row in silent if row.reckoning_id == reckoning.pk]
    today = clock.today()
    with transaction.atomic():
        Asked.objects.filter(pk__in=[row.pk for row in mine]).update(until=today)
        units = Placement.objects.filter(pk__in=[row.placement_id for row in mine]).values("unit_id")
        asked = Asked.objects.filter(reckoning=reckoning).values("placement_id")
        now = Placement.objects.open().filter(unit_id__in=units).exclude(pk__in=asked)
        Asked.objects.bulk_create(
            (Asked(reckoning=reckoning, placement=place, path=place.path, since=today) for place in now),
            batch_size=BATCH,
        )
        asking.changed([reckoning.pk])

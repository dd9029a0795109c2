"""Opening a closed reckoning again: what came late counts now, what was taken back goes, and the old snapshots stay.

It is done with the same verbs by which modules count, so summaries follow as they always do.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from unionhall.kernel import clock
from unionhall.kernel.facts import counting, withdrawing
from unionhall.kernel.facts.declare import FactRow, PresenceRow
from unionhall.kernel.facts.models import Asked, Fact, Presence, Reckoning
from unionhall.kernel.facts.moves import silent_rows
from unionhall.kernel.org.models import Placement

BATCH = 500


def reopen(reckoning: Reckoning) -> int:
    """Count as if it had never been closed; returns how many late facts and presences count from now on.

    Inside the caller's transaction, which holds the writers' lock. The next closing writes the next edition.
    """
    facts = list(Fact.objects.filter(reckoning=reckoning, is_late=True).select_related("placement").order_by("pk"))
    people = list(Presence.objects.filter(reckoning=reckoning, is_late=True).select_related("placement").order_by("pk"))
    gone = list(Presence.objects.filter(reckoning=reckoning, is_taken_back=True).values_list("pk", flat=True))
    gone += _counted_twice(reckoning)
    rows, withdrawn = _as_they_stand(reckoning, facts)
    for start in range(0, len(facts), BATCH):
        Fact.objects.filter(pk__in=[fact.pk for fact in facts[start : start + BATCH]]).delete()
    for start in range(0, len(people), BATCH):
        Presence.objects.filter(pk__in=[row.pk for row in people[start : start + BATCH]]).delete()
    reckoning.closed = reckoning.settled = None
    reckoning.edition += 1
    reckoning.save(update_fields=["closed", "settled", "edition"])
    for measure, sources in withdrawn.items():
        withdrawing.withdraw(measure, sources)
    withdrawing.withdraw_presences(sorted(set(gone)))
    counting.record(rows)
    counting.mark_present(_presence_row(row) for row in people)
    _follow(reckoning)
    return len(rows) + len(people)


def _as_they_stand(reckoning: Reckoning, late: Sequence[Fact]) -> tuple[list[FactRow], dict[str, list[str]]]:
    """The facts to be written with the value they have by now, and by measure the sources that are withdrawn first."""
    sources = sorted({fact.source for fact in late})
    counted: dict[tuple[str, str, str], Fact] = {}
    for start in range(0, len(sources), BATCH):
        some = Fact.objects.filter(reckoning=reckoning, is_late=False, source__in=sources[start : start + BATCH])
        counted |= {(fact.measure, fact.slice, fact.source): fact for fact in some.select_related("placement")}
    differences = {(fact.measure, fact.slice, fact.source): fact for fact in late}
    taken_back = {(fact.measure, fact.source) for fact in late if fact.is_taken_back}
    withdrawn: dict[str, list[str]] = {}
    for measure, source in sorted(taken_back):
        withdrawn.setdefault(measure, []).append(source)
    rows = [
        _fact_row(counted.get(key) or fact, fact.value + (counted[key].value if key in counted else 0))
        for key, fact in differences.items()
        if not fact.is_taken_back
    ]
    rows += [  # other slices of a withdrawn source, which withdrawing takes along
        _fact_row(fact, fact.value)
        for key, fact in counted.items()
        if (fact.measure, fact.source) in taken_back and key not in differences
    ]
    return rows, withdrawn


def _fact_row(fact: Fact, value: int) -> FactRow:
    return FactRow(fact.measure, fact.placement.unit_id, fact.day, value, fact.source, fact.reckoning_id, fact.slice)


def _presence_row(row: Presence) -> PresenceRow:
    return PresenceRow(row.measure, row.reckoning_id, row.person_id, row.placement.unit_id, row.day, row.source)


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

"""Making things findable and forgetting them. Called by actions that change what is found, in their transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from unionhall.kernel.org.events import UnitChanged, UnitsEnded, UnitsFounded
from unionhall.kernel.search import declare, pairs
from unionhall.kernel.search import index as pair_index
from unionhall.kernel.search.declare import SearchEntry
from unionhall.kernel.search.models import Entry
from unionhall.kernel.search.units import UNIT, entry_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry with its tokens, ready to be written."""

    entry: Entry
    tokens: list[str]


def prepare(entries: Iterable[SearchEntry]) -> list[Prepared]:
    """Cut and spell, without the database: what a bulk act does before its transaction begins.

    Of two entries for one thing the later holds.
    """
    latest = {(entry.kind, entry.object_id): entry for entry in entries}
    return [_prepared(entry) for entry in latest.values()]


def index(entries: Iterable[SearchEntry]) -> None:
    """Let these be found, each in place of what stood for the same thing."""
    write(prepare(entries))


def write(prepared: Collection[Prepared]) -> None:
    """Write what ``prepare`` gave."""
    if not prepared:
        return
    with transaction.atomic():
        stored = Entry.objects.bulk_create(
            [each.entry for each in prepared],
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["unit", "title"],
            batch_size=BATCH,
        )
        pair_index.write((entry.pk, each.tokens) for entry, each in zip(stored, prepared, strict=True))


def forget(kind: str, ids: Iterable[int]) -> None:
    """Let these not be found any more; those that were not, are no error."""
    Entry.objects.filter(kind=kind, object_id__in=list(ids)).delete()


def reindex(kind: str) -> int:
    """Index everything of a kind anew from its source and forget what is gone; returns how many there are.

    Raises KeyError for a kind without a reindexer.
    """
    entries = list(declare.reindexers[kind]())
    prepared = prepare(entries)
    gone = set(Entry.objects.filter(kind=kind).values_list("object_id", flat=True))
    gone -= {entry.object_id for entry in entries}
    with transaction.atomic():
        forget(kind, gone)
        write(prepared)
    return len(prepared)


def follow_founding(event: UnitsFounded) -> None:
    """New units can be found."""
    index(entry_of(unit) for unit in event.units)


def follow_change(event: UnitChanged) -> None:
    """A unit is found by its new name."""
    index([entry_of(event.unit)])


def follow_ending(event: UnitsEnded) -> None:
    """Dissolved units are not found."""
    forget(UNIT, event.unit_ids)


def _prepared(entry: SearchEntry) -> Prepared:
    row = Entry(
        kind=entry.kind,
        object_id=entry.object_id,
        unit_id=entry.unit_id,
        title=entry.title[:160],
    )
    return Prepared(row, pairs.document(entry.title, entry.text))

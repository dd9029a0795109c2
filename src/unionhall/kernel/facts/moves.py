"""What asking does when the tree changes: units that have reported nothing yet are asked where they stand now.

A unit that has reported stays asked where it did, so that "n of m" never shows more than all. Facts never move.
"""

from unionhall.kernel.facts import asking
from unionhall.kernel.facts.models import Asked, Fact, Presence
from unionhall.kernel.facts.summaries import lock_writers
from unionhall.kernel.journal import events
from unionhall.kernel.org.events import UnitMoved, UnitsEnded, UnitsWentOver
from unionhall.kernel.org.models import Placement


def listen() -> None:
    """Follow the tree's changes, in their own transaction."""
    events.listen(UnitMoved, follow)
    events.listen(UnitsWentOver, follow)
    events.listen(UnitsEnded, stop)


def follow(event: UnitMoved | UnitsWentOver) -> None:
    """Ask the moved units at their new places, in every open reckoning to which they owe everything yet."""
    lock_writers()
    silent = [row for row in silent_rows(set(event.placements)) if row.placement_id in event.placements]
    now = Placement.objects.in_bulk({event.placements[row.placement_id] for row in silent})
    for row in silent:
        row.until = event.on
    Asked.objects.bulk_update(silent, ["until"], batch_size=500)
    moved = [(row.reckoning_id, now[event.placements[row.placement_id]]) for row in silent]
    Asked.objects.bulk_create(
        (Asked(reckoning_id=pk, placement=place, path=place.path, since=event.on) for pk, place in moved),
        batch_size=500,
    )
    asking.changed({row.reckoning_id for row in silent})


def stop(event: UnitsEnded) -> None:
    """Ask units that were dissolved no longer, where they have reported nothing."""
    lock_writers()
    places = Placement.objects.open().filter(unit_id__in=event.unit_ids)
    silent = silent_rows(set(places.values_list("pk", flat=True)))
    Asked.objects.filter(pk__in=[row.pk for row in silent]).update(until=event.on)
    asking.changed({row.reckoning_id for row in silent})


def silent_rows(placement_ids: set[int]) -> list[Asked]:
    """Open rows at these placements whose unit has reported nothing in the reckoning."""
    rows = list(Asked.objects.filter(reckoning__closed=None, until=None, placement_id__in=placement_ids))
    units = dict(Placement.objects.filter(pk__in=placement_ids).values_list("pk", "unit_id"))
    asked_in = {row.reckoning_id for row in rows}
    reported: set[tuple[int | None, int]] = set()
    for model in (Fact, Presence):
        found = model.objects.filter(reckoning__in=asked_in, placement__unit_id__in=set(units.values()))
        reported |= set(found.order_by().values_list("reckoning_id", "placement__unit_id").distinct())
    return [row for row in rows if (row.reckoning_id, units[row.placement_id]) not in reported]

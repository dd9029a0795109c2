"""The snapshots of a closed reckoning, from facts that no longer change and the tree of the day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, transaction

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.facts import tally
from unionhall.kernel.facts.models import Asked, Reckoning
from unionhall.kernel.facts.summaries import run_values
from unionhall.kernel.org.models import Placement

BATCH = 2500  # rows: as many as go into one statement
Totals = dict[tuple[str, str, str], tuple[int, int, int]]  # (path, measure, slice) → value, own, units
_COLUMNS = "reckoning_id, edition, unit_id, path, measure, slice, value, own, units, asked, at"


def settle(reckoning: Reckoning) -> None:
    """Write the snapshots in batches, each its own transaction, and then let figures be read from them.

    Idempotent: an interrupted one is done again, and rows that stand already are left as they are. Written by hand: a
    thousand units are thirty thousand rows, and through the ORM each costs ten times what it takes to store.
    """
    rows = list(_snapshots(reckoning))
    for start in range(0, len(rows), BATCH):
        with transaction.atomic():
            run_values(
                f"INSERT INTO facts_snapshot ({_COLUMNS}) VALUES {{values}} ON CONFLICT DO NOTHING",  # noqa: S608
                rows[start : start + BATCH],
            )
    reckoning.settled = clock.now()
    reckoning.save(update_fields=["settled"])


def totals(reckoning: Reckoning) -> Totals:
    """What every place comes to by the facts that count: what a snapshot says."""
    counted = tally.by_reckoning(reckoning)
    found: dict[tuple[str, str, str], tuple[int, int, int]] = {}
    for (path, _, measure, slice), (value, units) in counted.own.items():
        found[path, measure, slice] = (value, value, units)
    for (path, _, measure, slice), (value, units) in counted.below.by_reckoning.items():
        before, own, n = found.get((path, measure, slice), (0, 0, 0))
        found[path, measure, slice] = (before + value, own, n + units)
    return found


def _snapshots(reckoning: Reckoning) -> Iterator[tuple[Any, ...]]:
    """A row for every place and what was counted there, and one without a measure for every place concerned."""
    asked: dict[str, int] = {}
    called = set(Asked.objects.filter(reckoning=reckoning, until=None).values_list("path", flat=True))
    for path in called:
        for place in paths.lineage(path):
            asked[place] = asked.get(place, 0) + 1
    counted = totals(reckoning)
    at = connection.ops.adapt_datetimefield_value(reckoning.closed or clock.now())
    of = reckoning.pk, reckoning.edition
    for place in sorted(_tree(called) | asked.keys() | {path for path, _, _ in counted}):
        yield (*of, paths.unit_id(place), place, "", "", 0, 0, 0, asked.get(place, 0), at)
    for (path, measure, slice), (value, own, units) in sorted(counted.items()):
        yield (*of, paths.unit_id(path), path, measure, slice, value, own, units, asked.get(path, 0), at)


def _tree(called: Collection[str]) -> set[str]:
    """The places of the asked units and all that stand below them now."""
    standing = Placement.objects.open().order_by("path").values_list("path", flat=True)
    return {path for path in standing.iterator() if any(above in called for above in paths.lineage(path))}

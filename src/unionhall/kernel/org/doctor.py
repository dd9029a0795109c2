"""Checks the tree as it is stored. Every act keeps these; damage comes from outside (a restored table, raw SQL)."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

from unionhall.kernel import path as paths
from unionhall.kernel.org import declare
from unionhall.kernel.org.models import Placement, Succession, Unit

_EVER = date.max


def check() -> list[str]:
    """What is wrong with units and placements, one English sentence each for the operator; empty when all is sound."""
    units = Unit.objects.in_bulk()
    placed: dict[int, list[Placement]] = defaultdict(list)
    ever: dict[int, list[Placement]] = defaultdict(list)
    # An interval that begins and ends on the same day holds on no day.
    for placement in Placement.objects.order_by("unit_id", "since", "pk"):
        ever[placement.unit_id].append(placement)
        if placement.since != placement.until:
            placed[placement.unit_id].append(placement)
    found = [f"kind {pair}: the child is not declared" for pair in declare.unknown_children()]
    for unit in units.values():
        found += _of_unit(unit, placed[unit.pk])
        for placement in placed[unit.pk]:
            found += _of_placement(placement, units, placed)
    for went in Succession.objects.select_related("unit", "successor").order_by("pk"):
        found += _of_succession(went, ever)
    return found


def _of_succession(went: Succession, placed: dict[int, list[Placement]]) -> list[str]:
    where = f"unit {went.unit.code} to {went.successor.code} on {went.on}"
    ends = [placement.until for placement in placed[went.unit_id]]
    found = []
    if went.is_whole and (went.unit.state != Unit.State.ENDED or went.on != (ends[-1] if ends else went.on)):
        found.append(f"{where}: went over wholly, and did not end on that day")
    if not any(p.since <= went.on and (p.until is None or went.on <= p.until) for p in placed[went.successor_id]):
        found.append(f"{where}: the successor did not stand then")
    return found


def _of_unit(unit: Unit, placements: list[Placement]) -> list[str]:
    found = []
    is_open = bool(placements) and placements[-1].until is None
    if unit.state == Unit.State.ENDED and is_open:
        found.append(f"unit {unit.code}: is dissolved and still stands in the tree")
    if unit.state != Unit.State.ENDED and not is_open:
        found.append(f"unit {unit.code}: is not dissolved and stands nowhere")
    if unit.kind not in declare.kinds:
        found.append(f"unit {unit.code}: its kind {unit.kind} is not declared")
    for one, next_one in pairwise(placements):
        if one.until is None or one.until > next_one.since:
            found.append(f"unit {unit.code}: stands in two places on {next_one.since}")
        elif one.until < next_one.since:
            found.append(f"unit {unit.code}: stands nowhere from {one.until} until {next_one.since}")
    return found


def _of_placement(placement: Placement, units: dict[int, Unit], placed: dict[int, list[Placement]]) -> list[str]:
    unit = units[placement.unit_id]
    where = f"unit {unit.code} from {placement.since}"
    if len(placement.path) % paths.SEGMENT or placement.path[-paths.SEGMENT :] != paths.segment(unit.pk):
        return [f"{where}: its path {placement.path} does not end with its own segment"]
    above = paths.parent(placement.path)
    if placement.parent_id is None:
        return [f"{where}: has no parent, yet its path {placement.path} has one"] if above else []
    found = []
    parent = units[placement.parent_id]
    if placement.until is None and not _may_stand_under(unit, parent):
        found.append(f"{where}: a {unit.kind} may not stand under a {parent.kind}")
    if not _is_covered(placement, [p for p in placed[parent.pk] if p.path == above]):
        found.append(f"{where}: {parent.code} did not always stand at {above or 'the top'} in that time")
    return found


def _may_stand_under(unit: Unit, parent: Unit) -> bool:
    return parent.kind in declare.kinds and unit.kind in declare.kinds[parent.kind].children


def _is_covered(placement: Placement, above: list[Placement]) -> bool:
    """Whether the intervals of ``above`` (by since) leave no gap in the placement's."""
    day, until = placement.since, placement.until or _EVER
    for one in above:
        if one.since <= day:
            day = max(day, one.until or _EVER)
    return day >= until

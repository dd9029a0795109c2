"""One sweep as one reader may see it: how far it is, what was found, where to go next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from unionhall.desk.board import queries as board
from unionhall.desk.sweep.planning import Known, Next, plan
from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import queries as campaigns
from unionhall.modules.campaigns.models import Campaign
from unionhall.modules.safety.permissions import InspectionPermission, SafetyPermission
from unionhall.modules.safety.queries import sweeping
from unionhall.modules.safety.queries.sweeping import LookedAt
from unionhall.modules.safety.queries.tallies import Cells, Tally

PASS_RATE = "learning.pass_rate"  # noqa: S105 -- no password


@dataclass(frozen=True, slots=True)
class Part:
    """A unit directly below (or the one of the page): asked units, those looked at, and its hazards."""

    unit: Unit
    asked: int
    covered: int
    visits: int
    tally: Tally

    @property
    def share(self) -> int:
        """Looked at, of asked, in percent."""
        return round(100 * self.covered / self.asked) if self.asked else 0


@dataclass(frozen=True, slots=True)
class Sweep:
    """All that the page of a sweep shows of one part of the tree."""

    whole: Part
    parts: list[Part]
    cells: Cells
    plan: list[Next]


def sweeps(by: Actor) -> QuerySet[Campaign]:
    """The campaigns I see that have a task in a measure of safety, the latest first."""
    return campaigns.campaigns_for(by).filter(tasks__measure__startswith="safety.").distinct()


def sweep_for(by: Actor, campaign_id: int, code: str) -> tuple[Campaign, Reckoning, Unit]:
    """A campaign and the part of the tree to show. Raises Denied where hazards and inspections may not be read."""
    campaign, reckoning = board.campaign_for(by, campaign_id)
    unit = board.unit_for(by, campaign, reckoning, code)
    place = org.path_of(unit)
    by.must(SafetyPermission.READ, at=place)
    by.must(InspectionPermission.READ, at=place)
    if not sweeps(by).filter(pk=campaign.pk).exists():
        raise Denied(SafetyPermission.READ.value)
    return campaign, reckoning, unit


def sweep(by: Actor, campaign: Campaign, reckoning: Reckoning, unit: Unit) -> Sweep:
    """How far it is below ``unit``, by the units directly below, and where to go next. A fixed number of queries."""
    rates = facts.by_asked_unit(by, [PASS_RATE], unit, reckoning)
    asked = org.paths_of(rates)
    visited = sweeping.looked_at(rates, campaign.pk)
    counted = sweeping.seen(by, rates, campaign.since, campaign.until)
    place = org.path_of(unit)
    child_of = {unit_id: _child(place, path) for unit_id, path in asked.items()}
    children = {one.pk: one for one in Unit.objects.filter(pk__in=set(child_of.values()))}
    tallies = counted.by(lambda row: child_of[row["site_id"]])
    parts = [
        _part(child, [pk for pk, above in child_of.items() if above == child.pk], visited, tallies.get(child.pk))
        for child in sorted(children.values(), key=lambda one: one.code)
    ]
    return Sweep(
        whole=_part(unit, list(rates), visited, counted.whole()),
        parts=[one for one in parts if one.unit.pk != unit.pk],
        cells=counted,
        plan=_plan(by, {pk: told[PASS_RATE] for pk, told in rates.items()}, visited),
    )


def _child(place: str, path: str) -> int:
    """The unit of the page to which a path belongs: the one directly below, or the one itself."""
    return paths.unit_id(path) if path == place else paths.unit_ids(path)[paths.depth(place)]


def _part(unit: Unit, ids: list[int], visited: Mapping[int, LookedAt], tally: Tally | None) -> Part:
    counts = [visited[pk].for_campaign for pk in ids if pk in visited]
    return Part(unit, len(ids), sum(n > 0 for n in counts), sum(counts), tally or Tally())


def _plan(by: Actor, rates: Mapping[int, facts.Figure], visited: Mapping[int, LookedAt]) -> list[Next]:
    today, units = clock.today(), Unit.objects.in_bulk(list(rates))
    standing: dict[int, Tally] = sweeping.seen(by, rates).by(lambda row: row["site_id"])
    planned = sweeping.planned_at(rates)
    known = []
    for pk, unit in units.items():
        here = standing.get(pk, Tally())
        last = visited.get(pk)
        known.append(
            Known(
                unit=unit,
                open=here.open,
                overdue=here.overdue,
                last=last.last if last else None,
                is_covered=bool(last and last.for_campaign),
                is_planned=pk in planned,
                failed=_failed(rates[pk]),
            )
        )
    return plan(known, today)


def _failed(rate: facts.Figure) -> Decimal | None:
    """The share of papers not passed, where it may be known."""
    return None if rate.value is None else 1 - Decimal(rate.value)

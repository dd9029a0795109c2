"""One campaign as one reader may see it: their own part of the tree, never more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import Kind, Measure, measures
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import queries as campaigns
from unionhall.modules.campaigns.models import Campaign

UNITS, PEOPLE, PAPERS = "campaigns.units", "campaigns.people", "learning.papers"
GAIN = "learning.gain"
COUNTED = (UNITS, PEOPLE, "learning.times", PAPERS, "learning.pass_rate", "learning.mean", GAIN)
COUNTS = (Kind.ADDITIVE, Kind.DISTINCT)
LAGGING_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Child:
    """One unit directly below, with its figures; ``share`` is enrolled of asked in percent."""

    unit: Unit
    figures: dict[str, facts.Figure]

    @property
    def units(self) -> facts.Figure:
        """How many have enrolled."""
        return self.figures[UNITS]

    @property
    def others(self) -> list[facts.Figure]:
        """What stands in the columns after the first."""
        return [figure for key, figure in self.figures.items() if key != UNITS]

    @property
    def share(self) -> int:
        """Enrolled of asked, in percent."""
        return share(self.units)


@dataclass(frozen=True, slots=True)
class Lag:
    """A unit directly below in which asked units have not enrolled."""

    unit: Unit
    missing: int
    is_itself: bool  # the unit itself is the one that has not


@dataclass(frozen=True, slots=True)
class Late:
    """What came after the closing, for one measure: never added to the closed figure."""

    measure: Measure
    value: int


def share(figure: facts.Figure) -> int:
    """A figure of its m in percent; 0 where nobody is asked or has reported."""
    return round(100 * int(figure.value or 0) / figure.m) if figure.m else 0


def columns() -> list[Measure]:
    """What the board shows in its columns: what was counted, never what was reported by hand."""
    return [measures[key] for key in COUNTED]


def shown(totals: Mapping[str, facts.Figure]) -> list[Measure]:
    """The columns of one campaign's board: without the gain where no two papers have a question in common."""
    return [measure for measure in columns() if measure.key != GAIN or totals[GAIN].n]


def reported() -> list[Measure]:
    """What units said of what happened elsewhere; shown apart from what was counted."""
    return [one for one in measures.values() if one.is_reported and one.kind is Kind.ADDITIVE and not one.is_result]


def campaign_for(by: Actor, campaign_id: int) -> tuple[Campaign, Reckoning]:
    """The campaign with its reckoning. Raises Denied if it is not there or may not be seen."""
    campaign = campaigns.campaign_for(by, campaign_id)
    if campaign.reckoning is None:
        raise Denied("campaign")
    return campaign, campaign.reckoning


def unit_for(by: Actor, campaign: Campaign, reckoning: Reckoning, code: str) -> Unit:
    """The part of the tree to show: the unit asked for, else the widest that is mine and has been asked.

    Raises Denied where figures may not be read or the campaign asks nobody.
    """
    unit = org.unit_for(by, code, FactsPermission.FIGURES_READ) if code else _widest(by, campaign)
    if not facts.is_asking(by, unit, reckoning):
        raise Denied("campaign")
    return unit


def _widest(by: Actor, campaign: Campaign) -> Unit:
    top = org.path_of(campaign.unit)
    if by.may(FactsPermission.FIGURES_READ, at=top):
        return campaign.unit
    scope = by.scope(FactsPermission.FIGURES_READ)
    mine = sorted((p for p in (*scope.below, *scope.here) if paths.covers(top, p)), key=paths.depth)
    if not mine:
        raise Denied("campaign")
    return Unit.objects.get(pk=paths.unit_id(mine[0]))


def children(told: Sequence[tuple[Unit, dict[str, facts.Figure]]], shown: Sequence[Measure]) -> list[Child]:
    """The units directly below that are or were asked, furthest behind first; the order helps, it does not rank."""
    keys = [measure.key for measure in shown]
    made = [
        Child(child, {key: found[key] for key in keys}) for child, found in told if found[UNITS].m or found[UNITS].value
    ]
    return sorted(made, key=lambda each: (each.share, each.unit.code))


def may_sort_by(measure: Measure, reckoning: Reckoning) -> bool:
    """While a campaign runs its results order nobody; they are compared when it is over, and by size."""
    is_result = measure.is_result or measure.kind is Kind.RATIO
    return not is_result or reckoning.settled is not None


def in_order(shown: Sequence[Child], key: str, *, descending: bool) -> list[Child]:
    """The units by one column; those that have nothing to show there stand last either way."""

    def known(child: Child) -> Decimal | None:
        figure = child.figures[key]
        return None if figure.value is None else Decimal(figure.value)

    told = [(known(child), child) for child in shown]
    there = [(value, child) for value, child in told if value is not None]
    there.sort(key=lambda each: each[0], reverse=descending)
    return [child for _value, child in there] + [child for value, child in told if value is None]


def lagging(units: facts.Figure, shown: Sequence[Child]) -> tuple[int, list[Lag]]:
    """How many asked units of this part have not enrolled, and where most of them are."""
    lags = [
        Lag(child.unit, missing, child.units.m == 1 and kinds[child.unit.kind].is_grassroots)
        for child in shown
        if (missing := (child.units.m or 0) - int(child.units.value or 0)) > 0
    ]
    missing = max(0, (units.m or 0) - int(units.value or 0))
    return missing, sorted(lags, key=lambda lag: (-lag.missing, lag.unit.code))[:LAGGING_SHOWN]


def late(by: Actor, unit: Unit, reckoning: Reckoning) -> list[Late]:
    """What came after the closing, measure by measure; of results nothing, which would tell about single people."""
    if reckoning.closed is None:
        return []
    counted = [m for m in measures.values() if m.kind in COUNTS and not m.is_result]
    found = facts.late_figures(by, [m.key for m in counted], unit, reckoning)
    return [Late(measure, found[measure.key]) for measure in counted if measure.key in found]


def may_see(by: Actor, unit: Unit) -> bool:
    """Whether the reader may open the board of this unit."""
    return by.may(FactsPermission.FIGURES_READ, at=org.path_of(unit))

"""One campaign as one reader may see it: their own part of the tree, never more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.models import Asked, Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Placement, Unit, below
from unionhall.modules.campaigns import queries as campaigns
from unionhall.modules.campaigns.models import Campaign, Enrolment
from unionhall.modules.campaigns.procedure import ASKED

UNITS, PEOPLE, PAPERS, PASS_RATE = "campaigns.units", "campaigns.people", "learning.papers", "learning.pass_rate"
MEASURES = (UNITS, PEOPLE, PAPERS, PASS_RATE)
LAGGING_SHOWN = 8
PLOT_HEIGHT = 100
FEWEST_PLACES = 14  # days that the chart has room for, so that a first day is no block as wide as the page


@dataclass(frozen=True, slots=True)
class Child:
    """One unit directly below, with its figures; ``share`` is enrolled of asked in percent."""

    unit: Unit
    figures: dict[str, facts.Figure]
    has_more: bool

    @property
    def units(self) -> facts.Figure:
        """How many have enrolled."""
        return self.figures[UNITS]

    @property
    def people(self) -> facts.Figure:
        """How many people take part."""
        return self.figures[PEOPLE]

    @property
    def papers(self) -> facts.Figure:
        """How many papers were handed in."""
        return self.figures[PAPERS]

    @property
    def pass_rate(self) -> facts.Figure:
        """How many of them passed."""
        return self.figures[PASS_RATE]

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
class Bar:
    """One day of the chart, in the units of its view box."""

    day: date
    value: int
    x: float
    y: int
    height: int


def share(figure: facts.Figure) -> int:
    """A figure of its m in percent; 0 where nobody is asked or has reported."""
    return round(100 * int(figure.value or 0) / figure.m) if figure.m else 0


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
    if not Asked.objects.filter(below(org.path_of(unit)), reckoning=reckoning).exists():
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


def children(by: Actor, unit: Unit, reckoning: Reckoning) -> list[Child]:
    """The units directly below that are asked, furthest behind first; the order helps, it does not rank."""
    told = [(child, found) for child, found in facts.by_child(by, MEASURES, unit, reckoning) if found[UNITS].m]
    parents = _with_children([child for child, _found in told])
    made = [Child(child, found, child.pk in parents) for child, found in told]
    return sorted(made, key=lambda each: (each.share, each.unit.code))


def _with_children(units: Sequence[Unit]) -> set[int]:
    ids = [unit.pk for unit in units]
    return set(Placement.objects.open().filter(parent_id__in=ids).values_list("parent_id", flat=True))


def lagging(unit: Unit, campaign: Campaign, shown: Sequence[Child]) -> tuple[int, list[Lag]]:
    """How many asked units of this part have not enrolled, and where most of them are. Needs ``children``'s rights."""
    waiting = Enrolment.objects.filter(campaign=campaign, state=ASKED).values_list("unit_id", flat=True)
    top = org.path_of(unit)
    places = [path for path in org.paths_of(waiting).values() if paths.covers(top, path)]
    by_child: dict[int, list[str]] = {}
    for path in places:
        if path != top:
            by_child.setdefault(paths.unit_ids(path)[paths.depth(top)], []).append(path)
    known = {child.unit.pk: child.unit for child in shown}
    lags = [
        Lag(known[pk], len(missing), len(missing) == 1 and paths.unit_id(missing[0]) == pk)
        for pk, missing in by_child.items()
        if pk in known
    ]
    return len(places), sorted(lags, key=lambda lag: (-lag.missing, lag.unit.code))[:LAGGING_SHOWN]


def chart(by: Actor, unit: Unit, reckoning: Reckoning) -> list[Bar]:
    """New papers on each day of the campaign until today, also on days without any."""
    counted = dict(facts.daily(by, PAPERS, unit, reckoning))
    if not counted:
        return []
    last = max(min(clock.today(), reckoning.until), *counted)
    first = min(reckoning.since, *counted)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    most = max(counted.values())
    bars = []
    for place, day in enumerate(days):
        value = counted.get(day, 0)
        height = max(round(PLOT_HEIGHT * 0.95 * value / most), 1) if value else 0
        bars.append(Bar(day, value, place * 10 + 1.5, PLOT_HEIGHT - height, height))
    return bars


def may_see(by: Actor, unit: Unit) -> bool:
    """Whether the reader may open the board of this unit."""
    return by.may(FactsPermission.FIGURES_READ, at=org.path_of(unit))

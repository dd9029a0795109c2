"""For whom a campaign is: parts of the tree, kinds, trades, size; and how many that reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds, trades
from unionhall.kernel.org.models import Placement, Unit, below
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.membership import api as membership


@dataclass(frozen=True, slots=True)
class Audience:
    """Which of the grassroots unions below are asked. What is empty narrows nothing."""

    parts: tuple[int, ...] = ()  # ids of units directly below who calls
    kinds: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    fewest: int | None = None  # members
    most: int | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Audience:
        """As it was kept; unknown keys of an earlier day are left out."""
        return cls(
            tuple(kept.get("parts", ())),
            tuple(kept.get("kinds", ())),
            tuple(kept.get("trades", ())),
            kept.get("fewest"),
            kept.get("most"),
        )

    def kept(self) -> dict[str, Any]:
        """To be kept with the campaign: only what narrows."""
        return {key: value for key, value in asdict(self).items() if value not in (None, ())}


@dataclass(frozen=True, slots=True)
class Reach:
    """How many units and members a campaign would ask, by the unit directly below and by kind."""

    units: int
    members: int
    by_part: list[tuple[Unit, int, int]]  # unit directly below, units asked there, their members
    by_kind: list[tuple[str, int]]  # label, units
    unnumbered: int  # units without anybody on their roll


def placements_asked(unit: Unit, audience: Audience | None = None) -> list[Placement]:
    """Where the units stand that a campaign of ``unit`` would ask: grassroots unions below it, by code."""
    wanted = audience or Audience()
    top = org_queries.path_of(unit)
    grassroots = [key for key, kind in kinds.items() if kind.is_grassroots and key in (wanted.kinds or kinds)]
    found = Placement.objects.open().below(top).select_related("unit")
    found = found.filter(unit__kind__in=grassroots, unit__state=Unit.State.STANDING)
    if wanted.parts:
        condition = Q(pk__in=[])
        for part in wanted.parts:
            condition |= below(paths.child(top, part))
        found = found.filter(condition)
    if wanted.trades:
        found = found.filter(unit__trade__in=wanted.trades)
    placements = list(found.order_by("unit__code"))
    if wanted.fewest is None and wanted.most is None:
        return placements
    counts = membership.member_counts([placement.unit_id for placement in placements])
    least, most = wanted.fewest or 0, wanted.most
    return [
        placement
        for placement in placements
        if least <= counts.get(placement.unit_id, 0) and (most is None or counts.get(placement.unit_id, 0) <= most)
    ]


def would_be_asked(by: Actor, unit: Unit, audience: Audience | None = None) -> list[Unit]:
    """The units that a campaign of ``unit`` would ask. Raises Denied for who may not launch there."""
    by.must(CampaignPermission.LAUNCH, at=org_queries.path_of(unit))
    return [placement.unit for placement in placements_asked(unit, audience)]


def reach(by: Actor, unit: Unit, audience: Audience | None = None) -> Reach:
    """Whom a campaign of ``unit`` would reach. Raises Denied for who may not launch there. Few queries."""
    top = org_queries.path_of(unit)
    by.must(CampaignPermission.LAUNCH, at=top)
    placements = placements_asked(unit, audience)
    counts = membership.member_counts([placement.unit_id for placement in placements])
    units, members = Counter[int](), Counter[int]()
    for placement in placements:
        part = paths.unit_ids(placement.path)[min(paths.depth(top), paths.depth(placement.path) - 1)]
        units[part] += 1
        members[part] += counts.get(placement.unit_id, 0)
    known = Unit.objects.in_bulk(list(units))
    by_part = sorted(((known[pk], units[pk], members[pk]) for pk in units), key=lambda row: row[0].code)
    by_kind = Counter(placement.unit.kind for placement in placements)
    return Reach(
        units=len(placements),
        members=sum(counts.values()),
        by_part=by_part,
        by_kind=[(str(kinds[key].label), number) for key, number in by_kind.most_common()],
        unnumbered=sum(not counts.get(placement.unit_id) for placement in placements),
    )


def parts_of(unit: Unit) -> list[Unit]:
    """The units directly below that have units below them, so that a campaign may be for some of them alone."""
    standing = Placement.objects.open().filter(parent=unit)
    with_more = Placement.objects.open().filter(parent__in=standing.values("unit_id")).values("parent_id")
    return list(Unit.objects.filter(pk__in=with_more))


def occurring(unit: Unit) -> tuple[set[str], set[str]]:
    """Which kinds and which trades there are among the grassroots unions below, so that no other is offered."""
    units = [placement.unit for placement in placements_asked(unit)]
    return {one.kind for one in units}, {one.trade for one in units if one.trade}


def in_words(audience: Audience) -> str:
    """For whom, as one says it; "" where it is for everybody below."""
    names = org_queries.names_of(audience.parts)
    said: Sequence[str] = [
        _("、").join(names[pk] for pk in audience.parts if pk in names),
        _("、").join(str(kinds[key].label) for key in audience.kinds if key in kinds),
        _("、").join(str(trades[key]) for key in audience.trades if key in trades),
        _size(audience),
    ]
    return _("；").join(each for each in said if each)


def _size(audience: Audience) -> str:
    if audience.fewest is not None and audience.most is not None:
        return _("会员 %(fewest)s 到 %(most)s 人") % {"fewest": audience.fewest, "most": audience.most}
    if audience.fewest is not None:
        return _("会员 %(fewest)s 人以上") % {"fewest": audience.fewest}
    return _("会员 %(most)s 人以下") % {"most": audience.most} if audience.most is not None else ""

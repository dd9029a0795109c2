"""Which unit to visit next, and why: a sum of plain reasons that everybody can check. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel.org.models import Unit

OVERDUE, OPEN, NEVER, MONTH, WRONG, TRADE = 5, 2, 6, 1, 10, 3  # points; a page says them
MOST_MONTHS, FAILED_FROM = 6, Decimal("0.3")
RISKY = {"B", "C", "D", "E", "G"}  # mining, manufacturing, power, building, transport (GB/T 4754)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one unit. ``failed`` is the share of papers not passed; None where nobody may know."""

    unit: Unit
    open: int = 0
    overdue: int = 0
    again: int = 0
    last: date | None = None
    is_covered: bool = False  # looked at in this sweep
    is_planned: bool = False
    failed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """One unit of the plan, with its points and its reasons."""

    known: Known
    points: int
    reasons: tuple[str, ...]


def plan(units: list[Known], today: date) -> list[Next]:
    """The units in the order in which to go: most points first, then by code; those with a visit arranged last."""
    judged = [judge(one, today) for one in units]
    return sorted(judged, key=lambda one: (one.known.is_planned, -one.points, one.known.unit.code))


def judge(known: Known, today: date) -> Next:
    """The points of one unit and why it has them."""
    points, reasons = 0, []
    if known.overdue:
        points += OVERDUE * known.overdue
        n = known.overdue
        reasons.append(ngettext("%(n)d 件隐患超期没改", "%(n)d 件隐患超期没改", n) % {"n": n})
    if (n := known.open - known.overdue) > 0:
        points += OPEN * n
        reasons.append(ngettext("%(n)d 件隐患在改", "%(n)d 件隐患在改", n) % {"n": n})
    if not known.is_covered:
        points += NEVER
        reasons.append(_("这次还没查过"))
    months = MOST_MONTHS if known.last is None else min(MOST_MONTHS, (today - known.last).days // 30)
    points += MONTH * months
    if known.last is None:
        reasons.append(_("从来没有检查记录"))
    elif months:
        n = (today - known.last).days // 30
        reasons.append(ngettext("上次检查在 %(n)d 个月前", "上次检查在 %(n)d 个月前", n) % {"n": n})
    if known.failed is not None and known.failed >= FAILED_FROM:
        points += int(WRONG * known.failed)
        reasons.append(_("答卷 %(n)d%% 没合格") % {"n": round(known.failed * 100)})
    if known.unit.trade in RISKY:
        points += TRADE
        reasons.append(_("行业风险较高"))
    return Next(known, points, tuple(reasons))

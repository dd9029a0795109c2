"""Figures for a quarter or a year, prefilled from the rows, and those that were signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Scope
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety.models import Hazard, Return
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import CLOSED, DISMISSED, JOINED
from unionhall.modules.safety.queries.hazards import overdue_at


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter (1 to 4) or, with 0, a whole year; and the day by which its figures are due."""

    year: int
    quarter: int

    @property
    def since(self) -> date:
        """Its first day."""
        return date(self.year, 3 * max(self.quarter, 1) - 2, 1)

    @property
    def after(self) -> date:
        """The day after its last."""
        return date(self.year + 1, 1, 1) if self.quarter in {0, 4} else date(self.year, 3 * self.quarter + 1, 1)

    @property
    def due(self) -> date:
        """A quarter's by the 15th of the next month, a year's by 31 January (暂行规定, article 14)."""
        return self.after + timedelta(days=30 if self.quarter == 0 else 14)

    @property
    def label(self) -> str:
        """How one says it."""
        if self.quarter == 0:
            return _("%(year)d年") % {"year": self.year}
        return _("%(year)d年第%(quarter)d季度") % {"year": self.year, "quarter": self.quarter}


def periods(today: date) -> list[Period]:
    """What is to be signed now or was of late: the last four quarters that are over, and the last year."""
    found = []
    year, quarter = today.year, (today.month - 1) // 3 + 1
    for _n in range(4):
        year, quarter = (year - 1, 4) if quarter == 1 else (year, quarter - 1)
        found.append(Period(year, quarter))
    return [*found, Period(today.year - 1, 0)]


def signing_unit(by: Actor) -> Unit:
    """The union in whose name ``by`` signs. Raises Denied without one."""
    for seat in by.seats:
        if by.may(SafetyPermission.SIGN, at=seat.path):
            return Unit.objects.get(pk=seat.unit_id)
    raise Denied(SafetyPermission.SIGN.value)


def figures(unit: Unit, period: Period) -> dict[str, Any]:
    """Found, put right, overdue, repeated and median days, by grade and kind: of the union and what stands below it.

    Without those that are kept from somebody, who might read the figures.
    """
    units = org_queries.ids_ever_within(Scope(below=(org_queries.path_of(unit),)))
    counted = Hazard.objects.filter(counted_at_id__in=units, is_shielded=False).exclude(state__in=(DISMISSED, JOINED))
    found = counted.filter(found_on__gte=period.since, found_on__lt=period.after)
    closed = counted.filter(state=CLOSED, closed_on__gte=period.since, closed_on__lt=period.after)
    last = min(period.after, clock.today() + timedelta(days=1))
    rows = []
    for grade, label in (("", _("合计")), *Hazard.Grade.choices):
        ours, done = (query.filter(grade=grade) if grade else query for query in (found, closed))
        spans = [(end - start).days for start, end in done.values_list("found_on", "closed_on") if end]
        late = counted.filter(overdue_at(last), **({"grade": grade} if grade else {}))
        rows.append(
            {
                "label": str(label),
                "found": ours.count(),
                "put_right": len(spans),
                "overdue": late.count(),
                "repeated": ours.filter(again_of__isnull=False).count(),
                "median_days": int(median(spans)) if spans else None,
            }
        )
    kinds = dict(found.values_list("kind").annotate(n=Count("pk")).order_by())
    by_kind = [{"label": str(label), "found": kinds.get(key, 0)} for key, label in Hazard.Kind.choices]
    return {"rows": rows, "kinds": by_kind}


def signed(unit: Unit, period: Period) -> Return | None:
    """What was signed for a period; None while it was not."""
    return Return.objects.filter(unit=unit, year=period.year, quarter=period.quarter).first()

"""Figures for a quarter or a year, prefilled from the rows, and those that were signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access.declare import offices
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Denied, Scope
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety.models import Hazard, Return, period_label
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import CLOSED, DISMISSED, JOINED
from unionhall.modules.safety.procedure.returns import DRAWN, QUARTERLY_LAW, SIGNED, YEARLY_LAW
from unionhall.modules.safety.queries.hazards import overdue_at
from unionhall.modules.safety.queries.tallies import Cells, Conditions, Tally, cells


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
        """The day of the next month that the law row names: the 15th, for a year 31 January (暂行规定, article 14)."""
        rule = law.rule(YEARLY_LAW if self.quarter == 0 else QUARTERLY_LAW, self.after)
        return self.after.replace(day=int(rule.numbers[0]))

    @property
    def label(self) -> str:
        """How one says it."""
        return period_label(self.year, self.quarter)


def periods(today: date) -> list[Period]:
    """What is to be signed now or was of late: the last four quarters that are over, and the last year."""
    found = []
    year, quarter = today.year, (today.month - 1) // 3 + 1
    for _n in range(4):
        year, quarter = (year - 1, 4) if quarter == 1 else (year, quarter - 1)
        found.append(Period(year, quarter))
    return [*found, Period(today.year - 1, 0)]


def signing_unit(by: Actor, unit_id: str = "") -> Unit:
    """The union in whose name ``by`` signs: the one that is asked for, else the first. Raises Denied without one."""
    for seat in by.seats:
        if unit_id in {"", str(seat.unit_id)} and by.may(SafetyPermission.SIGN, at=seat.path):
            return Unit.objects.get(pk=seat.unit_id)
    raise Denied(SafetyPermission.SIGN.value)


def figures(unit: Unit, period: Period) -> dict[str, Any]:
    """Found, put right, overdue, repeated and median days, by grade, by kind and by unit directly below.

    Of the union and what stands below it, without those that are kept from somebody, who might read the figures.
    """
    place = org_queries.path_of(unit)
    units = org_queries.ids_ever_within(Scope(below=(place,)))
    counted = Hazard.objects.filter(counted_at_id__in=units, is_shielded=False).exclude(state__in=(DISMISSED, JOINED))
    found = Q(found_on__gte=period.since, found_on__lt=period.after)
    closed = Q(state=CLOSED, closed_on__gte=period.since, closed_on__lt=period.after)
    late = overdue_at(min(period.after, clock.today() + timedelta(days=1)))
    count = Conditions(
        found=found, right=closed, overdue=late, again=found & Q(again_of__isnull=False), spans=closed, open=late
    )
    told = cells(counted.filter(found | closed | late), ("grade", "kind", "counted_at_id"), count)
    grades, kinds = told.by(lambda row: row["grade"]), told.by(lambda row: row["kind"])
    rows = [_row(_("合计"), told.whole()), *(_row(label, grades.get(key)) for key, label in Hazard.Grade.choices)]
    return {
        "rows": rows,
        "kinds": [_row(label, kinds.get(key)) for key, label in Hazard.Kind.choices],
        "units": _by_unit(place, told),
    }


def _by_unit(place: str, told: Cells) -> list[dict[str, Any]]:
    """A row for each unit directly below and one for what the union itself has; none where there is but one."""
    paths_now = org_queries.paths_of({row["counted_at_id"] for row in told.counts})
    own = paths.unit_id(place)

    def child(row: Mapping[str, Any]) -> int:
        path = paths_now.get(row["counted_at_id"], place)  # what ended below counts as the union's own
        return paths.unit_ids(path)[paths.depth(place)] if paths.covers(place, path) and path != place else own

    tallies = told.by(child)
    names = Unit.objects.in_bulk(list(tallies))
    listed = sorted(tallies.items(), key=lambda one: (one[0] != own, names[one[0]].code))
    return [_row(names[pk].name, tally) for pk, tally in listed] if set(tallies) - {own} else []


def _row(label: Any, tally: Tally | None) -> dict[str, Any]:
    one = tally or Tally()
    days = None if one.days is None else int(one.days)
    return {
        "label": str(label),
        "found": one.found,
        "put_right": one.right,
        "overdue": one.overdue,
        "repeated": one.again,
        "median_days": days,
    }


def to_sign(period: Period) -> set[int]:
    """The units that have something to sign for a period: hazards counted at or below them lived in it."""
    lived = Hazard.objects.filter(is_shielded=False, found_on__lt=period.after).exclude(state__in=(DISMISSED, JOINED))
    lived = lived.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=period.since))
    places = org_queries.paths_of(set(lived.order_by().values_list("counted_at_id", flat=True).distinct()))
    above = {unit_id for path in places.values() for unit_id in paths.unit_ids(path)}
    keys = [office.key for office in offices.values() if office.permits(SafetyPermission.SIGN)]
    held = Appointment.objects.on(clock.today()).filter(office__in=keys, unit_id__in=above)
    return set(held.values_list("unit_id", flat=True))


def is_late(unit: Unit, period: Period) -> bool:
    """Whether a period waits to be signed that should have been by now."""
    waiting = Return.objects.filter(unit=unit, year=period.year, quarter=period.quarter, state=DRAWN)
    return period.due < clock.today() and waiting.exists()


def signed(unit: Unit, period: Period) -> Return | None:
    """What was signed for a period; None while it was not."""
    found = Return.objects.filter(unit=unit, year=period.year, quarter=period.quarter, state=SIGNED)
    return found.first()

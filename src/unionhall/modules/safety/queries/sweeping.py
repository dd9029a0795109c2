"""How a sweep goes: hazards of some weeks by unit, kind and grade; when each unit was looked at last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.utils import timezone

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.modules.safety.models import Inspection, Visit
from unionhall.modules.safety.procedure import CLOSED, OPEN, RECHECKED
from unionhall.modules.safety.procedure.inspecting import PLANNED
from unionhall.modules.safety.queries.hazards import hazards
from unionhall.modules.safety.queries.tallies import Cells, Conditions, cells

COUNTED = (*OPEN, CLOSED)  # neither what was none, nor what was joined to another


def seen(by: Actor, unit_ids: Collection[int], since: date | None = None, until: date | None = None) -> Cells:
    """The hazards at these units that ``by`` may see, found from ``since`` until ``until``, counted by the database.

    By site, kind and grade. Overdue is what should have been put right by now and was not looked at again.
    """
    rows = hazards(by).filter(site_id__in=list(unit_ids), state__in=COUNTED)
    rows = rows.filter(found_on__gte=since) if since else rows
    rows = rows.filter(found_on__lte=until) if until else rows
    still = Q(state__in=OPEN)
    count = Conditions(
        found=Q(),
        right=Q(state__in=(RECHECKED, CLOSED)),
        overdue=still & ~Q(state=RECHECKED) & Q(due__lt=clock.today()),
        again=Q(again_of__isnull=False),
        spans=Q(),
        open=still,
    )
    return cells(rows, ("site_id", "kind", "grade"), count)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """When a unit was inspected last, and how often for one campaign."""

    last: date
    for_campaign: int


def looked_at(unit_ids: Collection[int], campaign_id: int | None = None) -> dict[int, LookedAt]:
    """When each of these units was inspected, for a page that may show them; one query."""
    rows = Inspection.objects.filter(unit_id__in=list(unit_ids)).order_by().values("unit_id")
    counted = rows.annotate(last=Max("ended"), n=Count("pk", filter=Q(campaign_id=campaign_id)))
    return {row["unit_id"]: LookedAt(timezone.localtime(row["last"]).date(), row["n"]) for row in counted}


def planned_at(unit_ids: Collection[int]) -> set[int]:
    """At which of these units a visit is arranged already; one query."""
    planned = Visit.objects.filter(at_id__in=list(unit_ids), state=PLANNED)
    return set(planned.values_list("at_id", flat=True))

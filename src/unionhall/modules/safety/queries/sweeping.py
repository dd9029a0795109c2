"""How a sweep goes: hazards of some weeks by unit, kind and grade; when each unit was looked at last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from django.db.models import Count, Max, Q
from django.utils import timezone

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.modules.safety.models import Inspection, Visit
from unionhall.modules.safety.procedure import CLOSED, OPEN, RECHECKED
from unionhall.modules.safety.procedure.inspecting import PLANNED
from unionhall.modules.safety.queries.hazards import hazards

Key = TypeVar("Key", bound=Hashable)
COUNTED = (*OPEN, CLOSED)  # neither what was none, nor what was joined to another


@dataclass(frozen=True, slots=True)
class Seen:
    """One hazard as it is counted."""

    site_id: int
    kind: str
    grade: str
    state: str
    found_on: date
    due: date | None
    closed_on: date | None
    is_again: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still to be put right, or to be looked at again."""
        return self.state in OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been put right by now and is not."""
        return self.state in OPEN and self.state != RECHECKED and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Tally:
    """Some hazards added up. ``days``: the median from found to closed, of those closed; None where none is."""

    found: int
    right: int
    overdue: int
    again: int
    days: float | None

    @classmethod
    def of(cls, rows: Iterable[Seen], today: date) -> Tally:
        """Add them up."""
        counted = list(rows)
        took = [(row.closed_on - row.found_on).days for row in counted if row.closed_on is not None]
        return cls(
            found=len(counted),
            right=sum(row.state in (RECHECKED, CLOSED) for row in counted),
            overdue=sum(row.is_overdue(today) for row in counted),
            again=sum(row.is_again for row in counted),
            days=median(took) if took else None,
        )


def seen(by: Actor, unit_ids: Collection[int], since: date | None = None, until: date | None = None) -> list[Seen]:
    """The hazards at these units that ``by`` may see, found from ``since`` until ``until``; one query."""
    rows = hazards(by).filter(site_id__in=list(unit_ids), state__in=COUNTED).order_by()
    rows = rows.filter(found_on__gte=since) if since else rows
    rows = rows.filter(found_on__lte=until) if until else rows
    found = rows.values_list("site_id", "kind", "grade", "state", "found_on", "due", "closed_on", "again_of")
    return [
        Seen(site, kind, grade, state, found_on, due, closed_on, again is not None)
        for site, kind, grade, state, found_on, due, closed_on, again in found
    ]


def by_key(rows: Iterable[Seen], key: Callable[[Seen], Key]) -> dict[Key, Tally]:
    """The same rows added up by something of them."""
    groups: dict[Key, list[Seen]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    today = clock.today()
    return {group: Tally.of(found, today) for group, found in groups.items()}


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

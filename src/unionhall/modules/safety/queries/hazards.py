"""Which hazards somebody may see: whoever handles or watches over them, and the employer's side once it is assigned."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.safety.models import Hazard, HazardAbout
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import ASSIGNED, CLOSED, MENDED, RECHECKED

TO_MEND = (ASSIGNED, MENDED, RECHECKED, CLOSED)  # before that the employer's side has nothing to do with it


def readable(by: Actor) -> Q | None:
    """The condition that ``by`` may see a hazard; None where nothing can be seen."""
    whole, mending = by.scope(SafetyPermission.READ), by.scope(SafetyPermission.MEND)
    found: Q | None = None
    if not whole.is_empty:
        found = Q() if whole.is_everything else Q(unit_id__in=org_queries.ids_ever_within(whole))
    if found is None and not mending.is_empty:
        return Q(unit_id__in=org_queries.ids_ever_within(mending), state__in=TO_MEND)
    if found and not mending.is_empty:
        found |= Q(unit_id__in=org_queries.ids_ever_within(mending), state__in=TO_MEND)
    return found


def hazards(by: Actor) -> QuerySet[Hazard]:
    """The hazards that ``by`` may see, none that is about them, the newest first."""
    condition = readable(by)
    if condition is None:
        return Hazard.objects.none()
    found = Hazard.objects.filter(condition).select_related("unit", "site").order_by("-found_on", "-id")
    if by.person_id is None:
        return found
    about_me = HazardAbout.objects.filter(hazard=OuterRef("pk"), person_id=by.person_id)
    return found.exclude(Q(is_about_union=True) & Exists(about_me))


def hazard_for(by: Actor, hazard_id: int) -> Hazard:
    """One of ``hazards``. Raises Denied if there is none."""
    found = hazards(by).filter(pk=hazard_id).first()
    if found is None:
        raise Denied(SafetyPermission.READ.value)
    return found


def must_see(by: Actor) -> None:
    """Raises Denied for somebody who has nothing to do with hazards anywhere."""
    if not (by.holds_any(SafetyPermission.READ) or by.holds_any(SafetyPermission.MEND)):
        raise Denied(SafetyPermission.READ.value)

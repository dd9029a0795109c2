"""Reading instruments: by whoever may see the hazard and issues such documents there."""

from __future__ import annotations

from django.db.models import QuerySet

from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.safety.models import Hazard, Instrument
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.queries.hazards import hazards


def may_urge(by: Actor, hazard: Hazard) -> bool:
    """Whether ``by`` issues instruments about this hazard."""
    may = by.may(SafetyPermission.URGE, at=org_queries.path_of(hazard.unit))
    return may and (by.person_id is None or by.person_id not in hazard.about_person_ids())


def instruments_of(by: Actor, hazard: Hazard) -> QuerySet[Instrument]:
    """The instruments about a hazard that ``by`` may see; the latest first."""
    found = Instrument.objects.filter(hazard=hazard).select_related("unit").order_by("-pk")
    return found if may_urge(by, hazard) else found.none()


def instrument_for(by: Actor, instrument_id: int) -> Instrument:
    """One instrument. Raises Denied if there is none, or its hazard may not be seen."""
    found = Instrument.objects.select_related("hazard__site", "unit").filter(pk=instrument_id).first()
    if found is None or not may_urge(by, found.hazard) or not hazards(by).filter(pk=found.hazard_id).exists():
        raise Denied(SafetyPermission.URGE.value)
    return found

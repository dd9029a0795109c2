"""What the pages of mergers and splits need."""

from unionhall.kernel.access import queries as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission

SUGGESTED = 300


def targets(by: Actor, unit: Unit) -> list[Unit]:
    """Some units into which ``unit`` might be merged; enough for a list of suggestions."""
    alike = org.units(by, OrgPermission.UNIT_MERGE).filter(kind=unit.kind, state=Unit.State.STANDING)
    return list(alike.exclude(pk=unit.pk)[:SUGGESTED])


def office_label(appointment: Appointment) -> str:
    """What the office is called."""
    return access.office_label(appointment.office)

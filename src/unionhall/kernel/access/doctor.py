"""Checks the appointments as they are stored."""

from collections import Counter

from unionhall.kernel import clock
from unionhall.kernel.access.declare import offices
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.org.models import Unit


def check() -> list[str]:
    """What is wrong with today's appointments, one English sentence each for the operator; empty when all is sound."""
    found = []
    held: Counter[tuple[str, str]] = Counter()
    for each in Appointment.objects.on(clock.today()).select_related("unit").order_by("pk"):
        office, unit = offices.get(each.office), each.unit
        if office is None:
            found.append(f"appointment {each.pk}: office {each.office} is not declared and gives no rights")
            continue
        if unit.state == Unit.State.ENDED:
            found.append(f"appointment {each.pk}: unit {unit.code} is dissolved")
        if unit.kind not in office.held_at:
            found.append(f"appointment {each.pk}: a {unit.kind} has no {office.key}")
        held[unit.code, office.key] += 1
        if office.is_single and held[unit.code, office.key] == 2:
            found.append(f"unit {unit.code}: has more than one {office.key}")
    return found

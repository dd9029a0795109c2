"""What the union does with a hazard: receives it, grades it, assigns it, closes it."""

from __future__ import annotations

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.procedure import RECEIVE


def received(by: Actor, hazard: Hazard) -> Hazard:
    """Receive it, and give it its number, in the caller's transaction. Raises Refused with the procedure's reasons."""
    procedures.take(by, hazard, RECEIVE)
    hazard.number = next_number(hazard)
    hazard.save(update_fields=["number"])
    return hazard


def next_number(hazard: Hazard) -> str:
    """The next number of the day at the union that handles it, e.g. "20261116-037"."""
    day = f"{clock.today():%Y%m%d}"
    given = Hazard.objects.filter(unit_id=hazard.unit_id, number__startswith=f"{day}-").values_list("number", flat=True)
    last = max((int(number.rpartition("-")[2]) for number in given), default=0)
    return f"{day}-{last + 1:03d}"

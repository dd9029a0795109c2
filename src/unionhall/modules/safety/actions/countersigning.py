"""Asking the second inspector to sign, and their signing: by their own sign-in alone."""

from __future__ import annotations

from django.db import transaction

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.safety.models import Countersign, Inspection, Inspector
from unionhall.modules.safety.procedure.countersigning import DENY, OUTSTANDING, SIGN


def ask(by: Actor, inspection: Inspection) -> None:
    """Let an inspection that names a second inspector wait in their inbox. Inside the caller's transaction."""
    if inspection.second is None:
        return
    cards = Inspector.objects.filter(person=inspection.second).exclude(number="").order_by("-pk")
    card = cards.first()
    unit_id = card.of_id if card else inspection.sender_id
    procedures.begin(by, Countersign(inspection=inspection, unit_id=unit_id, person=inspection.second))


def sign(by: Actor, waiting: Countersign) -> Countersign:
    """I was there and found the same. Raises Refused for anybody but the second inspector."""
    with transaction.atomic():
        procedures.take(by, waiting, SIGN)
        waiting.signed = clock.now()
        waiting.save(update_fields=["signed"])
    return waiting


def deny(by: Actor, waiting: Countersign) -> Countersign:
    """It was not me. Raises Refused for anybody but the one who is named."""
    return procedures.take(by, waiting, DENY)


def awaited(by: Actor, inspection: Inspection) -> Countersign | None:
    """What ``by`` is to sign of an inspection; None for anybody else and where it is signed."""
    found = Countersign.objects.filter(inspection=inspection, state=OUTSTANDING, person_id=by.person_id or 0)
    return found.select_related("inspection", "person").first()

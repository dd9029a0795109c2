"""Reading reports: by the union that handles the hazard, and by whoever holds the receipt."""

from __future__ import annotations

from django.db.models import Prefetch

from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people import receipts
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.kernel.statements import Select
from unionhall.modules.safety.models import Hazard, Photo, Report
from unionhall.modules.safety.permissions import SafetyPermission

# every form that comes in is looked up first: it may have come before
_BY_RECEIPT = Select(
    lambda receipt: Report.objects.select_related("hazard__site", "hazard__unit", "unit").filter(receipt_hash=receipt),
    receipt=str,
)


def report_by_receipt(code: str) -> Report | None:
    """What a receipt code was given for. Takes no actor: the code is the permission."""
    plain = receipts.plain(code)
    if not plain:
        return None
    return _BY_RECEIPT.first(receipt=receipt_hash(plain))


def receipt_hash(code: str) -> str:
    """What is kept of a receipt code."""
    return keyed_hash(code, purpose="hazard-receipt")


def reports_of(by: Actor, hazard: Hazard) -> list[Report]:
    """The reports of a hazard with their talk, for whoever may know of its reporters; nobody else learns how many."""
    if not may_know_reporters(by, hazard):
        return []
    found = (
        Report.objects.filter(hazard=hazard)
        .prefetch_related("messages", Prefetch("photos", Photo.objects.defer("data").order_by("pk")))
        .order_by("hour", "pk")
    )
    return list(found)


def may_know_reporters(by: Actor, hazard: Hazard) -> bool:
    """Whether ``by`` belongs to the union that handles it, in an office that talks with reporters, and it is not
    about them."""
    may = by.may(SafetyPermission.REPORTERS, at=org_queries.path_of(hazard.unit))
    return may and (by.person_id is None or by.person_id not in hazard.about_person_ids())

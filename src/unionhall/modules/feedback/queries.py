"""Reading complaints and suggestions: by those who answer, and by whoever holds the receipt."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, one_of
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.people import receipts
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.modules.feedback.models import Voice
from unionhall.modules.feedback.permissions import FeedbackPermission

NOT_FOUND = gettext_lazy("没有这个回执码。看看有没有抄错，字母 O 和数字 0 都不会用到。")


def voices(by: Actor) -> QuerySet[Voice]:
    """What units of mine have to answer or have answered, the newest first."""
    units = org_queries.ids_within(by.scope(FeedbackPermission.ANSWER))
    return Voice.objects.filter(unit_id__in=units).select_related("unit", "about").order_by("-pk")


def voice_for(by: Actor, voice_id: int) -> Voice:
    """One of ``voices``. Raises Denied if there is none or it is not mine to answer."""
    return one_of(voices(by), FeedbackPermission.ANSWER, pk=voice_id)


def voice_by_receipt(code: str) -> Voice | None:
    """What a receipt code was given for. Takes no actor: the code is the permission."""
    plain = receipts.plain(code)
    return Voice.objects.select_related("unit").filter(receipt_hash=receipt_hash(plain)).first() if plain else None


def receipt_hash(code: str) -> str:
    """What is kept of a receipt code."""
    return keyed_hash(code, purpose="voice-receipt")


def unit_named(text: str) -> Unit | None:
    """The standing unit with this code or exactly this name; None for none and for several."""
    text = text.strip()
    if not text:
        return None
    standing = Unit.objects.exclude(state=Unit.State.ENDED)
    by_code = standing.filter(code=text).first()
    if by_code:
        return by_code
    found = list(standing.filter(name=text)[:2])
    return found[0] if len(found) == 1 else None


def answering_unit(about: Unit | None) -> Unit | None:
    """The unit at the top of the tree in which ``about`` stands; without one, the first top unit. None: no tree."""
    if about is not None:
        return Unit.objects.get(pk=paths.unit_ids(org_queries.path_of(about))[0])
    top = Placement.objects.open().filter(parent=None).select_related("unit").order_by("unit__code").first()
    return top.unit if top else None

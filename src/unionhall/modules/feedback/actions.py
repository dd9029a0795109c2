"""The verbs of feedback: sending in, without saying who one is, and answering."""

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people import receipts
from unionhall.kernel.people.receipts import new_ticket
from unionhall.kernel.people.secrets import seal
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.feedback import queries
from unionhall.modules.feedback.models import Voice
from unionhall.modules.feedback.permissions import FeedbackPermission
from unionhall.modules.feedback.procedure import ANSWER

__all__ = ["answer", "new_ticket", "receipt_code", "send"]
MOST_IN_AN_HOUR = 300  # for the whole house: the lane does not know where anybody writes from, so no one can be limited
_HOUR = 3600


def receipt_code(ticket: str) -> str:
    """The receipt code of a form: only the house can compute it, and it is the same each time the form is sent."""
    return receipts.code_of(ticket, purpose="voice-code")


def send(*, ticket: str, kind: str, text: str, about: str = "", contact: str = "") -> str:
    """Take in a complaint or suggestion and return its receipt code, which is shown once. Anybody may.

    The same ``ticket`` again changes nothing and gives the same code. Raises Refused while very much comes in.
    """
    code = receipt_code(ticket)
    if queries.voice_by_receipt(code):
        return code
    _slow_down()
    unit = queries.unit_named(about)
    answering = queries.answering_unit(unit)
    if answering is None:
        raise Refused(Reason("no-union", _("这里还没有成立工会，没有谁能答复")))
    voice = Voice(
        unit=answering,
        about=unit,
        about_text="" if unit else about.strip()[:120],
        kind=kind,
        text=seal(text.strip()),
        contact=seal(contact.strip()),
        receipt_hash=queries.receipt_hash(code),
        received=clock.today(),
    )
    try:
        procedures.begin(Actor.nobody(), voice)
    except IntegrityError:  # the same form at the same moment
        if not queries.voice_by_receipt(code):
            raise
    return code


def answer(by: Actor, voice: Voice, *, text: str) -> Voice:
    """Answer; whoever holds the receipt can read it. Needs ANSWER at the answering unit, Refused for an empty text."""
    by.must(FeedbackPermission.ANSWER, at=org_queries.path_of(voice.unit))
    if not text.strip():
        raise Refused(Reason("empty", _("写上答复再发")))
    sealed = seal(text.strip())
    with transaction.atomic():
        done = procedures.take(by, voice, ANSWER)
        Voice.objects.filter(pk=voice.pk).update(answer=sealed, answered=clock.today())
    voice.state, voice.answer, voice.answered = done.state, text.strip(), clock.today()
    return voice


def _slow_down() -> None:
    """Count what comes in within an hour, in memory and without a trace of the sender. Raises Refused when full."""
    key = f"feedback-{int(clock.now().timestamp()) // _HOUR}"
    cache.add(key, 0, _HOUR)
    if cache.incr(key) > MOST_IN_AN_HOUR:
        raise Refused(Reason("crowded", _("这一小时来信太多，先停一停。过一小时再写，写的内容先自己留一份。")))

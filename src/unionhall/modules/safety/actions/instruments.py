"""Putting something to an employer in writing, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.safety.models import Hazard, Instrument
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import REPLY, SIGN_FOR

SHIELDED_FROM = 5001  # numbers from here on are of hazards that somebody must not see


@dataclass(frozen=True, slots=True)
class Draft:
    """What it says, to whom, and until when an answer is wanted."""

    kind: str
    to: str
    words: str
    due: date


def issue(by: Actor, hazard: Hazard, draft: Draft) -> Instrument:
    """Issue an instrument about a hazard under the next number of the year. Needs URGE at the union that handles it.

    Raises Refused without addressee or words, for a day that is past and for a hazard that is over.
    """
    by.must(SafetyPermission.URGE, at=org_queries.path_of(hazard.unit))
    if by.person_id is not None and by.person_id in hazard.about_person_ids():
        raise Denied(SafetyPermission.URGE.value)
    if not draft.to.strip() or not draft.words.strip():
        raise Refused(Reason("empty", _("写上发给哪个单位、要他们做什么")))
    if draft.due < clock.today() or not hazard.is_open:
        raise Refused(Reason("late", _("答复的日子要在今天或以后，隐患也要还没办完")))
    today = clock.today()
    made = Instrument(
        hazard=hazard,
        unit=hazard.unit,
        kind=draft.kind,
        to=draft.to.strip()[:120],
        words=draft.words.strip(),
        year=today.year,
        issued=today,
        due=draft.due,
    )
    with transaction.atomic():
        Unit.objects.select_for_update(of=("self",)).get(pk=hazard.unit_id)  # numbers are given one after another
        # those that are kept from somebody have a row of their own: a gap in the other would tell them of it
        first = SHIELDED_FROM if hazard.is_shielded else 1
        given = Instrument.objects.filter(unit=hazard.unit, year=today.year, number__gte=first)
        given = given if hazard.is_shielded else given.filter(number__lt=SHIELDED_FROM)
        made.number = (given.aggregate(last=Max("number"))["last"] or first - 1) + 1
        procedures.begin(by, made)
    return made


def sign_for(by: Actor, instrument: Instrument, *, receiver: str) -> Instrument:
    """Write down who signed for it today. Needs URGE. Raises Refused without a name."""
    if not receiver.strip():
        raise Refused(Reason("receiver", _("写上谁签收的")))
    with transaction.atomic():
        procedures.take(by, instrument, SIGN_FOR)
        instrument.receiver, instrument.received = receiver.strip()[:60], clock.today()
        instrument.save(update_fields=["receiver", "received"])
    return instrument


def reply(by: Actor, instrument: Instrument, *, answer: str) -> Instrument:
    """Write down what the employer answered today. Needs URGE. Raises Refused without words."""
    if not answer.strip():
        raise Refused(Reason("answer", _("写上他们怎么答复的")))
    with transaction.atomic():
        procedures.take(by, instrument, REPLY)
        instrument.answer, instrument.answered = answer.strip(), clock.today()
        instrument.save(update_fields=["answer", "answered"])
    return instrument

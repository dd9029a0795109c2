"""Proposing, appointing, reminding and ending inspectors."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel import chance, clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.events import UnitsEnded
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.safety.models import Inspector, InspectorRule
from unionhall.modules.safety.permissions import InspectionPermission
from unionhall.modules.safety.procedure.inspecting import (
    APPOINT,
    APPOINTED,
    DECLINE,
    END,
    ENDING,
    LAPSE,
    PROPOSED,
    REMIND,
    REMIND_DAYS,
    RENEW,
    WITHDRAW,
)
from unionhall.modules.safety.queries.inspectors import DEFAULT_MONTHS, proof_for, requirements_for, rule_for

OFFICE = "inspector"
MOST_MONTHS, LONGEST_WORDS = 60, 200


def set_rule(by: Actor, unit: Unit, *, requirement: str, months: int) -> InspectorRule:
    """Say what ``unit`` asks of the inspectors below it, from now on. Needs APPOINT there.

    Raises Refused for what nobody can prove, and for a time that is too long.
    """
    by.must(InspectionPermission.APPOINT, at=org_queries.path_of(unit))
    reasons = []
    offered = {offer.key: offer.label for offer in requirements_for(unit)}
    if requirement not in offered:
        reasons.append(Reason("requirement", _("选一份卷子，检查员答合格才能任命")))
    if not 1 <= months <= MOST_MONTHS:
        reasons.append(
            Reason(
                "months",
                ngettext("有效期写 1 到 %(n)d 个月", "有效期写 1 到 %(n)d 个月", MOST_MONTHS) % {"n": MOST_MONTHS},
            )
        )
    if reasons:
        raise Refused(*reasons)
    now = clock.now()
    with transaction.atomic():
        InspectorRule.objects.filter(unit=unit, stopped=None).update(stopped=now)
        rule = InspectorRule.objects.create(unit=unit, requirement=requirement, months=months, created=now)
        data = {"name": offered[requirement], "months": months}
        journal.write(by=by, verb="safety.inspector_rule", unit_id=unit.pk, subject=rule, data=data)
    return rule


def propose(by: Actor, of: Unit, person: Person, *, evidence: str = "") -> Inspector:
    """Propose somebody of ``of`` to the union above. ``evidence``: where and when they were trained and examined.

    Needs PROPOSE at ``of``. Raises Refused for somebody who was proposed or is one already.
    """
    path = org_queries.path_of(of)
    by.must(InspectionPermission.PROPOSE, at=path)
    if of.state != Unit.State.STANDING:
        raise Refused(Reason("unit", _("%(unit)s还没成立或者已经撤销") % {"unit": of.name}))
    if len(evidence.strip()) > LONGEST_WORDS:
        raise Refused(Reason("evidence", _("写短些，不超过 %(n)d 个字") % {"n": LONGEST_WORDS}))
    above = org_queries.superiors(of)
    made = Inspector(
        unit=above[-1] if above else of, of=of, person=person, proposed_on=clock.today(), evidence=evidence.strip()
    )
    try:
        return procedures.begin(by, made, data={"of": of.name})
    except IntegrityError:
        told = {"person": person.name}
        raise Refused(Reason("twice", _("%(person)s已经是检查员，或者已经提名了") % told)) from None


def appoint(by: Actor, inspector: Inspector) -> Inspector:
    """Appoint who was proposed: the office is filled and the card made out. For the union above.

    Raises Refused with the procedure's reasons, and for somebody who has not shown what is asked.
    """
    proof, months = _shown(inspector, since=None)
    today = clock.today()
    with transaction.atomic():
        procedures.take(by, inspector, APPOINT)
        row = _locked(inspector)
        row.appointment = _office(by, row)
        row.appointed_on, row.valid_until, row.proof = today, _later(today, months), proof
        row.number = _free_number()
        row.save(update_fields=["appointment", "appointed_on", "valid_until", "proof", "number"])
    return row


def renew(by: Actor, inspector: Inspector, *, evidence: str = "") -> Inspector:
    """Give the card for another term to somebody who was examined again. For the union above; raises as ``appoint``."""
    if evidence.strip():
        inspector.evidence = evidence.strip()[:LONGEST_WORDS]
    proof, months = _shown(inspector, since=inspector.appointed_on if not evidence.strip() else None)
    today = clock.today()
    with transaction.atomic():
        procedures.take(by, inspector, RENEW)
        row = _locked(inspector)
        row.valid_until, row.proof, row.evidence = _later(today, months), proof, inspector.evidence
        row.save(update_fields=["valid_until", "proof", "evidence"])
    return row


def decline(by: Actor, inspector: Inspector, *, reason: str) -> Inspector:
    """Do not appoint who was proposed. Raises Refused without a reason."""
    return _close(by, inspector, DECLINE, reason)


def withdraw(by: Actor, inspector: Inspector, *, reason: str) -> Inspector:
    """Take a proposal back. Needs PROPOSE at the union that made it. Raises Refused without a reason."""
    by.must(InspectionPermission.PROPOSE, at=org_queries.path_of(inspector.of))
    told = _must_say(reason)
    with transaction.atomic():
        procedures.take(_system(), inspector, WITHDRAW, reason=told)
        row = _locked(inspector)
        row.reason, row.ended_on = told, clock.today()
        row.save(update_fields=["reason", "ended_on"])
    return row


def end(by: Actor, inspector: Inspector, *, reason: str) -> Inspector:
    """Take the card back and end the office. For the union above. Raises Refused without a reason."""
    return _close(by, inspector, END, reason)


def keep_cards(by: Actor) -> int:
    """Remind of cards that end soon, end those that ended or whose office did; returns how many. For the ticker."""
    today = clock.today()
    gone = Q(appointment__until__isnull=False, appointment__until__lte=today)
    held = Inspector.objects.select_related("appointment", "person", "of")
    over = list(held.filter(Q(valid_until__lt=today) | gone, state__in=(APPOINTED, ENDING)))
    for one in over:  # a few in a night
        with transaction.atomic():
            procedures.take(by, one, LAPSE, reason=_("到期") if one.valid_until and one.valid_until < today else "")
            _end_office(by, one)
            Inspector.objects.filter(pk=one.pk).update(ended_on=today)
    soon = held.filter(state=APPOINTED, valid_until__gte=today, valid_until__lte=today + timedelta(days=REMIND_DAYS))
    return len(over) + len(procedures.take_many(by, list(soon), REMIND).items)


def end_with_units(event: UnitsEnded) -> None:
    """Nobody inspects for a union that is dissolved. Called when org announces it; the offices end by themselves."""
    open_ones = Inspector.objects.filter(of_id__in=event.unit_ids, state__in=(PROPOSED, APPOINTED, ENDING))
    for step, states in ((WITHDRAW, (PROPOSED,)), (LAPSE, (APPOINTED, ENDING))):
        procedures.take_many(_system(), list(open_ones.filter(state__in=states)), step)
    Inspector.objects.filter(of_id__in=event.unit_ids, ended_on=None).update(ended_on=event.on)


def _shown(inspector: Inspector, *, since: date | None) -> tuple[str, int]:
    """What shows that somebody was trained and examined (after ``since``), and for how many months the card is."""
    rule = rule_for(inspector.of)
    months = rule.months if rule else DEFAULT_MONTHS
    proof = proof_for(inspector)
    if proof is not None and (since is None or proof.on > since):
        return f"{proof.words} {proof.on.isoformat()}"[:LONGEST_WORDS], months
    if inspector.evidence and since is None:
        return inspector.evidence, months
    if since is not None:
        raise Refused(Reason("proof", _("任命以后还没有再考核。答合格规定的卷子，或者写上在哪里培训、考核合格")))
    raise Refused(Reason("proof", _("还没有培训考核合格：答合格规定的卷子，或者写上在哪里培训、考核合格")))


def _close(by: Actor, inspector: Inspector, step: str, reason: str) -> Inspector:
    told = _must_say(reason)
    with transaction.atomic():
        procedures.take(by, inspector, step, reason=told)
        row = _locked(inspector)
        row.reason, row.ended_on = told, clock.today()
        row.save(update_fields=["reason", "ended_on"])
        _end_office(by, row)
    return row


def _office(by: Actor, inspector: Inspector) -> Appointment:
    held = Appointment.objects.filter(person=inspector.person, unit=inspector.of, office=OFFICE, until=None).first()
    return held or access.appoint(by, person=inspector.person, unit=inspector.of, office=OFFICE, is_by_procedure=True)


def _end_office(by: Actor, inspector: Inspector) -> None:
    held = inspector.appointment
    today = clock.today()
    if held is not None and (held.until is None or held.until > today):
        access.end_appointment(by, held, on=max(today, held.since), reason=_("检查证收回或者到期"))


def _must_say(reason: str) -> str:
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么，提名的单位看得到")))
    return reason.strip()[:LONGEST_WORDS]


def _locked(inspector: Inspector) -> Inspector:
    rows = Inspector.objects.select_related("person", "of", "unit", "appointment")
    return rows.select_for_update(of=("self",)).get(pk=inspector.pk)


def _free_number() -> str:
    """Eight digits that no card has; the first is no zero. A clash at the same moment meets the constraint."""
    while True:
        number = str(10_000_000 + chance.below(90_000_000))
        if not Inspector.objects.filter(number=number).exists():
            return number


def _later(day: date, months: int) -> date:
    """The day before the same day so many months later: a card of a year from 1 May holds until 30 April."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    same = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return same - timedelta(days=1)


def _system() -> Actor:
    return Actor.system(_("劳动保护监督检查"))

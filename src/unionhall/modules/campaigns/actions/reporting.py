"""A unit reports what it held: recorded once, counted as reported, changed and withdrawn with its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns.actions.keeping import keep_proof
from unionhall.modules.campaigns.facts import REPORTED, act_rows
from unionhall.modules.campaigns.models import Act, Campaign, Enrolment
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.procedure import EXCUSED
from unionhall.modules.campaigns.queries.acts import may_report

LONGEST_PLACE, LONGEST_WORDS = 80, 300
MOST_PEOPLE, MOST_COPIES = 1_000_000, 10_000_000


@dataclass(frozen=True, slots=True)
class NewAct:
    """What is told of an activity. ``people`` and ``copies``: None where nobody counted."""

    kind: str
    day: date
    place: str
    people: int | None = None
    copies: int | None = None
    words: str = ""


def report(by: Actor, campaign: Campaign, unit: Unit, told: NewAct, proof: BinaryIO | None = None) -> Act:
    """Report an activity that the unit held, with a picture or a PDF as proof if there is one.

    A union above those that are asked reports what it held itself; it counts as its own, where it stands.
    Needs REPORT at the unit. Raises Denied for a unit that is no part of the campaign, Refused with every sentence that
    stands against it.
    """
    if not may_report(by, campaign, unit):
        raise Denied(CampaignPermission.REPORT.value)
    reasons = _against(told, campaign.since, campaign.until)
    if Enrolment.objects.filter(campaign=campaign, unit=unit, state=EXCUSED).exists():
        reasons.append(Reason("excused", _("本单位这次不参加，不用报活动")))
    if unit.state == Unit.State.ENDED:
        reasons.append(Reason("ended", _("这个单位已经撤销，由承接单位来记")))
    if reasons:
        raise Refused(*reasons)
    kept = keep_proof(proof) if proof else ""
    with transaction.atomic():
        act = Act.objects.create(campaign=campaign, unit=unit, proof=kept, written=clock.now(), **_fields(told))
        facts.record(by, act_rows(act))
        _note(by, "campaigns.act_reported", act)
    return act


def change_act(by: Actor, act: Act, told: NewAct, proof: BinaryIO | None = None) -> Act:
    """Put right what was reported; without ``proof`` the one that is there stays. Needs REPORT at the unit.

    In a campaign that is closed the difference stands apart as late. Raises Refused for a withdrawn act.
    """
    by.must(CampaignPermission.REPORT, at=org_queries.path_of(act.unit))
    if reasons := _against(told, act.campaign.since, act.campaign.until):
        raise Refused(*reasons)
    kept = keep_proof(proof) if proof else ""
    with transaction.atomic():
        locked = _locked(act)
        _take_back(by, locked)
        for name, value in _fields(told).items():
            setattr(locked, name, value)
        locked.proof = kept or locked.proof
        locked.save()
        facts.record(by, act_rows(locked))
        _note(by, "campaigns.act_changed", locked)
    return locked


def withdraw_act(by: Actor, act: Act, *, reason: str) -> Act:
    """Say that it was a mistake: it counts no longer, and is shown as withdrawn. Needs REPORT at the unit."""
    by.must(CampaignPermission.REPORT, at=org_queries.path_of(act.unit))
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么撤回，如：记重了")))
    with transaction.atomic():
        locked = _locked(act)
        _take_back(by, locked)
        locked.withdrawn = clock.now()
        locked.save(update_fields=["withdrawn"])
        _note(by, "campaigns.act_withdrawn", locked, reason.strip())
    return locked


def _against(told: NewAct, since: date, until: date) -> list[Reason]:
    reasons = []
    if told.kind not in Act.Kind.values:
        reasons.append(Reason("kind", _("选一种活动")))
    if told.day > clock.today():
        reasons.append(Reason("day", _("还没到这一天，办完再记")))
    elif not since <= told.day <= until:
        days = {"since": since.isoformat(), "until": until.isoformat()}
        reasons.append(Reason("day", _("这次行动从 %(since)s 到 %(until)s，只记这些天里办的") % days))
    if not told.place.strip():
        reasons.append(Reason("place", _("写上在哪里办的")))
    if len(told.place.strip()) > LONGEST_PLACE:
        reasons.append(Reason("place", _("地点写短些，不超过 80 个字")))
    if len(told.words.strip()) > LONGEST_WORDS:
        reasons.append(Reason("words", _("写短些，不超过 300 个字")))
    for field, value, most in (("people", told.people, MOST_PEOPLE), ("copies", told.copies, MOST_COPIES)):
        if value is not None and not 0 <= value <= most:
            reasons.append(Reason(field, _("写 0 到 %(most)s 的数") % {"most": f"{most:,}"}))
    if told.kind == Act.Kind.MATERIAL and told.copies is None:
        reasons.append(Reason("copies", _("发了多少份，写上")))
    return reasons


def _fields(told: NewAct) -> dict[str, object]:
    return {
        "kind": told.kind,
        "day": told.day,
        "place": told.place.strip(),
        "people": told.people,
        "copies": told.copies,
        "words": told.words.strip(),
    }


def _locked(act: Act) -> Act:
    locked = Act.objects.select_for_update(of=("self",)).select_related("campaign", "unit").get(pk=act.pk)
    if locked.withdrawn:
        raise Refused(Reason("withdrawn", _("这一次已经撤回了")))
    return locked


def _take_back(by: Actor, act: Act) -> None:
    facts.withdraw(by, REPORTED, [subject_of(act)])


def _note(by: Actor, verb: str, act: Act, reason: str = "") -> None:
    journal.write(by=by, verb=verb, unit_id=act.unit_id, subject=act, reason=reason, data={"act": str(act)})

"""Taking in what inspectors wrote on their phones: whenever it comes, however often, it stands there once."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel import clock, pictures
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Grant, Reach, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.safety.actions import countersigning
from unionhall.modules.safety.actions.photos import keep_photo
from unionhall.modules.safety.actions.recording import attach, record
from unionhall.modules.safety.facts.inspecting import inspection_row
from unionhall.modules.safety.models import (
    Answer,
    Edition,
    Finding,
    Hazard,
    Inspection,
    InspectionPhoto,
    Item,
    Photo,
    Spot,
    Visit,
    VisitKind,
)
from unionhall.modules.safety.permissions import InspectionPermission, SafetyPermission
from unionhall.modules.safety.procedure.inspecting import MAKE, PLANNED
from unionhall.modules.safety.queries.inspecting import may_inspect, usable_edition
from unionhall.modules.safety.queries.inspectors import holder_of_card

LONGEST_WORDS, LONGEST_REMARK, LONGEST_PLACE = 500, 500, 80
MOST_PHOTOS = 60  # of one inspection
OLDEST = timedelta(days=60)  # what a phone says was longer ago, its clock got wrong
MOST_SIGNATURE = 200_000  # bytes
LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class Told:
    """An inspection as the phone tells it. ``key`` was drawn there; by item number what was found and seen."""

    key: str
    edition_id: int
    answers: Mapping[int, str]
    words: Mapping[int, str] = field(default_factory=dict)
    hazards: frozenset[int] = frozenset()  # items that are reported as hazards in the same act
    place: str = ""
    remark: str = ""
    began: datetime | None = None
    ended: datetime | None = None
    second_card: str = ""
    signed: bytes = b""  # PNG
    second_signed: bytes = b""
    visit_id: int | None = None
    spot_id: int | None = None


def submit(by: Actor, unit: Unit, told: Told) -> Inspection:
    """Take in an inspection of ``unit``, its hazards and its facts. The same ``key`` again changes nothing.

    Needs INSPECT at ``unit``, or to be sent there by a visit. Raises Denied, Refused with what is missing.
    """
    if (known := _known(by, told.key)) is not None:
        return known
    visit = _visit(unit, told)
    if by.person_id is None or not may_inspect(by, unit, visit):
        raise Denied(InspectionPermission.INSPECT.value)
    edition = usable_edition(unit, told.edition_id)
    spot = Spot.objects.filter(pk=told.spot_id, unit=unit).first() if told.spot_id else None
    if reasons := _against(edition, told):
        raise Refused(*reasons)
    made = _inspection(unit, by.person_id, told, edition, visit, spot)
    made.sender_id = _sender(by, unit, visit)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            _write_findings(by, made, edition, told)
            facts.record(by, [inspection_row(made)])
            countersigning.ask(by, made)
            if visit is not None and visit.state == PLANNED:
                procedures.take(Actor.system(_("上门检查")), visit, MAKE)
            data = {"name": edition.checklist.name, "ok": made.ok, "bad": made.bad}
            about = [made.second] if made.second else []
            journal.write(by=by, verb="safety.inspected", unit_id=unit.pk, subject=made, about=about, data=data)
    except IntegrityError:
        if (known := _known(by, told.key)) is None:
            raise
        return known  # the same one at the same moment
    return made


def add_photo(by: Actor, *, key: str, inspection_key: str, item: int, file: BinaryIO, size: int) -> InspectionPhoto:
    """Take in a photograph of an item, before or after its inspection; the same ``key`` again changes nothing.

    Raises Denied for somebody who inspects nowhere, Refused for what is no picture, for too many of them, and for an
    inspection of somebody else.
    """
    known = InspectionPhoto.objects.filter(key=key).first()
    if known is not None:
        if known.person_id != by.person_id:
            raise Refused(Reason("key", _("这张照片是别人传的")))
        return known
    if by.person_id is None or not may_inspect(by):
        raise Denied(InspectionPermission.INSPECT.value)
    inspection = Inspection.objects.filter(key=inspection_key).first()
    mine = InspectionPhoto.objects.filter(inspection_key=inspection_key)
    if (inspection and inspection.inspector_id != by.person_id) or mine.exclude(person_id=by.person_id).exists():
        raise Refused(Reason("key", _("这次检查是别人做的")))
    if mine.count() >= MOST_PHOTOS:
        raise Refused(Reason("many", _("一次检查最多 %(n)d 张照片") % {"n": MOST_PHOTOS}))
    if not _is_key(key) or not _is_key(inspection_key):
        raise Refused(Reason("key", _("这张照片没有编号，重新打开检查页再传")))
    photo = keep_photo(file, size)
    row = InspectionPhoto(
        key=key,
        inspection_key=inspection_key,
        item=item,
        person_id=by.person_id,
        photo=photo,
        received=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if inspection is not None:
                _attach(Finding.objects.filter(inspection=inspection, item=item), [row])
    except IntegrityError:
        return InspectionPhoto.objects.get(key=key)  # the same one at the same moment; the loose picture is thrown away
    return row


def name_second(by: Actor, inspection: Inspection, card: str) -> Inspection:
    """Say who the second inspector was, where the number typed on the phone was nobody's. The first one alone may.

    Raises Denied, Refused for a card that did not hold that day or is one's own, and once somebody is named.
    """
    if by.person_id != inspection.inspector_id:
        raise Denied(InspectionPermission.INSPECT.value)
    person = holder_of_card(card, _day(inspection.ended))
    if person is None or person.pk == inspection.inspector_id:
        raise Refused(Reason("card", _("没有这张检查证，或者那天已经无效。看看证上的号抄对没有")))
    with transaction.atomic():
        free = Inspection.objects.filter(pk=inspection.pk, second=None)
        if not free.update(second=person, second_card=card.strip()[:20]):
            raise Refused(Reason("named", _("第二位检查员已经写上了")))
        inspection.second = person
        countersigning.ask(by, inspection)
        journal.write(by=by, verb="safety.second_named", unit_id=inspection.unit_id, subject=inspection, about=[person])
    return inspection


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _known(by: Actor, key: str) -> Inspection | None:
    """What came before under this key. Raises Refused for a key that somebody else has used."""
    found = Inspection.objects.select_related("unit", "edition__checklist").filter(key=key).first()
    if found is not None and found.inspector_id != by.person_id:
        raise Refused(Reason("key", _("这份记录是别人交的")))
    return found


def _visit(unit: Unit, told: Told) -> Visit | None:
    if not told.visit_id:
        return None
    return Visit.objects.select_related("unit", "at").filter(pk=told.visit_id, at=unit).first()


def _against(edition: Edition, told: Told) -> list[Reason]:
    numbers = {item.number for item in edition.items}
    reasons = []
    if not _is_key(told.key):
        reasons.append(Reason("key", _("这份记录没有编号，重新打开检查页再交")))
    missing = sorted(numbers - {n for n, answer in told.answers.items() if answer in Answer.values})
    if missing:
        n, said = len(missing), {"n": len(missing), "first": missing[0]}
        left = ngettext("还有 %(n)d 项没查，从第 %(first)d 项接着查", "还有 %(n)d 项没查，从第 %(first)d 项接着查", n)
        reasons.append(Reason("answers", left % said))
    if any(len(words) > LONGEST_WORDS for words in told.words.values()):
        reasons.append(Reason("words", _("一项写短些，不超过 %(n)d 个字") % {"n": LONGEST_WORDS}))
    if len(told.remark) > LONGEST_REMARK:
        reasons.append(Reason("remark", _("总的情况写短些，不超过 %(n)d 个字") % {"n": LONGEST_REMARK}))
    return reasons


def _is_key(key: str) -> bool:
    return 16 <= len(key) <= LONGEST_KEY and key.isascii() and key.isalnum()


def _inspection(
    unit: Unit, person_id: int, told: Told, edition: Edition, visit: Visit | None, spot: Spot | None
) -> Inspection:
    now = clock.now()
    ended = told.ended if told.ended and now - OLDEST <= told.ended <= now else now
    began = told.began if told.began and ended - OLDEST <= told.began <= ended else ended
    second = holder_of_card(told.second_card, _day(ended)) if told.second_card.strip() else None
    campaign = visit.campaign_id if visit and visit.campaign_id else None
    if campaign is None and (running := campaigns.running_at(unit, "safety.", _day(ended))):
        campaign = running.pk
    answers = [told.answers[item.number] for item in edition.items]
    return Inspection(
        key=told.key,
        unit=unit,
        kind=visit.kind if visit else VisitKind.OWN,
        edition=edition,
        spot=spot,
        visit=visit,
        campaign_id=campaign,
        inspector_id=person_id,
        second=second if second and second.pk != person_id else None,
        second_card=told.second_card.strip()[:20],
        place=(told.place.strip() or (spot.name if spot else ""))[:LONGEST_PLACE],
        remark=told.remark.strip(),
        answers=answers,
        ok=answers.count(Answer.OK),
        bad=answers.count(Answer.NO),
        signed=_signature(told.signed),
        second_signed=_signature(told.second_signed),
        began=began,
        ended=ended,
        received=now,
    )


def _sender(by: Actor, unit: Unit, visit: Visit | None) -> int:
    """In whose name it was looked at: of the office that lets them inspect there, else of who sent them."""
    path, right = org_queries.path_of(unit), InspectionPermission.INSPECT.value
    for seat in by.seats:
        own = [grant for grant in by.grants if grant.path == seat.path and grant.permission == right]
        if any(grant.path == path or (grant.reach is Reach.BELOW and paths.covers(grant.path, path)) for grant in own):
            return seat.unit_id
    return visit.unit_id if visit else unit.pk


def _write_findings(by: Actor, made: Inspection, edition: Edition, told: Told) -> None:
    bad = [item for item in edition.items if told.answers[item.number] == Answer.NO]
    findings = []
    for item in bad:
        words = told.words.get(item.number, "").strip()
        finding = Finding(inspection=made, item=item.number, words=words)
        if item.number in told.hazards:
            finding.hazard = _hazard(by, made, item, words)
        findings.append(finding)
    Finding.objects.bulk_create(findings)
    photos = list(InspectionPhoto.objects.filter(inspection_key=made.key, person_id=made.inspector_id))
    if photos:
        _attach(Finding.objects.filter(inspection=made), photos)


def _hazard(by: Actor, made: Inspection, item: Item, words: str) -> Hazard:
    path = org_queries.path_of(made.unit)
    # who was sent to look may also write down what they saw, there and for this once
    sent = by.granted(Grant(SafetyPermission.RECHECK.value, path, Reach.HERE))
    return record(
        sent,
        made.unit,
        kind=item.kind or Hazard.Kind.UNCLEAR,
        place=made.place or item.part or made.unit.name,
        words=_("%(item)s（不合格）。%(words)s") % {"item": item.text, "words": words},
        source=Hazard.Source.SWEEP if made.campaign_id else Hazard.Source.INSPECTION,
        origin=f"safety.inspection:{made.pk}",
        found_on=_day(made.ended),
    )


def _attach(findings: QuerySet[Finding], photos: list[InspectionPhoto]) -> None:
    """Let pictures of items that became hazards belong to those too. Inside the caller's transaction."""
    hazards = {finding.item: finding.hazard for finding in findings.select_related("hazard")}
    for number, hazard in hazards.items():
        mine = [photo.photo_id for photo in photos if photo.item == number]
        if hazard is not None and mine:
            attach(hazard, list(Photo.objects.filter(pk__in=mine).only("pk")))


def _signature(drawn: bytes) -> bytes:
    """A drawn signature if it is a small PNG, else nothing: a record is not lost for a bad drawing."""
    if not drawn or len(drawn) > MOST_SIGNATURE:
        return b""
    try:
        data, ending, _width, _height = pictures.redraw(io.BytesIO(drawn))
    except Refused:
        return b""
    return data if ending == "png" else b""

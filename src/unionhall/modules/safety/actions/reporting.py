"""Reporting a hazard without saying who one is, and talking on by the receipt code.

The journal's second written exception (ADR 19): no line says that a report came or that its writer said something,
for a line has its second and its place among the others. Rows are keyed by lot, and of the time the hour is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import receipts
from unionhall.kernel.people.secrets import seal
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.statements import Insert
from unionhall.modules.safety import queries
from unionhall.modules.safety.actions import crowding, recording, telling
from unionhall.modules.safety.actions.counting import count
from unionhall.modules.safety.facts.hazards import found_row
from unionhall.modules.safety.models import Hazard, Message, Photo, Report
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import ANSWER, DISAGREE, QUIET, RECHECKED, SPEAK
from unionhall.modules.safety.queries.about import people_meant

_REPORT = Insert(Report)
LONGEST = 2000
MOST_PHOTOS = 6


@dataclass(frozen=True, slots=True)
class Said:
    """What a reporter tells. ``name`` and ``phone`` are empty for an anonymous report.

    ``about``: keys of ``queries.about.people_to_name``; those people are left out, and a level up it goes.
    """

    place: str
    words: str
    kind: str = Hazard.Kind.UNCLEAR
    about: tuple[str, ...] = ()
    name: str = ""
    phone: str = ""


def code_of(ticket: str) -> str:
    """The receipt code of a form."""
    return receipts.code_of(ticket, purpose="hazard-code")


def report(unit: Unit, said: Said, *, ticket: str, photos: Sequence[str] = (), sender: str = "") -> str:
    """Take in a report about a hazard at ``unit`` and return its receipt code, shown once. Anybody may.

    The same ``ticket`` again changes nothing and gives the same code. ``photos`` are keys of pictures kept before;
    ``sender`` is what ``config.lanes`` leaves of the address, and only counts. Raises Refused while very much comes in,
    and without a place or words.
    """
    code = code_of(ticket)
    if queries.report_by_receipt(code):
        return code
    recording.must_say(said.place, said.words)
    crowding.slow_down(sender)
    try:
        _take_in(unit, said, code, photos)
    except IntegrityError:  # the same form at the same moment
        if not queries.report_by_receipt(code):
            raise
    return code


def _take_in(unit: Unit, said: Said, code: str, photos: Sequence[str]) -> None:
    by = Actor.nobody()
    about = people_meant(unit, said.about)
    way = queries.route(unit, about=about, is_one_up=bool(said.about))
    hazard = recording.new_hazard(unit, way, kind=said.kind, place="", words="", source=Hazard.Source.REPORT)
    told = Report(
        unit=way.unit,
        state=QUIET,
        hazard=hazard,
        receipt_hash=queries.receipt_hash(code),
        place=seal(said.place.strip()[:120]),
        words=seal(said.words.strip()),
        name=seal(said.name.strip()),
        phone=seal(said.phone.strip()),
    )
    with clock.to_the_hour(), transaction.atomic():
        hazard.state, told.hour = "", clock.now()
        if way.about:  # kept from these people before its duties are opened
            hazard.save(force_insert=True)
            telling.shield(hazard, way.about)
        procedures.begin(by, hazard, is_journalled=False)
        _REPORT.save(told)
        count(by, hazard, found_row)
        if photos:
            loose = Photo.objects.filter(key__in=list(photos)[:MOST_PHOTOS], hazard=None)
            loose.update(hazard=hazard, report=told, is_shown=False)


def say(told: Report, text: str, *, photos: Sequence[str] = (), sender: str = "") -> None:
    """The reporter adds something; the union has to answer. Whoever holds the receipt code may.

    Raises Refused for an empty text without a picture.
    """
    if not text.strip() and not photos:
        raise Refused(Reason("empty", _("写上要补充的再发")))
    crowding.slow_down(sender)
    sealed = seal(text.strip()[:LONGEST])
    with clock.to_the_hour(), transaction.atomic():
        procedures.take(Actor.nobody(), told, SPEAK, is_journalled=False)
        telling.add(told, sealed, is_from_reporter=True)
        if photos:
            loose = Photo.objects.filter(key__in=list(photos)[:MOST_PHOTOS], hazard=None)
            loose.update(hazard_id=told.hazard_id, report=told, is_shown=False)


def answer(by: Actor, told: Report, text: str) -> None:
    """The union says something to the reporter. Needs REPORTERS at the union that handles the hazard."""
    by.must(SafetyPermission.REPORTERS, at=org_queries.path_of(told.unit))
    if not text.strip():
        raise Refused(Reason("empty", _("写上答复再发")))
    sealed = seal(text.strip()[:LONGEST])
    with transaction.atomic():
        procedures.take(by, told, ANSWER)
        Message.objects.filter(report=told, is_from_reporter=True).update(is_read=True)
        telling.add(told, sealed, is_from_reporter=False, by=by.person_id)


def judge(told: Report, *, is_good: bool) -> None:
    """The reporter says whether it is right now. Not right: the union assigns it anew. The receipt code is enough.

    Raises Refused where nobody has asked yet.
    """
    hazard = told.hazard
    if hazard.state != RECHECKED:
        raise Refused(Reason("not-asked", _("还没到问您的时候，复查过了再来看")))
    verdict = Report.Verdict.GOOD if is_good else Report.Verdict.BAD
    with clock.to_the_hour(), transaction.atomic():
        Report.objects.filter(pk=told.pk).update(verdict=verdict)
        if not is_good:
            procedures.take(Actor.nobody(), hazard, DISAGREE, is_journalled=False)
    told.verdict = verdict


def read(told: Report) -> None:
    """The reporter has read what the union said."""
    Message.objects.filter(report=told, is_from_reporter=False, is_read=False).update(is_read=True)

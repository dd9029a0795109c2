"""What the union does with a hazard: receives it, grades it, assigns it, sends it up, joins it, closes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import chance, clock
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.statements import keep
from unionhall.modules.safety.actions import telling
from unionhall.modules.safety.actions.counting import count, count_no_more
from unionhall.modules.safety.facts.hazards import (
    FOUND,
    found_row,
    graded_row,
    put_right_row,
    repeated_row,
)
from unionhall.modules.safety.models import Hazard, Photo, Report
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import ASSIGN, CLOSE, DISMISS, GRADE, JOIN, RECEIVE
from unionhall.modules.safety.queries import hazards, may_know_reporters, must_handle, route
from unionhall.modules.safety.queries.about import people_meant


@dataclass(frozen=True, slots=True)
class Order:
    """Who puts it right, by when. ``mender`` is one with an office, if they have one here."""

    who: str
    due: date
    mender: Person | None = None


def receive(
    by: Actor,
    hazard: Hazard,
    *,
    words: str = "",
    place: str = "",
    kind: str = "",
    again_of: Hazard | None = None,
    shown: Collection[Photo] = (),
) -> Hazard:
    """Receive a hazard and give it its number. Needs HANDLE, and for a report to know what its writer said.

    ``words`` and ``place`` are how it is told to all who work on it, without what would give its reporter away (empty:
    as they are); ``shown`` those of the reporter's pictures that all may see; ``again_of`` an earlier hazard that is
    back. Raises Refused for a report without words of the officer.
    """
    if not (words.strip() or hazard.words):
        raise Refused(Reason("words", _("写上是什么隐患，厂里看到的就是这一段")))
    with transaction.atomic():
        hazard.place = place.strip()[:120] or hazard.place or _place_reported(hazard)
        keep(hazard, "place")  # before the step: its duty says where
        received(by, hazard)
        hazard.words, hazard.again_of = words.strip() or hazard.words, again_of
        if kind and kind != hazard.kind:
            hazard.kind = kind
            count_no_more(by, hazard, FOUND)
            count(by, hazard, found_row)
        keep(hazard, "words", "kind", "again_of")
        show_photos(by, hazard, shown)
        if again_of is not None:
            count(by, hazard, repeated_row)
        telling.tell_reporters(hazard, _("工会受理了，编号 %(number)s。") % {"number": hazard.number})
    return hazard


def _place_reported(hazard: Hazard) -> str:
    """Where its reporter said it is; who receives it knows that."""
    told = hazard.reports.order_by("hour", "pk").first()
    return told.place if told is not None else ""


def received(by: Actor, hazard: Hazard) -> Hazard:
    """Receive it, and give it its number, in the caller's transaction. Raises Refused with the procedure's reasons."""
    procedures.take(by, hazard, RECEIVE)
    hazard.number = _next_number(hazard)
    keep(hazard, "number")
    return hazard


def show_photos(by: Actor, hazard: Hazard, photos: Collection[Photo]) -> None:
    """Let all who see the hazard see these of its reporters' pictures. Raises Denied for who may not know of them."""
    if not photos:
        return
    if not may_know_reporters(by, hazard):
        raise Denied(SafetyPermission.REPORTERS.value)
    hazard.photos.filter(pk__in=[photo.pk for photo in photos]).update(is_shown=True)


def grade(by: Actor, hazard: Hazard, *, grade: str, harm: str = "") -> Hazard:
    """Say whether it is ordinary or major, and what may come of it. Needs HANDLE.

    A major one stands at once in the inbox of the union above, and the congress is to be told.
    """
    with transaction.atomic():
        hazard.grade, hazard.harm = grade, harm.strip()
        hazard.told_above = clock.now() if hazard.is_major else None
        keep(hazard, "grade", "harm", "told_above")  # before the step: its duty says the grade
        procedures.take(by, hazard, GRADE, data={"grade": str(Hazard.Grade(grade).label)})
        count(by, hazard, graded_row)
        if hazard.is_major:
            procedures.raise_now(by, hazard)
        text = _("工会看过了，定为%(grade)s。") % {"grade": hazard.get_grade_display()}
        telling.tell_reporters(hazard, text)
    return hazard


def assign(by: Actor, hazard: Hazard, order: Order) -> Hazard:
    """Say who puts it right by when. Needs HANDLE. Raises Refused for a day that is past and without a name."""
    if order.due < clock.today():
        raise Refused(Reason("due", _("整改期限已经过了，写今天或以后的日子")))
    if not order.who.strip():
        raise Refused(Reason("who", _("写上谁来改")))
    hazard.due, hazard.mender, hazard.mender_text = order.due, order.mender, order.who.strip()[:60]
    with transaction.atomic():
        keep(hazard, "due", "mender", "mender_text")  # before the step, whose clock runs until then
        procedures.take(by, hazard, ASSIGN, data={"due": hazard.due.isoformat()})
        telling.tell_reporters(
            hazard,
            _("已经交办整改，%(month)s月%(day)s日前改好。") % {"month": order.due.month, "day": order.due.day},
        )
    return hazard


def tell_congress(by: Actor, hazard: Hazard) -> Hazard:
    """Write down that the congress was told of a major hazard today. Needs HANDLE."""
    must_handle(by, hazard)
    if not hazard.is_major:
        raise Refused(Reason("general", _("一般隐患不用报职代会")))
    with transaction.atomic():
        hazard.told_congress = hazard.told_congress or clock.today()
        keep(hazard, "told_congress")
        journal.write(by=by, verb="safety.congress_told", unit_id=hazard.unit_id, subject=hazard)
    return hazard


def close(by: Actor, hazard: Hazard) -> Hazard:
    """Strike it off. Needs HANDLE; why not yet on account of its reporters, the procedure says."""
    with transaction.atomic():
        procedures.take(by, hazard, CLOSE)
        hazard.closed_on = clock.today()
        keep(hazard, "closed_on")
        count(by, hazard, put_right_row)
        telling.tell_reporters(hazard, _("改好了，销号了。谢谢您说出来。"))
    return hazard


def dismiss(by: Actor, hazard: Hazard, *, reason: str) -> Hazard:
    """It is no hazard; its reporters are told why. Needs HANDLE. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不算隐患，报的人看得到")))
    with transaction.atomic():
        procedures.take(by, hazard, DISMISS, reason=reason.strip())
        count_no_more(by, hazard)
        telling.tell_reporters(hazard, _("工会看过了，不算隐患：%(reason)s") % {"reason": reason.strip()})
    return hazard


def join(by: Actor, hazard: Hazard, to: Hazard) -> Hazard:
    """It is the same as another one of the same union: its reporters go over and are told of what becomes of that.

    Needs HANDLE. Raises Refused for one that is closed, is itself, or that ``by`` may not see.
    """
    if to.pk == hazard.pk or not to.is_open or not hazards(by).filter(pk=to.pk, unit_id=hazard.unit_id).exists():
        raise Refused(Reason("other", _("并到本单位另一件还没办完的隐患")))
    if set(hazard.about_person_ids()) != set(to.about_person_ids()):
        raise Refused(Reason("about", _("其中一件有人要回避，不能并")))
    with transaction.atomic():
        procedures.take(by, hazard, JOIN, data={"number": to.number})
        hazard.joined_to = to
        keep(hazard, "joined_to")
        count_no_more(by, hazard)
        telling.tell_reporters(hazard, _("有人报过同一件事，一起办，编号 %(number)s。") % {"number": to.number})
        hazard.photos.update(hazard=to)
        Report.objects.filter(hazard=hazard).update(hazard=to)
    return hazard


def hand_up(by: Actor, hazard: Hazard, *, reason: str, about: Collection[str] = ()) -> Hazard:
    """Give it to the next union up that can handle it, with its open duties and its talk. Needs HANDLE.

    ``about``: keys of ``queries.about.people_to_name`` of the union that handles it now; these people do not see it
    from now on, and no figure counts it any more. Raises Refused without a reason and at the top.
    """
    must_handle(by, hazard)
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么移交，上级看得到")))
    people = {*hazard.about_person_ids(), *people_meant(hazard.unit, about)}
    way = route(hazard.unit, about=people, is_one_up=True, above=hazard.unit)
    if way.unit.pk == hazard.unit_id or not hazard.is_open:
        raise Refused(Reason("top", _("上面没有能受理隐患的工会了，就在这里办")))
    with transaction.atomic():
        telling.shield(hazard, way.about)
        if way.about and not hazard.is_shielded:
            count_no_more(by, hazard)
        data = {"to": way.unit.name}
        journal.write(
            by=by, verb="safety.handed_up", unit_id=way.unit.pk, subject=hazard, data=data, reason=reason.strip()
        )
        hazard.unit, hazard.raised_because = way.unit, way.raised_because[:200]
        hazard.is_shielded = bool(way.about)
        keep(hazard, "unit", "raised_because", "is_shielded")
        Report.objects.filter(hazard=hazard).update(unit=way.unit)
        procedures.hand_over(by, [hazard, *Report.objects.filter(hazard=hazard)], way.unit)
    return hazard


def _next_number(hazard: Hazard) -> str:
    """The next number of the day at the union that handles it, e.g. "20261116-037".

    One that is kept from somebody has one by lot, e.g. "20261116-H40713": a gap in a row would tell them of it.
    """
    day = f"{clock.today():%Y%m%d}"
    if hazard.is_shielded:
        return f"{day}-H{chance.below(90_000) + 10_000}"
    given = Hazard.objects.filter(unit_id=hazard.unit_id, number__startswith=f"{day}-", is_shielded=False)
    numbers = [number.rpartition("-")[2] for number in given.values_list("number", flat=True)]
    last = max((int(number) for number in numbers if number.isdigit()), default=0)
    return f"{day}-{last + 1:03d}"

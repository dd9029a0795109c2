"""What the union does with a hazard: receives it, grades it, assigns it, sends it up, joins it, closes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.safety.actions import telling
from unionhall.modules.safety.facts.hazards import (
    FOUND,
    GRADED,
    REPEATED,
    found_row,
    graded_row,
    put_right_row,
    repeated_row,
)
from unionhall.modules.safety.models import Hazard, Report
from unionhall.modules.safety.procedure import ASSIGN, CLOSE, DISMISS, GRADE, JOIN, RECEIVE
from unionhall.modules.safety.queries import hazards, must_handle, route


@dataclass(frozen=True, slots=True)
class Order:
    """Who puts it right, by when. ``mender`` is one with an office, if they have one here."""

    who: str
    due: date
    mender: Person | None = None


def receive(by: Actor, hazard: Hazard, *, words: str = "", kind: str = "", again_of: Hazard | None = None) -> Hazard:
    """Receive a hazard and give it its number. Needs HANDLE.

    ``words`` is how it is told to all who work on it, without what would give its reporter away; ``again_of`` an
    earlier hazard that is back.
    """
    with transaction.atomic():
        received(by, hazard)
        hazard.words, hazard.again_of = words.strip() or hazard.words, again_of
        if kind and kind != hazard.kind:
            hazard.kind = kind
            facts.withdraw(by, FOUND, [subject_of(hazard)])
            facts.record(by, [found_row(hazard)])
        hazard.save(update_fields=["words", "kind", "again_of"])
        if again_of is not None:
            facts.record(by, [repeated_row(hazard)])
        telling.tell_reporters(hazard, _("工会受理了，编号 %(number)s。") % {"number": hazard.number})
    return hazard


def received(by: Actor, hazard: Hazard) -> Hazard:
    """Receive it, and give it its number, in the caller's transaction. Raises Refused with the procedure's reasons."""
    procedures.take(by, hazard, RECEIVE)
    hazard.number = _next_number(hazard)
    hazard.save(update_fields=["number"])
    return hazard


def grade(by: Actor, hazard: Hazard, *, grade: str, harm: str = "") -> Hazard:
    """Say whether it is ordinary or major, and what may come of it. Needs HANDLE.

    A major one stands at once in the inbox of the union above, and the congress is to be told.
    """
    with transaction.atomic():
        hazard.grade, hazard.harm = grade, harm.strip()
        hazard.told_above = clock.now() if hazard.is_major else None
        hazard.save(update_fields=["grade", "harm", "told_above"])  # before the step: its duty says the grade
        procedures.take(by, hazard, GRADE, data={"grade": str(Hazard.Grade(grade).label)})
        facts.record(by, [graded_row(hazard)])
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
        hazard.save(update_fields=["due", "mender", "mender_text"])  # before the step, whose clock runs until then
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
        hazard.save(update_fields=["told_congress"])
        journal.write(by=by, verb="safety.congress_told", unit_id=hazard.unit_id, subject=hazard)
    return hazard


def close(by: Actor, hazard: Hazard) -> Hazard:
    """Strike it off. Needs HANDLE; why not yet on account of its reporters, the procedure says."""
    with transaction.atomic():
        procedures.take(by, hazard, CLOSE)
        hazard.closed_on = clock.today()
        hazard.save(update_fields=["closed_on"])
        facts.record(by, [put_right_row(hazard)])
        telling.tell_reporters(hazard, _("改好了，销号了。谢谢您说出来。"))
    return hazard


def dismiss(by: Actor, hazard: Hazard, *, reason: str) -> Hazard:
    """It is no hazard; its reporters are told why. Needs HANDLE. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不算隐患，报的人看得到")))
    with transaction.atomic():
        procedures.take(by, hazard, DISMISS, reason=reason.strip())
        _count_no_more(by, hazard)
        telling.tell_reporters(hazard, _("工会看过了，不算隐患：%(reason)s") % {"reason": reason.strip()})
    return hazard


def join(by: Actor, hazard: Hazard, to: Hazard) -> Hazard:
    """It is the same as another one of the same union: its reporters go over and are told of what becomes of that.

    Needs HANDLE. Raises Refused for one that is closed, is itself, or that ``by`` may not see.
    """
    if to.pk == hazard.pk or not to.is_open or not hazards(by).filter(pk=to.pk, unit_id=hazard.unit_id).exists():
        raise Refused(Reason("other", _("并到本单位另一件还没办完的隐患")))
    if hazard.is_about_union != to.is_about_union:
        raise Refused(Reason("about", _("其中一件有人要回避，不能并")))
    with transaction.atomic():
        procedures.take(by, hazard, JOIN, data={"number": to.number})
        hazard.joined_to = to
        hazard.save(update_fields=["joined_to"])
        _count_no_more(by, hazard)
        telling.tell_reporters(hazard, _("有人报过同一件事，一起办，编号 %(number)s。") % {"number": to.number})
        hazard.photos.update(hazard=to)
        Report.objects.filter(hazard=hazard).update(hazard=to)
    return hazard


def hand_up(by: Actor, hazard: Hazard, *, reason: str, is_about_union: bool = False) -> Hazard:
    """Give it to the next union up that can handle it, with its open duties and its talk. Needs HANDLE.

    ``is_about_union``: it concerns people of this union, who from now on do not see it. Raises Refused without a
    reason and at the top.
    """
    must_handle(by, hazard)
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么移交，上级看得到")))
    way = route(hazard.unit, is_about_union=is_about_union, above=hazard.unit)
    if way.unit.pk == hazard.unit_id or not hazard.is_open:
        raise Refused(Reason("top", _("上面没有能受理隐患的工会了，就在这里办")))
    with transaction.atomic():
        data = {"to": way.unit.name}
        journal.write(
            by=by, verb="safety.handed_up", unit_id=way.unit.pk, subject=hazard, data=data, reason=reason.strip()
        )
        hazard.unit, hazard.raised_because = way.unit, way.raised_because[:200]
        hazard.is_about_union = hazard.is_about_union or bool(way.about)
        hazard.save(update_fields=["unit", "raised_because", "is_about_union"])
        telling.shield(hazard, way.about)
        Report.objects.filter(hazard=hazard).update(unit=way.unit)
        procedures.hand_over(by, [hazard, *Report.objects.filter(hazard=hazard)], way.unit)
    return hazard


def _count_no_more(by: Actor, hazard: Hazard) -> None:
    """Take back what was counted of a hazard that is none, or is another one. Inside the caller's transaction."""
    for measure in (FOUND, GRADED, REPEATED):
        facts.withdraw(by, measure, [subject_of(hazard)])


def _next_number(hazard: Hazard) -> str:
    """The next number of the day at the union that handles it, e.g. "20261116-037"."""
    day = f"{clock.today():%Y%m%d}"
    given = Hazard.objects.filter(unit_id=hazard.unit_id, number__startswith=f"{day}-").values_list("number", flat=True)
    last = max((int(number.rpartition("-")[2]) for number in given), default=0)
    return f"{day}-{last + 1:03d}"

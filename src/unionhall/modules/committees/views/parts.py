"""What the pages of foundings and elections have in common."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.committees.procedure import NOTICE_DAYS
from unionhall.modules.committees.queries import SOON_DAYS
from unionhall.ui.clocks import ClockFace, ClockState
from unionhall.ui.words import day, moment

DUTY_SOON_DAYS = 5


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    by: Actor = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    return by


def show(form: forms.Form, refused: Refused) -> None:
    """Put the reasons of a refusal beside the fields they are about, so that nothing that was typed is lost."""
    for reason in refused.reasons:
        field = _FIELD_OF.get(reason.code, "")
        form.add_error(field if field in form.fields else None, str(reason.text))


_FIELD_OF = {
    "committees.uscc": "uscc",
    "committees.has_one": "uscc",
    "committees.same_name": "name",
    "committees.asked": "name",
    "committees.kind": "kind",
    "committees.staff": "staff",
    "committees.preparers": "preparers",
    "committees.held": "held",
    "committees.since": "since",
    "committees.number": "number",
    "committees.has_term": "number",
    "committees.years": "years",
    "committees.quorum": "attended",
    "committees.attended": "attended",
    "committees.twice": "members",
}


def timeline(item: Procedural, by: Actor) -> list[dict[str, Any]]:
    """What was done with the item, and what it waits for."""
    rows: list[dict[str, Any]] = [
        {
            "state": "done",
            "title": line.sentence,
            "when": f"{line.by} {moment(line.line.at)}".strip(),
            "text": line.line.reason,
        }
        for line in journal.shown(procedures.timeline(item, by), by)
    ]
    for duty in procedures.duties_of(item).filter(met=None).select_related("unit"):
        until = _("%(day)s以前") % {"day": day(duty.due)} if duty.due else ""
        rows.append({"state": "now", "title": _("等%(unit)s办") % {"unit": duty.unit.name}, "when": until})
    return rows


def open_clock(item: Procedural) -> ClockFace | None:
    """The clock of what the item waits for now."""
    duty = procedures.duties_of(item).filter(met=None).order_by("due").first()
    if duty is None or duty.due is None:
        return None
    return face(duty.due, soon=DUTY_SOON_DAYS, is_provisional=duty.is_provisional)


def face(until: date, *, soon: int = SOON_DAYS, is_provisional: bool = False) -> ClockFace:
    """How long until a day, in words and as a shape; in months where it is far; 暂定 where a holiday may move it."""
    left = (until - clock.today()).days
    if left < 0:
        return ClockFace(ClockState.OVERDUE, ngettext("超 %(n)s 天", "超 %(n)s 天", -left) % {"n": -left})
    words = ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", left) % {"n": left}
    if left > NOTICE_DAYS:
        months = left * 12 // 365
        words = ngettext("还有 %(n)s 个月", "还有 %(n)s 个月", months) % {"n": months}
    state = ClockState.SOON if left <= soon else ClockState.CALM
    if is_provisional:
        state, words = ClockState.PROVISIONAL, _("暂定 %(left)s") % {"left": words}
    return ClockFace(state, words, min(100, 100 * left // NOTICE_DAYS))

"""Duties as an inbox shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unionhall.desk import clocks
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Permission
from unionhall.kernel.calendar import queries as calendar
from unionhall.kernel.org import queries as org
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.declare import Clock, Procedural, Procedure, Step, WorkingDays
from unionhall.kernel.procedures.declare import procedures as declared
from unionhall.kernel.procedures.models import Duty
from unionhall.ui import words
from unionhall.ui.clocks import ClockFace, ClockState

VIEWS = {
    "mine": procedures.inbox,
    "ours": procedures.at_my_units,
    "below": procedures.overdue_below,
    "others": procedures.waiting_for_others,
    "done": procedures.done,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One matter: its clock, what it is, whose it is, the next step."""

    duty: Duty
    title: str
    face: ClockFace | None
    label: str
    unit: str
    step: str
    step_key: str
    url: str

    @property
    def law_url(self) -> str:
        """The page of the rule that its due date rests on; "" where the number is our own."""
        rule_id = self.duty.rule.partition("@")[0]
        return reverse("desk:law-rule", args=[rule_id]) if rule_id else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one head."""

    title: str
    rows: list[Row]


def duties(by: Actor, view: str, procedure: str) -> QuerySet[Duty]:
    """The duties of one view, the most urgent first; those done, the latest first."""
    found = VIEWS[view](by).select_related("unit")
    return found.filter(procedure=procedure) if procedure else found


def kinds() -> list[tuple[str, str]]:
    """What duties may be about, by procedure: what its first clock is called."""
    return [(key, str(procedure.clocks[0].label)) for key, procedure in declared.items() if procedure.clocks]


def rows(by: Actor, found: Sequence[Duty], view: str) -> list[Row]:
    """Duties with all that is shown, in one query per procedure among them and one for their places."""
    items = procedures.items_of(found)
    places = org.paths_of({duty.unit_id for duty in found})
    shown = []
    with calendar.remembered():
        for duty in found:
            place = places.get(duty.unit_id, "")
            if view == "mine" and procedures.is_reminder(by, duty, place):
                shown.append(_reminder(duty))
            else:
                item = items.get((duty.procedure, duty.item_id))
                shown.append(_row(by, duty, item, place, is_done=view == "done"))
    return shown


def groups(shown: Sequence[Row]) -> list[Group]:
    """Overdue, today and tomorrow, later; without those that are empty."""
    today = clock.today()
    tomorrow = today + timedelta(days=1)
    parts: list[tuple[str, list[Row]]] = [(_("超期"), []), (_("今天和明天"), []), (_("以后"), [])]
    for row in shown:
        due = row.duty.due
        place = 2 if due is None or due > tomorrow else 0 if due < today else 1
        parts[place][1].append(row)
    return [Group(title, members) for title, members in parts if members]


def _row(by: Actor, duty: Duty, item: Procedural | None, place: str, *, is_done: bool) -> Row:
    procedure = declared.get(duty.procedure)
    timed = procedure.clock(duty.clock) if procedure is not None else None
    step = _step(by, procedure, timed, place) if procedure is not None and timed is not None else None
    if is_done and duty.met is not None:
        face: ClockFace | None = ClockFace(
            state=ClockState.DONE, text=_("%(day)s办完") % {"day": words.monthday(duty.met)}
        )
    else:
        face = _face(duty, timed)
    return Row(
        duty,
        duty.title,
        face,
        str(timed.label) if timed is not None else duty.procedure,
        duty.unit.name,
        str(step.label) if step is not None else _("看进度"),
        step.key if step is not None else "",
        item.get_absolute_url() if item is not None else "",
    )


def _reminder(duty: Duty) -> Row:
    """What a union above is told of overdue work that is not its to do: which work, whose, how late; no word of it."""
    procedure = declared.get(duty.procedure)
    timed = procedure.clock(duty.clock) if procedure is not None else None
    label = str(timed.label) if timed is not None else _("一件事")
    title = _("%(unit)s有一件“%(work)s”超期了，请催办") % {"unit": duty.unit.name, "work": label}
    return Row(
        duty,
        title,
        _face(duty, timed),
        label,
        duty.unit.name,
        _("看单位"),
        "",
        reverse("desk:unit", args=[duty.unit.code]),
    )


def _face(duty: Duty, timed: Clock | None) -> ClockFace | None:
    if duty.paused_on is not None:
        return ClockFace(state=ClockState.PAUSED, text=_("停表，%(why)s") % {"why": duty.paused_because})
    return clocks.face(
        duty.due,
        since=timezone.localtime(duty.opened).date(),
        in_working_days=timed is not None and isinstance(timed.length, WorkingDays),
        is_provisional=duty.is_provisional,
    )


def _step(by: Actor, procedure: Procedure, timed: Clock, place: str) -> Step | None:
    """The first step that meets the clock and that this actor may take there; its page says what speaks against it."""
    for key in timed.met_by:
        step = procedure.step(key)
        if isinstance(step.needs, Permission) and by.may(step.needs, at=place):
            return step
    return None

"""Duties as an inbox shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.desk import clocks
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.declare import Procedural, WorkingDays
from unionhall.kernel.procedures.declare import procedures as declared
from unionhall.kernel.procedures.models import Duty
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
    face: ClockFace | None
    label: str
    unit: str
    step: str
    step_key: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one head."""

    title: str
    rows: list[Row]


def duties(by: Actor, view: str, procedure: str) -> QuerySet[Duty]:
    """The duties of one view, the most urgent first; those done, the latest first."""
    found = VIEWS[view](by).select_related("unit")
    return found.filter(procedure=procedure) if procedure else found


def rows(found: Sequence[Duty], *, is_done: bool = False) -> list[Row]:
    """Duties with all that is shown, in one query per procedure among them."""
    items = procedures.items_of(found)
    return [_row(duty, items.get((duty.procedure, duty.item_id)), is_done=is_done) for duty in found]


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


def _row(duty: Duty, item: Procedural | None, *, is_done: bool) -> Row:
    procedure = declared.get(duty.procedure)
    step = clock_ = None
    if procedure is not None:
        clock_ = procedure.clock(duty.clock)
        step = procedure.step(duty.met_step or clock_.met_by[0])
    if is_done and duty.met is not None:
        face: ClockFace | None = ClockFace(state=ClockState.DONE, text=_("%(month)d月%(day)d日办完") % _day(duty))
    else:
        in_working_days = clock_ is not None and isinstance(clock_.length, WorkingDays)
        face = clocks.face(
            duty.due,
            since=duty.opened.date(),
            in_working_days=in_working_days,
            is_provisional=duty.is_provisional,
        )
    return Row(
        duty,
        face,
        str(procedure.label) if procedure else duty.procedure,
        duty.unit.name,
        str(step.label) if step else "",
        step.key if step else "",
        item.get_absolute_url() if item is not None else "",
    )


def _day(duty: Duty) -> dict[str, int]:
    day = clock.timezone.localtime(duty.met).date()
    return {"month": day.month, "day": day.day}

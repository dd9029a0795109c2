"""Duties as an inbox shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unionhall.desk import clocks
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Permission
from unionhall.kernel.calendar import queries as calendar
from unionhall.kernel.org import queries as org
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.declare import Clock, Procedure, Step, WorkingDays
from unionhall.kernel.procedures.declare import procedures as declared
from unionhall.kernel.procedures.inboxes import MOST_COUNTED
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
    law_url: str  # the page of the rule that its due date rests on; "" where the number is our own


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one head."""

    title: str
    rows: list[Row]


def duties(by: Actor, view: str, procedure: str, first: int, last: int) -> list[Duty]:
    """The duties of one view from the ``first`` to the ``last``, the most urgent first; those done, the latest."""
    if view == "mine":
        return procedures.first_of_inbox(by, first, last, procedure)
    found = VIEWS[view](by).select_related("unit")
    return list((found.filter(procedure=procedure) if procedure else found)[first:last])


def count(by: Actor, view: str, procedure: str) -> int:
    """How many there are, at most ``MOST_COUNTED``: what is that far behind comes forward as the rest is done."""
    found = VIEWS[view](by).order_by().values_list("pk")
    return (found.filter(procedure=procedure) if procedure else found)[:MOST_COUNTED].count()


def kinds() -> list[tuple[str, str]]:
    """What duties may be about, by procedure: what its first clock is called."""
    return [(key, str(procedure.clocks[0].label)) for key, procedure in declared.items() if procedure.clocks]


def rows(by: Actor, found: Sequence[Duty], view: str) -> list[Row]:
    """Duties with all that is shown, in at most one query per procedure among them and one for their places."""
    addresses = procedures.addresses_of(found)
    places = org.paths_of({duty.unit_id for duty in found})
    look = _Look(by, view)
    with calendar.remembered():
        return [
            look.row(duty, places.get(duty.unit_id, ""), addresses.get((duty.procedure, duty.item_id), ""))
            for duty in found
        ]


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


@dataclass(frozen=True, slots=True)
class _Kind:
    """A clock of a procedure, and what it is called; neither where it is declared no more."""

    procedure: Procedure | None
    timed: Clock | None
    label: str


class _Look:
    """How the duties of one page look; what many of them share is worked out once."""

    def __init__(self, by: Actor, view: str) -> None:
        self.by, self.view, self.today = by, view, clock.today()
        self._kinds: dict[tuple[str, str], _Kind] = {}
        self._steps: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._laws: dict[str, str] = {"": ""}
        self._late: dict[tuple[date, str, str], ClockFace | None] = {}
        self._unit_url = reverse("desk:unit", args=["CODE"])

    def row(self, duty: Duty, place: str, url: str) -> Row:
        kind, unit, law = self._kind(duty), duty.unit, self._law(duty)
        if self.view == "mine" and procedures.is_reminder(self.by, duty, place):
            # which work, whose, how late; no word of it
            title = _("%(unit)s有一件“%(work)s”超期了，请催办") % {"unit": unit.name, "work": kind.label}
            url = self._unit_url.replace("CODE", quote(unit.code))
            return Row(duty, title, self._face(duty, kind), kind.label, unit.name, _("看单位"), "", url, law)
        step, key = self._step(duty, kind, place)
        return Row(duty, duty.title, self._face(duty, kind), kind.label, unit.name, step, key, url, law)

    def _kind(self, duty: Duty) -> _Kind:
        at = (duty.procedure, duty.clock)
        if at not in self._kinds:
            procedure = declared.get(duty.procedure)
            timed = procedure.clock(duty.clock) if procedure is not None else None
            self._kinds[at] = _Kind(procedure, timed, str(timed.label) if timed is not None else duty.procedure)
        return self._kinds[at]

    def _face(self, duty: Duty, kind: _Kind) -> ClockFace | None:
        if self.view == "done" and duty.met is not None:
            return ClockFace(state=ClockState.DONE, text=_("%(day)s办完") % {"day": words.monthday(duty.met)})
        if duty.due is None or duty.due >= self.today:
            return _face(duty, kind.timed)
        at = (duty.due, duty.procedure, duty.clock)  # how late it is does not hang on when it was opened
        if at not in self._late:
            self._late[at] = _face(duty, kind.timed)
        return self._late[at]

    def _step(self, duty: Duty, kind: _Kind, place: str) -> tuple[str, str]:
        """What the button says, and the key of the step."""
        at = (duty.procedure, duty.clock, place)
        if at not in self._steps:
            step = _step(self.by, kind.procedure, kind.timed, place) if kind.procedure and kind.timed else None
            self._steps[at] = (str(step.label), step.key) if step is not None else (_("看进度"), "")
        return self._steps[at]

    def _law(self, duty: Duty) -> str:
        rule_id = duty.rule.partition("@")[0]
        if rule_id not in self._laws:
            self._laws[rule_id] = reverse("desk:law-rule", args=[rule_id])
        return self._laws[rule_id]


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

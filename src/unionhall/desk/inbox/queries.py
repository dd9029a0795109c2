"""Duties as an inbox shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unionhall.desk import clocks
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Permission, Scope, permission_of
from unionhall.kernel.calendar import queries as calendar
from unionhall.kernel.org import queries as org
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.declare import WorkingDays
from unionhall.kernel.procedures.declare import procedures as declared
from unionhall.kernel.procedures.models import Duty
from unionhall.kernel.procedures.queries import View
from unionhall.ui import words
from unionhall.ui.clocks import ClockFace, ClockState


@dataclass(slots=True)
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


def kinds() -> list[tuple[str, str]]:
    """What duties may be about, by procedure: what its first clock is called."""
    return [(key, str(procedure.clocks[0].label)) for key, procedure in declared.items() if procedure.clocks]


def rows(by: Actor, found: Sequence[Duty], view: View) -> list[Row]:
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


@dataclass(slots=True)
class _Kind:
    """A clock of a procedure as this reader sees it: what its duties share, worked out once for a page."""

    label: str
    in_working_days: bool
    may_meet: Scope | None  # where the reader holds the permission that meets it; None where nobody declares it
    steps: list[tuple[Scope, str, str]]  # where each step that meets it may be taken, what it is called, its key
    reminder: str  # which work, whose, how late; no word of it


class _Look:
    """How the duties of one page look; what many of them share is worked out once."""

    def __init__(self, by: Actor, view: View) -> None:
        self.by, self.view, self.today = by, view, clock.today()
        self._kinds: dict[tuple[str, str, str], _Kind] = {}
        self._laws: dict[str, str] = {"": ""}
        self._faces: dict[tuple[object, ...], ClockFace | None] = {}
        self._unit_url = reverse("desk:unit", args=["CODE"])
        self._look, self._progress = _("看单位"), _("看进度")

    def row(self, duty: Duty, place: str, url: str) -> Row:
        key = (duty.procedure, duty.clock, duty.permission)
        kind = self._kinds.get(key) or self._kind(key)
        unit, law, face = duty.unit, self._law(duty), self._face(duty, kind)
        if self.view is View.MINE and kind.may_meet is not None and not kind.may_meet.covers(place):
            title = kind.reminder % {"unit": unit.name}
            url = self._unit_url.replace("CODE", quote(unit.code))
            return Row(duty, title, face, kind.label, unit.name, self._look, "", url, law)
        for scope, step, step_key in kind.steps:  # its page says what speaks against it
            if scope.covers(place):
                return Row(duty, duty.title, face, kind.label, unit.name, step, step_key, url, law)
        return Row(duty, duty.title, face, kind.label, unit.name, self._progress, "", url, law)

    def _kind(self, key: tuple[str, str, str]) -> _Kind:
        procedure, permission = declared.get(key[0]), permission_of(key[2])
        timed = procedure.clock(key[1]) if procedure is not None else None
        label, steps = str(timed.label) if timed is not None else key[0], []
        if procedure is not None and timed is not None:
            for step in map(procedure.step, timed.met_by):
                if isinstance(step.needs, Permission):
                    steps.append((self.by.scope(step.needs), str(step.label), step.key))
        said = _("%(unit)s有一件“%(work)s”超期了，请催办") % {"unit": "%(unit)s", "work": label.replace("%", "%%")}
        kind = self._kinds[key] = _Kind(
            label,
            timed is not None and isinstance(timed.length, WorkingDays),
            None if permission is None else self.by.scope(permission),
            steps,
            said,
        )
        return kind

    def _face(self, duty: Duty, kind: _Kind) -> ClockFace | None:
        if self.view is View.DONE and duty.met is not None:
            return ClockFace(state=ClockState.DONE, text=_("%(day)s办完") % {"day": words.monthday(duty.met)})
        if duty.paused_on is not None:
            return ClockFace(state=ClockState.PAUSED, text=_("停表，%(why)s") % {"why": duty.paused_because})
        due = duty.due
        if due is None:
            return None
        # how late it is does not hang on when it was opened
        since = None if due < self.today else timezone.localtime(duty.opened).date()
        at = (due, since, duty.is_provisional, kind.in_working_days)
        if at not in self._faces:
            self._faces[at] = clocks.face(
                due, since=since, in_working_days=kind.in_working_days, is_provisional=duty.is_provisional
            )
        return self._faces[at]

    def _law(self, duty: Duty) -> str:
        rule_id = duty.rule.partition("@")[0]
        if rule_id not in self._laws:
            self._laws[rule_id] = reverse("desk:law-rule", args=[rule_id])
        return self._laws[rule_id]

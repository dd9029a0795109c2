"""Overdue work stands in the inbox of the union above as well; twice as late, one more up; at the top it stays.

It never rises to a union where all who might act are people it is about: there it goes one more up at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access import queries as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Permission, known_permissions
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures.duties import risen_again
from unionhall.kernel.procedures.models import Duty, DutyAbout, Rise

BATCH = 500


def rise_overdue() -> int:
    """Let all duties rise whose day has come; returns how many did. In batches, each its own transaction."""
    count = 0
    while True:
        with transaction.atomic():
            due = Duty.objects.open().filter(next_rise__lte=clock.today()).select_for_update(of=("self",))
            batch = list(due.order_by("next_rise", "pk")[:BATCH])
            count += rise(batch)
        if len(batch) < BATCH:
            return count


def rise(batch: Sequence[Duty], *, is_overdue: bool = True) -> int:
    """Let duties rise whose day has come, or, where they are not overdue, one level at once; returns how many did.

    Inside the caller's transaction, which holds them.
    """
    if not batch:
        return 0
    places = org_queries.paths_of({duty.unit_id for duty in batch})
    who = _Who(clock.today(), _about(batch))
    rises, risen = [], 0
    for duty in batch:
        units = paths.unit_ids(places[duty.unit_id])[:-1][::-1]  # those above, the nearest first
        before = duty.level
        steps = 0
        while (duty.next_rise is not None and duty.next_rise <= clock.today()) if is_overdue else steps == 0:
            steps += 1
            duty.level += 1
            while duty.level <= len(units) and who.is_left_alone(duty, places[duty.unit_id], units[duty.level - 1]):
                duty.level += 1
            if duty.level <= len(units):
                rises.append(_rise(duty, units[duty.level - 1]))
            duty.level = min(duty.level, len(units))
            if is_overdue:
                duty.next_rise = risen_again(duty) if duty.level < len(units) else None
        risen += duty.level > before
    Rise.objects.bulk_create(rises, ignore_conflicts=True)
    Duty.objects.bulk_update(batch, ["level", "next_rise"])
    return risen


def _rise(duty: Duty, unit_id: int) -> Rise:
    due = duty.due or date.max
    return Rise(duty=duty, unit_id=unit_id, since=clock.now(), permission=duty.permission, due=due)


def _about(batch: Sequence[Duty]) -> dict[int, set[int]]:
    about: dict[int, set[int]] = {}
    for duty_id, person_id in DutyAbout.objects.filter(duty__in=batch).values_list("duty_id", "person_id"):
        about.setdefault(duty_id, set()).add(person_id)
    return about


@dataclass
class _Who:
    """Who could act on a risen duty at a unit; asked only for duties that are about somebody."""

    today: date
    about: dict[int, set[int]]
    _known: dict[tuple[str, str, int], set[int]] = field(default_factory=dict)

    def is_left_alone(self, duty: Duty, place: str, unit_id: int) -> bool:
        """Whether all who might act at the unit are people the duty is about. A unit without officers is none such."""
        if not (about := self.about.get(duty.pk)):
            return False
        at = (duty.permission, place, unit_id)
        if at not in self._known:
            able = access.who_may(_permission(duty.permission), at=place, on=self.today)
            held = Appointment.objects.on(self.today).filter(unit_id=unit_id, person__in=able)
            self._known[at] = set(held.values_list("person_id", flat=True))
        return bool(self._known[at]) and self._known[at] <= about


def _permission(key: str) -> Permission:
    return known_permissions()[key]

"""Opening and meeting duties: due dates are computed once, here, and stored with the rule that wants them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.calendar import queries as calendar
from unionhall.kernel.calendar.working import DueDate, WorkingCalendar
from unionhall.kernel.law import queries as law
from unionhall.kernel.procedures import stored
from unionhall.kernel.procedures.declare import Clock, Days, Procedural, Procedure, Step, Until, WorkingDays
from unionhall.kernel.procedures.models import Duty, DutyAbout

BATCH = 500


def open_for(
    by: Actor, procedure: Procedure, items: Sequence[Procedural], state: str, standing: Sequence[Duty] | None = None
) -> None:
    """Open the duties of every clock that begins in ``state``, for items that have just come to it.

    A duty that stands open already is left with its date; ``standing`` are those, where the caller knows them. A fixed
    number of statements for up to ``BATCH`` items.
    """
    clocks = [each for each in procedure.clocks if each.opens_in == state]
    if not clocks or not items:
        return
    if standing is None:
        standing = stored.open_duties(procedure, items)
    is_open = {(duty.item_id, duty.clock) for duty in standing}
    due_dates = DueDates(clock.today())
    opened = [
        (_duty(by, procedure, each, item, due_dates), item)
        for item in items
        for each in clocks
        if (item.pk, each.key) not in is_open
    ]
    stored.open_new([duty for duty, _ in opened], BATCH)
    DutyAbout.objects.bulk_create(
        [DutyAbout(duty=duty, person_id=pk) for duty, item in opened for pk in sorted(set(item.about_person_ids()))],
        batch_size=BATCH,
    )


def mark_about(found: Sequence[Duty], item: Procedural) -> None:
    """Keep duties from the people whom their item is about now."""
    about = [DutyAbout(duty=duty, person_id=pk) for duty in found for pk in sorted(set(item.about_person_ids()))]
    DutyAbout.objects.bulk_create(about, ignore_conflicts=True)


def meet(by: Actor, procedure: Procedure, items: Sequence[Procedural], step: Step) -> list[Duty]:
    """End the duties that ``step`` meets; all of them, if it leads to a final state. Returns those that stay open."""
    is_over = procedure.state(step.target).final
    keys = {each.key for each in procedure.clocks if step.key in each.met_by}
    standing = stored.open_duties(procedure, items)
    stored.meet(by, [duty for duty in standing if is_over or duty.clock in keys], step.key)
    return [] if is_over else [duty for duty in standing if duty.clock not in keys]


class DueDates:
    """The due dates of one day's duties; reads the calendar once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._calendar: WorkingCalendar | None = None
        self._rules: dict[str, str] = {}

    def of(self, each: Clock, item: Procedural) -> DueDate | None:
        """When ``item`` is due by this clock; never before today, None if nothing sets a date."""
        match each.length:
            case WorkingDays(number):
                self._calendar = self._calendar or calendar.calendar()
                return self._calendar.add_working_days(self.today, number)
            case Days(number):
                return calendar.add_days(self.today, number)
            case Until(attribute):
                last: date | None = getattr(item, attribute)
                return None if last is None else DueDate(max(last, self.today), is_provisional=False)
        return None

    def stamp(self, rule_id: str) -> str:
        """The rule with its version in force today. Raises KeyError for a rule that is not kept."""
        if rule_id and rule_id not in self._rules:
            self._rules[rule_id] = law.rule(rule_id, self.today).stamp
        return self._rules.get(rule_id, "")


def _duty(by: Actor, procedure: Procedure, each: Clock, item: Procedural, due_dates: DueDates) -> Duty:
    due = due_dates.of(each, item)
    return Duty(
        pk=-secrets.randbits(62) - 1 if clock.is_to_the_hour() else None,  # a number in a row tells when it was given
        procedure=procedure.key,
        clock=each.key,
        item_id=item.pk,
        unit_id=item.unit_id,
        permission=each.needs.value,
        title=item.duty_title()[:160],
        opened=clock.now(),
        opened_by=by.person_id,
        due=due.date if due else None,
        is_provisional=due.is_provisional if due else False,
        rule=due_dates.stamp(item.rule_of(each)),
        next_rise=due.date + timedelta(days=1) if due and each.rises else None,
    )


def risen_again(duty: Duty) -> date:
    """The day on which a duty that has risen ``level`` times rises once more.

    It rises for the first time when it is overdue; once more when it takes twice the time it was given, then three
    times. The time it was given is from its opening to its due date, at least a day.
    """
    if duty.due is None:
        raise ValueError("a duty without a date never rises")
    opened = duty.opened.astimezone(clock.now().tzinfo).date()
    given = max((duty.due - opened).days, 1)
    return duty.due + timedelta(days=given * duty.level + 1)

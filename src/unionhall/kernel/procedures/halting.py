"""Stopping a clock and giving it more time, each with a reason that the journal keeps."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.calendar import queries as calendar
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.procedures.declare import Clock, Procedural, WorkingDays, procedure_of
from unionhall.kernel.procedures.models import Duty, Rise


def pause(by: Actor, item: Procedural, clock_key: str, reason: str) -> Duty:
    """Stop a clock that may be stopped: no due date and no rising until it goes on, the days left are kept.

    Inside the caller's transaction, which has checked the right. Raises Refused without a reason, for a clock that
    stands still already, may not be stopped or is overdue.
    """
    duty, timed = _open(item, clock_key, reason)
    if not timed.may_pause or duty.due is None or duty.due < clock.today():
        raise Refused(Reason("procedures.pause", _("这个期限不能停表：已经停了、已经超期，或者规定不许停")))
    in_working_days = isinstance(timed.length, WorkingDays)
    today = clock.today()
    duty.days_left = calendar.working_days_between(today, duty.due) if in_working_days else (duty.due - today).days
    duty.due, duty.next_rise, duty.paused_on, duty.paused_because = None, None, today, reason.strip()[:200]
    _write(by, item, duty, "paused", reason)
    return duty


def resume(by: Actor, item: Procedural, clock_key: str) -> Duty:
    """Let a stopped clock go on with the days it had left. As ``pause``; Refused for one that was not stopped."""
    duty, timed = _open(item, clock_key, "-")
    if duty.paused_on is None or duty.days_left is None:
        raise Refused(Reason("procedures.resume", _("没有停表，不用接着走")))
    if isinstance(timed.length, WorkingDays):
        due = calendar.add_working_days(clock.today(), duty.days_left)
    else:
        due = calendar.add_days(clock.today(), duty.days_left)
    duty.paused_on, duty.paused_because, duty.days_left = None, "", None
    _until(duty, timed, due.date)
    duty.is_provisional = due.is_provisional
    _write(by, item, duty, "resumed", "")
    return duty


def extend(by: Actor, item: Procedural, clock_key: str, until: date, reason: str) -> Duty:
    """Give a clock that may be lengthened time until a later day. As ``pause``; Refused for a day that is not later."""
    duty, timed = _open(item, clock_key, reason)
    if not timed.may_extend or duty.due is None:
        raise Refused(Reason("procedures.extend", _("这个期限不能延：规定不许延，或者正停着表")))
    if until <= duty.due or until < clock.today():
        raise Refused(Reason("procedures.later", _("延期要延到原来的期限以后，今天以前的日子也不行")))
    _until(duty, timed, until)
    _write(by, item, duty, "extended", reason)
    return duty


def _open(item: Procedural, clock_key: str, reason: str) -> tuple[Duty, Clock]:
    if not reason.strip():
        raise Refused(Reason("procedures.reason", _("写上为什么，以后查得到")))
    found = Duty.objects.open().of(item.procedure, item.pk).filter(clock=clock_key)
    duty = found.select_for_update(of=("self",)).first()
    if duty is None:
        raise Refused(Reason("procedures.no_clock", _("这个期限现在没有在走")))
    return duty, procedure_of(item).clock(clock_key)


def _until(duty: Duty, timed: Clock, day: date) -> None:
    duty.due = day
    duty.next_rise = day + timedelta(days=1) if timed.rises else None


def _write(by: Actor, item: Procedural, duty: Duty, verb: str, reason: str) -> None:
    duty.save(update_fields=["due", "next_rise", "is_provisional", "paused_on", "paused_because", "days_left"])
    if duty.level:
        Rise.objects.filter(duty=duty).update(due=duty.due or date.max)
    data = {"due": duty.due.isoformat() if duty.due else ""}
    journal.write(
        by=by,
        verb=f"{item.procedure}.{verb}",
        unit_id=item.unit_id,
        subject=item,
        data=data,
        reason=reason.strip(),
    )

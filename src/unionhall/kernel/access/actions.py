"""Filling offices and ending it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access.declare import Office, offices
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.permissions import AccessPermission
from unionhall.kernel.access.queries import office_label
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import declare as org_declare
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.events import UnitsEnded
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person

BATCH = 500


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """Somebody to be appointed; ``since`` None is today, ``until`` None is open."""

    person: Person
    unit: Unit
    office: str
    since: date | None = None
    until: date | None = None
    term_ends: date | None = None


def appoint(
    by: Actor,
    *,
    person: Person,
    unit: Unit,
    office: str,
    since: date | None = None,
    until: date | None = None,
    term_ends: date | None = None,
    is_by_procedure: bool = False,
) -> Appointment:
    """Appoint ``person`` to ``office`` at ``unit``. See ``appoint_many``."""
    row = NewAppointment(person, unit, office, since, until, term_ends)
    return appoint_many(by, [row], is_by_procedure=is_by_procedure)[0]


def appoint_many(by: Actor, rows: Sequence[NewAppointment], *, is_by_procedure: bool = False) -> list[Appointment]:
    """Appoint people, with a number of queries that does not grow with their number.

    Raises Denied without APPOINT at every unit; Refused for an office that may not be held there, is taken, is held by
    the person already, is for oneself, goes beyond what the actor may hand out (see ``may_hand_out``), or is filled by
    a procedure, unless that is what calls (``is_by_procedure``).
    """
    with transaction.atomic():
        unit_ids = {row.unit.pk for row in rows}
        units = {u.pk: u for u in Unit.objects.filter(pk__in=unit_ids).order_by("pk").select_for_update(no_key=True)}
        places = org_queries.paths_of(unit_ids)
        for path in places.values():
            by.must(AccessPermission.APPOINT, at=path)
        for row in rows:
            _refuse_unsound(by, row, units[row.unit.pk], places[row.unit.pk])
            office = offices[row.office]
            if office.is_by_procedure and not is_by_procedure and not by.is_system:
                told = {"office": office.label}
                raise Refused(Reason("access.procedure", _("%(office)s不能直接任职，要走提名、考核、任命") % told))
        _refuse_taken(rows, unit_ids)
        made = Appointment.objects.bulk_create(
            [
                Appointment(
                    person=row.person,
                    unit=row.unit,
                    office=row.office,
                    since=_since(row),
                    until=row.until,
                    term_ends=row.term_ends,
                )
                for row in rows
            ],
            batch_size=BATCH,
        )
        journal.write_many(by, [_entry("access.appointed", each, on=each.since) for each in made])
    return made


def end_appointment(by: Actor, appointment: Appointment, *, on: date, reason: str) -> Appointment:
    """End an appointment: ``on`` is the first day on which it no longer holds.

    Raises Denied without APPOINT there; Refused if it has ended, would end before it began, or goes beyond what the
    actor may hand out.
    """
    path = org_queries.path_of(appointment.unit)
    by.must(AccessPermission.APPOINT, at=path)
    with transaction.atomic():
        ended = _end(by, appointment, path, on)
        journal.write_many(by, [_entry("access.ended", ended, on=on, reason=reason)])
    return ended


def hand_over(by: Actor, appointment: Appointment, *, to: Person, on: date) -> Appointment:
    """Let ``to`` take over an office from ``on`` on, for the rest of its term; returns the new appointment.

    Raises as ``end_appointment`` and ``appoint`` do.
    """
    path = org_queries.path_of(appointment.unit)
    by.must(AccessPermission.APPOINT, at=path)
    with transaction.atomic():
        ended = _end(by, appointment, path, on)
        journal.write_many(by, [_entry("access.handed_over", ended, on=on)])
        return appoint(by, person=to, unit=ended.unit, office=ended.office, since=on, term_ends=ended.term_ends)


def may_hand_out(by: Actor, office: Office, path: str) -> bool:
    """Whether the actor may fill or clear ``office`` at ``path``: the union above confirms who was elected.

    At units below their own, any office that may be held there, even one with rights that they lack: those hold below
    alone, and the journal tells. At their own unit only offices of lower rank, so nobody is raised above, or put out
    by, the one whom they serve.
    """
    if by.is_system:
        return True
    order = list(offices)
    for seat in by.seats:
        held = offices[seat.office]
        if seat.path == path and held.permits(AccessPermission.APPOINT):
            if order.index(held.key) < order.index(office.key):
                return True
        elif AccessPermission.APPOINT in held.below and paths.covers(seat.path, path):
            return True
    return False


def end_with_units(event: UnitsEnded) -> None:
    """Nobody is in office at a union that is dissolved. Called when org announces it."""
    held = Appointment.objects.filter(unit_id__in=event.unit_ids)
    held.filter(Q(until=None) | Q(until__gt=event.on), since__lte=event.on).update(until=event.on)
    # What was to begin only afterwards holds on no day.
    held.filter(since__gt=event.on).update(until=F("since"))


def _end(by: Actor, appointment: Appointment, path: str, on: date) -> Appointment:
    fresh = Appointment.objects.select_related("person", "unit").select_for_update(of=("self",)).get(pk=appointment.pk)
    if fresh.until is not None and fresh.until <= on:
        raise Refused(_("%(person)s已经不任这个职务") % {"person": fresh.person.name})
    if on < fresh.since:
        raise Refused(_("%(since)s才开始任职，免职不能早于这一天") % {"since": fresh.since.isoformat()})
    if fresh.office in offices and not may_hand_out(by, offices[fresh.office], path):
        raise Refused(Reason("access.beyond", _("这个职务由上级工会任免")))
    fresh.until = on
    fresh.save(update_fields=["until"])
    return fresh


def _refuse_unsound(by: Actor, row: NewAppointment, unit: Unit, path: str) -> None:
    """Raise Refused if the row by itself may not be."""
    office = offices.get(row.office)
    if office is None:
        raise Refused(_("没有“%(office)s”这个职务") % {"office": row.office})
    values = {"person": row.person.name, "unit": unit.name, "office": office.label}
    if unit.state == Unit.State.ENDED:
        raise Refused(_("%(unit)s已经撤销") % values)
    if unit.kind not in office.held_at:
        values |= {"kind": org_declare.kinds[unit.kind].label}
        raise Refused(_("%(kind)s不设%(office)s") % values)
    if office.is_top_only and paths.depth(path) > 1:
        raise Refused(_("%(office)s只设在最上级的单位") % values)
    if by.person_id is not None and by.person_id == row.person.pk:
        raise Refused(Reason("access.oneself", _("不能给自己任职，由上级工会来办")))
    if not may_hand_out(by, office, path):
        raise Refused(Reason("access.beyond", _("%(office)s由上级工会任免") % values))
    if row.until is not None and row.until <= _since(row):
        raise Refused(_("任职的结束日期要晚于开始日期"))
    if row.term_ends is not None and row.term_ends <= _since(row):
        raise Refused(_("届满日期要晚于任职日期"))


def _refuse_taken(rows: Sequence[NewAppointment], unit_ids: set[int]) -> None:
    """Raise Refused if somebody holds the same office twice, or a second person an office for one."""
    held: dict[tuple[int, str], list[tuple[int, date, date | None]]] = defaultdict(list)
    stored = Appointment.objects.filter(unit_id__in=unit_ids).filter(Q(until=None) | Q(until__gt=F("since")))
    for each in stored:
        held[each.unit_id, each.office].append((each.person_id, each.since, each.until))
    for row in rows:
        others = held[row.unit.pk, row.office]
        values = {"person": row.person.name, "unit": row.unit.name, "office": offices[row.office].label}
        for person_id, since, until in others:
            if not _overlap(_since(row), row.until, since, until):
                continue
            if person_id == row.person.pk:
                raise Refused(_("%(person)s已经是%(unit)s的%(office)s") % values)
            if offices[row.office].is_single:
                raise Refused(_("%(unit)s已经有%(office)s，先免职或者办交接") % values)
        others.append((row.person.pk, _since(row), row.until))


def _overlap(since: date, until: date | None, other_since: date, other_until: date | None) -> bool:
    return (other_until is None or since < other_until) and (until is None or other_since < until)


def _since(row: NewAppointment) -> date:
    return row.since or clock.today()


def _entry(verb: str, appointment: Appointment, *, on: date, reason: str = "") -> journal.Entry:
    return journal.Entry(
        verb=verb,
        unit_id=appointment.unit_id,
        subject=appointment,
        about=(appointment.person,),
        reason=reason,
        data={"office": appointment.office, "label": office_label(appointment.office), "on": on.isoformat()},
    )

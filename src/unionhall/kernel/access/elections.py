"""Offices that are elected: who was elected takes office, who was elected again goes on, the others leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from unionhall.kernel.access.actions import NewAppointment, appoint_many, end_appointment, may_hand_out
from unionhall.kernel.access.declare import offices
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.permissions import AccessPermission
from unionhall.kernel.access.queries import office_label
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person


def elected_offices(kind: str) -> list[str]:
    """The keys of the offices that a committee of this kind of unit is elected to, by rank."""
    return [office.key for office in offices.values() if office.term_years and kind in office.held_at]


def seat(
    by: Actor, unit: Unit, elected: Sequence[tuple[Person, str]], *, on: date, term_ends: date, reason: str
) -> None:
    """Let ``elected`` (person, office) hold the elected offices of ``unit`` from ``on`` until their term is full.

    Raises Denied without APPOINT there; Refused as ``appoint`` and ``end_appointment`` do.
    """
    path = org_queries.path_of(unit)
    by.must(AccessPermission.APPOINT, at=path)
    wanted = {(person.pk, office): person for person, office in elected}
    with transaction.atomic():
        held = Appointment.objects.filter(unit=unit, until=None, office__in=elected_offices(unit.kind))
        again = []
        for appointment in held.select_related("person", "unit").select_for_update(of=("self",)).order_by("pk"):
            if (appointment.person_id, appointment.office) in wanted:
                wanted.pop((appointment.person_id, appointment.office))
                if not may_hand_out(by, offices[appointment.office], path):
                    raise Refused(Reason("access.beyond", office_label(appointment.office)))
                again.append(appointment)
            else:
                end_appointment(by, appointment, on=on, reason=reason)
        Appointment.objects.filter(pk__in=[each.pk for each in again]).update(term_ends=term_ends)
        appoint_many(
            by,
            [
                NewAppointment(person, unit, office, since=on, term_ends=term_ends)
                for (_person_id, office), person in wanted.items()
            ],
        )
        journal.write_many(by, [_reelected(each, on) for each in again])


def set_term_ends(ends: Mapping[int, date]) -> None:
    """Write down until when the elected offices of units (by id) are held, where a term was recorded afterwards.

    Called by an action that was permitted and journalled, inside its transaction.
    """
    keys = [office.key for office in offices.values() if office.term_years]
    held = list(Appointment.objects.filter(unit_id__in=list(ends), until=None, office__in=keys))
    for appointment in held:
        appointment.term_ends = ends[appointment.unit_id]
    Appointment.objects.bulk_update(held, ["term_ends"], batch_size=500)


def _reelected(appointment: Appointment, on: date) -> journal.Entry:
    return journal.Entry(
        verb="access.reelected",
        unit_id=appointment.unit_id,
        subject=appointment,
        about=(appointment.person,),
        data={"office": appointment.office, "label": office_label(appointment.office), "on": on.isoformat()},
    )

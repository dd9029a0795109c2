"""Offices in a union that is merged end with it, or are carried on at the successor where that was chosen."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from unionhall.kernel.access.actions import NewAppointment, appoint_many
from unionhall.kernel.access.declare import offices, rank
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import office_label
from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.regrouping import Effect, Part, Regrouping, Section


def held_at_sources(regrouping: Regrouping) -> list[Appointment]:
    """The appointments that hold at unions which end, by rank, with person and unit loaded.

    For a page that has checked that its reader may merge there.
    """
    ending = [going.source for going in regrouping.ending]
    paths = org_queries.paths_of([unit.pk for unit in ending])
    held = Appointment.objects.filter(unit__in=ending, until=None).select_related("person", "unit").order_by("pk")
    return sorted(held, key=lambda each: rank(paths[each.unit_id], each.office))


def why_not_carried(appointment: Appointment, target: Unit) -> str:
    """Why this office can not be carried on at the target; "" if it can."""
    office = offices.get(appointment.office)
    values = {"unit": target.name, "office": office_label(appointment.office)}
    if office is not None and office.is_by_procedure:
        return _("%(office)s由%(unit)s重新提名") % values
    if office is None or target.kind not in office.held_at:
        return _("%(unit)s不设%(office)s") % values
    held = Appointment.objects.filter(unit_id=target.pk, office=office.key, until=None)  # none at a unit to come
    if held.filter(person_id=appointment.person_id).exists():
        return _("已经是%(unit)s的%(office)s") % values
    if office.is_single and held.exists():
        return _("%(unit)s已经有%(office)s") % values
    return ""


def effects(by: Actor, regrouping: Regrouping) -> list[Effect]:
    """How many people leave office with their union, and how many keep theirs."""
    held = held_at_sources(regrouping)
    carried = sum(each.pk in regrouping.carried for each in held)
    found = []
    if held:
        text = _("%(on)s起不再任职，权限同时停") % {"on": regrouping.on.isoformat()}
        found.append(Effect(Section.RIGHTS, _("撤销单位的职务"), len(held) - carried, text))
    if carried:
        found.append(Effect(Section.RIGHTS, _("留任的职务"), carried, _("同一天起在承接的单位任同样的职务")))
    return found


def why_not(regrouping: Regrouping) -> list[Reason]:
    """What speaks against the chosen offices: none of those, not possible there, or two for one seat."""
    if not regrouping.carried:
        return []
    held = {each.pk: each for each in held_at_sources(regrouping)}
    target = regrouping.goings[0].target
    seats: dict[str, int] = defaultdict(int)
    reasons = []
    for pk in sorted(regrouping.carried):
        if pk not in held:
            reasons.append(Reason("access.carried", _("有一个职务已经变了，重新选留任的人")))
            continue
        if text := why_not_carried(held[pk], target):
            reasons.append(Reason("access.carried", f"{held[pk].person.name}：{text}"))
        seats[held[pk].office] += 1
    for key, number in seats.items():
        if number > 1 and key in offices and offices[key].is_single:
            reasons.append(
                Reason("access.carried", _("%(office)s只有一人，留任只选一位") % {"office": office_label(key)})
            )
    return reasons


def act(by: Actor, regrouping: Regrouping, prepared: Any) -> None:
    """Appoint at the successor those whose office is carried on. The old offices end with their unit."""
    if not regrouping.carried:
        return
    target = regrouping.goings[0].target
    kept = [each for each in held_at_sources(regrouping) if each.pk in regrouping.carried]
    appoint_many(
        by, [NewAppointment(each.person, target, each.office, since=max(each.since, regrouping.on)) for each in kept]
    )


PART = Part(key="access", effects=effects, act=act, why_not=why_not)

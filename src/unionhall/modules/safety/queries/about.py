"""Whom a hazard is about: chosen by office among those who hold one at a union, never searched for by name."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.access.declare import offices
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.org.models import Unit

EVERYBODY = "all"  # who holds an office at the union
HIDDEN = "＊"


def people_to_name(unit: Unit) -> list[tuple[str, str]]:
    """Keys and labels of those a report may be about: all in office there, then each by office and family name."""
    held = sorted(_held(unit), key=lambda one: list(offices).index(one.office))
    named = [(str(one.pk), f"{offices[one.office].label}{one.person.name.strip()[:1]}{HIDDEN}") for one in held]
    everybody = _("%(unit)s所有有职务的人") % {"unit": unit.name}
    return [(EVERYBODY, everybody), *named] if named else [(EVERYBODY, everybody)]


def people_meant(unit: Unit, keys: Collection[str]) -> tuple[int, ...]:
    """The ids of the people that these keys mean. A key that nobody answers to any more means all: rather too many."""
    if not keys:
        return ()
    known = {str(one.pk): one.person_id for one in _held(unit)}
    meant = known.values() if EVERYBODY in keys or not known.keys() >= set(keys) else [known[key] for key in keys]
    return tuple(sorted(set(meant)))


def _held(unit: Unit) -> list[Appointment]:
    held = Appointment.objects.on(clock.today()).filter(unit=unit, office__in=list(offices))
    return list(held.select_related("person").order_by("pk"))

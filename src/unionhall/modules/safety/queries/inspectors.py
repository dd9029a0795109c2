"""Reading inspectors and their cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from unionhall.kernel import clock, requirements
from unionhall.kernel import path as paths
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.requirements import Offer, Proof
from unionhall.modules.membership import api as membership
from unionhall.modules.safety.models import Inspector, InspectorRule
from unionhall.modules.safety.permissions import InspectionPermission
from unionhall.modules.safety.procedure.inspecting import APPOINTED, ENDING

HOLDS, EXPIRED, REVOKED = "holds", "expired", "revoked"
HIDDEN = "＊"
DEFAULT_MONTHS = 36  # 本会规定, where a union has laid down nothing


@dataclass(frozen=True, slots=True)
class Checked:
    """What everybody may know of a card: a masked name, the union, until when, and whether it holds."""

    name: str
    unit: str
    number: str
    valid_until: date
    state: str


def inspectors(by: Actor) -> QuerySet[Inspector]:
    """The inspectors of units whose lists I read, those who wait first, then by union and name."""
    units = org_queries.ids_ever_within(by.scope(InspectionPermission.READ))
    found = Inspector.objects.filter(of_id__in=units).select_related("person", "of", "unit", "appointment")
    return found.order_by("of__code", "person__name", "pk")


def inspector_for(by: Actor, inspector_id: int) -> Inspector:
    """An inspector of a unit whose list I read, or myself. Raises Denied if there is none."""
    found = Inspector.objects.select_related("person", "of", "unit", "appointment").filter(pk=inspector_id).first()
    if found is None:
        raise Denied(InspectionPermission.READ.value)
    if found.person_id != by.person_id:
        by.must(InspectionPermission.READ, at=org_queries.path_of(found.of))
    return found


def mine(by: Actor) -> Inspector | None:
    """My own card, the latest; None where I have none."""
    if by.person_id is None:
        return None
    held = Inspector.objects.filter(person_id=by.person_id).exclude(number="")
    return held.select_related("person", "of", "unit", "appointment").order_by("-pk").first()


def state_of(inspector: Inspector, on: date | None = None) -> str:
    """Whether a card holds on a day (today): in its time, and as long as the office is held."""
    day = on or clock.today()
    if inspector.valid_until is None or inspector.appointment is None or inspector.ended_on is not None:
        return REVOKED
    until = inspector.appointment.until
    if until is not None and until <= day:
        return REVOKED
    return HOLDS if inspector.valid_until >= day else EXPIRED


def check(token: str) -> Checked | None:
    """What the public page shows of the card with this token; None where there is none. Takes no actor."""
    cards = Inspector.objects.exclude(number="").select_related("person", "of", "appointment")
    found = cards.filter(token=token).first() if token else None
    if found is None or found.valid_until is None:
        return None
    name = f"{found.person.name.strip()[:1]}{HIDDEN * 2}"
    return Checked(name, found.of.name, shown_number(found.number), found.valid_until, state_of(found))


def shown_number(number: str) -> str:
    """A card's number as it is printed: 1234 5678; "" for none."""
    return f"{number[:4]} {number[4:]}".strip()


def holder_of_card(number: str, on: date) -> Person | None:
    """Whose card held on a day, by its number as somebody typed it; None for nobody's."""
    digits = "".join(char for char in number if char.isdigit())
    found = Inspector.objects.filter(number=digits or "-").select_related("person", "appointment").first()
    if found is None or found.appointed_on is None or found.appointed_on > on:
        return None
    ended = found.ended_on is not None and found.ended_on <= on
    gone = found.appointment is not None and found.appointment.until is not None and found.appointment.until <= on
    late = found.valid_until is not None and found.valid_until < on
    return None if ended or gone or late else found.person


def rule_for(unit: Unit) -> InspectorRule | None:
    """What is asked of inspectors of ``unit``: by the nearest union above that has a rule, at the top by itself."""
    lineage = paths.unit_ids(org_queries.path_of(unit))
    above = lineage[:-1] or lineage
    rules = {rule.unit_id: rule for rule in InspectorRule.objects.filter(unit_id__in=above, stopped=None)}
    return next((rules[unit_id] for unit_id in reversed(above) if unit_id in rules), None)


def requirements_for(unit: Unit) -> list[Offer]:
    """What ``unit`` can ask of inspectors: what it or a union above can have proved."""
    return requirements.offers(paths.unit_ids(org_queries.path_of(unit)))


def proof_for(inspector: Inspector) -> Proof | None:
    """That somebody meets what is asked of an inspector there; None where nothing is asked, or it is not met."""
    rule = rule_for(inspector.of)
    if rule is None:
        return None
    return requirements.proofs(rule.requirement, [inspector.person_id], clock.today()).get(inspector.person_id)


def candidate(unit: Unit, name: str, tail: str) -> Person | None:
    """The one person of ``unit`` (on its roll or in office there) with this name and these last four digits."""
    found = {person.pk: person for person in membership.with_name(unit, name, tail)}
    held = Appointment.objects.on(clock.today()).filter(unit=unit, person__name_key=normalise(name))
    for one in held.select_related("person"):
        if (one.person.phone or "").endswith(tail):
            found[one.person_id] = one.person
    return next(iter(found.values())) if len(found) == 1 else None


def available(by: Actor, unit: Unit) -> QuerySet[Inspector]:
    """Whose card holds at ``unit`` and below, for somebody who arranges visits there; by union and name."""
    by.must(InspectionPermission.ARRANGE, at=org_queries.path_of(unit))
    today = clock.today()
    held = Q(appointment__until=None) | Q(appointment__until__gt=today)
    found = Inspector.objects.filter(held, state__in=(APPOINTED, ENDING), valid_until__gte=today)
    found = found.filter(of_id__in=Unit.objects.below(org_queries.path_of(unit)).order_by().values("pk"))
    return found.select_related("person", "of").order_by("of__code", "person__name")

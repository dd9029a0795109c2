"""Reading checklists, visits and inspections; and who may inspect where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety.models import (
    Answer,
    Checklist,
    Edition,
    Finding,
    Inspection,
    InspectionPhoto,
    Item,
    Spot,
    Visit,
    VisitMember,
)
from unionhall.modules.safety.permissions import InspectionPermission
from unionhall.modules.safety.procedure.inspecting import PLANNED

INSPECTING = (VisitMember.Role.LEADS, VisitMember.Role.JOINS)


def may_inspect(by: Actor, unit: Unit | None = None, visit: Visit | None = None) -> bool:
    """Whether somebody may inspect at ``unit``: by their office, or sent by ``visit``; without a unit, anywhere."""
    if unit is None:
        sent = VisitMember.objects.filter(person_id=by.person_id or 0, role__in=INSPECTING)
        return by.holds_any(InspectionPermission.INSPECT) or sent.exists()
    if by.may(InspectionPermission.INSPECT, at=org_queries.path_of(unit)):
        return True
    if visit is None or visit.at_id != unit.pk or by.person_id is None:
        return False
    return VisitMember.objects.filter(visit=visit, person_id=by.person_id, role__in=INSPECTING).exists()


def checklists(by: Actor) -> QuerySet[Checklist]:
    """The lists one may use or write: of my units, and shared by the units above them; by unit and name."""
    mine = {*by.scope(InspectionPermission.CHECKLISTS).here, *by.scope(InspectionPermission.CHECKLISTS).below}
    mine |= {*by.scope(InspectionPermission.INSPECT).here, *by.scope(InspectionPermission.INSPECT).below}
    own = {paths.unit_id(path) for path in mine if path}
    above = {unit_id for path in mine if path for unit_id in paths.unit_ids(path)} - own
    found = Checklist.objects.filter(retired=None)
    if not by.is_system:
        found = found.filter(Q(unit_id__in=own) | Q(unit_id__in=above, is_shared=True))
    return found.select_related("unit").order_by("unit__code", "name")


def checklist_for(by: Actor, checklist_id: int) -> Checklist:
    """One of ``checklists``. Raises Denied if there is none."""
    found = checklists(by).filter(pk=checklist_id).first()
    if found is None:
        raise Denied(InspectionPermission.CHECKLISTS.value)
    return found


def usable(unit: Unit) -> QuerySet[Checklist]:
    """The lists by which ``unit`` is inspected: its own and those shared from above; fitting its trade first."""
    lineage = paths.unit_ids(org_queries.path_of(unit))
    found = Checklist.objects.filter(Q(unit=unit) | Q(unit_id__in=lineage[:-1], is_shared=True), retired=None)
    found = found.filter(Q(trade="") | Q(trade=unit.trade))
    return found.order_by(Length("trade").desc(), "-unit__code", "name")


def usable_edition(unit: Unit, edition_id: int) -> Edition:
    """An edition by which ``unit`` could be inspected once, also where its list was retired since: the phone was away.

    Raises Denied for one of a list that is not for this unit.
    """
    lineage = paths.unit_ids(org_queries.path_of(unit))
    found = Edition.objects.select_related("checklist").filter(pk=edition_id, checklist__unit_id__in=lineage).first()
    if found is None:
        raise Denied(InspectionPermission.INSPECT.value)
    return found


def latest_edition(checklist: Checklist) -> Edition:
    """The edition by which a list is used now."""
    return checklist.editions.latest("number")


def spots(by: Actor) -> QuerySet[Spot]:
    """The places and machines of units where I make codes, by unit and name."""
    units = org_queries.ids_within(by.scope(InspectionPermission.CHECKLISTS))
    found = Spot.objects.filter(unit_id__in=units, retired=None)
    return found.select_related("unit", "checklist").order_by("unit__code", "name")


def spot_at(unit: Unit, text: str) -> Spot | None:
    """The spot of this unit whose id stands in an address; None where it is retired or another's."""
    return Spot.objects.filter(pk=int(text), unit=unit, retired=None).first() if text.isdecimal() else None


def spot_by_token(token: str) -> Spot | None:
    """The place whose code was scanned. Takes no actor: the code hangs on the wall."""
    return Spot.objects.select_related("unit", "checklist").filter(token=token, retired=None).first()


def visits(by: Actor) -> QuerySet[Visit]:
    """The visits that my units arranged, those to come first by day."""
    units = org_queries.ids_within(by.scope(InspectionPermission.ARRANGE))
    found = Visit.objects.filter(unit_id__in=units).select_related("unit", "at", "checklist", "campaign")
    return found.order_by("on", "pk")


def visit_for(by: Actor, visit_id: int) -> Visit:
    """A visit that my unit arranged, that goes to a unit whose records I read, or to which I was asked."""
    found = Visit.objects.select_related("unit", "at", "checklist", "campaign").filter(pk=visit_id).first()
    if found is None:
        raise Denied(InspectionPermission.READ.value)
    arranges = by.may(InspectionPermission.ARRANGE, at=org_queries.path_of(found.unit))
    reads = by.may(InspectionPermission.READ, at=org_queries.path_of(found.at))
    if not arranges and not reads and not found.members.filter(person_id=by.person_id or 0).exists():
        raise Denied(InspectionPermission.READ.value)
    return found


def my_visits(by: Actor) -> QuerySet[Visit]:
    """The planned visits to which I was asked, the next first."""
    if by.person_id is None:
        return Visit.objects.none()
    asked = VisitMember.objects.filter(visit=OuterRef("pk"), person_id=by.person_id)
    found = Visit.objects.filter(Exists(asked), state=PLANNED).select_related("unit", "at", "checklist")
    return found.order_by("on", "pk")


def inspections(by: Actor) -> QuerySet[Inspection]:
    """What was found at units whose records I read, and what I found myself, the latest first."""
    scope = by.scope(InspectionPermission.READ)
    found = Inspection.objects.select_related("unit", "edition__checklist", "inspector", "second")
    if not scope.is_everything:
        mine = Q(inspector_id=by.person_id) | Q(second_id=by.person_id) if by.person_id is not None else Q(pk__in=[])
        found = found.filter(Q(unit_id__in=org_queries.ids_ever_within(scope)) | mine)
    return found.order_by("-ended", "-pk")


def inspection_for(by: Actor, inspection_id: int) -> Inspection:
    """One of ``inspections``. Raises Denied if there is none."""
    more = ("sender", "spot", "visit", "campaign")
    found = inspections(by).select_related("unit", "edition__checklist", "inspector", "second", *more)
    one = found.filter(pk=inspection_id).first()
    if one is None:
        raise Denied(InspectionPermission.READ.value)
    return one


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an inspection as its page shows it."""

    item: Item
    answer: Answer
    finding: Finding | None
    photos: Sequence[InspectionPhoto]


def lines_of(inspection: Inspection) -> list[Line]:
    """Every item with what was found, for a page that may show the inspection; two queries."""
    findings = {one.item: one for one in inspection.findings.select_related("hazard")}
    photos: dict[int, list[InspectionPhoto]] = {}
    for photo in photos_of(inspection):
        photos.setdefault(photo.item, []).append(photo)
    return [
        Line(item, Answer(answer), findings.get(item.number), photos.get(item.number, []))
        for item, answer in zip(inspection.edition.items, inspection.answers, strict=True)
    ]


def photos_of(inspection: Inspection) -> QuerySet[InspectionPhoto]:
    """The photographs that have come of an inspection, without what is in them."""
    mine = InspectionPhoto.objects.filter(inspection_key=inspection.key, person_id=inspection.inspector_id)
    return mine.select_related("photo").defer("photo__data").order_by("item", "pk")

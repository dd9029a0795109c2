"""Which hazards somebody may see: whoever handles or watches over them, and the employer's side once it is assigned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from unionhall.kernel import clock
from unionhall.kernel.access.declare import offices
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.models import Person
from unionhall.modules.safety.models import Hazard, HazardAbout, Instrument, Report
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import ASSIGNED, CLOSED, MENDED, OPEN, RECHECKED

READ = SafetyPermission.READ
TO_MEND = (ASSIGNED, MENDED, RECHECKED, CLOSED)  # before that the employer's side has nothing to do with it


def readable(by: Actor) -> Q | None:
    """The condition that ``by`` may see a hazard; None where nothing can be seen."""
    whole, mending = by.scope(SafetyPermission.READ), by.scope(SafetyPermission.MEND)
    found: Q | None = None
    if not whole.is_empty:
        found = Q() if whole.is_everything else Q(unit_id__in=org_queries.ids_ever_within(whole))
    if found is None and not mending.is_empty:
        return Q(unit_id__in=org_queries.ids_ever_within(mending), state__in=TO_MEND)
    if found and not all(whole.covers(path) for path in (*mending.here, *mending.below)):
        found |= Q(unit_id__in=org_queries.ids_ever_within(mending), state__in=TO_MEND)
    return found


def hazards(by: Actor) -> QuerySet[Hazard]:
    """The hazards that ``by`` may see, none that is about them, the newest first."""
    condition = readable(by)
    if condition is None:
        return Hazard.objects.none()
    found = Hazard.objects.filter(condition).select_related("unit", "site").order_by("-found_on", "-id")
    if by.person_id is None:
        return found
    about_me = HazardAbout.objects.filter(hazard=OuterRef("pk"), person_id=by.person_id)
    return found.exclude(Q(is_shielded=True) & Exists(about_me))


def kept_from(by: Actor) -> list[str]:
    """The journal's subjects that ``by`` must not find: hazards that are about them, their talk and instruments."""
    if by.person_id is None:
        return []
    ids = list(HazardAbout.objects.filter(person_id=by.person_id).values_list("hazard_id", flat=True))
    if not ids:
        return []
    told = Report.objects.filter(hazard_id__in=ids).values_list("pk", flat=True)
    issued = Instrument.objects.filter(hazard_id__in=ids).values_list("pk", flat=True)
    kinds: tuple[tuple[type[Model], Iterable[int]], ...] = ((Hazard, ids), (Report, told), (Instrument, issued))
    return [subject_of(model(pk=pk)) for model, keys in kinds for pk in keys]


def hazard_for(by: Actor, hazard_id: int) -> Hazard:
    """One of ``hazards``. Raises Denied if there is none."""
    found = hazards(by).filter(pk=hazard_id).first()
    if found is None:
        raise Denied(SafetyPermission.READ.value)
    return found


def may_handle(by: Actor, hazard: Hazard) -> bool:
    """Whether ``by`` may handle this hazard, and it is not about them."""
    may = by.may(SafetyPermission.HANDLE, at=org_queries.path_of(hazard.unit))
    return may and (by.person_id is None or by.person_id not in hazard.about_person_ids())


def must_handle(by: Actor, hazard: Hazard) -> None:
    """Raises Denied for somebody who may not."""
    if not may_handle(by, hazard):
        raise Denied(SafetyPermission.HANDLE.value)


def must_see(by: Actor) -> None:
    """Raises Denied for somebody who has nothing to do with hazards anywhere."""
    if not (by.holds_any(SafetyPermission.READ) or by.holds_any(SafetyPermission.MEND)):
        raise Denied(SafetyPermission.READ.value)


def overdue_at(day: date) -> Q:
    """The condition that a hazard was to be put right before ``day`` and is not."""
    return Q(state=ASSIGNED, due__lt=day)


def closed_before(by: Actor, hazard: Hazard) -> QuerySet[Hazard]:
    """What was closed at the same site, the latest first: one of them may be back."""
    return hazards(by).filter(site_id=hazard.site_id, state=CLOSED).exclude(pk=hazard.pk)


def open_beside(by: Actor, hazard: Hazard) -> QuerySet[Hazard]:
    """What else is open at the union that handles it, the latest first: two may be the same."""
    return hazards(by).filter(unit_id=hazard.unit_id, state__in=OPEN).exclude(pk=hazard.pk)


def menders(hazard: Hazard) -> QuerySet[Person]:
    """Who holds an office of the employer's side at the site, and whom it is not about."""
    keys = [o.key for o in offices.values() if o.permits(SafetyPermission.MEND) and not o.permits(READ)]
    held = Appointment.objects.on(clock.today()).filter(unit_id=hazard.unit_id, office__in=keys)
    return Person.objects.filter(pk__in=held.values("person_id")).exclude(pk__in=hazard.about_person_ids())


def short_title(hazard: Hazard) -> str:
    """A hazard in one line, to be chosen among others."""
    return f"{hazard.number or hazard.found_on.isoformat()} {hazard.where} {hazard.get_kind_display()}"

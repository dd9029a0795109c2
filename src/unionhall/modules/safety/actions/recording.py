"""Writing a hazard down: by an inspector or an officer who has seen it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.safety.actions.counting import count
from unionhall.modules.safety.actions.handling import received
from unionhall.modules.safety.facts.hazards import found_row
from unionhall.modules.safety.models import Hazard, Photo
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.queries import route
from unionhall.modules.safety.queries.routing import Route


def record(
    by: Actor,
    unit: Unit,
    *,
    kind: str,
    place: str,
    words: str,
    photos: Sequence[Photo] = (),
    source: str = Hazard.Source.OWN,
    origin: str = "",
    found_on: date | None = None,
) -> Hazard:
    """Write down a hazard that ``by`` has seen at ``unit``; it is received at once where they may handle it.

    ``photos`` were kept by ``keep_photo``. ``origin`` "<app>.<model>:<id>" of what it was found by. Needs HANDLE or
    RECHECK at ``unit``. Raises Refused without a place or words.
    """
    path = org_queries.path_of(unit)
    if not (by.may(SafetyPermission.HANDLE, at=path) or by.may(SafetyPermission.RECHECK, at=path)):
        raise Denied(SafetyPermission.HANDLE.value)
    must_say(place, words)
    hazard = new_hazard(unit, route(unit), kind=kind, place=place, words=words, source=source)
    hazard.origin, hazard.found_on = origin, found_on or clock.today()
    with transaction.atomic():
        procedures.begin(by, hazard)
        attach(hazard, photos)
        count(by, hazard, found_row)
        if by.may(SafetyPermission.HANDLE, at=org_queries.path_of(hazard.unit)):
            received(by, hazard)
    return hazard


def new_hazard(site: Unit, way: Route, *, kind: str, place: str, words: str, source: str) -> Hazard:
    """A hazard at ``site`` on its way, not saved yet."""
    return Hazard(
        unit=way.unit,
        site=site,
        counted_at=way.unit,
        kind=kind,
        place=place.strip()[:120],
        words=words.strip(),
        source=source,
        found_on=clock.today(),
        raised_because=way.raised_because[:200],
        is_shielded=bool(way.about),
    )


def attach(hazard: Hazard, photos: Sequence[Photo]) -> None:
    """Let loose pictures belong to a hazard. Inside the caller's transaction."""
    ids = [photo.pk for photo in photos]
    if ids:
        Photo.objects.filter(pk__in=ids, hazard=None).update(hazard=hazard)


def must_say(place: str, words: str) -> None:
    """Raises Refused for a hazard without a place or words."""
    if not place.strip():
        raise Refused(Reason("place", _("写上在哪里，检查的人才找得到")))
    if not words.strip():
        raise Refused(Reason("words", _("写上看到了什么")))

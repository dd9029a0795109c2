"""Reading what comes in by a union's own link."""

from __future__ import annotations

from django.db.models import QuerySet

from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership.models import Application, JoinLink
from unionhall.modules.membership.permissions import MembershipPermission


def join_link(unit: Unit) -> JoinLink | None:
    """The open link of a unit by which people ask to be taken in, for a page that has checked its reader."""
    return JoinLink.objects.filter(unit=unit, closed=None).first()


def join_link_by(token: str) -> JoinLink | None:
    """The link with this token, open or not. Takes no actor: the link is the invitation."""
    return JoinLink.objects.filter(token=token).select_related("unit").first()


def applications(by: Actor) -> QuerySet[Application]:
    """Applications to unions whose members' names the actor may read, the newest first."""
    units = org_queries.ids_within(by.scope(MembershipPermission.NAMES_READ))
    return Application.objects.filter(unit_id__in=units).select_related("unit", "person").order_by("-pk")


def application_for(by: Actor, application_id: int) -> Application:
    """One of ``applications``. Raises Denied if there is none or it may not be seen."""
    found = applications(by).filter(pk=application_id).first()
    if found is None:
        raise Denied(MembershipPermission.NAMES_READ.value)
    return found

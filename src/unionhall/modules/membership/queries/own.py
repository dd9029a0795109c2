"""What somebody who has signed in reads about themself, and the requests that unions answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import queries as people
from unionhall.kernel.people.declare import Told, holdings
from unionhall.kernel.people.models import Person
from unionhall.modules.membership.models import DataRequest, Membership, Transfer
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.procedure import DATA_REQUEST, TRANSFER

LINES = 50  # of what was done, the newest
TOLD_DAYS = 30  # for so long what was decided stands on the member's own page


def person_of(by: Actor) -> Person:
    """Who has signed in. Raises Denied for everybody who has not: a name and four digits show nothing."""
    if by.account_id is None or by.person_id is None:
        raise Denied("own data")
    return Person.objects.get(pk=by.person_id)


def stored(by: Actor) -> list[tuple[str | Promise, Sequence[Told]]]:
    """What is stored about me besides name and numbers, by kind."""
    ids = people.files_of(person_of(by).pk)
    told = [(each.label, each.tell(ids)) for each in holdings.values() if each.tell is not None]
    return [(label, lines) for label, lines in told if lines]


def lines(by: Actor) -> tuple[list[journal.Shown], list[journal.Shown]]:
    """Who has looked at my data and when, and what was done about me; the newest first."""
    ids = people.files_of(person_of(by).pk)
    found = journal.lines_about(*ids)
    seen = found.filter(verb__regex=r"\.(\w+_)?seen(_own)?$")
    shown = [journal.shown(part[:LINES], by, as_people=ids) for part in (seen, found.exclude(pk__in=seen.values("pk")))]
    return shown[0], shown[1]


def unit_of(person_id: int) -> Unit | None:
    """The union that keeps a person's file: where they belong, else belonged last, else are in office."""
    rows = Membership.objects.filter(person_id=person_id).select_related("unit")
    last = rows.order_by("until", "-since", "-pk").filter(until=None).first() or rows.order_by("-until", "-pk").first()
    if last is not None:
        return last.unit
    held = Appointment.objects.filter(person_id=person_id).select_related("unit").order_by("-since", "-pk").first()
    return held.unit if held is not None else None


def own_requests(by: Actor) -> QuerySet[DataRequest]:
    """What I have asked, the newest first."""
    ids = people.files_of(person_of(by).pk)
    return DataRequest.objects.filter(person_id__in=ids).select_related("unit").order_by("-pk")


def own_transfers(by: Actor) -> QuerySet[Transfer]:
    """My transfers, whoever asked, the newest first."""
    ids = people.files_of(person_of(by).pk)
    return Transfer.objects.filter(person_id__in=ids).select_related("giving", "receiving", "unit").order_by("-pk")


@dataclass(frozen=True, slots=True)
class Matter:
    """Something I asked a union: what, where it stands, since when; ``is_open`` while an answer is due."""

    title: str
    state: str
    url: str
    day: date
    is_open: bool


def matters(by: Actor) -> list[Matter]:
    """What I have asked and what is still due, and for a while what was decided; open ones first, then the newest."""
    since = clock.today() - timedelta(days=TOLD_DAYS)
    found = [
        Matter(
            request.get_kind_display(),
            str(DATA_REQUEST.state(request.state).label),
            reverse("membership:my-request", args=(request.pk,)),
            request.decided or request.asked,
            request.is_open,
        )
        for request in own_requests(by)
    ]
    found += [
        Matter(
            _("会籍从%(giving)s转到%(receiving)s") % {"giving": each.giving.name, "receiving": each.receiving.name},
            str(TRANSFER.state(each.state).label),
            reverse("membership:my-transfer"),
            each.decided or each.asked,
            each.is_open,
        )
        for each in own_transfers(by)
    ]
    told = [each for each in found if each.is_open or each.day >= since]
    return sorted(told, key=lambda each: (not each.is_open, -each.day.toordinal()))


def request_for(by: Actor, request_id: int) -> DataRequest:
    """A request to a union whose members' names the actor may read. Raises Denied if there is none."""
    units = org_queries.ids_within(by.scope(MembershipPermission.NAMES_READ))
    found = DataRequest.objects.filter(unit_id__in=units, pk=request_id).select_related("unit", "person").first()
    if found is None:
        raise Denied(MembershipPermission.NAMES_READ.value)
    return found

"""Who somebody is in the house, and who may do something somewhere: the same appointments, read from both sides."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access.declare import offices, rank
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.permissions import AccessPermission
from unionhall.kernel.actor import Actor, Denied, Permission, Scope, Seat, known_permissions
from unionhall.kernel.org import declare as org_declare
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.statements import Select


def actor_for(who: Account | Person, on: date | None = None) -> Actor:
    """The actor that a person is today, or was on a day: one query, and one more if an account's person is not loaded.

    An account that is not active acts as nobody. The journal names the highest office as the one acted in.
    """
    if isinstance(who, Account) and not who.is_active:
        return Actor.nobody()
    person = who.person if isinstance(who, Account) else who
    seats = _seats(person, on)
    return Actor(
        name=person.name,
        office=seats[0].label if seats else "",
        account_id=who.pk if isinstance(who, Account) else None,
        person_id=person.pk,
        grants=tuple(grant for seat in seats for grant in offices[seat.office].grants(seat.path)),
        seats=tuple(seats),
    )


def actor_of_account(account_id: int) -> Actor:
    """The actor of an account, as a background job loads who asked for it: nobody, once the account is closed."""
    return actor_for(Account.objects.select_related("person").get(pk=account_id))


def reaches_wide(by: Actor) -> bool:
    """Whether an office of theirs decides on offices or accounts below a union that is none of a single enterprise."""
    held = [seat.unit_id for seat in by.seats if offices[seat.office].decides_below]
    wide = [kind.key for kind in org_declare.kinds.values() if not kind.is_grassroots]
    return bool(held) and Unit.objects.filter(pk__in=held, kind__in=wide).exists()


def own_unit(by: Actor, permission: Permission) -> Unit:
    """The unit in whose name they act: of the first of their offices that may do this. Raises Denied without one."""
    for seat in by.seats:
        if by.may(permission, at=seat.path):
            return Unit.objects.get(pk=seat.unit_id)
    raise Denied(permission.value)


def who_may(permission: Permission, *, at: str, on: date | None = None) -> QuerySet[Person]:
    """The people for whom ``permission`` holds at path ``at``, today or on a day; one query.

    Exactly those whose ``actor_for(person, on).may(permission, at=at)``. Raises KeyError if it was never declared.
    """
    if permission.value not in known_permissions():
        raise KeyError(f"permission {permission.value} is not declared")
    here = [office.key for office in offices.values() if permission in office.here]
    below = [office.key for office in offices.values() if permission in office.below]
    placed = _placed(on)
    held = Appointment.objects.on(on or clock.today()).filter(
        placed & Q(office__in=here, unit__placements__path=at)
        | placed & Q(office__in=below, unit__placements__path__in=paths.lineage(at))
    )
    return Person.objects.filter(pk__in=held.values("person_id")).order_by("pk")


def offices_at(by: Actor, unit: Unit, on: date | None = None) -> list[Appointment]:
    """Who holds which office at ``unit``, by rank, with the person loaded. Raises Denied without OFFICE_READ there."""
    path = org_queries.path_of(unit)
    by.must(AccessPermission.OFFICE_READ, at=path)
    held = (
        Appointment.objects.on(on or clock.today()).filter(unit=unit).select_related("person").order_by("since", "pk")
    )
    return sorted(held, key=lambda appointment: rank(path, appointment.office))


def people_in_office(tops: Sequence[str]) -> int:
    """How many people hold an office today at the paths ``tops`` and below; shown before a unit moves or ends."""
    units = Unit.objects.within(Scope(below=tuple(tops)))
    held = Appointment.objects.on(clock.today()).filter(unit__in=units.order_by())
    return held.aggregate(n=Count("person_id", distinct=True))["n"] or 0


def office_label(key: str) -> str:
    """What an office is called; its key if it is no longer declared."""
    return str(offices[key].label) if key in offices else key


def _seats(person: Person, on: date | None) -> list[Seat]:
    """The declared offices that the person holds, by rank."""
    if on is None:
        rows = _SEATS_NOW.all(person=person.pk, today=clock.today())
    else:
        rows = list(_seats_of(person.pk, on, _placed(on)))
    known = (row for row in rows if row[3] in offices)
    seats = [Seat(pk, unit_id, path, office, office_label(office)) for pk, unit_id, path, office in known]
    return sorted(seats, key=lambda seat: (*rank(seat.path, seat.office), seat.appointment_id))


def _seats_of(person: int, on: date, placed: Q) -> QuerySet[Appointment, tuple[int, int, str, str]]:
    held = Appointment.objects.on(on).filter(placed, person_id=person)
    return held.values_list("pk", "unit_id", "unit__placements__path", "office")


def _placed(on: date | None) -> Q:
    """The condition on an appointment's unit that it stands (stood on a day) in the tree."""
    if on is None:
        return Q(unit__placements__until=None, unit__placements__isnull=False)
    return Q(unit__placements__since__lte=on) & (Q(unit__placements__until=None) | Q(unit__placements__until__gt=on))


# every page and every act asks who acts
_SEATS_NOW = Select(lambda person, today: _seats_of(person, today, _placed(None)), person=int, today=date)

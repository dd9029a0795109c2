"""What other modules may ask about the roll."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.statements import Select
from unionhall.modules.membership import queries
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.queries.imports import mask_name

__all__ = [
    "MembershipPermission",
    "is_member",
    "mask_name",
    "match",
    "member_counts",
    "members_among",
    "members_of",
    "names_at",
    "unit_of",
    "with_name",
]


def match(unit: Unit, name: str, tail4: str) -> Person | None:
    """Weak identity: the one member of ``unit`` by name and last four; None when unknown or ambiguous, as quickly."""
    return queries.matching(unit, name, tail4)


def unit_of(person: Person) -> Unit | None:
    """The unit a person belongs to now, if any."""
    membership = queries.open_membership(person.pk)
    return membership.unit if membership else None


def is_member(person: Person, unit: Unit) -> bool:
    """Whether a person belongs to ``unit`` now."""
    return Membership.objects.open().filter(person=person, unit=unit).exists()


def members_among(unit: Unit, person_ids: Iterable[int]) -> dict[int, Person]:
    """Those of these people who belong to ``unit`` now, by id."""
    found = Membership.objects.open().filter(unit=unit, person_id__in=list(person_ids)).select_related("person")
    return {membership.person_id: membership.person for membership in found}


def names_at(unit: Unit) -> list[tuple[int, str]]:
    """Everybody who belongs to ``unit`` now, as (person id, name) by name; for who may read names there."""
    rows = Membership.objects.open().filter(unit=unit).order_by("person__name", "person_id")
    return list(rows.values_list("person_id", "person__name"))


def with_name(unit: Unit, name: str, tail4: str = "") -> list[Person]:
    """Who of ``unit`` is called so, and where ``tail4`` is given, whose telephone number ends so."""
    wanted = normalise(name)
    ids = [person_id for person_id, stored in names_at(unit) if normalise(stored) == wanted]
    found = members_among(unit, ids).values()
    return [person for person in found if not tail4 or (person.phone or "").endswith(tail4)]


def members_of(unit: Unit) -> int:
    """How many members ``unit`` has now."""
    found = _MEMBERS.first(unit=unit.pk)
    return found[0] if found else 0


_MEMBERS = Select(
    lambda unit: (
        Membership.objects.open()
        .filter(unit=unit)
        .order_by()
        .values("unit_id")
        .annotate(n=Count("pk"))
        .values_list("n")
    ),
    unit=int,
)


def member_counts(unit_ids: Iterable[int], on: date | None = None) -> dict[int, int]:
    """How many members each of these units has, now or on a day, in one query; units without any are left out."""
    held = Membership.objects.open() if on is None else Membership.objects.on(on)
    rows = held.filter(unit_id__in=list(unit_ids)).values("unit_id").order_by()
    return dict(rows.annotate(n=Count("pk")).values_list("unit_id", "n"))

"""What other modules may ask about the roll."""

from collections.abc import Iterable

from django.db.models import Count

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.membership import queries
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.permissions import MembershipPermission

__all__ = ["MembershipPermission", "is_member", "match", "member_counts", "members_of", "unit_of"]


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


def members_of(unit: Unit) -> int:
    """How many members ``unit`` has now."""
    return Membership.objects.open().filter(unit=unit).count()


def member_counts(unit_ids: Iterable[int]) -> dict[int, int]:
    """How many members each of these units has now, in one query; units without any are left out."""
    rows = Membership.objects.open().filter(unit_id__in=list(unit_ids)).values("unit_id").order_by()
    return dict(rows.annotate(n=Count("pk")).values_list("unit_id", "n"))

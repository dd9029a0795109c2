"""People who are probably on file twice: the same telephone and the same name, never the name alone.

A document is on file once, says the database, so two live files never share one. Nobody is shown of whom one file lies
outside the reader's reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, Q, QuerySet

from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Merge, Person
from unionhall.modules.membership.models import Membership, Unlike
from unionhall.modules.membership.permissions import MembershipPermission

MOST_GROUPS = 200  # of one telephone and name, on one page; there are more when these are done


@dataclass(frozen=True, slots=True)
class File:
    """One of two files: the person, and through which union the reader knows them."""

    person: Person
    unit: Unit
    membership: Membership | None  # the last one; None for somebody in office alone


def pairs(by: Actor) -> list[tuple[File, File]]:
    """Pairs of files within reach that may be one person, the older file first, without those said to be two."""
    near = _near(by)
    if near is None:
        return []
    live = Person.objects.filter(near, merged_into=None).exclude(phone_hash="").order_by()
    groups = live.values("phone_hash", "name_key").annotate(n=Count("pk", distinct=True)).filter(n__gt=1)
    wanted = list(groups.order_by("name_key")[:MOST_GROUPS])
    people = live.filter(phone_hash__in=[each["phone_hash"] for each in wanted]).distinct().order_by("name_key", "pk")
    known = files(by, people)
    grouped: dict[tuple[str, str], list[File]] = {}
    for person in people:
        if person.pk in known:
            grouped.setdefault((person.phone_hash, person.name_key), []).append(known[person.pk])
    unlike = set(Unlike.objects.filter(one__in=known).values_list("one_id", "other_id"))
    found = [pair for same in grouped.values() for pair in combinations(same, 2)]
    return [pair for pair in found if (pair[0].person.pk, pair[1].person.pk) not in unlike]


def pair_for(by: Actor, kept_id: int, gone_id: int) -> tuple[File, File]:
    """Two files that may be one person. Raises Denied if they may not be seen, or nothing says that they are one."""
    known = files(by, Person.objects.filter(pk__in=(kept_id, gone_id), merged_into=None))
    if kept_id == gone_id or len(known) < 2:
        raise Denied("membership.duplicates")
    kept, gone = known[kept_id], known[gone_id]
    same = (kept.person.phone_hash, kept.person.name_key) == (gone.person.phone_hash, gone.person.name_key)
    if not same or not kept.person.phone_hash:
        raise Denied("membership.duplicates")
    return kept, gone


def files(by: Actor, people: Iterable[Person]) -> dict[int, File]:
    """Those of ``people`` whom the actor may see by name, by id: by their last membership, else by an office."""
    scope = by.scope(MembershipPermission.NAMES_READ)
    by_id = {person.pk: person for person in people}
    rows = Membership.objects.filter(person_id__in=by_id).select_related("unit").order_by("since", "pk")
    last = {row.person_id: row for row in rows}
    held = Appointment.objects.filter(person_id__in=by_id.keys() - last.keys(), until=None).select_related("unit")
    units = {each.person_id: each.unit for each in held} | {pk: row.unit for pk, row in last.items()}
    places = org_queries.paths_of({unit.pk for unit in units.values()})
    return {
        pk: File(by_id[pk], unit, last.get(pk))
        for pk, unit in units.items()
        if scope.is_everything or scope.covers(places[unit.pk])
    }


def merges(by: Actor) -> QuerySet[Merge]:
    """Merges at unions whose members' names the actor may read, the newest first."""
    units = org_queries.ids_within(by.scope(MembershipPermission.NAMES_READ))
    return Merge.objects.filter(unit_id__in=units).select_related("kept", "gone").order_by("-pk")


def merge_for(by: Actor, merge_id: int) -> Merge:
    """One of ``merges``. Raises Denied if there is none or it may not be seen."""
    found = merges(by).filter(pk=merge_id).first()
    if found is None:
        raise Denied("membership.merges")
    return found


def differences(one: Person, other: Person) -> Sequence[str]:
    """Which of the fields that are shown differ."""
    shown = ("name", "sex", "born", "document_kind", "document", "phone")
    return [field for field in shown if getattr(one, field) != getattr(other, field)]


def _near(by: Actor) -> Q | None:
    """Who may be in reach, roughly: ``files`` decides. None for nobody."""
    scope = by.scope(MembershipPermission.NAMES_READ)
    if scope.is_empty:
        return None
    units = org_queries.ids_within(scope)
    in_office = Appointment.objects.filter(unit_id__in=units, until=None).values("person_id")
    return Q(pk__in=Membership.objects.filter(unit_id__in=units).values("person_id")) | Q(pk__in=in_office)

"""Choosing the members who go over when a union is split: by group, or by a list that is brought."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.people.names import normalise
from unionhall.kernel.people.secrets import SHORT, keyed_hash
from unionhall.modules.membership.models import IdentityKey, Membership


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who was chosen, and the lines that name nobody or several."""

    person_ids: frozenset[int]
    unknown: list[int] = field(default_factory=list)  # numbers of lines, from 1


def group_sizes(by: Actor, unit: Unit) -> list[tuple[str, int]]:
    """The groups of a unit with how many members each has, by name; "" are those in none. No names.

    Raises Denied without UNIT_MERGE there.
    """
    by.must(OrgPermission.UNIT_MERGE, at=org_queries.path_of(unit))
    found = Membership.objects.open().filter(unit=unit).values_list("group")
    return list(found.annotate(n=Count("pk")).order_by("group"))


def choose(by: Actor, unit: Unit, groups: Collection[str], lines: Sequence[str]) -> Chosen:
    """The members in these groups, and those named by lines of "name and the last four of telephone or document".

    Names are read from what is brought, not from the roll. Raises Denied without UNIT_MERGE there.
    """
    by.must(OrgPermission.UNIT_MERGE, at=org_queries.path_of(unit))
    members = Membership.objects.open().filter(unit=unit)
    chosen = set(members.filter(group__in=list(groups)).values_list("person_id", flat=True))
    wanted = {number: _key(unit, line) for number, line in enumerate(lines, start=1) if line.strip()}
    known: dict[str, set[int]] = {}
    for key, person_id in IdentityKey.objects.filter(unit=unit, key__in=set(wanted.values())).values_list(
        "key", "person"
    ):
        known.setdefault(key, set()).add(person_id)
    unknown = [number for number, key in wanted.items() if len(known.get(key, ())) != 1]
    for key in wanted.values():
        if len(known.get(key, ())) == 1:
            chosen |= known[key]
    return Chosen(frozenset(chosen), unknown)


def _key(unit: Unit, line: str) -> str:
    name, _blank, tail = " ".join(line.replace("\u3000", " ").replace("，", " ").replace(",", " ").split()).rpartition(
        " "
    )
    return keyed_hash(str(unit.pk), normalise(name) or "-", tail[-4:].upper() or "-", purpose="weak", length=SHORT)

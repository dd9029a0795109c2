"""Choosing the members who go over when a union is split: by group, or by a list that is brought."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.queries import TAIL, tails_of


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
    wanted = {number: _said(line) for number, line in enumerate(lines, start=1) if line.strip()}
    known: dict[tuple[str, str], set[int]] = {}
    called = Person.objects.filter(name_key__in={name_key for name_key, _tail in wanted.values()})
    for person in called.filter(memberships__unit=unit, memberships__until=None):
        for tail in tails_of(person):
            known.setdefault((person.name_key, tail), set()).add(person.pk)
    unknown = [number for number, key in wanted.items() if len(known.get(key, ())) != 1]
    for key in wanted.values():
        if len(known.get(key, ())) == 1:
            chosen |= known[key]
    return Chosen(frozenset(chosen), unknown)


def _said(line: str) -> tuple[str, str]:
    """The name of a line as names are compared, and the last four characters of its number."""
    name, _blank, tail = " ".join(line.replace("\u3000", " ").replace("，", " ").replace(",", " ").split()).rpartition(
        " "
    )
    return normalise(name) or "-", tail[-TAIL:].upper()

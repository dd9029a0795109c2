"""What stands below a board's unit today: its unions by kind and the members, each with the way to its rows."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import measures
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission

MEMBERS = "membership.members"
MOST_COUNTED = 2_000
MOST_LIVE, KEPT = 500, 60  # unions that are counted for every page; seconds for which a larger number is kept


@dataclass(frozen=True, slots=True)
class Part:
    """One number: what it counts, how many, in which measure word, and where its rows are."""

    label: str
    number: int
    word: str
    url: str


def made_of(by: Actor, unit: Unit) -> list[Part]:
    """The unions of every kind below ``unit`` that the reader may see, and the members; nothing for a single one.

    Members are counted one by one, so above ``MOST_COUNTED`` unions their number stands on the page of figures alone.
    """
    numbers = _numbers(by, org.path_of(unit))
    parts = [
        Part(str(kind.label), numbers[kind.key], _("家"), _list(unit, kind.key))
        for kind in kinds.values()
        if kind.key in numbers
    ]
    is_few = sum(numbers.values()) <= MOST_COUNTED
    return [*parts, *_members(by, unit)] if parts and is_few else parts


def _numbers(by: Actor, path: str) -> dict[str, int]:
    """Unions by kind. Many are counted once a minute, for all who may see every one of them."""
    sees_all = any(paths.covers(top, path) for top in by.scope(OrgPermission.UNIT_READ).below)
    known: dict[str, int] | None = cache.get(f"kinds:{path}") if sees_all else None
    if known is not None:
        return known
    found = org.count_kinds_below(by, path)
    if sees_all and sum(found.values()) > MOST_LIVE:
        cache.set(f"kinds:{path}", found, KEPT)
    return found


def _list(unit: Unit, kind: str) -> str:
    return f"{reverse('desk:units')}?{urlencode({'of': unit.code, 'kind': kind})}"


def _members(by: Actor, unit: Unit) -> list[Part]:
    value = facts.figure(by, MEMBERS, unit).value
    if value is None:
        return []
    url = f"{reverse('desk:figure', args=[MEMBERS])}?{urlencode({'unit': unit.code})}"
    return [Part(str(measures[MEMBERS].label), int(value), str(measures[MEMBERS].unit), url)]

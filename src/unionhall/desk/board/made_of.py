"""What stands below a board's unit today: its unions by kind and the members, each with the way to its rows."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import measures
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Unit

MEMBERS = "membership.members"
MOST_COUNTED = 2_000


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
    numbers = org.count_kinds_below(by, org.path_of(unit))
    parts = [
        Part(str(kind.label), numbers[kind.key], _("家"), _list(unit, kind.key))
        for kind in kinds.values()
        if kind.key in numbers
    ]
    is_few = sum(numbers.values()) <= MOST_COUNTED
    return [*parts, *_members(by, unit)] if parts and is_few else parts


def _list(unit: Unit, kind: str) -> str:
    return f"{reverse('desk:units')}?{urlencode({'of': unit.code, 'kind': kind})}"


def _members(by: Actor, unit: Unit) -> list[Part]:
    value = facts.figure(by, MEMBERS, unit).value
    if value is None:
        return []
    url = f"{reverse('desk:figure', args=[MEMBERS])}?{urlencode({'unit': unit.code})}"
    return [Part(str(measures[MEMBERS].label), int(value), str(measures[MEMBERS].unit), url)]

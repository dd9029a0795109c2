"""What the pages of units need."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import declare
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Placement, Unit, below
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.procedures.models import Duty
from unionhall.kernel.search import queries as search
from unionhall.modules.membership import queries as membership

FOUND_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One unit in a list: members and duties are None where figures may not be read."""

    unit: Unit
    kind: str
    below: int
    members: int | None
    duties: int | None


def find(by: Actor, unit: Unit, *, q: str, kind: str, state: str, trade: str = "") -> QuerySet[Unit]:
    """The units directly under ``unit``; with words to find, a kind or a trade, any unit below it.

    Dissolved units are there when they are asked for: all that stood below it at last.
    """
    if state == Unit.State.ENDED:
        found = _ended(by, unit, q)
    elif q or kind or trade:
        found = _anywhere(by, unit, q)
    else:
        found = org.children(by, unit)
    for field, value in (("kind", kind), ("state", state), ("trade", trade)):
        if value:
            found = found.filter(**{field: value})
    return found.order_by("code")


def _ended(by: Actor, unit: Unit, q: str) -> QuerySet[Unit]:
    last = org.ids_ever_within(by.scope(OrgPermission.UNIT_READ))
    found = Unit.objects.filter(pk__in=last.filter(below(org.path_of(unit))))
    return found.filter(Q(name__contains=q) | Q(code__istartswith=q)) if q else found


def _anywhere(by: Actor, unit: Unit, q: str) -> QuerySet[Unit]:
    found = Unit.objects.below(org.path_of(unit)).within(by.scope(OrgPermission.UNIT_READ))
    found = found.exclude(state=Unit.State.ENDED)
    if not q:
        return found
    if (coded := found.filter(code__istartswith=q)).exists():
        return coded
    # no code: then words, or the first letters of their pinyin
    entries = search.find(by, q, {"unit": OrgPermission.UNIT_READ}, limit=FOUND_AT_MOST)
    return found.filter(pk__in=[entry.object_id for entry in entries])


def rows(by: Actor, units: Sequence[Unit]) -> list[Row]:
    """Units with their counts, in a number of queries that does not grow with the number of units."""
    ids = [unit.pk for unit in units]
    paths = org.paths_of(ids)
    waiting = Duty.objects.open().filter(unit_id__in=ids).values_list("unit_id").annotate(n=Count("pk"))
    duties = dict(waiting)
    below = Counter(Placement.objects.open().filter(parent_id__in=ids).values_list("parent_id", flat=True))
    counted = {pk: path for pk, path in paths.items() if by.may(FactsPermission.FIGURES_READ, at=path)}
    members = membership.counts_below(list(counted.values()), clock.today()) if counted else {}
    return [
        Row(
            unit,
            str(declare.kinds[unit.kind].label),
            below[unit.pk],
            members[counted[unit.pk]] if unit.pk in counted else None,
            duties.get(unit.pk, 0) if unit.pk in counted else None,
        )
        for unit in units
    ]


def targets(by: Actor, unit: Unit) -> list[Unit]:
    """Some units the actor may move ``unit`` to; enough for a list of suggestions."""
    kinds = [kind.key for kind in declare.kinds.values() if unit.kind in kind.children]
    return list(org.units(by, OrgPermission.UNIT_MOVE).filter(kind__in=kinds).exclude(pk=unit.pk)[:300])

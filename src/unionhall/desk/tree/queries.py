"""What the pages of units need."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import declare
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Placement, Unit
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


def find(by: Actor, unit: Unit, *, q: str, kind: str, state: str) -> QuerySet[Unit]:
    """The units directly under ``unit``; with words to find, any unit below it that has them."""
    if q:
        path = org.path_of(unit)
        visible = Unit.objects.below(path).within(by.scope(OrgPermission.UNIT_READ)).exclude(state=Unit.State.ENDED)
        found = visible.filter(code__istartswith=q)
        if not found.exists():  # no code: then words, or the first letters of their pinyin
            entries = search.find(by, q, {"unit": OrgPermission.UNIT_READ}, limit=FOUND_AT_MOST)
            found = visible.filter(pk__in=[entry.object_id for entry in entries])
    else:
        found = org.children(by, unit)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    return found.order_by("code")


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

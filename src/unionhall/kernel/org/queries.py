"""Reading the tree: who stands where, now or on a day."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Permission, Scope
from unionhall.kernel.org.models import Placement, PlacementQuerySet, Succession, Unit, UnitQuerySet
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.running import execute
from unionhall.kernel.statements import Select

FIRST = 12


def unit_for(by: Actor, code: str, permission: Permission) -> Unit:
    """The unit with this code, fetched and authorised in one query.

    Raises Denied if there is none, or if ``permission`` does not hold there: the two can not be told apart. A
    dissolved unit is judged by where it stood last.
    """
    last = _LAST_OF_CODE.first(code=code)
    if last is None or not by.may(permission, at=last.path):
        raise Denied(permission.value)
    known = _remembered.get()
    if known is not None:
        known[last.unit_id] = last.path
    return last.unit


def units(by: Actor, permission: Permission = OrgPermission.UNIT_READ) -> UnitQuerySet:
    """All units that stand now and for which ``permission`` holds, by code."""
    return Unit.objects.exclude(state=Unit.State.ENDED).within(by.scope(permission))


def children(by: Actor, unit: Unit) -> UnitQuerySet:
    """The units directly under ``unit`` that the actor may see, by code."""
    standing = Placement.objects.open().filter(parent=unit)
    return Unit.objects.filter(pk__in=standing.within(by.scope(OrgPermission.UNIT_READ)).values("unit_id"))


def first_children(by: Actor, unit: Unit, path: str) -> list[Unit]:
    """The first ``FIRST`` of ``children`` of a unit that stands at ``path``: as every page of the desk shows them."""
    if any(paths.covers(top, path) for top in by.scope(OrgPermission.UNIT_READ).below):
        return _FIRST_CHILDREN.all(parent=unit.pk)
    return list(children(by, unit)[:FIRST])


def superiors(unit: Unit) -> list[Unit]:
    """The units above ``unit``, the top first. Needs no permission: it is the letterhead of whoever sees the unit."""
    ids = paths.unit_ids(path_of(unit))[:-1]
    found = units_by_id(ids)
    return [found[pk] for pk in ids]


def units_by_id(unit_ids: Iterable[int]) -> dict[int, Unit]:
    """Units by id, those of a page's frame say, in one query. Needs no permission; who asks has one."""
    ids = list(unit_ids)
    if not ids:
        return {}
    if len(ids) > len(_LINE):
        return Unit.objects.in_bulk(ids)
    filled = [*ids, *[0] * (len(_LINE) - len(ids))]
    return {unit.pk: unit for unit in _UNITS.all(**dict(zip(_LINE, filled, strict=True)))}


def placement_of(unit: Unit, on: date | None = None) -> Placement:
    """The unit's placement now, or on a day. Raises Placement.DoesNotExist if it stood nowhere then."""
    return _holding(on).get(unit=unit)


_remembered: ContextVar[dict[int, str] | None] = ContextVar("_remembered", default=None)
_remembered_places: ContextVar[dict[int, list[str]] | None] = ContextVar("_remembered_places", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Inside it the paths of each unit are asked once: for pages that ask them at every turn, and change nothing."""
    token, places = _remembered.set({}), _remembered_places.set({})
    try:
        yield
    finally:
        _remembered.reset(token)
        _remembered_places.reset(places)


def places_of(unit_id: int) -> list[str]:
    """Every path at which a unit stands or stood, in order. Needs no permission; who asks has one."""
    known = _remembered_places.get()
    if known is not None and unit_id in known:
        return list(known[unit_id])
    found = sorted({path for (path,) in _PLACES_OF.all(unit=unit_id)})
    if known is not None:
        known[unit_id] = found
    return list(found)


def path_of(unit: Unit, on: date | None = None) -> str:
    """The unit's path now, or on a day; without a day, for a dissolved unit, where it stood last.

    Raises Placement.DoesNotExist if it stood nowhere.
    """
    if on is not None:
        return placement_of(unit, on).path
    known = _remembered.get()
    if known is not None and unit.pk in known:
        return known[unit.pk]
    last = _LAST_PATH.first(unit=unit.pk)
    if last is None:
        raise Placement.DoesNotExist(f"unit {unit.pk} has never been placed")
    if known is not None:
        known[unit.pk] = last[0]
    return last[0]


def paths_of(unit_ids: Iterable[int]) -> dict[int, str]:
    """The paths of many units by unit id, in one query; a dissolved unit's is where it stood last."""
    ids = list(unit_ids)
    if len(ids) == 1:
        last = _LAST_PATH.first(unit=ids[0])
        return {} if last is None else {ids[0]: last[0]}
    rows: Iterable[tuple[int, str]]
    if len(ids) <= len(_PLACES):
        filled = [*ids, *[0] * (len(_PLACES) - len(ids))]
        rows = _LAST_PATHS.all(**dict(zip(_PLACES, filled, strict=True)))
    else:
        rows = _last_first(Placement.objects.filter(unit_id__in=ids)).values_list("unit_id", "path")
    found: dict[int, str] = {}
    for unit_id, path in rows:
        found.setdefault(unit_id, path)
    return found


def names_of(unit_ids: Iterable[int]) -> dict[int, str]:
    """The names of many units by unit id, in one query."""
    return dict(Unit.objects.filter(pk__in=list(unit_ids)).order_by().values_list("pk", "name"))


def ids_within(scope: Scope) -> QuerySet[Unit, int]:
    """The ids of the units that stand in ``scope`` now, as a query for ``IN``."""
    return Unit.objects.within(scope).order_by().values_list("pk", flat=True)


def ids_ever_within(scope: Scope) -> QuerySet[Placement, int]:
    """The same with the dissolved units that stood in ``scope`` last: what they have done is still there to be read."""
    later = Placement.objects.filter(unit=OuterRef("unit")).filter(
        Q(since__gt=OuterRef("since")) | Q(since=OuterRef("since"), pk__gt=OuterRef("pk"))
    )
    # asked of ended placements alone: joined, PostgreSQL would read the state of every unit there is
    has_ended = Exists(Unit.objects.filter(pk=OuterRef("unit"), state=Unit.State.ENDED))
    last = Placement.objects.filter(Q(until=None) | Q(has_ended) & ~Exists(later))
    return last.within(scope).order_by().values_list("unit_id", flat=True)


def is_whole_tree(scope: Scope) -> bool:
    """Whether there is but one tree and the scope begins at its root: then a list needs no filter."""
    if scope.is_everything:
        return True
    roots = {paths.unit_id(path) for path in scope.below if paths.depth(path) == 1}
    return bool(roots) and all(row[0] in roots for row in _TOPS.all())


@lru_cache(maxsize=64)
def standing_within(scope: Scope) -> tuple[str, tuple[object, ...]]:
    """``ids_within`` as SQL with one column ``unit_id``, and its values: for what Django can not say."""
    sql, values = Placement.objects.open().within(scope).order_by().values_list("unit_id").query.sql_with_params()
    return sql, tuple(values)


@lru_cache(maxsize=64)
def ever_within(scope: Scope) -> tuple[str, tuple[object, ...]]:
    """``ids_ever_within`` as SQL with one column ``unit_id``, and its values: for what Django can not say."""
    sql, values = ids_ever_within(scope).query.sql_with_params()
    return sql, tuple(values)


def successions(unit_ids: Iterable[int], since: date | None = None) -> list[Succession]:
    """What went over from or to these units (on ``since`` or later), the earliest first, with both units loaded.

    Takes no actor: whoever may see a unit may read what became of it.
    """
    ids = list(unit_ids)
    found = Succession.objects.filter(Q(unit_id__in=ids) | Q(successor_id__in=ids))
    found = found.filter(on__gte=since) if since else found
    return list(found.select_related("unit", "successor").order_by("on", "pk"))


@dataclass(frozen=True, slots=True)
class Move:
    """That a unit was put under another superior on a day."""

    unit_id: int
    on: date
    came_from: Unit
    went_to: Unit


def moves(unit_ids: Iterable[int], since: date) -> list[Move]:
    """How these units changed their superior on ``since`` or later, the earliest first; one query.

    Takes no actor, as ``successions``.
    """
    rows = Placement.objects.filter(unit_id__in=list(unit_ids), parent__isnull=False).order_by("since", "pk")
    last: dict[int, Placement] = {}
    found = []
    for row in rows.select_related("parent"):
        before = last.get(row.unit_id)
        if before is not None and before.parent and row.parent and before.parent != row.parent and row.since >= since:
            found.append(Move(row.unit_id, row.since, before.parent, row.parent))
        last[row.unit_id] = row
    return sorted(found, key=lambda move: move.on)


def placements_of(unit_ids: Iterable[int], on: date | None = None) -> dict[int, Placement]:
    """The placements of many units by unit id, now or on a day, in one query; those that stood nowhere are left out."""
    return {placement.unit_id: placement for placement in _holding(on).filter(unit_id__in=list(unit_ids))}


def count_below(path: str) -> int:
    """How many units stand below ``path`` now, itself not counted."""
    return Placement.objects.open().below(path).exclude(path=path).count()


def count_some_below(path: str, most: int) -> int:
    """``count_below``, at most ``most``: what every page shows must not take longer the more there are."""
    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM org_placement WHERE until IS NULL AND path > %s AND path < %s LIMIT %s) t"
    )
    return int(execute(sql, [path, paths.end(path), most])[0][0][0])


def count_kinds_below(by: Actor, path: str) -> dict[str, int]:
    """How many units that the actor may see stand below ``path`` now, itself not counted, by kind."""
    scope = by.scope(OrgPermission.UNIT_READ)
    is_open = any(paths.covers(top, path) for top in scope.below)
    if is_open and is_whole_tree(Scope(below=(path,))):  # nobody is left out, wherever they stand
        sql = "SELECT kind, count(*) FROM org_unit WHERE NOT (state = 'ended') GROUP BY kind"
        found = dict(execute(sql)[0])
        own = execute("SELECT kind FROM org_unit WHERE id = %s AND NOT (state = 'ended')", [paths.unit_id(path)])[0]
        for (kind,) in own:
            found[kind] -= 1
        return {kind: number for kind, number in found.items() if number}
    if is_open:
        rows = execute(
            "SELECT u.kind, count(*) FROM org_placement p JOIN org_unit u ON u.id = p.unit_id WHERE p.until IS NULL"
            " AND p.path > %s AND p.path < %s AND NOT (u.state = 'ended') GROUP BY u.kind",
            [path, paths.end(path)],
        )[0]
        return dict(rows)
    standing = Placement.objects.open().below(path).exclude(path=path).within(scope)
    counted = (
        standing.exclude(unit__state=Unit.State.ENDED).order_by().values_list("unit__kind").annotate(n=Count("pk"))
    )
    return dict(counted)


def _holding(on: date | None) -> PlacementQuerySet:
    return Placement.objects.open() if on is None else Placement.objects.on(on)


def _last_first(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    return placements.order_by(F("until").desc(nulls_first=True), "-since", "-pk")


# every act asks where its unit stands
_LAST_PATH: Select[tuple[str]] = Select(
    lambda unit: _last_first(Placement.objects.filter(unit_id=unit)).values_list("path")[:1], unit=int
)
_PLACES_OF: Select[tuple[str]] = Select(
    lambda unit: Placement.objects.filter(unit_id=unit).order_by().values_list("path"), unit=int
)
_LAST_OF_CODE: Select[Placement] = Select(
    lambda code: _last_first(Placement.objects.filter(unit__code=code)).select_related("unit")[:1], code=str
)
# and every page of a list where those of its rows do
_PLACES = tuple(f"id{number}" for number in range(51))
_LAST_PATHS: Select[tuple[int, str]] = Select(
    lambda **ids: _last_first(Placement.objects.filter(unit_id__in=list(ids.values()))).values_list("unit_id", "path"),
    **dict.fromkeys(_PLACES, int),
)
_TOPS: Select[tuple[int]] = Select(lambda: Placement.objects.filter(parent=None).order_by().values_list("unit_id"))
_LINE = tuple(f"id{number}" for number in range(12))
_UNITS: Select[Unit] = Select(
    lambda **ids: Unit.objects.filter(pk__in=list(ids.values())).order_by(), **dict.fromkeys(_LINE, int)
)
_FIRST_CHILDREN: Select[Unit] = Select(
    lambda parent: Unit.objects.filter(placements__until=None, placements__parent_id=parent).order_by("code")[:FIRST],
    parent=int,
)

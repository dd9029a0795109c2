"""One page of the ledger out of a million hazards: the newest that one may see, without counting or sorting all.

Three ways, by how much of the tree one sees. All of it: the index by day is read from its end. A few unions: of each
its newest by its own index, merged. Many: the index by day is read, each row asked whether its union stands in the
scope; the more one sees, the sooner a page is full. Measured in ``bench/bench_hazards.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Scope
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement
from unionhall.kernel.procedures.declare import procedures
from unionhall.kernel.statements import Select
from unionhall.modules.safety.models import Hazard, HazardAbout
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import ASSIGNED, OPEN
from unionhall.modules.safety.queries.hazards import TO_MEND
from unionhall.modules.safety.queries.ledger import PER_PAGE, Asked, narrowed

FEW = 64  # unions whose newest are merged
_MARK = -7_340_032_001  # a union that does not exist; each one's id goes there
# in the words of the partial indexes: with bound values SQLite would not know that they serve
_IS_OPEN = RawSQL(  # noqa: S611 -- constants of ours
    '"safety_hazard"."state" IN ({})'.format(", ".join(f"'{state}'" for state in OPEN)), [], output_field=BooleanField()
)


_PLACES = tuple(f"id{number}" for number in range(PER_PAGE + 1))
_COLUMNS = ("pk", "place", "site__name", "kind", "grade", "found_on", "due", "state", "raised_because")
_ROWS: Select[Any] = Select(
    lambda **ids: Hazard.objects.filter(pk__in=list(ids.values())).order_by("-found_on", "-pk").values_list(*_COLUMNS),
    **dict.fromkeys(_PLACES, int),
)
_ABOUT: Select[Any] = Select(
    lambda person: HazardAbout.objects.filter(person_id=person).values_list("hazard_id"), person=int
)
_BELOW: Select[Any] = Select(
    lambda low, high: (
        org_queries.ids_ever_within(Scope(below=(paths.ROOT,)))
        .filter(path__gte=low, path__lt=high)
        .values_list("unit_id")[: FEW + 1]
    ),
    low=str,
    high=str,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One hazard as the ledger's page shows it."""

    pk: int
    url: str
    place: str
    site: str
    kind: str
    grade: str
    is_major: bool
    found_on: date
    due: date | None
    is_late: bool
    state: str
    is_raised: bool


def page(by: Actor, asked: Asked) -> list[Row]:
    """The newest that are wanted of those ``by`` may see; one more than a page holds where there are more."""
    ids = _newest(by, asked)
    filled = [*ids, *[_MARK] * (PER_PAGE + 1 - len(ids))]
    found = _ROWS.all(**dict(zip(_PLACES, filled, strict=True))) if ids else []
    kinds = {key: str(label) for key, label in Hazard.Kind.choices}
    grades = {key: str(label) for key, label in Hazard.Grade.choices}
    states = {one.key: str(one.label) for one in procedures[Hazard.procedure].states}
    before, after = reverse("safety:hazard", args=(0,)).rsplit("0", 1)
    today = clock.today()
    return [
        Row(
            pk,
            f"{before}{pk}{after}",
            place,
            site,
            kinds[kind],
            grades.get(grade, "—"),
            grade == Hazard.Grade.MAJOR,
            found_on,
            due,
            state == ASSIGNED and due is not None and due < today,
            states[state],
            bool(because) and state in OPEN,
        )
        for pk, place, site, kind, grade, found_on, due, state, because in found
    ]


def _newest(by: Actor, asked: Asked) -> list[int]:
    wanted = narrowed(Hazard.objects.all(), asked)
    if asked.view in {"open", "overdue"}:
        wanted = wanted.filter(_IS_OPEN)
    if by.person_id is not None:
        about = [row[0] for row in _ABOUT.all(person=by.person_id)]
        wanted = wanted.exclude(pk__in=about) if about else wanted
    whole, mending = by.scope(SafetyPermission.READ), by.scope(SafetyPermission.MEND)
    if _is_whole_tree(whole):
        return _first(wanted)
    own = Scope() if all(whole.covers(path) for path in (*mending.here, *mending.below)) else mending
    few = [] if whole.is_empty else _few(whole)
    if len(few) > FEW:
        condition = Q(_stands_in(whole))
        if not own.is_empty:
            condition |= Q(_stands_in(own)) & Q(state__in=TO_MEND)
        return _first(wanted.filter(condition))
    parts = [(wanted, unit_id) for unit_id in few]
    if not own.is_empty:
        to_mend = wanted.filter(state__in=TO_MEND)
        parts += [(to_mend, unit_id) for unit_id in _few(own) if unit_id not in set(few)]
    return _merged(parts)


def _is_whole_tree(scope: Scope) -> bool:
    """Whether there is but one tree and the scope begins at its root."""
    if scope.is_everything:
        return True
    roots = [paths.unit_id(path) for path in scope.below if paths.depth(path) == 1]
    return bool(roots) and not Placement.objects.filter(parent=None).exclude(unit_id__in=roots).exists()


def _few(scope: Scope) -> list[int]:
    """The unions in a scope; one more than ``FEW`` where there are more."""
    if scope.here or len(scope.below) != 1:
        return list(org_queries.ids_ever_within(scope)[: FEW + 1])
    return [row[0] for row in _BELOW.all(low=scope.below[0], high=paths.end(scope.below[0]))]


def _stands_in(scope: Scope) -> Exists:
    """The condition that a hazard's union stands in the scope, or stood there last; asked of one row at a time."""
    return Exists(org_queries.ids_ever_within(scope).filter(unit_id=OuterRef("unit_id")))


def _first(wanted: QuerySet[Hazard]) -> list[int]:
    return list(wanted.order_by("-found_on", "-pk").values_list("pk", flat=True)[: PER_PAGE + 1])


def _merged(parts: Sequence[tuple[QuerySet[Hazard], int]]) -> list[int]:
    """The newest of several unions: each gives its own newest, and those are sorted."""
    compiled: dict[int, tuple[str, tuple[Any, ...]]] = {}
    texts, values = list[str](), list[Any]()
    for wanted, unit_id in parts:
        if id(wanted) not in compiled:
            rows = wanted.filter(unit_id=_MARK).order_by("-found_on", "-pk")
            named = rows.annotate(newest_id=F("pk"), newest_day=F("found_on")).values_list("newest_id", "newest_day")
            compiled[id(wanted)] = named[: PER_PAGE + 1].query.sql_with_params()
        sql, given = compiled[id(wanted)]
        texts.append(f"SELECT * FROM ({sql}) AS t{len(texts)}")  # noqa: S608 -- compiled by Django
        values += [unit_id if value == _MARK else value for value in given]
    if not texts:
        return []
    newest = f"SELECT newest_id FROM ({' UNION ALL '.join(texts)}) AS newest"  # noqa: S608 -- as above
    with connection.cursor() as cursor:
        cursor.execute(f"{newest} ORDER BY newest_day DESC, newest_id DESC LIMIT {PER_PAGE + 1}", values)
        return [row[0] for row in cursor.fetchall()]

"""One page of the ledger out of a million hazards: the newest that one may see, without counting or sorting all.

Of the whole tree the index by day is read from its end. Of a part of it each union is asked for the day of its n-th
newest hazard; so many as fill a page are no older than one of these days, and only what is no older is read. Of a large
part the index by day is read first, each row asked whether its union stands in the scope: the more one sees, the sooner
a page is full. Measured in ``bench/bench_hazards.py``.
"""

# ruff: noqa: S608 -- constants of ours and what Django compiled; every value is bound
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Scope
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures.declare import procedures
from unionhall.kernel.statements import Select, execute
from unionhall.modules.safety.models import Hazard, HazardAbout
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import ASSIGNED, CLOSED, OPEN
from unionhall.modules.safety.queries.hazards import TO_MEND
from unionhall.modules.safety.queries.ledger import PER_PAGE, Asked, narrowed

MOST = PER_PAGE + 1
MANY = 1500  # unions beyond which the index by day is read first
WALKED = 4000  # rows of it
_NTH = ((32, MOST), (100, 16), (320, 5))  # up to so many unions each one's n-th newest is asked for; beyond, the newest
_ALL = 10**12  # more than there are: a limit keeps a database from reading in another order
_MARK = -7_340_032_001  # a hazard that does not exist
# Open ones in the words of the partial indexes: with bound values SQLite would not know that they serve. Closed ones so
# that nobody takes the index of states, which finds nearly all and has to sort them.
_IN_WORDS = {
    True: '"safety_hazard"."state" IN ({})'.format(", ".join(f"'{state}'" for state in OPEN)),
    False: f"\"safety_hazard\".\"state\" || '' = '{CLOSED}'",
}
_NEWEST = f'ORDER BY "found_on" DESC, "id" DESC LIMIT {MOST}'

_PLACES = tuple(f"id{number}" for number in range(MOST))
_COLUMNS = ("pk", "place", "site__name", "kind", "grade", "found_on", "due", "state", "raised_because")
_ROWS: Select[Any] = Select(
    lambda **ids: Hazard.objects.filter(pk__in=list(ids.values())).order_by("-found_on", "-pk").values_list(*_COLUMNS),
    **dict.fromkeys(_PLACES, int),
)
_ABOUT: Select[Any] = Select(
    lambda person: HazardAbout.objects.filter(person_id=person).values_list("hazard_id"), person=int
)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of SQL and its values."""

    sql: str
    values: tuple[Any, ...] = ()


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
    filled = [*ids, *[_MARK] * (MOST - len(ids))]
    found = _ROWS.all(**dict(zip(_PLACES, filled, strict=True))) if ids else []
    kinds = {key: str(label) for key, label in Hazard.Kind.choices}
    grades = {key: str(label) for key, label in Hazard.Grade.choices}
    states = {one.key: str(one.label) for one in procedures[Hazard.procedure].states}
    before, after = reverse("safety:hazard", args=(0,)).rsplit("0", 1)
    today, waiting = clock.today(), _("还没受理")
    return [
        Row(
            pk,
            f"{before}{pk}{after}",
            place or waiting,
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
    """The ids of a page, the newest first."""
    whole, mending = by.scope(SafetyPermission.READ), by.scope(SafetyPermission.MEND)
    is_covered = all(whole.covers(path) for path in (*mending.here, *mending.below))
    about = tuple(row[0] for row in _ABOUT.all(person=by.person_id)) if by.person_id is not None else ()
    found = set[tuple[Any, int]]()
    for scope, is_to_mend in ((whole, False), (Scope() if is_covered else mending, True)):
        if not scope.is_empty:
            found |= set(_of(scope, asked, _where(asked, about, is_to_mend)))
    return [pk for _day, pk in sorted(found, reverse=True)[:MOST]]


def _where(asked: Asked, about: tuple[int, ...], is_to_mend: bool) -> Text:
    """What is wanted, as a condition; of those to be mended alone, where one is of the employer's side."""
    return _compiled(replace(asked, unit=None), about, is_to_mend, clock.today())


@lru_cache(maxsize=64)
def _compiled(asked: Asked, about: tuple[int, ...], is_to_mend: bool, _day: date) -> Text:
    is_said = asked.view in {"open", "closed"}  # said once: a row that is asked its state twice is fetched for it
    wanted = narrowed(Hazard.objects.order_by(), replace(asked, view="all") if is_said else asked)
    if asked.view != "all":
        text = _IN_WORDS[asked.view != "closed"]
        said = RawSQL(text, [], output_field=BooleanField())  # noqa: S611 -- constants of ours
        wanted = wanted.filter(said)
    wanted = wanted.filter(state__in=TO_MEND) if is_to_mend else wanted
    wanted = wanted.exclude(pk__in=about) if about else wanted
    sql, values = wanted.values("pk").query.sql_with_params()
    return Text(sql.partition(" WHERE ")[2] or "1 = 1", tuple(values))


def _of(scope: Scope, asked: Asked, where: Text) -> list[Any]:
    """Day and id of the newest in one scope."""
    is_whole = org_queries.is_whole_tree(scope)
    if asked.unit is not None:  # by the place where they are, in whosoever's hands that one may look into
        place = Scope(below=(org_queries.path_of(asked.unit),))
        return _part(where if is_whole else _and_standing(where, scope), "site_id", place)
    return _rows(where) if is_whole else _part(where, "unit_id", scope)


def _part(where: Text, column: str, scope: Scope) -> list[Any]:
    """Of the unions in a scope alone."""
    units = Text(*org_queries.ever_within(scope))
    ((number,),) = _run(Text(f"SELECT count(*) FROM (SELECT 1 FROM ({units.sql}) AS u LIMIT {MANY + 1}) AS s"), units)
    if number > MANY and len(found := _walked(where, column, units)) == MOST:
        return found
    nth = next((n for most, n in _NTH if number <= most), 1)
    day = f'SELECT "found_on" FROM "safety_hazard" WHERE {where.sql} AND "safety_hazard"."{column}" = u."unit_id"'
    day = f'{day} ORDER BY "found_on" DESC, "id" DESC LIMIT 1 OFFSET {nth - 1}'
    rows = _run(Text(f'SELECT "unit_id", ({day}) FROM ({units.sql}) AS u'), where, units)
    days = sorted((row[1] for row in rows if row[1] is not None), reverse=True)
    enough = -(-MOST // nth)  # so many unions with n each fill a page
    if len(days) >= enough:
        return _since(where, column, units, days[enough - 1])
    return _since(where, column, units, None)


def _since(where: Text, column: str, units: Text, day: Any) -> list[Any]:
    """The newest of these unions, none before a day."""
    late = Text("") if day is None else Text(' AND "found_on" >= %s', (day,))
    # a cross join, since SQLite would rather read the whole index by day
    tables = f'({units.sql}) AS u CROSS JOIN "safety_hazard"'
    condition = f'"safety_hazard"."{column}" = u."unit_id" AND {where.sql}{late.sql}'
    within = f'SELECT "found_on", "id" FROM {tables} WHERE {condition} LIMIT {_ALL}'  # PostgreSQL would do the same
    return _run(Text(f'SELECT "found_on", "id" FROM ({within}) AS w {_NEWEST}'), units, where, late)


def _walked(where: Text, column: str, units: Text) -> list[Any]:
    """Those among the newest of all whose union stands in the scope; less than a page where it is far to them."""
    newest = f'SELECT "id", "found_on", "{column}" FROM "safety_hazard" WHERE {where.sql}'
    newest = f'{newest} ORDER BY "found_on" DESC, "id" DESC LIMIT {WALKED}'
    stands = f'EXISTS (SELECT 1 FROM ({units.sql}) AS u WHERE u."unit_id" = w."{column}")'
    return _run(Text(f'SELECT "found_on", "id" FROM ({newest}) AS w WHERE {stands} {_NEWEST}'), where, units)


def _and_standing(where: Text, scope: Scope) -> Text:
    sql, values = org_queries.ever_within(scope)
    return Text(f'{where.sql} AND "safety_hazard"."unit_id" IN ({sql})', (*where.values, *values))


def _rows(where: Text) -> list[Any]:
    return _run(Text(f'SELECT "found_on", "id" FROM "safety_hazard" WHERE {where.sql} {_NEWEST}'), where)


def _run(statement: Text, *given: Text) -> list[Any]:
    rows, _count = execute(statement.sql, [value for text in given for value in text.values])
    return rows

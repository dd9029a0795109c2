# ruff: noqa: S608 -- constants of ours and what Django compiled; every value is bound
"""The beginning of an inbox, and how many more: statements by hand, where a district has a hundred thousand open.

Django would have the database join and sort all of them for fifty rows. Here each union one holds an office at gives
its own first fifty, by its own index, and what has risen to it gives its own; counting ends at ``MOST_COUNTED``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from unionhall.kernel import clock
from unionhall.kernel.actor import Scope
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures.models import DutyAbout
from unionhall.kernel.statements import Select, execute

MOST_COUNTED = 500
MOST_OF_OTHERS = 100  # what is another's turn: that there is much says enough

_ABOUT: Select[tuple[int]] = Select(
    lambda person: DutyAbout.objects.filter(person_id=person, duty__met=None).values_list("duty_id"), person=int
)
_OWN = 'FROM "procedures_duty" AS d WHERE d."met" IS NULL AND d."unit_id"'
_RISEN = 'FROM "procedures_rise" AS r WHERE r."unit_id"'


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody may do at unions where they hold an office."""

    permissions: frozenset[str]
    units: frozenset[int]


def kept_from(person: int | None) -> list[int]:
    """The open duties that are about somebody, and never show to them."""
    return [] if person is None else [row[0] for row in _ABOUT.all(person=person)]


def first(held: Iterable[Held], about: Sequence[int], most: int) -> list[int]:
    """The ids of the ``most`` duties that are due first; those without a day last."""
    found: dict[int, str] = {}
    for one in held:
        here = _Condition(one.units, one.permissions, about)
        rows = here.run(f'SELECT d."id", d."due" {_OWN}', "d", f'd."due" IS NULL, d."due", d."id" LIMIT {most}')
        risen = here.run(f'SELECT r."duty_id", r."due" {_RISEN}', "r", f'r."due", r."duty_id" LIMIT {most}')
        found |= {pk: str(due or date.max) for pk, due in (*rows, *risen)}
    return sorted(found, key=lambda pk: (found[pk], pk))[:most]


def count(held: Sequence[Held], about: Sequence[int]) -> int:
    """How many duties wait for somebody, at most ``MOST_COUNTED``."""
    texts, values = list[str](), list[Any]()
    for one in held:
        here = _Condition(one.units, one.permissions, about)
        for select, table in ((f'SELECT d."id" {_OWN}', "d"), (f'SELECT r."duty_id" {_RISEN}', "r")):
            sql, given = here.text(select, table)
            texts.append(f"SELECT * FROM ({sql} LIMIT {MOST_COUNTED}) AS t{len(texts)}")
            values += given
    is_one = len(held) == 1 and len(held[0].units) == 1  # nothing can stand there twice
    return _counted(f" UNION {'ALL ' if is_one else ''}".join(texts), values) if texts else 0


def count_within(
    reached: Mapping[Scope, Collection[str]],
    about: Sequence[int],
    *,
    besides: Sequence[Held] = (),
    without: Collection[int] = (),
    is_overdue: bool = False,
) -> int:
    """How many duties wait in parts of the tree, at most ``MOST_OF_OTHERS``.

    ``reached``: which permissions count in which part; ``besides``: those that are one's own; ``without``: units.
    """
    texts, values = list[str](), list[Any]()
    for scope, permissions in reached.items():
        is_whole = org_queries.is_whole_tree(scope)
        units, given = ("", ()) if is_whole else org_queries.standing_within(scope)
        condition = [f'd."met" IS NULL AND d."permission" IN ({_marks(permissions)})']
        given = (*given, *permissions)
        if is_overdue:
            condition.append('d."due" < %s')
            given = (*given, connection.ops.adapt_datefield_value(clock.today()))
        for column, left_out in (("unit_id", without), ("id", about)):
            if left_out:
                condition.append(f'd."{column}" NOT IN ({_marks(left_out)})')
                given = (*given, *left_out)
        for one in besides:
            at, may = _marks(one.units), _marks(one.permissions)
            risen = (
                f'EXISTS (SELECT 1 FROM "procedures_rise" AS r WHERE r."duty_id" = d."id" AND r."unit_id" IN ({at}))'
            )
            condition.append(f'NOT (d."permission" IN ({may}) AND (d."unit_id" IN ({at}) OR {risen}))')
            given = (*given, *one.permissions, *one.units, *one.units)
        tables, where = '"procedures_duty" AS d', " AND ".join(condition)
        if not is_whole:  # a cross join, since SQLite would rather look at every open duty
            tables, where = f"({units}) AS u CROSS JOIN {tables}", f'd."unit_id" = u."unit_id" AND {where}'
        some = f'SELECT d."id" FROM {tables} WHERE {where} LIMIT {MOST_OF_OTHERS}'
        texts.append(f"SELECT * FROM ({some}) AS t{len(texts)}")
        values += given
    return _counted(" UNION ALL ".join(texts), values, MOST_OF_OTHERS) if texts else 0


@dataclass(frozen=True, slots=True)
class _Condition:
    """At these units, with these permissions, without what is about somebody."""

    units: Collection[int]
    permissions: Collection[str]
    about: Sequence[int]

    def text(self, select: str, table: str) -> tuple[str, list[Any]]:
        sql = f'{select} IN ({_marks(self.units)}) AND {table}."permission" IN ({_marks(self.permissions)})'
        if self.about:
            sql += f' AND {table}."{"id" if table == "d" else "duty_id"}" NOT IN ({_marks(self.about)})'
        return sql, [*self.units, *self.permissions, *self.about]

    def run(self, select: str, table: str, order: str) -> list[Any]:
        sql, values = self.text(select, table)
        return execute(f"{sql} ORDER BY {order}", values)[0]


def _counted(sql: str, values: Sequence[Any], most: int = MOST_COUNTED) -> int:
    rows, _number = execute(f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) AS a LIMIT {most}) AS n", values)
    return int(rows[0][0])


def _marks(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))

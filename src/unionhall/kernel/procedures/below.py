# ruff: noqa: S608 -- constants of ours and what Django compiled; every value is bound
"""What waits in parts of the tree: the first of it, and how much, without sorting all that is open there.

Of the whole tree each permission has its own stretch of one index, by day. Of a part of it each union is asked for the
day of its n-th duty; so many as fill a page are due no later than one of these days, and only what is due by then is
read; the next time it is tried with the day that was enough. Of a large part the stretches are walked instead, each
row asked whether its union stands there: the more one sees, the sooner a page is full.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from unionhall.kernel import clock
from unionhall.kernel.actor import Scope
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures.inboxes import Held, counted, earliest, in_order, left_out, marks, not_theirs, together
from unionhall.kernel.statements import Horizons, Text

STEPS = (200, 600, 1800)  # rows of each stretch: a longer walk is tried where a shorter did not fill the page
DEARER = 3  # a row of a walk costs as much as asking so many unions
MANY = STEPS[-1] * DEARER + 1  # unions are not counted further
_SPARE = 2  # pages that a remembered day should fill: what is done meanwhile is missing from it
_ALL = 10**12  # more than there are: a limit keeps a database from reading in another order
_DUTIES = '"procedures_duty" AS d'


@dataclass(frozen=True, slots=True)
class Wanted:
    """What counts of that which waits there."""

    about: tuple[int, ...]  # the duties that are about who asks
    besides: tuple[Held, ...] = ()  # what is their own turn does not
    without: tuple[int, ...] = ()  # nor what these units hold
    is_overdue: bool = False
    procedure: str = ""


def first(reached: Mapping[Scope, Collection[str]], wanted: Wanted, most: int) -> list[int]:
    """The ids of the ``most`` duties that are due first in parts of the tree; those without a day last.

    ``reached``: which permissions count in which part.
    """
    found: dict[int, str] = {}
    for scope, permissions in reached.items():
        if org_queries.is_whole_tree(scope):
            found |= _stretches(permissions, wanted, most)
        else:
            found |= _part(scope, permissions, wanted, most)
    return earliest(found, most)


def number(reached: Mapping[Scope, Collection[str]], wanted: Wanted, most: int) -> Text:
    """How many there are, at most ``most``, as a piece of a statement."""
    texts = list[Text]()
    for scope, permissions in reached.items():
        if org_queries.is_whole_tree(scope):
            # from the latest day on: what is not due yet has not risen to anybody
            latest = Text(' ORDER BY d."due" DESC')
            texts += [_select('d."id"', where) + latest for where in _each(permissions, wanted)]
        else:
            units = Text(*org_queries.standing_within(scope))
            texts.append(_at('d."id"', units, _where(permissions, wanted)))
    return counted(texts, most)


def _stretches(permissions: Collection[str], wanted: Wanted, most: int) -> dict[int, str]:
    """Of the whole tree: what is due first of each permission, and without a day where that is not enough."""
    dated = [_dated(where) + _first(most) for where in _each(permissions, wanted)]
    found = in_order(together(dated))
    if len(found) < most and not wanted.is_overdue:
        undated = Text(f' AND d."due" IS NULL ORDER BY d."id" LIMIT {most}')
        found |= in_order(together([_select(_PAIR, where) + undated for where in _each(permissions, wanted)]))
    return found


_HORIZONS = Horizons()


def _part(scope: Scope, permissions: Collection[str], wanted: Wanted, most: int) -> dict[int, str]:
    """Of the unions in a scope alone."""
    units, asked = Text(*org_queries.standing_within(scope)), (scope, frozenset(permissions), wanted, most)
    far, day = _HORIZONS.get(asked) or (0, None)
    if far:
        found = _walked(units, permissions, wanted, far)
        if len(found) >= most:
            return found
    elif day is not None:
        limit = 10 * most + 500
        where = _where(permissions, wanted) + Text(' AND d."due" <= %s', (day,))
        found = in_order(_at(_PAIR, units, where) + Text(f" LIMIT {limit}"))
        if most <= len(found) < limit:
            return found
    ((number,),) = (Text("SELECT count(*) FROM (SELECT 1 FROM (") + units + Text(f") AS u LIMIT {MANY}) AS s")).rows()
    for rows in STEPS:
        if rows * DEARER <= number and len(found := _walked(units, permissions, wanted, rows)) >= most:
            _HORIZONS.keep(asked, (rows, None))
            return found
    found = _sought(units, number, permissions, wanted, most)
    if most <= len(found):
        days = sorted(found.values())
        _HORIZONS.keep(asked, (0, days[min(_SPARE * most, len(days)) - 1]))
    return found


def _sought(units: Text, number: int, permissions: Collection[str], wanted: Wanted, most: int) -> dict[int, str]:
    """The same without knowing up to which day to read."""
    where = _where(permissions, wanted)
    nth = max(1, 3 * most // max(number, 1))
    day = Text('(SELECT d."due" FROM ' + _DUTIES + ' WHERE d."unit_id" = u."unit_id" AND ') + where + _day_said()
    day += Text(f' ORDER BY d."due", d."id" LIMIT 1 OFFSET {nth - 1})')
    days = (Text("SELECT ") + day + Text(" FROM (") + units + Text(") AS u")).rows()
    known = sorted(row[0] for row in days if row[0] is not None)
    enough = -(-most // nth)  # so many unions with n each fill a page
    until = Text(' AND d."due" <= %s', (known[enough - 1],)) if len(known) >= enough else Text("")
    return in_order(_at(_PAIR, units, where + until) + Text(f" LIMIT {_ALL}"))


def _walked(units: Text, permissions: Collection[str], wanted: Wanted, rows: int) -> dict[int, str]:
    """Those among the first ``rows`` of each permission whose union stands in the scope, as far as all were walked."""
    each = [_plain((permission,), wanted) for permission in sorted(permissions)]
    last = Text(f' ORDER BY d."due", d."id" LIMIT 1 OFFSET {rows - 1}')
    ends = in_order(together([_dated(where) + last for where in each]))
    stretches = together([_dated(where, f'{_PAIR}, d."unit_id", d."permission"') + _first(rows) for where in each])
    # a value, not EXISTS: no database turns it into a join with all unions of the scope
    stands = Text("(SELECT 1 FROM (") + units + Text(') AS u WHERE u."unit_id" = d."unit_id" LIMIT 1) = 1')
    theirs = Text(f"SELECT {_PAIR} FROM (") + stretches + Text(") AS d WHERE ") + stands
    found = in_order(theirs + _not_counted(permissions, wanted))
    end = min(((due, pk) for pk, due in ends.items()), default=None)
    return found if end is None else {pk: due for pk, due in found.items() if (due, pk) <= end}


_PAIR = 'd."id", d."due"'


def _each(permissions: Collection[str], wanted: Wanted) -> Iterator[Text]:
    """What is wanted of each permission."""
    return (_where((permission,), wanted) for permission in sorted(permissions))


def _where(permissions: Collection[str], wanted: Wanted) -> Text:
    return _plain(permissions, wanted) + _not_counted(permissions, wanted)


def _plain(permissions: Collection[str], wanted: Wanted) -> Text:
    """What the columns of a duty say by themselves."""
    may = tuple(sorted(permissions))
    said = f"IN ({marks(may)})" if len(may) > 1 else "= %s"
    where = Text(f'd."met" IS NULL AND d."permission" {said}', may)
    if wanted.is_overdue:
        where += Text(' AND d."due" < %s', (connection.ops.adapt_datefield_value(clock.today()),))
    if wanted.procedure:
        where += Text(' AND d."procedure" = %s', (wanted.procedure,))
    return where


def _not_counted(permissions: Collection[str], wanted: Wanted) -> Text:
    """What is theirs already, or not for them."""
    may, where = tuple(sorted(permissions)), Text("")
    if wanted.without:
        where += Text(f' AND d."unit_id" NOT IN ({marks(wanted.without)})', wanted.without)
    for one in wanted.besides:
        where += not_theirs(one, may, at_once=len(may) > 1)
    return where + left_out("d", wanted.about)


def _select(columns: str, where: Text) -> Text:
    return Text(f"SELECT {columns} FROM {_DUTIES} WHERE ") + where


def _dated(where: Text, columns: str = _PAIR) -> Text:
    return _select(columns, where) + _day_said()


def _day_said() -> Text:
    """The condition that there is a day; in a form by which every database takes the stretch of an index."""
    return Text(' AND d."due" >= %s', (connection.ops.adapt_datefield_value(date.min),))


def _first(most: int) -> Text:
    return Text(f' ORDER BY d."due", d."id" LIMIT {most}')


def _at(columns: str, units: Text, where: Text) -> Text:
    """At these unions: a cross join, since SQLite would rather look at every open duty."""
    tables = Text(f"SELECT {columns} FROM (") + units + Text(f") AS u CROSS JOIN {_DUTIES} WHERE ")
    return tables + Text('d."unit_id" = u."unit_id" AND ') + where

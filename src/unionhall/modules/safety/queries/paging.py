"""One page of the ledger out of a million hazards: the newest that one may see, without counting or sorting all.

Of the whole tree the index by day is read from its end. Of a part of it each union is asked for the day of its n-th
newest hazard; so many as fill a page are no older than one of these days, and only what is no older is read; the next
time it is tried with the day that was enough. Of a large part the index by day is walked instead, each row asked
whether its union stands in the scope: the more one sees, the sooner a page is full. A kind or a grade has its own
stretches of an index; where it is rare, its end is soon reached. Measured in ``bench/bench_hazards.py``.
"""

# ruff: noqa: S608 -- constants of ours and what Django compiled; every value is bound
from __future__ import annotations

from collections.abc import Sequence
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
from unionhall.kernel.running import vendor
from unionhall.kernel.statements import Horizons, Select, Text
from unionhall.modules.safety.models import Hazard, HazardAbout
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import ASSIGNED, CLOSED, OPEN
from unionhall.modules.safety.queries.hazards import TO_MEND
from unionhall.modules.safety.queries.ledger import PER_PAGE, Asked, narrowed

MOST = PER_PAGE + 1
MANY = 1500  # unions beyond which an index of the whole tree is walked
MANY_NARROWED = 800  # the same where a kind or a grade is wanted, and each union's rows are all looked at
STEPS = (200, 800, 2500)  # rows of the walk: a longer one is tried where a shorter did not fill the page
DEARER = 3  # a row of the walk costs as much as asking so many unions
MOST_COUNTED = STEPS[-1] * DEARER + 1  # unions are not counted further
_NTH = ((32, MOST), (100, 16), (320, 5))  # up to so many unions each one's n-th newest is asked for; beyond, the newest
_HORIZONS = Horizons()
_MARK = -7_340_032_001  # a hazard that does not exist
# In the words of the partial indexes: with bound values SQLite would not know that they serve. Closed ones so that
# nobody takes the index of states, which finds nearly all and has to sort them.
_IN_WORDS = {
    "open": '"safety_hazard"."state" IN ({})'.format(", ".join(f"'{state}'" for state in OPEN)),
    "overdue": f'"safety_hazard"."state" = \'{ASSIGNED}\'',
    "closed": f"\"safety_hazard\".\"state\" || '' = '{CLOSED}'",
}

_PLACES = tuple(f"id{number}" for number in range(MOST))
_COLUMNS = ("pk", "place", "site__name", "kind", "grade", "found_on", "due", "state", "raised_because")
_ROWS: Select[Any] = Select(
    lambda **ids: Hazard.objects.filter(pk__in=list(ids.values())).order_by().values_list(*_COLUMNS),
    **dict.fromkeys(_PLACES, int),
)
_ABOUT: Select[Any] = Select(
    lambda person: HazardAbout.objects.filter(person_id=person).values_list("hazard_id"), person=int
)


@dataclass(frozen=True, slots=True)
class _Order:
    """By which day a page is in order: the newest found first, of those overdue the longest overdue."""

    day: str
    is_newest_first: bool

    @property
    def sql(self) -> str:
        down = " DESC" if self.is_newest_first else ""
        return f'ORDER BY "{self.day}"{down}, "id"{down}'

    @property
    def first(self) -> str:
        return f"{self.sql} LIMIT {MOST}"


_NEWEST, _LONGEST = _Order("found_on", is_newest_first=True), _Order("due", is_newest_first=False)


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
    """The first that are wanted of those ``by`` may see; one more than a page holds where there are more."""
    ids = _first(by, asked)
    filled = [*ids, *[_MARK] * (MOST - len(ids))]
    found = _ROWS.all(**dict(zip(_PLACES, filled, strict=True))) if ids else []
    kinds = {key: str(label) for key, label in Hazard.Kind.choices}
    grades = {key: str(label) for key, label in Hazard.Grade.choices}
    states = {one.key: str(one.label) for one in procedures[Hazard.procedure].states}
    before, after = reverse("safety:hazard", args=(0,)).rsplit("0", 1)
    found.sort(key=lambda row: ids.index(row[0]))
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


def _first(by: Actor, asked: Asked) -> list[int]:
    """The ids of a page, in order."""
    whole, mending = by.scope(SafetyPermission.READ), by.scope(SafetyPermission.MEND)
    is_covered = all(whole.covers(path) for path in (*mending.here, *mending.below))
    about = tuple(row[0] for row in _ABOUT.all(person=by.person_id)) if by.person_id is not None else ()
    found = set[tuple[Any, int]]()
    for scope, is_to_mend in ((whole, False), (Scope() if is_covered else mending, True)):
        if not scope.is_empty:
            found |= set(_Search(asked, about, is_to_mend=is_to_mend).of(scope))
    return [pk for _day, pk in sorted(found, reverse=asked.view != "overdue")[:MOST]]


class _Search:
    """One page of those in one scope; of those to be mended alone, where one is of the employer's side."""

    def __init__(self, asked: Asked, about: tuple[int, ...], *, is_to_mend: bool) -> None:
        self.unit, self.order = asked.unit, _LONGEST if asked.view == "overdue" else _NEWEST
        self.is_narrowed = bool(asked.kind or asked.grade)
        self.where = _compiled(replace(asked, unit=None), about, is_to_mend, clock.today())
        self.bare = self.where  # without kind and grade
        self.pairs = list[tuple[str, str]]()  # of which there are stretches of an index; overdue ones are few
        if self.is_narrowed and asked.view != "overdue":
            self.bare = _compiled(replace(asked, unit=None, kind="", grade=""), about, is_to_mend, clock.today())
            kinds = [asked.kind] if asked.kind else list(Hazard.Kind)
            self.pairs = [(kind, one) for kind in kinds for one in ([asked.grade] if asked.grade else _GRADES)]

    def of(self, scope: Scope) -> list[Any]:
        """Day and id of the first of them."""
        is_whole = org_queries.is_whole_tree(scope)
        if self.unit is not None:  # by the place where they are, in whosoever's hands that one may look into
            if not is_whole:
                sql, values = org_queries.ever_within(scope)
                self.where += Text(f' AND "safety_hazard"."unit_id" IN ({sql})', values)
                self.bare, self.pairs = self.where, []
            return self._part("site_id", Scope(below=(org_queries.path_of(self.unit),)))
        return self._whole() if is_whole else self._part("unit_id", scope)

    def _whole(self) -> list[Any]:
        return self._stretches("", MOST).rows()

    def _stretches(self, more: str, most: int) -> Text:
        """The first of the whole tree, of each kind and grade by its own stretch of one index."""
        start = Text(f'SELECT "{self.order.day}", "id"{more} FROM "safety_hazard" WHERE ')
        end = Text(f" {self.order.sql} LIMIT {most}")
        if not self.pairs:
            return start + self.where + end
        of = ' AND "safety_hazard"."kind" = %s AND "safety_hazard"."grade" = %s'
        whole = Text("")
        for number, pair in enumerate(self.pairs):
            whole += Text(f"{' UNION ALL ' if number else ''}SELECT * FROM (")
            whole += start + self.bare + Text(of, pair) + end + Text(f") AS t{number}")
        return Text("SELECT * FROM (") + whole + Text(") AS a") + end

    def _part(self, column: str, scope: Scope) -> list[Any]:
        """Of the unions in a scope alone."""
        units, asked = Text(*org_queries.ever_within(scope)), (self.where, self.order, column, scope)
        far, day = _HORIZONS.get(asked) or (0, None)
        if far:
            found, is_all, _far = self._walked(column, units, far)
            if len(found) == MOST or is_all:
                return found
        elif day is not None and len(found := self._since(column, units, day)) == MOST:
            return found
        many = MANY_NARROWED if self.is_narrowed else MANY
        some = Text("SELECT 1 FROM (") + units + Text(f") AS u LIMIT {MOST_COUNTED}")
        ((number,),) = (Text("SELECT count(*) FROM (") + some + Text(") AS s")).rows()
        steps = STEPS if number > many else STEPS[:1] if self.is_narrowed else ()  # what is rare ends within the first
        for rows in steps:
            found, is_all, far = self._walked(column, units, rows)
            if len(found) == MOST or is_all:
                is_short = is_all or far * DEARER <= number
                _HORIZONS.keep(asked, (rows if is_all else far + far // 4, None) if is_short else (0, found[-1][0]))
                return found
        found = self._sought(column, units, number)
        if len(found) == MOST:
            _HORIZONS.keep(asked, (0, found[-1][0]))
        return found

    def _sought(self, column: str, units: Text, number: int) -> list[Any]:
        """The same without knowing up to which day to read."""
        if self.is_narrowed or self.order is _LONGEST:
            return self._since(column, units, None)
        nth = next((n for most, n in _NTH if number <= most), 1)
        day = Text('(SELECT "found_on" FROM "safety_hazard" WHERE ') + self.where
        day += Text(f' AND "safety_hazard"."{column}" = u."unit_id" {self.order.sql} LIMIT 1 OFFSET {nth - 1})')
        rows = (Text('SELECT u."unit_id", ') + day + Text(" FROM (") + units + Text(") AS u")).rows()
        days = sorted((row[1] for row in rows if row[1] is not None), reverse=True)
        enough = -(-MOST // nth)  # so many unions with n each fill a page
        if len(days) < enough:
            return self._since(column, units, None)
        since = days[enough - 1]
        if nth == 1:  # no other has any so new
            units = _these([unit_id for unit_id, day in rows if day is not None and day >= since])
        return self._since(column, units, since)

    def _since(self, column: str, units: Text, day: Any) -> list[Any]:
        """The first of these unions, none beyond a day."""
        until = ">=" if self.order.is_newest_first else "<="
        late = Text("") if day is None else Text(f' AND "{self.order.day}" {until} %s', (day,))
        own = Text(f'"safety_hazard"."{column}" = u."unit_id" AND ') + self.where + late
        each = f'SELECT "{self.order.day}", "id" FROM '
        # said so that no database reads the index by day instead, and asks of each row where it is
        if vendor() == "postgresql":
            within = (
                Text("SELECT h.* FROM (") + units + Text(f') AS u CROSS JOIN LATERAL ({each}"safety_hazard" WHERE ')
            )
            within += own + Text(f" {self.order.first}) AS h")
        else:
            within = Text(f"{each}(") + units + Text(') AS u CROSS JOIN "safety_hazard" WHERE ') + own
        return (Text("SELECT * FROM (") + within + Text(f") AS w {self.order.first}")).rows()

    def _walked(self, column: str, units: Text, most: int) -> tuple[list[Any], bool, int]:
        """Those among the first ``most`` of all whose union stands in the scope.

        And whether there are no more of all (then no more of these either), and after how many rows the page was full.
        """
        # a value, not EXISTS: no database turns it into a join with all unions of the scope
        stands = Text("(SELECT 1 FROM (") + units + Text(f') AS u WHERE u."unit_id" = w."{column}" LIMIT 1)')
        walked = self._stretches(f', "{column}"', most)
        rows = (Text(f'SELECT "{self.order.day}", "id", ') + stands + Text(" FROM (") + walked + Text(") AS w")).rows()
        rows.sort(key=lambda row: row[:2], reverse=self.order.is_newest_first)
        at = [place for place, row in enumerate(rows) if row[2]][:MOST]
        return [rows[place][:2] for place in at], len(rows) < most, at[-1] + 1 if at else 0


_GRADES = ("", *Hazard.Grade)


def _these(ids: Sequence[int]) -> Text:
    """Some units as a table, in one value: a statement is prepared once, however many they are."""
    listed = ",".join(map(str, ids))
    if vendor() == "postgresql":
        return Text("SELECT unnest(string_to_array(%s, ',')::bigint[]) AS \"unit_id\"", (listed,))
    return Text('SELECT "value" AS "unit_id" FROM json_each(%s)', (f"[{listed}]",))


@lru_cache(maxsize=64)
def _compiled(asked: Asked, about: tuple[int, ...], is_to_mend: bool, _day: date) -> Text:
    """What is wanted, as a condition."""
    # said once: a row that is asked its state twice is fetched for it
    wanted = narrowed(Hazard.objects.order_by(), asked)
    wanted = wanted.filter(due__lt=clock.today()) if asked.view == "overdue" else wanted
    if asked.view in _IN_WORDS:
        said = RawSQL(_IN_WORDS[asked.view], [], output_field=BooleanField())  # noqa: S611 -- constants of ours
        wanted = wanted.filter(said)
    wanted = wanted.filter(state__in=TO_MEND) if is_to_mend else wanted
    wanted = wanted.exclude(pk__in=about) if about else wanted
    sql, values = wanted.values("pk").query.sql_with_params()
    return Text(sql.partition(" WHERE ")[2] or "1 = 1", tuple(values))

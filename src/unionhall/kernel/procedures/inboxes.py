# ruff: noqa: S608 -- constants of ours and what Django compiled; every value is bound
"""The beginning of an inbox, and how many more: statements by hand, where a district has a hundred thousand open.

Django would have the database join and sort all of them for fifty rows. Here each union one holds an office at gives
its own first fifty, by its own index, and what has risen to it gives its own; counting ends at ``MOST_COUNTED``. What
waits below is read in ``below``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from unionhall.kernel.procedures.models import DutyAbout
from unionhall.kernel.statements import Select, Text

MOST_COUNTED = 500
MOST_OF_OTHERS = 100  # what is another's turn: that there is much says enough

_ABOUT: Select[tuple[int]] = Select(
    lambda person: DutyAbout.objects.filter(person_id=person, duty__met=None).values_list("duty_id"), person=int
)
_OWN = 'FROM "procedures_duty" AS d WHERE d."met" IS NULL AND d."unit_id"'
_RISEN = 'FROM "procedures_rise" AS r WHERE r."unit_id"'
_BY_DUE = 'd."due" IS NULL, d."due", d."id"'


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody may do at unions where they hold an office."""

    permissions: frozenset[str]
    units: frozenset[int]


def kept_from(person: int | None) -> tuple[int, ...]:
    """The open duties that are about somebody, and never show to them."""
    return () if person is None else tuple(row[0] for row in _ABOUT.all(person=person))


def first(held: Iterable[Held], about: Sequence[int], most: int, procedure: str = "") -> list[int]:
    """The ids of the ``most`` duties (of one procedure) that are due first; those without a day last."""
    found: dict[int, str] = {}
    for one in held:
        own = Text(f'SELECT d."id", d."due" {_OWN}') + _at(one, "d", about, procedure)
        risen = Text(f'SELECT r."duty_id", r."due" {_RISEN}') + _at(one, "r", about, procedure)
        own += Text(f" ORDER BY {_BY_DUE} LIMIT {most}")
        risen += Text(f' ORDER BY r."due", r."duty_id" LIMIT {most}')
        found |= in_order(together((own, risen)))
    return earliest(found, most)


def number(held: Sequence[Held], about: Sequence[int], procedure: str, most: int) -> Text:
    """How many duties wait for somebody, at most ``most``, as a piece of a statement."""
    texts = [
        Text(select) + _at(one, table, about, procedure)
        for one in held
        for select, table in ((f'SELECT d."id" {_OWN}', "d"), (f'SELECT r."duty_id" {_RISEN}', "r"))
    ]
    is_one = len(held) == 1 and len(held[0].units) == 1  # nothing can stand there twice
    return counted(texts, most, " UNION ALL " if is_one else " UNION ")


def number_opened(person: int) -> Text:
    """Whether anything open came from somebody's step, as a piece of a statement: most have none, and it is cheap."""
    return counted([_open(Text('d."met" IS NULL AND d."opened_by" = %s', (person,)))], 1)


def opened_by(person: int, about: Sequence[int], besides: Sequence[Held], most: int, procedure: str = "") -> list[int]:
    """The ids of the open duties that came from somebody's step and are not their own turn, by due date."""
    where = Text('d."met" IS NULL AND d."opened_by" = %s', (person,)) + _of(procedure) + left_out("d", about)
    for one in besides:
        where += not_theirs(one, None)
    return [row[0] for row in (_open(where) + Text(f" ORDER BY {_BY_DUE} LIMIT {most}")).rows()]


def met_by(person: int, most: int, procedure: str = "") -> list[int]:
    """The ids of the duties that somebody met, the latest first."""
    where = Text('d."met" IS NOT NULL AND d."met_by" = %s', (person,)) + _of(procedure)
    return [row[0] for row in (_open(where) + Text(f' ORDER BY d."met" DESC, d."id" DESC LIMIT {most}')).rows()]


def in_order(statement: Text) -> dict[int, str]:
    """Ids of duties with the day they are due, as a text that sorts; the end of time for those without one."""
    return {pk: str(due or date.max) for pk, due in statement.rows()}


def earliest(found: dict[int, str], most: int) -> list[int]:
    """The first of them."""
    return sorted(found, key=lambda pk: (found[pk], pk))[:most]


def counted(selects: Sequence[Text], most: int, joined: str = " UNION ALL ") -> Text:
    """How many rows some statements give together, at most ``most``, as a piece of one; each is read no further."""
    if not selects:
        return Text("0")
    texts = [f"SELECT * FROM ({one.sql} LIMIT {most}) AS t{number}" for number, one in enumerate(selects)]
    inside = f"SELECT 1 FROM ({joined.join(texts)}) AS a LIMIT {most}"
    values = tuple(value for one in selects for value in one.values)
    return Text(f"(SELECT count(*) FROM ({inside}) AS n)", values)


def numbers(pieces: Sequence[Text]) -> list[int]:
    """Several such counts, asked at once."""
    asked = Text("SELECT ")
    for place, piece in enumerate(pieces):
        asked += Text(", " if place else "") + piece
    return [int(number) for number in asked.rows()[0]]


def together(statements: Sequence[Text]) -> Text:
    """The rows of several statements."""
    found = Text("")
    for place, one in enumerate(statements):
        found += Text(" UNION ALL " if place else "") + Text("SELECT * FROM (") + one + Text(f") AS t{place}")
    return found


def not_theirs(one: Held, permissions: Collection[str] | None, *, at_once: bool = False) -> Text:
    """The condition that a duty does not wait where somebody holds an office; ``permissions``: what it may ask for.

    ``at_once``: what has risen there is read once for all duties, else looked up for each.
    """
    common = one.permissions if permissions is None else one.permissions & set(permissions)
    if not common:
        return Text("")
    units = tuple(sorted(one.units))
    at = f'FROM "procedures_rise" AS r WHERE r."unit_id" IN ({marks(units)})'
    if at_once:
        risen = f'd."id" NOT IN (SELECT r."duty_id" {at})'
    else:
        risen = f'NOT EXISTS (SELECT 1 {at} AND r."duty_id" = d."id")'
    own = f'd."unit_id" NOT IN ({marks(units)})'
    if permissions is not None and common >= set(permissions):
        return Text(f" AND {own} AND {risen}", (*units, *units))
    may = tuple(sorted(common))
    return Text(f' AND (d."permission" NOT IN ({marks(may)}) OR {own} AND {risen})', (*may, *units, *units))


def left_out(table: str, about: Sequence[int]) -> Text:
    """The condition that a duty, or what has risen, is none of these."""
    column = "id" if table == "d" else "duty_id"
    return Text(f' AND {table}."{column}" NOT IN ({marks(about)})', tuple(about)) if about else Text("")


def marks(values: Collection[object]) -> str:
    """Places for so many values."""
    return ", ".join(["%s"] * len(values))


def _open(where: Text) -> Text:
    return Text('SELECT d."id" FROM "procedures_duty" AS d WHERE ') + where


def _of(procedure: str) -> Text:
    return Text(' AND d."procedure" = %s', (procedure,)) if procedure else Text("")


def _at(one: Held, table: str, about: Sequence[int], procedure: str) -> Text:
    """At these units, with these permissions, without what is about somebody."""
    units, may = tuple(sorted(one.units)), tuple(sorted(one.permissions))
    where = Text(f' IN ({marks(units)}) AND {table}."permission" IN ({marks(may)})', (*units, *may))
    if procedure and table == "r":
        # a value, not EXISTS: PostgreSQL would join it with all duties of the procedure
        of = 'SELECT d."procedure" FROM "procedures_duty" AS d WHERE d."id" = r."duty_id"'
        where += Text(f" AND ({of}) = %s", (procedure,))
    elif procedure:
        where += _of(procedure)
    return where + left_out(table, about)

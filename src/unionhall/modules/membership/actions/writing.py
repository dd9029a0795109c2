"""Putting planned rows on the roll: everything computed first, then a handful of bulk statements."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import models

from unionhall.kernel import bulk, clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.people import bulk as people
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import seal
from unionhall.kernel.search import actions as search
from unionhall.kernel.search import bulk as search_bulk
from unionhall.kernel.search.declare import SearchEntry
from unionhall.kernel.search.models import Entry
from unionhall.modules.membership.actions.planning import Outcome, Plan
from unionhall.modules.membership.models import Membership, RollRow

SEARCH_KIND = "person"
_GIVEN = ("id", "person", "unit", "since", "group")
# every other column of a membership as the model begins it
_BEGUN = {
    f.name: f.get_default() for f in Membership._meta.concrete_fields if f.name not in _GIVEN and f.name != "until"
}
_MEMBERSHIP = (*_GIVEN, *_BEGUN)


class Meanwhile(Exception):
    """Somebody changed what the batch was prepared for; it is rolled back and prepared anew."""


def search_entry(person_id: int, name: str, unit_id: int) -> SearchEntry:
    """How a member is found: by name, by those who may read names at the unit."""
    return SearchEntry(kind=SEARCH_KIND, object_id=person_id, unit_id=unit_id, title=name)


class Fresh(NamedTuple):
    """Somebody who is not on file: ``person`` are the columns, sealed and hashed outside the transaction."""

    row: int  # id in the ledger
    place: int
    unit_id: int
    group: str
    since: str | None  # in ISO form, where the file says when the membership began
    person: list[Any]


@dataclass(slots=True)
class _Statements:
    """What a batch executes."""

    ended: list[tuple[int, str]] = field(default_factory=list)  # membership, why
    begun: list[tuple[Any, ...]] = field(default_factory=list)
    regrouped: list[tuple[str, int]] = field(default_factory=list)
    changed: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    found: list[SearchEntry] = field(default_factory=list)
    unfound: list[int] = field(default_factory=list)
    ledger: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[journal.Entry] = field(default_factory=list)


class Ids:
    """Ids for many batches, taken a few thousand at a time: each taking is a commit."""

    TAKEN = 6000

    def __init__(self) -> None:
        self._left: dict[type[models.Model], range] = {}

    def take(self, model: type[models.Model], count: int) -> range:
        """``count`` ids for rows of ``model``, one behind the other."""
        left = self._left.get(model, range(0))
        if len(left) < count:
            left = bulk.reserve(model, max(count, self.TAKEN))
        self._left[model] = left[count:]
        return left[:count]


def write_fresh(rows: Sequence[Fresh], ids: Ids, noted: Callable[[range, range], None]) -> Callable[[], None]:
    """Prepare the writing of people who are not on file; what comes back is called inside a transaction.

    ``noted`` is told there which ids the people and the memberships got, in the order of ``rows``.
    """
    today = bulk.as_date(clock.today())
    begun_as = tuple(_BEGUN.values())
    people_ids, membership_ids, entry_ids = (ids.take(model, len(rows)) for model in (Person, Membership, Entry))
    persons = people.prepared(people_ids, [row.person for row in rows])
    begun, entries = [], []
    for row, person_id, membership_id, entry_id in zip(rows, people_ids, membership_ids, entry_ids, strict=True):
        unit_id = row.unit_id
        begun.append((membership_id, person_id, unit_id, row.since or today, row.group, *begun_as))
        entries.append(search_bulk.entry(entry_id, SEARCH_KIND, person_id, unit_id, row.person[0]))

    def write() -> None:
        people.add(persons)
        bulk.insert(Membership, _MEMBERSHIP, begun)
        search_bulk.add(entries)
        noted(people_ids, membership_ids)

    return write


def write_known(by: Actor, rows: Sequence[tuple[int, Plan]], ids: Ids) -> Callable[[], None]:
    """Prepare the writing of planned rows (ledger id, plan) about people on file.

    Rows that write nothing after all (a conflict, nothing to change) are only noted in the ledger.
    """
    on_file = Person.objects.in_bulk([plan.person.pk for _row, plan in rows if plan.person and plan.writes])
    begins = [plan for _row, plan in rows if plan.outcome in (Outcome.NEW, Outcome.MOVED)]
    membership_ids = iter(ids.take(Membership, len(begins)))
    todo = _Statements()
    today = clock.today()
    for row, plan in rows:
        if not plan.writes or plan.person is None:
            _leave(todo, row, plan)
        elif plan.person.pk not in on_file:
            raise Meanwhile
        else:
            begins_as = next(membership_ids) if plan.outcome != Outcome.CHANGED else None
            _prepare(todo, row, plan, on_file[plan.person.pk], begins_as, today)
    prepared = search.prepare(todo.found)

    def write() -> None:
        _execute(by, todo, today)
        search.write(prepared)

    return write


def write_leavers(by: Actor, rows: Sequence[tuple[int, int, int]]) -> Callable[[], None]:
    """Prepare the ending of memberships: (ledger id, person, membership)."""
    todo = _Statements(
        ended=[(membership_id, Membership.Cause.GONE) for _row, _person, membership_id in rows],
        unfound=[person_id for _row, person_id, _membership in rows],
    )
    state, today = RollRow.State.APPLIED.value, clock.today()
    on = bulk.as_date(today)
    ledger = [(state, person_id, membership_id, on, row) for row, person_id, membership_id in rows]

    def write() -> None:
        _execute(by, todo, today)
        bulk.update(RollRow, ("state", "person", "ended_id", "on"), ledger)

    return write


def _leave(todo: _Statements, row: int, plan: Plan) -> None:
    person = plan.person.pk if plan.person else None
    state = RollRow.State.LEFT.value
    todo.ledger.append((state, plan.outcome.value, person, None, None, False, plan.conflict, "", None, row))


def _prepare(todo: _Statements, row: int, plan: Plan, person: Person, begins_as: int | None, today: date) -> None:
    candidate, membership = plan.candidate, plan.membership
    old: dict[str, Any] = {name: getattr(person, name) for name in plan.changes}
    if plan.group is not None and membership:
        old["group"] = membership.group
        todo.regrouped.append((plan.group, membership.pk))
    if membership and plan.outcome == Outcome.MOVED:
        todo.ended.append((membership.pk, Membership.Cause.MOVED))
    if begins_as is not None:
        values = (begins_as, person.pk, candidate.unit_id, bulk.as_date(today), candidate.group)
        todo.begun.append((*values, *_BEGUN.values()))
    if plan.changes:
        todo.changed.append((person.pk, people.columns_of(plan.changes)))
        fields = sorted(plan.changes)
        todo.lines.append(journal.Entry("people.changed", subject=person, about=(person,), data={"fields": fields}))
    if begins_as is not None or "name" in plan.changes:
        name = str(plan.changes.get("name", person.name))
        todo.found.append(search_entry(person.pk, name, candidate.unit_id))
    todo.ledger.append(
        (
            RollRow.State.APPLIED.value,
            plan.outcome.value,
            person.pk,
            begins_as,
            membership.pk if membership and plan.outcome == Outcome.MOVED else None,
            False,
            " ".join(plan.fields),
            seal(json.dumps(old, default=str, ensure_ascii=False)).token if old else "",
            bulk.as_date(today),
            row,
        )
    )


_LEDGER = ("state", "outcome", "person", "began_id", "ended_id", "is_fresh", "fields", "old", "on")


def _execute(by: Actor, todo: _Statements, today: date) -> None:
    end_memberships(todo.ended, today)
    people.change(todo.changed)
    bulk.insert(Membership, _MEMBERSHIP, todo.begun)
    bulk.update(Membership, ("group",), todo.regrouped)
    if todo.unfound:
        search.forget(SEARCH_KIND, todo.unfound)
    if todo.lines:
        journal.write_many(by, todo.lines)
    bulk.update(RollRow, _LEDGER, todo.ledger)


def end_memberships(ended: Iterable[tuple[int, str]], today: date) -> None:
    """End open memberships today. Raises Meanwhile when one of them was ended by somebody else."""
    causes: dict[str, list[int]] = {}
    for membership_id, cause in ended:
        causes.setdefault(cause, []).append(membership_id)
    for cause, ids in causes.items():
        if Membership.objects.open().filter(pk__in=ids).update(until=today, ended_for=cause) != len(ids):
            raise Meanwhile

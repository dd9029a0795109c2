"""Putting planned rows on the roll: prepared first, then written by a handful of bulk statements."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.people import actions as people_actions
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.kernel.search import actions as search
from unionhall.kernel.search.declare import SearchEntry
from unionhall.modules.membership.actions.planning import Outcome, Plan
from unionhall.modules.membership.models import IdentityKey, Membership

SEARCH_KIND = "person"
TAIL = 4


@dataclass
class Done:
    """What became of one planned row; ``old`` is JSON of what it replaced."""

    outcome: str
    person_id: int | None = None
    old: str = ""
    is_written: bool = False


def weak_keys(unit_id: int, name_key: str, *numbers: str) -> set[str]:
    """The keys under which somebody is recognised at one unit's link: name and the end of each number."""
    tails = {number[-TAIL:].upper() for number in numbers if number}
    return {keyed_hash(str(unit_id), name_key, tail, purpose="weak") for tail in tails}


def search_entry(person_id: int, name: str, unit_id: int) -> SearchEntry:
    """How a member is found: by name, by those who may read names at the unit."""
    return SearchEntry(kind=SEARCH_KIND, object_id=person_id, unit_id=unit_id, title=name)


def write_plans(by: Actor, plans: Sequence[Plan]) -> Callable[[], list[Done]]:
    """Prepare the writing of ``plans``; what comes back is called inside a transaction and answers row by row."""
    fresh = [
        people_actions.NewPerson(c.name, c.document_kind, c.document, c.phone, c.sex, c.born)
        for c in (row.candidate for row in plans if row.writes and row.person is None)
    ]
    keys_of_rows = [_keys(row) if row.writes else set() for row in plans]
    found_as = [search.prepare([search_entry(0, _name(row), row.candidate.unit_id)])[0] for row in plans if row.writes]
    today = clock.today()

    def write() -> list[Done]:
        added = iter(people_actions.add_people(by, fresh) if fresh else [])
        done = [_settle(by, row, added) for row in plans]
        rows = zip(plans, keys_of_rows, done, strict=True)
        written = [(row, keys, result) for row, keys, result in rows if result.is_written]
        _place([(row, result) for row, _keys, result in written], today)
        _rekey([(row.candidate.unit_id, _pk(result), keys) for row, keys, result in written])
        results = [result for row, result in zip(plans, done, strict=True) if row.writes]
        search.write(_filled(found_as, results))
        return done

    return write


def _filled(found_as: Sequence[search.Prepared], results: Sequence[Done]) -> list[search.Prepared]:
    """The prepared search entries of what was written, each with the person that it now has."""
    filled = []
    for each, result in zip(found_as, results, strict=True):
        if result.is_written:
            each.entry.object_id = _pk(result)
            filled.append(each)
    return filled


def _name(row: Plan) -> str:
    return row.person.name if row.person else row.candidate.name


def _pk(done: Done) -> int:
    if done.person_id is None:
        raise ValueError("a written row has a person")
    return done.person_id


def _keys(row: Plan) -> set[str]:
    """The keys of the row's person as they will be."""
    candidate, person = row.candidate, row.person
    if person is None:
        return weak_keys(candidate.unit_id, normalise(candidate.name), candidate.phone, candidate.document)
    known = {"phone": person.phone, "document": person.document, **(row.changes or {})}
    return weak_keys(candidate.unit_id, person.name_key, str(known["phone"]), str(known["document"]))


def _settle(by: Actor, row: Plan, added: Iterator[Person]) -> Done:
    """Write the person of one row: somebody added already, or somebody known whose fields change."""
    if not row.writes:
        return Done(row.outcome, row.person.pk if row.person else None)
    if row.person is None:
        return Done(row.outcome, next(added).pk, is_written=True)
    old = {field: getattr(row.person, field) for field in row.changes or {}}
    if row.membership is not None:
        old |= {"unit_id": row.membership.unit_id, "group": row.membership.group}
    try:
        with transaction.atomic():
            people_actions.change_person(by, row.person, row.changes or {})
    except Refused:  # somebody else took the document since the row was planned
        return Done(Outcome.CONFLICT, row.person.pk)
    return Done(row.outcome, row.person.pk, json.dumps(old, default=str, ensure_ascii=False), is_written=True)


def _place(written: Sequence[tuple[Plan, Done]], today: date) -> None:
    """Begin memberships of those who are new or moved in; change the group of those who stay."""
    left = [row.membership.pk for row, _done in written if row.membership and row.outcome == Outcome.MOVED]
    Membership.objects.filter(pk__in=left).update(until=today)
    Membership.objects.bulk_create(
        [
            Membership(person_id=_pk(done), unit_id=row.candidate.unit_id, since=today, group=row.candidate.group)
            for row, done in written
            if row.outcome in (Outcome.NEW, Outcome.MOVED)
        ]
    )
    regrouped = [row for row, _done in written if row.outcome == Outcome.CHANGED and row.candidate.group]
    for row in regrouped:
        if row.membership and row.membership.group != row.candidate.group:
            Membership.objects.filter(pk=row.membership.pk).update(group=row.candidate.group)


def _rekey(people: Sequence[tuple[int, int, set[str]]]) -> None:
    IdentityKey.objects.filter(person_id__in=[person_id for _unit, person_id, _keys in people]).delete()
    IdentityKey.objects.bulk_create(
        [
            IdentityKey(unit_id=unit_id, person_id=person_id, key=key)
            for unit_id, person_id, keys in people
            for key in sorted(keys)
        ]
    )

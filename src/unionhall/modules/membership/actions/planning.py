"""What each checked row would do to the roll as it stands now: reads only, in chunks, never by name alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.documents import document_hash, phone_hash
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.actions.checking import Candidate
from unionhall.modules.membership.models import Membership, RollRow
from unionhall.modules.membership.permissions import MembershipPermission

CHUNK = 500  # below the number of parameters that SQLite takes
Outcome = RollRow.Outcome


@dataclass(frozen=True, slots=True)
class Plan:
    """What one row does. ``changes`` are fields of the person; ``group`` is set where the membership's changes."""

    candidate: Candidate
    outcome: RollRow.Outcome
    person: Person | None = None
    membership: Membership | None = None
    changes: dict[str, object] | None = None
    reason: str = ""

    @property
    def writes(self) -> bool:
        """Whether the roll differs afterwards."""
        return self.outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.MOVED)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is on the roll about the people that a chunk of rows found."""

    belongs: dict[int, Membership]  # by person
    movable: set[int]  # units whose members the uploader may move
    signs_in: set[int]  # people with an account: whoever changes their telephone could sign in as them


def plan(by: Actor, candidates: Sequence[Candidate]) -> list[Plan]:
    """What each row would do, in their order; five queries for every 500 rows."""
    plans: list[Plan] = []
    for start in range(0, len(candidates), CHUNK):
        plans.extend(_plan_chunk(by, candidates[start : start + CHUNK]))
    return plans


def _plan_chunk(by: Actor, candidates: Sequence[Candidate]) -> list[Plan]:
    documents = {c.number: document_hash(c.document_kind, c.document) for c in candidates if c.document}
    phones = {c.number: phone_hash(c.phone) for c in candidates if c.phone}
    with_document = {p.document_hash: p for p in _people(document_hash__in=set(documents.values()))}
    with_phone: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in _people(phone_hash__in=set(phones.values())):
        with_phone[person.phone_hash, person.name_key].append(person)
    found = {p.pk for p in with_document.values()} | {p.pk for people in with_phone.values() for p in people}
    belongs = {m.person_id: m for m in Membership.objects.open().filter(person_id__in=found)}
    paths = org_queries.paths_of({m.unit_id for m in belongs.values()})
    known = _Known(
        belongs=belongs,
        movable={unit_id for unit_id, path in paths.items() if by.may(MembershipPermission.ROLL_IMPORT, at=path)},
        signs_in=set(Account.objects.filter(person_id__in=found).values_list("person_id", flat=True)),
    )
    return [
        _plan_row(
            candidate,
            with_document.get(documents.get(candidate.number, "")),
            with_phone.get((phones.get(candidate.number, ""), normalise(candidate.name)), []),
            known,
        )
        for candidate in candidates
    ]


def _people(**condition: set[str]) -> list[Person]:
    """Persons on file by hash, their secrets left sealed unless needed."""
    return list(Person.objects.filter(merged_into=None, **condition)) if any(condition.values()) else []


def _plan_row(candidate: Candidate, by_document: Person | None, by_phone: list[Person], known: _Known) -> Plan:
    if by_document is not None:
        if by_document.name_key != normalise(candidate.name):
            return Plan(candidate, Outcome.CONFLICT, reason=_("这个证件号在册的是另一个姓名，要人认一认"))
        return _plan_known(candidate, by_document, known)
    same = [person for person in by_phone if not (candidate.document and person.document_hash)]
    if len(same) > 1:
        return Plan(candidate, Outcome.CONFLICT, reason=_("同姓名同手机号的有好几个人，要人认一认"))
    if len(same) == 1:
        return _plan_known(candidate, same[0], known)
    if by_phone:
        return Plan(candidate, Outcome.CONFLICT, reason=_("同姓名同手机号的人证件号不一样，要人认一认"))
    return Plan(candidate, Outcome.NEW)


def _plan_known(candidate: Candidate, person: Person, known: _Known) -> Plan:
    changes = _changes(candidate, person)
    if "phone" in changes and person.pk in known.signs_in:
        return Plan(candidate, Outcome.CONFLICT, reason=_("这个人用手机号登录本系统，换号要本人来改"))
    membership = known.belongs.get(person.pk)
    if membership is None:
        return Plan(candidate, Outcome.NEW, person, None, changes)
    if membership.unit_id != candidate.unit_id:
        if membership.unit_id not in known.movable:
            return Plan(candidate, Outcome.CONFLICT, reason=_("这个人是别的工会的会员，要两边工会商量转会"))
        return Plan(candidate, Outcome.MOVED, person, membership, changes)
    regroups = bool(candidate.group) and candidate.group != membership.group
    outcome = Outcome.CHANGED if changes or regroups else Outcome.UNCHANGED
    return Plan(candidate, outcome, person, membership, changes)


def _changes(candidate: Candidate, person: Person) -> dict[str, object]:
    """The fields of the person that the row changes. A blank never wipes; a document once known stays."""
    changes: dict[str, object] = {}
    if candidate.phone and phone_hash(candidate.phone) != person.phone_hash:
        changes["phone"] = candidate.phone
    if candidate.document and not person.document_hash:
        changes |= {"document_kind": candidate.document_kind, "document": candidate.document}
    if candidate.born and person.born != candidate.born and not person.document_hash:
        changes["born"] = candidate.born
    if candidate.sex and person.sex != candidate.sex and (not person.sex or not person.document_hash):
        changes["sex"] = candidate.sex
    return changes

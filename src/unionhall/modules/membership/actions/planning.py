"""What each checked row would do to the roll as it stands now: reads only, in chunks, never by name alone.

People are compared by hashes, so that nothing is decrypted for those who do not change.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from unionhall.kernel import bulk
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.documents import Hashes
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.actions.checking import Candidate
from unionhall.modules.membership.models import Membership, RollRow
from unionhall.modules.membership.permissions import MembershipPermission

CHUNK = 2000  # rows looked up at once
Outcome = RollRow.Outcome
_PERSON = ("id", "name", "name_key", "sex", "born", "document_kind", "document_hash", "phone_hash")
_MEMBERSHIP = ("id", "person", "unit", "group")

# looked up once: an enum's members are found anew each time they are named, and this is asked for every row
_NEW, _UNCHANGED, _WRITES = Outcome.NEW, Outcome.UNCHANGED, (Outcome.NEW, Outcome.CHANGED, Outcome.MOVED)
_NO_CHANGES: dict[str, Any] = {}  # of the rows that change nothing: one for all of them, so it is never written to
_NOBODY: list[int] = []
_KNOWN_BY = {"name", "document", "phone"}
Place = tuple[str, int]  # of a row in the file: sheet and number

# Why a row waits for somebody: the key is kept with the row, the sentence is shown.
OTHER_NAME, SEVERAL, OTHER_DOCUMENT, SIGNS_IN, ELSEWHERE, MEANWHILE, TWICE = (
    "other_name", "several", "other_document", "signs_in", "elsewhere", "meanwhile", "twice",
)  # fmt: skip


def sentence(conflict: str) -> str:
    """What somebody is asked to look at."""
    return {
        OTHER_NAME: _("这个证件号在册的是另一个姓名，要人认一认"),
        SEVERAL: _("同姓名同手机号的有好几个人，要人认一认"),
        OTHER_DOCUMENT: _("同姓名同手机号的人证件号不一样，要人认一认"),
        SIGNS_IN: _("这个人用手机号登录本系统，换号要本人来改"),
        ELSEWHERE: _("这个人是别的工会的会员，要两边工会商量转会"),
        MEANWHILE: _("刚才有人改了这个人的资料，要人再看一眼"),
        TWICE: _("表里有两行像是同一个人，都先不写入。删掉写错的那行再导，或者认一认"),
    }[conflict]


class Known(NamedTuple):
    """Somebody on file, as far as rows are compared with them."""

    pk: int
    name: str
    name_key: str
    sex: str
    born: Any
    document_kind: str
    document_hash: str
    phone_hash: str


class Belongs(NamedTuple):
    """Somebody's open membership."""

    pk: int
    person_id: int
    unit_id: int
    group: str


@dataclass(slots=True)
class Plan:
    """What one row does. ``changes``: fields of the person → new value; ``group``: where the membership's changes."""

    candidate: Candidate
    outcome: RollRow.Outcome
    person: Known | None = None
    membership: Belongs | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    group: str | None = None
    conflict: str = ""
    may_be: list[int] = field(default_factory=list)  # people on file whom a conflict is about
    document_hash: str = ""
    phone_hash: str = ""

    @property
    def writes(self) -> bool:
        """Whether the roll differs afterwards."""
        return self.outcome in _WRITES

    @property
    def fields(self) -> list[str]:
        """Keys of what changes of somebody on file."""
        return [*self.changes, *(["group"] if self.group is not None else [])]


class Roll:
    """Reads the roll for one import: knows which units' members the uploader may move.

    Of rows that mean one person none is written: if the first were, it might change the telephone by which the other
    is known, and the same file read again would take the other for somebody new. ``late`` names rows that had been
    planned before that came out; ``taken`` are people whom somebody has assigned to rows by hand.
    """

    def __init__(self, by: Actor, taken: Collection[int] = ()) -> None:
        self._by = by
        self._movable: dict[int, bool] = {}
        self._met: dict[int, Place] = {}  # which row was the first to mean a person on file
        self._shared: set[int] = set(taken)  # people whom more than one row means
        self._doubted: set[int] = set()  # people whom a row that waits may mean
        self._renumbered: set[int] = set()  # people who will be known by something else
        self._late: list[Place] = []
        self._hashes = Hashes()

    def late(self) -> list[Place]:
        """Rows to be planned anew when the file has been read to its end."""
        for person_id in (self._doubted & self._renumbered) - self._shared:
            self._shared.add(person_id)
            self._late.append(self._met[person_id])
        return self._late

    def plan(self, candidates: Sequence[Candidate], settled: dict[int, int] | None = None) -> list[Plan]:
        """What each row would do, in their order; five queries for every chunk.

        ``settled``: by the index of a row, the id of the person somebody has said it is (0: somebody new).
        """
        plans: list[Plan] = []
        for start in range(0, len(candidates), CHUNK):
            here = {i - start: who for i, who in (settled or {}).items() if start <= i < start + CHUNK}
            plans.extend(self._chunk(candidates[start : start + CHUNK], here))
        return plans

    def _chunk(self, candidates: Sequence[Candidate], settled: dict[int, int]) -> list[Plan]:
        of_document, of_phone = self._hashes.document, self._hashes.phone
        documents = [of_document(c.document_kind, c.document) for c in candidates]
        phones = [of_phone(c.phone) for c in candidates]
        with_document = {p.document_hash: p for p in people("document_hash", filter(None, documents))}
        asked = {phone for phone, known_by in zip(phones, documents, strict=True) if known_by not in with_document}
        with_phone: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for person in people("phone_hash", filter(None, asked)):
            with_phone[person.phone_hash, person.name_key].append(person)
        own = self._own(candidates, settled)
        chosen = {p.pk: p for p in people("id", filter(None, (*own.values(), *settled.values())))}
        found = {p.pk for p in with_document.values()} | {p.pk for some in with_phone.values() for p in some}
        found |= set(chosen)
        belongs = self._belongs(found)
        # whom a row may give another telephone; whoever is known by it keeps it
        numbered = {p.pk for d, phone in zip(documents, phones, strict=True)
                    if (p := with_document.get(d)) is not None and p.phone_hash != phone}  # fmt: skip
        signs_in = {row[0] for row in bulk.fetch(Account, ["person"], "person", numbered | set(chosen))}
        plans = []
        for index, (candidate, document, phone) in enumerate(zip(candidates, documents, phones, strict=True)):
            is_named = index in settled or (own and own.get(index) in chosen)
            by_document = with_document.get(document)
            plan = None if is_named else self._plainly(candidate, document, phone, by_document, belongs, with_phone)
            if plan is None:
                ladder = _Ladder(candidate, document, phone, belongs, signs_in)
                if index in settled:
                    plan = self._settled(ladder, chosen.get(settled[index]), with_document, is_by_hand=True)
                elif is_named:
                    plan = self._settled(ladder, chosen[own[index]], with_document)
                elif by_document is not None or not with_phone:
                    plan = self._row(ladder, by_document, ())
                else:
                    plan = self._row(ladder, None, with_phone.get((phone, normalise(candidate.name)), ()))
                if plan.may_be:
                    self._doubted.update(plan.may_be)
            plans.append(plan)
        return plans

    def _plainly(
        self,
        candidate: Candidate,
        document: str,
        phone: str,
        person: Known | None,
        belongs: dict[int, Belongs],
        with_phone: Mapping[tuple[str, str], list[Known]],
    ) -> Plan | None:
        """What nearly every row does: it brings somebody new, or says what is on file. None for all others.

        The same as ``_row`` would find, without building what only the others need.
        """
        if person is None:
            if with_phone:
                return None
            return Plan(candidate, _NEW, None, None, _NO_CHANGES, None, "", _NOBODY, document, phone)
        held = belongs.get(person.pk)
        if (
            held is None
            or held.unit_id != candidate.unit_id
            or candidate.cleared
            or person.name != candidate.name
            or (phone and phone != person.phone_hash)
            or (candidate.group and candidate.group != held.group)
            or (candidate.sex and candidate.sex != person.sex)
            or (candidate.born and candidate.born.isoformat() != str(person.born))
            or person.pk in self._shared
        ):
            return None
        row = (candidate.sheet, candidate.number)
        if self._met.setdefault(person.pk, row) != row:
            return None
        return Plan(candidate, _UNCHANGED, person, held, _NO_CHANGES, None, "", _NOBODY, document, phone)

    @staticmethod
    def _own(candidates: Sequence[Candidate], settled: dict[int, int]) -> dict[int, int]:
        """By index, whose membership a row names by the number of our own exports; a number of nobody says nothing.

        A membership that has ended still says who it was: the file that moved somebody may come again.
        """
        numbered = {i: c.membership_id for i, c in enumerate(candidates) if c.membership_id and i not in settled}
        holders = dict(bulk.fetch(Membership, ["id", "person"], "id", set(numbered.values())))
        return {i: holders[pk] for i, pk in numbered.items() if pk in holders}

    def _belongs(self, found: set[int]) -> dict[int, Belongs]:
        rows = bulk.fetch(Membership, _MEMBERSHIP, "person", found, also="row.until IS NULL")
        belongs = {row[1]: Belongs._make(row) for row in rows}
        unknown = {m.unit_id for m in belongs.values()} - self._movable.keys()
        for unit_id, path in (org_queries.paths_of(unknown) if unknown else {}).items():
            self._movable[unit_id] = self._by.may(MembershipPermission.ROLL_IMPORT, at=path)
        return belongs

    def _row(self, ladder: "_Ladder", by_document: Known | None, by_phone: Sequence[Known]) -> Plan:
        candidate = ladder.candidate
        if by_document is not None:
            if by_document.name != candidate.name and by_document.name_key != normalise(candidate.name):
                return ladder.conflict(OTHER_NAME, [by_document])
            return self._known(ladder, by_document)
        same = [person for person in by_phone if not (candidate.document and person.document_hash)]
        if len(same) > 1:
            return ladder.conflict(SEVERAL, same)
        if len(same) == 1:
            return self._known(ladder, same[0])
        if by_phone:
            return ladder.conflict(OTHER_DOCUMENT, by_phone)
        return ladder.plan(Outcome.NEW)

    def _settled(
        self, ladder: "_Ladder", person: Known | None, with_document: dict[str, Known], *, is_by_hand: bool = False
    ) -> Plan:
        holder = with_document.get(ladder.document_hash)
        if holder is not None and (person is None or holder.pk != person.pk):
            return ladder.conflict(OTHER_NAME, [holder])
        return self._known(ladder, person, is_by_hand=is_by_hand) if person else ladder.plan(Outcome.NEW)

    def _known(self, ladder: "_Ladder", person: Known, *, is_by_hand: bool = False) -> Plan:
        """The row beside the person it means, unless another row means them too."""
        row = (ladder.candidate.sheet, ladder.candidate.number)
        if person.pk in self._shared and not is_by_hand:
            return ladder.conflict(TWICE, [person])
        first = self._met.setdefault(person.pk, row)
        if first != row:  # by document in one row, by telephone and name in another
            self._shared.add(person.pk)
            self._late.append(first)
            return ladder.conflict(TWICE, [person])
        plan = self._written(ladder, person)
        if not plan.conflict and plan.changes.keys() & _KNOWN_BY:
            self._renumbered.add(person.pk)
        return plan

    def _written(self, ladder: "_Ladder", person: Known) -> Plan:
        candidate, changes = ladder.candidate, ladder.changes(person)
        if "phone" in changes and person.pk in ladder.signs_in:
            return ladder.conflict(SIGNS_IN, [person])
        membership = ladder.belongs.get(person.pk)
        group = _new_group(candidate, membership.group if membership else "")
        if membership is None:
            return ladder.plan(Outcome.NEW, person=person, changes=changes)
        if membership.unit_id != candidate.unit_id:
            if not self._movable.get(membership.unit_id):
                return ladder.conflict(ELSEWHERE, [person])
            return ladder.plan(Outcome.MOVED, person=person, membership=membership, changes=changes)
        outcome = Outcome.CHANGED if changes or group is not None else Outcome.UNCHANGED
        return ladder.plan(outcome, person=person, membership=membership, changes=changes, group=group)


@dataclass(slots=True)
class _Ladder:
    """One row beside what its chunk found."""

    candidate: Candidate
    document_hash: str
    phone_hash: str
    belongs: dict[int, Belongs]
    signs_in: set[int]

    def plan(self, outcome: RollRow.Outcome, **known: Any) -> Plan:
        return Plan(self.candidate, outcome, document_hash=self.document_hash, phone_hash=self.phone_hash, **known)

    def conflict(self, code: str, about: Sequence[Known]) -> Plan:
        return self.plan(Outcome.CONFLICT, conflict=code, may_be=[person.pk for person in about])

    def changes(self, person: Known) -> dict[str, Any]:
        """What the row says otherwise than the file on the person; blank never wipes, the marker does."""
        candidate, changes = self.candidate, dict[str, Any]()
        if candidate.name != person.name and normalise(candidate.name) != person.name_key:
            changes["name"] = candidate.name
        if self.document_hash and self.document_hash != person.document_hash:
            changes |= {"document_kind": candidate.document_kind, "document": candidate.document}
        if self.phone_hash and self.phone_hash != person.phone_hash:
            changes["phone"] = candidate.phone
        if candidate.sex and candidate.sex != person.sex:
            changes["sex"] = candidate.sex
        if candidate.born and candidate.born.isoformat() != str(person.born):
            changes["born"] = candidate.born
        return changes | _wiped(candidate, person) if candidate.cleared else changes


def _wiped(candidate: Candidate, person: Known) -> dict[str, Any]:
    wiped: dict[str, Any] = {}
    if "document" in candidate.cleared and person.document_hash:
        wiped |= {"document_kind": "", "document": ""}
    if "phone" in candidate.cleared and person.phone_hash:
        wiped["phone"] = ""
    if "sex" in candidate.cleared and person.sex and not candidate.document:
        wiped["sex"] = ""
    if "born" in candidate.cleared and person.born and not candidate.document:
        wiped["born"] = None
    return wiped


def _new_group(candidate: Candidate, group: str) -> str | None:
    """The group as it will be where it changes, else None."""
    wanted = "" if "group" in candidate.cleared else candidate.group or group
    return wanted if wanted != group else None


def people(column: str, values: Any) -> list[Known]:
    """Persons on file by a hash or id; nothing is decrypted."""
    # worded as the index of documents is declared; elsewhere the plus keeps SQLite from the index of the never merged
    of_documents = "NOT (row.document_hash = '') AND row.merged_into_id IS NULL"
    unmerged = of_documents if column == "document_hash" else "+row.merged_into_id IS NULL"
    return list(map(Known._make, bulk.fetch(Person, _PERSON, column, set(values), also=unmerged)))

"""What taking back each row of a ledger means, decided against the roll as it stands, then written in bulk."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from unionhall.kernel import bulk, clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.models import LineName
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import bulk as people
from unionhall.kernel.people import merging
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.people.secrets import SHORT, Keys, decrypt
from unionhall.kernel.search import actions as search
from unionhall.kernel.search import bulk as search_bulk
from unionhall.kernel.search.declare import SearchEntry
from unionhall.modules.membership.actions import staging
from unionhall.modules.membership.actions.planning import Outcome
from unionhall.modules.membership.actions.tallying import field_label
from unionhall.modules.membership.actions.writing import SEARCH_KIND, search_entry
from unionhall.modules.membership.models import Membership, RollImport, RollRow
from unionhall.modules.membership.queries import kept

_FULL = Membership.Standing.FULL.value
UNDONE, KEPT = RollRow.State.UNDONE.value, RollRow.State.KEPT.value


class Done(NamedTuple):
    """A row of the ledger that was applied; its values are opened once."""

    pk: int
    place: int
    unit_id: int
    person_id: int | None
    began_id: int | None
    ended_id: int | None
    outcome: str
    is_fresh: bool
    new: str
    old: str


@dataclass
class Reverts:
    """What one batch of undoing executes. ``seen``: the journal's last line when it was decided."""

    seen: int | None = None
    by: Actor | None = None
    reopened: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)  # memberships of people who have acted since
    removed: list[int] = field(default_factory=list)  # memberships
    people_gone: list[int] = field(default_factory=list)
    restored: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    regrouped: list[tuple[str, int]] = field(default_factory=list)
    found: list[SearchEntry] = field(default_factory=list)
    unfound: list[int] = field(default_factory=list)
    undone: list[tuple[Done, str]] = field(default_factory=list)
    kept: list[tuple[int, str]] = field(default_factory=list)
    lines: list[journal.Entry] = field(default_factory=list)
    prepared: list[search.Prepared] = field(default_factory=list)

    def write(self) -> None:
        """Execute, inside a transaction."""
        gone = set(self.people_gone)
        plain = [(row.pk, row.person_id in gone) for row, why in self.undone if not why]
        undone = {"state": UNDONE, "reason": ""}
        bulk.assign(RollRow, undone, "id", [pk for pk, is_gone in plain if not is_gone])
        bulk.assign(RollRow, {**undone, "person": None}, "id", [pk for pk, is_gone in plain if is_gone])
        today = bulk.as_date(clock.today())
        ends = [(UNDONE, why, today, row.pk) for row, why in self.undone if why]
        bulk.update(RollRow, ("state", "reason", "back_on"), ends)
        bulk.update(RollRow, ("state", "reason"), [(KEPT, why[:400], pk) for pk, why in self.kept])
        bulk.delete(Membership, "id", self.removed)
        ended = {"until": today, "ended_for": Membership.Cause.OTHER.value}
        bulk.assign(Membership, ended, "id", self.ended)
        bulk.assign(Membership, {"until": None, "ended_for": ""}, "id", self.reopened)
        people.change(self.restored)
        bulk.update(Membership, ("group",), self.regrouped)
        search_bulk.forget(SEARCH_KIND, self.unfound)
        search.write(self.prepared)
        bulk.assign(RollRow, {"person": None}, "person", self.people_gone)
        people.remove(self.people_gone)
        if self.lines and self.by is not None:
            journal.write_many(self.by, self.lines)


_DONE = ("id", "place", "unit", "person", "began_id", "ended_id", "outcome", "is_fresh", "new", "old")


class _Person(NamedTuple):
    """Somebody on file; numbers are opened only where they must be compared."""

    pk: int
    name: str
    name_key: str
    sex: str
    born: Any
    document_kind: str
    sealed_document: str
    document_hash: str
    sealed_phone: str
    phone_hash: str
    merged_into_id: int | None

    @property
    def document(self) -> str:
        return decrypt(self.sealed_document)

    @property
    def phone(self) -> str:
        return decrypt(self.sealed_phone)


_PERSON = (
    "id", "name", "name_key", "sex", "born", "document_kind", "document", "document_hash", "phone", "phone_hash",
    "merged_into",
)  # fmt: skip


class _Held(NamedTuple):
    """A membership."""

    pk: int
    person_id: int
    unit_id: int
    since: Any
    until: Any
    standing: str
    group: str


@dataclass(frozen=True)
class _Now:
    """How things stand for the people of a batch."""

    people: dict[int, _Person]
    memberships: dict[int, _Held]  # by id
    open: dict[int, _Held]  # by person
    acted: set[int]
    signs_in: set[int]
    ended_units: set[int]


def applied_after(roll_import: RollImport, place: int, most: int) -> list[Done]:
    """The next rows to be taken back."""
    same = {"roll_import": roll_import.pk, "state": RollRow.State.APPLIED.value}
    keys, rows = Keys(), bulk.following(RollRow, _DONE, "place", place, most, **same)
    return [Done(*(*row[:-2], keys.decrypt(row[-2]), keys.decrypt(row[-1]))) for row in rows]


def prepare(by: Actor, rows: Sequence[Done]) -> Reverts:
    """Decide about a batch of applied rows; reads only."""
    reverts = Reverts(seen=staging.last_line(), by=by)
    now = _read(rows)
    for row in rows:
        person = now.people.get(row.person_id or 0)
        if person is None or person.merged_into_id is not None:
            reverts.kept.append((row.pk, _("这个人后来和别人合并了，或者已经删除")))
        elif not person.name_key:
            reverts.kept.append((row.pk, _("这个人的姓名和号码已经按本人要求删除")))
        elif row.outcome == Outcome.LEAVER:
            _leaver(reverts, row, person, now)
        elif row.outcome == Outcome.CHANGED:
            _changed(reverts, row, person, now)
        else:
            _begun(reverts, row, person, now)
    reverts.prepared = search.prepare(reverts.found)
    return reverts


def _read(rows: Sequence[Done]) -> _Now:
    ids = {row.person_id for row in rows if row.person_id}
    known = map(_Person._make, bulk.fetch(Person, _PERSON, "id", ids))
    fields = ("id", "person", "unit", "since", "until", "standing", "group")
    memberships = list(map(_Held._make, bulk.fetch(Membership, fields, "person", ids)))
    fresh = {row.person_id for row in rows if row.is_fresh and row.person_id}
    changed = {row.person_id for row in rows if row.outcome == Outcome.CHANGED and row.person_id}
    units = {m.unit_id for m in memberships}
    return _Now(
        people={person.pk: person for person in known},
        memberships={m.pk: m for m in memberships},
        open={m.person_id: m for m in memberships if m.until is None},
        acted=acted(fresh, memberships, rows) if fresh else set(),
        signs_in=bulk.pointed_to([(Account, "person", "")], changed),
        ended_units=set(Unit.objects.filter(pk__in=units, state=Unit.State.ENDED).values_list("pk", flat=True)),
    )


def acted(ids: set[int], memberships: Iterable[_Held], rows: Sequence[Done]) -> set[int]:
    """Who of these something points to that the import did not bring: an account, an office, a sheet, a line."""
    begun = {row.began_id for row in rows}
    found = {m.person_id for m in memberships if m.person_id in ids and m.pk not in begun}
    brought = (Membership, RollRow)
    pointers = [(each.model, each.name, "") for each in merging.references() if each.model not in brought]
    return found | bulk.pointed_to([*pointers, (LineName, "person_id", "row.part = 'by'")], ids)


def _leaver(reverts: Reverts, row: Done, person: _Person, now: _Now) -> None:
    membership = now.memberships.get(row.ended_id or 0)
    if person.pk in now.open or membership is None or membership.until is None or _came_back(membership, now):
        reverts.kept.append((row.pk, _("这个人后来又入会了")))
    elif membership.unit_id in now.ended_units:
        reverts.kept.append((row.pk, _("原来的单位已经撤销")))
    else:
        reverts.reopened.append(membership.pk)
        _recognise(reverts, person, membership.unit_id, {})
        reverts.undone.append((row, ""))


def _came_back(left: _Held, now: _Now) -> bool:
    """Whether somebody was a member again after they had left, if only for a while."""
    others = (m for m in now.memberships.values() if m.person_id == left.person_id and m.pk != left.pk)
    return any(m.since >= left.until for m in others)


def _begun(reverts: Reverts, row: Done, person: _Person, now: _Now) -> None:
    """Take back somebody who was new or moved in."""
    membership, before = now.memberships.get(row.began_id or 0), now.memberships.get(row.ended_id or 0)
    if _is_untouched(row, person, membership) and person.pk not in now.acted:  # nearly every row of a first import
        reverts.removed.append(row.began_id or 0)
        reverts.unfound.append(person.pk)
        reverts.people_gone.append(person.pk)
        reverts.undone.append((row, ""))
        return
    written, hashes = _written(row)
    touched = _touched_membership(row, membership, written) or _touched_person(row, person, written, hashes)
    if touched:
        reverts.kept.append((row.pk, touched))
        return
    if row.outcome == Outcome.MOVED and (before is None or before.unit_id in now.ended_units):
        reverts.kept.append((row.pk, _("原来的单位已经撤销")))
        return
    if row.is_fresh and person.pk in now.acted:
        reverts.ended.append(row.began_id or 0)
        reverts.unfound.append(person.pk)
        reverts.undone.append((row, _("已经参加过活动或者有账号，没有删除，改记为离会")))
        return
    old = _person_values(row)
    reverts.removed.append(row.began_id or 0)
    _restore(reverts, person, old)
    if before is not None and row.outcome == Outcome.MOVED:
        reverts.reopened.append(before.pk)
        _recognise(reverts, person, before.unit_id, old)
    else:
        reverts.unfound.append(person.pk)
    if row.is_fresh:
        reverts.people_gone.append(person.pk)
    reverts.undone.append((row, ""))


def _is_untouched(row: Done, person: _Person, membership: _Held | None) -> bool:
    """Whether somebody new stands as the import wrote them: what the careful way would find, without building it."""
    if not row.is_fresh or row.old or membership is None or membership.until is not None:
        return False
    values, hashes = kept.opened(row.new)
    _number, _unit, name, _kind, _document, _phone, sex, born, group, cleared, *_rest = values
    return (
        not cleared
        and [each[:SHORT] for each in hashes] == [person.document_hash, person.phone_hash]
        and (name, sex, str(born or "")) == (person.name, person.sex, str(person.born or ""))
        and (membership.unit_id, membership.group) == (row.unit_id, group)
        and membership.standing == _FULL
    )


def _changed(reverts: Reverts, row: Done, person: _Person, now: _Now) -> None:
    """Restore, field by field, what is still as the import wrote it."""
    old, (new, _hashes) = json.loads(row.old or "{}"), _written(row)
    membership = now.open.get(person.pk)
    left = []
    if "group" in old:
        if membership is not None and membership.unit_id == row.unit_id and membership.group == new["group"]:
            reverts.regrouped.append((old["group"], membership.pk))
        else:
            left.append("group")
    back = {}
    for key, value in _person_values(row).items():
        is_login = key == "phone" and person.pk in now.signs_in
        if str(getattr(person, key) or "") == str(new[key] or "") and not is_login:
            back[key] = value
        elif key != "document_kind":
            left.append(key)
    if "document" in left:
        back.pop("document_kind", None)
    _restore(reverts, person, back)
    if membership is not None and "name" in back:
        _recognise(reverts, person, membership.unit_id, back)
    if left:
        names = _("、").join(field_label(key) for key in left)
        reverts.kept.append((row.pk, _("%(fields)s后来又改过，没有恢复") % {"fields": names}))
    else:
        reverts.undone.append((row, ""))


def _touched_membership(row: Done, membership: _Held | None, written: dict[str, Any]) -> str:
    """Why a membership that the import began can not be removed; "" if nobody touched it."""
    if membership is None or membership.until is not None:
        return _("后来离会或者转走了")
    if membership.unit_id != row.unit_id:
        return _("后来转到了别的单位")
    if membership.standing != Membership.Standing.FULL:
        return _("会籍状态后来改过")
    return "" if membership.group == written["group"] else _("工会小组后来改过")


def _touched_person(row: Done, person: _Person, new: dict[str, Any], hashes: list[str]) -> str:
    if row.is_fresh and hashes == [person.document_hash, person.phone_hash]:
        told = (person.name, person.sex, str(person.born or ""))
        if told == (new["name"], new["sex"], str(new["born"] or "")):
            return ""
    keys = ("name", "document", "phone", "sex", "born") if row.is_fresh else tuple(_person_values(row))
    changed = [key for key in keys if str(getattr(person, key) or "") != str(new[key] or "")]
    names = _("、").join(field_label(key) for key in changed if key != "document_kind")
    return _("%(fields)s后来又改过") % {"fields": names} if names else ""


_WRITTEN = ("name", "document_kind", "document", "phone", "sex", "born", "group")


def _written(row: Done) -> tuple[dict[str, Any], list[str]]:
    """What the import wrote of each field, and the hashes of somebody new."""
    opened, known = kept.opened(row.new)
    values = dict(zip(kept.FIELDS, opened, strict=True))
    if cleared := values["cleared"]:
        return {key: "" if key in cleared else values[key] for key in _WRITTEN}, []
    return values, [each[:SHORT] for each in known] if row.is_fresh else []  # longer in imports of old


def _person_values(row: Done) -> dict[str, Any]:
    old = json.loads(row.old or "{}")
    return {key: value for key, value in old.items() if key != "group"}


def _restore(reverts: Reverts, person: _Person, old: dict[str, Any]) -> None:
    if not old:
        return
    values = {key: None if key == "born" and value in ("None", "") else value for key, value in old.items()}
    reverts.restored.append((person.pk, people.columns_of(values)))
    who, data = Person(pk=person.pk, name=person.name), {"fields": sorted(values)}
    reverts.lines.append(journal.Entry("people.changed", subject=who, about=(who,), data=data))


def _recognise(reverts: Reverts, person: _Person, unit_id: int, old: dict[str, Any]) -> None:
    reverts.found.append(search_entry(person.pk, str(old.get("name", person.name)), unit_id))

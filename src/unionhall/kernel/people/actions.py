"""Writing persons, and the one way to read what is masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.journal import actions as journal_actions
from unionhall.kernel.people.documents import document_hash, phone_hash
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.people.permissions import PeoplePermission
from unionhall.kernel.people.secrets import keyed_hash, seal

BATCH = 500


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of somebody who is not on file yet. Document and phone are normalised already, or ""."""

    name: str
    document_kind: str = ""
    document: str = ""
    phone: str = ""
    sex: str = ""
    born: date | None = None


def add_people(by: Actor, rows: Iterable[NewPerson]) -> list[Person]:
    """Put persons on file, in the order of ``rows``; bulk, encrypted and hashed before the transaction.

    Whoever calls has checked the right to bring somebody in (a joining, an import, an appointment) and writes the
    journal's line of that act: persons alone belong to nobody. Raises Denied for a visitor without a name, Refused when
    a document is on file already or comes twice.
    """
    _must_be_somebody(by)
    people = [_new_person(row) for row in rows]
    hashes = [person.document_hash for person in people if person.document_hash]
    if len(set(hashes)) < len(hashes):
        raise Refused(Reason("document_twice", _("同一个证件号写了两遍，留一个")))
    with transaction.atomic():
        for start in range(0, len(hashes), BATCH):
            _must_be_free(*hashes[start : start + BATCH])
        Person.objects.bulk_create(people, batch_size=BATCH)
    return people


def change_person(
    by: Actor, person: Person, changes: Mapping[str, Any], *, reason: str = "", unit_id: int | None = None
) -> Person:
    """Change fields of ``NewPerson`` (normalised values); the journal names the fields, never their values.

    ``unit_id``: the unit in whose name it is changed and whose journal says so. A new telephone number is also the new
    login of the person's account. Whoever calls has checked the right to change this person's data where they belong.
    Raises Denied for a visitor, Refused for a document or login that is taken,
    ValueError for an unknown field.
    """
    _must_be_somebody(by)
    if unknown := set(changes) - set(NewPerson.__slots__):
        raise ValueError(f"a person has no {sorted(unknown)}")
    values = _columns({**_known(person), **changes})
    changed = {field: value for field, value in values.items() if getattr(person, field) != value}
    if not changed:
        return person
    login = keyed_hash(values["phone"], purpose="login")
    fields = sorted(set(changed) & set(NewPerson.__slots__))
    with transaction.atomic():
        if changed.get("document_hash"):
            _must_be_free(values["document_hash"])
        if "phone" in changed:
            _change_login(person, login)
        Person.objects.filter(pk=person.pk).update(**changed)
        journal_actions.write(
            by=by,
            verb="people.changed",
            unit_id=unit_id,
            subject=person,
            about=(person,),
            data={"fields": fields},
            reason=reason,
        )
    for field, value in changed.items():
        setattr(person, field, value)
    return person


def reveal(by: Actor, person: Person, field: Literal["document", "phone"], at: str, why: str) -> str:
    """The full number of a document or telephone, against a line in the journal that the person reads.

    ``at``: the path of the unit through which ``by`` knows the person; whoever calls has checked that they belong
    there.
    Raises Denied without ``PeoplePermission.REVEAL`` there, Refused without a reason.
    """
    by.must(PeoplePermission.REVEAL, at=at)
    if field not in ("document", "phone"):
        raise ValueError(f"{field!r} is not masked")
    if not why.strip():
        raise Refused(Reason("why", _("写上为什么要看。本人看得到这句话")))
    unit_id = paths.unit_id(at) if at else None
    journal_actions.write(
        by=by, verb="people.seen", unit_id=unit_id, subject=person, about=(person,), data={"field": field}, reason=why
    )
    return str(getattr(person, field))


def reveal_own(by: Actor, person: Person) -> dict[str, str]:
    """One's own full numbers, by field, against a line in the journal. Raises Denied for anybody but the person."""
    if by.account_id is None or by.person_id != person.pk:
        raise Denied("people.own")
    journal_actions.write(by=by, verb="people.seen_own", subject=person, about=(person,))
    return {"document": person.document, "phone": person.phone}


def _must_be_somebody(by: Actor) -> None:
    if not by.name:
        raise Denied("people")


def _must_be_free(*hashes: str) -> None:
    if Person.objects.filter(merged_into=None, document_hash__in=hashes).exists():
        raise Refused(Reason("document_taken", _("这个证件号已经登记过了")))


def _change_login(person: Person, login: str) -> None:
    account = Account.objects.filter(person=person).first()
    if account is None:
        return
    if not login:
        raise Refused(Reason("login", _("有账号的人要留手机号，先停用账号再删")))
    if Account.objects.filter(login=login).exclude(pk=account.pk).exists():
        raise Refused(Reason("login_taken", _("这个手机号已经是别人的账号")))
    Account.objects.filter(pk=account.pk).update(login=login)


def _new_person(row: NewPerson) -> Person:
    return Person(created=clock.now(), **_columns({field: getattr(row, field) for field in NewPerson.__slots__}))


def _known(person: Person) -> dict[str, Any]:
    return {field: getattr(person, field) for field in NewPerson.__slots__}


def _columns(known: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a person: sealed, hashed, ready for the database."""
    name = str(known["name"]).strip()
    name_key = normalise(name)
    if not name_key or max(len(name), len(name_key)) > 120:
        raise Refused(Reason("name", _("姓名要写 1 到 120 个字")))
    kind, document, phone = known["document_kind"], known["document"], known["phone"]
    return {
        "name": name,
        "name_key": name_key,
        "sex": known["sex"],
        "born": known["born"],
        "document_kind": kind if document else "",
        "document": seal(document),
        "document_hash": document_hash(kind, document),
        "phone": seal(phone),
        "phone_hash": phone_hash(phone),
    }

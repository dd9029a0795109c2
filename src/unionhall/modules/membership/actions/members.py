"""One member by hand: put on the roll, and what is known of them put right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import actions as people_actions
from unionhall.kernel.people.actions import NewPerson
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership import queries
from unionhall.modules.membership.actions import roll
from unionhall.modules.membership.actions.recognising import recognise
from unionhall.modules.membership.actions.rows import must_have_members
from unionhall.modules.membership.actions.transfers import ask
from unionhall.modules.membership.models import Membership, Transfer
from unionhall.modules.membership.permissions import MembershipPermission

GROUP = "group"


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody as an officer types them in; document and telephone normalised, ``since`` None is today."""

    person: NewPerson
    since: date | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit: the membership and the fields that changed, by key."""

    membership: Membership
    fields: list[str] = field(default_factory=list)


def add_member(by: Actor, unit: Unit, new: NewMember) -> Membership:
    """Put one person on the roll of ``unit``; somebody who is on file already is not put on file twice.

    They are found by document, else by telephone and name, never by name alone; what was typed completes what is known.
    Needs ROLL_WRITE there. Raises Refused for a document that is on file under another name and for somebody who is on
    a roll: code "here" if it is this one, "elsewhere" if a transfer must be asked for.
    """
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(unit))
    must_have_members(unit)
    known = queries.known_person(new.person)
    if known is not None:
        _must_be_free(known, new.person, unit)
    with transaction.atomic():
        if known is None:
            person = people_actions.add_people(by, [new.person])[0]
        else:
            person = people_actions.change_person(by, known, _filled(new.person), unit_id=unit.pk)
        return roll.join(by, person, unit, since=new.since, group=new.group)


def ask_for(by: Actor, unit: Unit, new: NewMember) -> Transfer:
    """Ask the union somebody belongs to for them, known by the document or the telephone and name that were typed.

    Needs ROLL_WRITE at ``unit``. Raises Refused as ``add_member`` and ``transfers.ask`` do.
    """
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(unit))
    known = queries.known_person(new.person)
    if known is None or known.name_key != normalise(new.person.name):
        raise Refused(Reason("name", _("没有找到这样一名会员，姓名和证件号再看一遍")))
    return ask(by, known, unit)


def edit_member(by: Actor, membership: Membership, changes: Mapping[str, Any]) -> Edited:
    """Put fields of a member right: those of ``NewPerson`` and the group; the journal names the fields, not the values.

    Needs ROLL_WRITE where they belong. Raises Refused for somebody who has left, a document that is on file already, a
    login that is taken; nothing is changed then.
    """
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(membership.unit))
    if membership.until is not None:
        raise Refused(Reason("ended", _("这个人已经离会，资料不由本单位改了")))
    person = membership.person
    before = {name: getattr(person, name) for name in NewPerson.__slots__}
    group = str(changes.get(GROUP, membership.group)).strip()[:60]
    with transaction.atomic():
        locked = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
        of_person = {name: value for name, value in changes.items() if name != GROUP}
        people_actions.change_person(by, person, of_person, unit_id=membership.unit_id)
        fields = [name for name in NewPerson.__slots__ if before[name] != getattr(person, name)]
        if group != locked.group:
            Membership.objects.filter(pk=locked.pk).update(group=group)
            membership.group = group
            fields.append(GROUP)
            journal.write(
                by=by, verb="membership.regrouped", unit_id=locked.unit_id, subject=membership, about=(person,)
            )
        if fields:
            recognise(person, membership.unit)
    return Edited(membership, fields)


def _must_be_free(known: Person, typed: NewPerson, unit: Unit) -> None:
    """Raise Refused for another name on the same document, and for somebody who is on a roll."""
    if known.name_key != normalise(typed.name):
        raise Refused(Reason("name", _("这个证件号登记的是另一个姓名，对着证件再看一遍")))
    held = queries.open_membership(known.pk)
    if held is None:
        return
    if held.unit_id == unit.pk:
        raise Refused(Reason("here", _("这个人已经在本单位的名册上")))
    raise Refused(Reason("elsewhere", _("这个人是别的单位的会员，要请原工会转来")))


def _filled(typed: NewPerson) -> dict[str, Any]:
    """The fields that were typed: an empty one never wipes what is known."""
    values = {name: getattr(typed, name) for name in NewPerson.__slots__}
    if not typed.document:
        values.pop("document_kind")
    return {name: value for name, value in values.items() if value}

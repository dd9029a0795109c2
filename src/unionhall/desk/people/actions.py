"""Filling an office with somebody named by name and telephone, and giving them a way to sign in.

Puts the actions of the kernel in a row inside one transaction; each checks its own permission.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from unionhall.kernel.access import actions as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.documents import phone_hash
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership import queries as roll


@dataclass(frozen=True, slots=True)
class Slip:
    """What somebody needs to come in; the code is shown this once and kept nowhere."""

    person: Person
    unit: Unit
    office: str  # the key; "" for a member
    code: str  # "" when they have an account in use already
    until: datetime | None


def hand_over(by: Actor, appointment: Appointment, *, name: str, phone: str, on: date) -> Slip:
    """Let somebody take over an office; they are invited if they can not sign in yet.

    Raises Denied without APPOINT or ACCOUNTS there, Refused with the reasons of either.
    """
    with transaction.atomic():
        to = _person(by, name, phone)
        return _invite(by, access.hand_over(by, appointment, to=to, on=on))


def appoint(by: Actor, unit: Unit, *, office: str, name: str, phone: str, on: date) -> Slip:
    """Appoint somebody to an office; they are invited if they can not sign in yet. Raises as ``hand_over``."""
    with transaction.atomic():
        person = _person(by, name, phone)
        return _invite(by, access.appoint(by, person=person, unit=unit, office=office, since=on))


def invite(by: Actor, appointment: Appointment) -> Slip:
    """A new slip for somebody in office who can not sign in yet. Raises as ``people.accounts.invite``."""
    return _invite(by, appointment)


def invite_member(by: Actor, person_id: int) -> Slip:
    """A slip for a member without an office, who sees their own data with it. Raises as ``people.accounts.invite``.

    Raises Denied for somebody whose name the actor may not read.
    """
    membership = roll.member_for(by, person_id)
    return _slip(by, membership.person, membership.unit, "")


def _person(by: Actor, name: str, phone: str) -> Person:
    """Who is on file under this name and number, else somebody new."""
    known = Person.objects.filter(phone_hash=phone_hash(phone), name_key=normalise(name), merged_into=None).first()
    return known or people.add_people(by, [people.NewPerson(name=name, phone=phone)])[0]


def _invite(by: Actor, appointment: Appointment) -> Slip:
    return _slip(by, appointment.person, appointment.unit, appointment.office)


def _slip(by: Actor, person: Person, unit: Unit, office: str) -> Slip:
    account = Account.objects.filter(person=person).first()
    if account is not None and account.is_active:
        return Slip(person, unit, office, "", None)
    account, code = accounts.invite(by, person, org.path_of(unit))
    return Slip(person, unit, office, code, account.activation_until)

"""The verbs of liaison."""

import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.org import queries as org
from unionhall.modules.liaison.facts import contact_row
from unionhall.modules.liaison.models import Card, Contact
from unionhall.modules.liaison.permissions import LiaisonPermission


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody in office is reached, as their card says."""

    phone: str
    place: str = ""
    hours: str = ""
    words: str = ""


def make(by: Actor, appointment: Appointment, reached: Reached) -> Card:
    """Make the card of somebody in office; one that was withdrawn is good again, with the address that was printed.

    Needs CARDS at the unit. Raises Refused for somebody who is not in office, or has a card.
    """
    by.must(LiaisonPermission.CARDS, at=org.path_of(appointment.unit))
    if not Appointment.objects.on(clock.today()).filter(pk=appointment.pk).exists():
        raise Refused(Reason("office", _("%(name)s已经不任这个职务") % {"name": appointment.person.name}))
    if Card.objects.filter(appointment=appointment, withdrawn=None).exists():
        raise Refused(Reason("twice", _("%(name)s已经有联系卡") % {"name": appointment.person.name}))
    said = {**asdict(reached), "made": clock.today(), "withdrawn": None}
    new = {**said, "token": secrets.token_urlsafe(12)}
    with transaction.atomic():
        card = Card.objects.update_or_create(appointment=appointment, defaults=said, create_defaults=new)[0]
        _write(by, "liaison.made", card)
    return card


def change(by: Actor, card: Card, reached: Reached) -> None:
    """Let the card say something else. Needs CARDS at its unit."""
    by.must(LiaisonPermission.CARDS, at=org.path_of(card.appointment.unit))
    with transaction.atomic():
        Card.objects.filter(pk=card.pk).update(**asdict(reached))
        _write(by, "liaison.changed", card)


def withdraw(by: Actor, card: Card) -> None:
    """Take the card down; its page says so. Needs CARDS at its unit."""
    by.must(LiaisonPermission.CARDS, at=org.path_of(card.appointment.unit))
    with transaction.atomic():
        Card.objects.filter(pk=card.pk).update(withdrawn=clock.today())
        _write(by, "liaison.withdrawn", card)


def note(by: Actor, card: Card, *, kind: str, ticket: str) -> None:
    """Note that the card's officer was in contact with somebody today; the same ``ticket`` twice is once.

    Needs CARDS at its unit. Raises Refused for a kind that there is not.
    """
    by.must(LiaisonPermission.CARDS, at=org.path_of(card.appointment.unit))
    if kind not in Contact.Kind.values or not 0 < len(ticket) <= 32:
        raise Refused(Reason("kind", _("没有这种联系")))
    contact = Contact(card=card, kind=kind, day=clock.today(), ticket=ticket)
    with suppress(IntegrityError), transaction.atomic():  # a ticket that is known was tapped twice
        contact.save()
        facts.record(by, [contact_row(contact)])


def take_back(by: Actor, contact: Contact) -> None:
    """It was a slip of the finger. Needs CARDS at the card's unit."""
    by.must(LiaisonPermission.CARDS, at=org.path_of(contact.card.appointment.unit))
    with transaction.atomic():
        facts.withdraw(by, "liaison.contacts", [subject_of(contact)])
        contact.delete()


def _write(by: Actor, verb: str, card: Card) -> None:
    journal.write(by=by, verb=verb, unit_id=card.appointment.unit_id, subject=card, about=[card.appointment.person])

"""Reading cards: those of a union for its officers, and what the public page shows."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from unionhall.kernel import clock
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import offices_at
from unionhall.kernel.actor import Actor, one_of
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.modules.liaison.models import Card, Contact
from unionhall.modules.liaison.permissions import LiaisonPermission


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What somebody sees who has scanned a card: who is responsible, then who stands above."""

    unit: Unit
    is_stale: bool  # the officer of that card is not in office any more
    cards: list[Card]  # the scanned one first
    above: list[Card]


def cards(by: Actor) -> QuerySet[Card]:
    """The live cards of units where the actor may make them, with this month's contacts counted."""
    units = org.ids_within(by.scope(LiaisonPermission.CARDS))
    month = clock.today().replace(day=1)
    counted = Count("contacts", filter=Q(contacts__day__gte=month))
    return Card.objects.live().filter(appointment__unit_id__in=units).annotate(month=counted)


def card_for(by: Actor, card_id: int) -> Card:
    """One of ``cards``. Raises Denied if there is none."""
    return one_of(cards(by), LiaisonPermission.CARDS, pk=card_id)


def without_card(by: Actor, unit: Unit) -> list[Appointment]:
    """Who is in office at ``unit`` and has no card, by rank. Raises Denied without OFFICE_READ there."""
    taken = {card.appointment_id for card in _live_at(unit)}
    return [each for each in offices_at(by, unit) if each.pk not in taken]


def contacts(by: Actor) -> QuerySet[Contact]:
    """Today's contacts on ``cards``, the last first: what a slip of the finger can still take back."""
    return Contact.objects.filter(day=clock.today(), card__in=cards(by).values("pk")).order_by("-pk")


def contact_for(by: Actor, contact_id: int) -> Contact:
    """One of ``contacts``. Raises Denied if there is none."""
    return one_of(contacts(by), LiaisonPermission.CARDS, pk=contact_id)


def public_page(token: str) -> PublicPage:
    """What the square code of a card opens, for anybody. Raises Denied for no card and for a union that has ended."""
    known = Card.objects.exclude(appointment__unit__state=Unit.State.ENDED).select_related("appointment__unit")
    scanned = one_of(known, LiaisonPermission.CARDS, token=token)
    unit = scanned.appointment.unit
    found, above = _live_at(unit), org.superiors(unit)
    first = sorted(found, key=lambda card: card != scanned)
    return PublicPage(unit, scanned not in found, first, _live_at(above[-1]) if above else [])


def public_card(token: str) -> Card:
    """A live card, for anybody who has scanned it. Raises Denied once its officer is not in office any more."""
    return one_of(Card.objects.live(), LiaisonPermission.CARDS, token=token)


def _live_at(unit: Unit) -> list[Card]:
    return list(Card.objects.live().filter(appointment__unit=unit))

"""Reading cards: those of a union for its officers, and what the public page shows."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from unionhall.kernel import clock
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import offices_at
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.modules.liaison.models import Card, CardQuerySet, Contact
from unionhall.modules.liaison.permissions import LiaisonPermission


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What somebody sees who has scanned a card: who is responsible, then who stands above."""

    unit: Unit
    is_stale: bool  # the officer of that card is not in office any more
    cards: list[Card]  # the scanned one first
    above: list[Card]


def liaison_unit(by: Actor) -> Unit:
    """The unit for which the actor makes cards: of the first of their offices that may. Raises Denied without one."""
    for seat in by.seats:
        if by.may(LiaisonPermission.CARDS, at=seat.path):
            return Unit.objects.get(pk=seat.unit_id)
    raise Denied(LiaisonPermission.CARDS.value)


def cards(by: Actor) -> QuerySet[Card]:
    """The live cards of units where the actor may make them, with this month's contacts counted."""
    units = org.ids_within(by.scope(LiaisonPermission.CARDS))
    month = clock.today().replace(day=1)
    counted = Count("contacts", filter=Q(contacts__day__gte=month))
    return _shown(Card.objects.filter(appointment__unit_id__in=units)).annotate(month=counted)


def card_for(by: Actor, card_id: int) -> Card:
    """One of ``cards``. Raises Denied if there is none."""
    found = cards(by).filter(pk=card_id).first()
    if found is None:
        raise Denied(LiaisonPermission.CARDS.value)
    return found


def without_card(by: Actor, unit: Unit) -> list[Appointment]:
    """Who is in office at ``unit`` and has no card, by rank. Raises Denied without OFFICE_READ there."""
    held = offices_at(by, unit)
    taken = set(
        Card.objects.live(clock.today()).filter(appointment__unit=unit).values_list("appointment_id", flat=True)
    )
    return [each for each in held if each.pk not in taken]


def today_of(by: Actor, card: Card) -> QuerySet[Contact]:
    """The contacts of a card today, the last first: what a slip of the finger can still take back."""
    return card_for(by, card.pk).contacts.filter(day=clock.today()).order_by("-pk")


def contact_for(by: Actor, contact_id: int) -> Contact:
    """A contact of today on one of ``cards``. Raises Denied if there is none."""
    found = Contact.objects.filter(pk=contact_id, day=clock.today(), card__in=cards(by).values("pk")).first()
    if found is None:
        raise Denied(LiaisonPermission.CARDS.value)
    return found


def public_page(token: str) -> PublicPage:
    """What the square code of a card opens, for anybody. Raises Denied for no card and for a union that has ended."""
    scanned = Card.objects.select_related("appointment__unit").filter(token=token).first()
    if scanned is None or scanned.appointment.unit.state == Unit.State.ENDED:
        raise Denied("card")
    unit = scanned.appointment.unit
    found = sorted(live_at(unit), key=lambda card: card.pk != scanned.pk)
    above = org.superiors(unit)
    is_stale = not any(card.pk == scanned.pk for card in found)
    return PublicPage(unit, is_stale, found, live_at(above[-1]) if above else [])


def public_card(token: str) -> Card:
    """A live card, for anybody who has scanned it. Raises Denied once its officer is not in office any more."""
    found = _shown(Card.objects.filter(token=token)).first()
    if found is None:
        raise Denied("card")
    return found


def live_at(unit: Unit, on: date | None = None) -> list[Card]:
    """The cards that hold at ``unit``, in the order they were made."""
    return list(_shown(Card.objects.filter(appointment__unit=unit), on))


def _shown(found: CardQuerySet, on: date | None = None) -> CardQuerySet:
    live = found.live(on or clock.today()).select_related("appointment__person", "appointment__unit")
    return live.order_by(F("made"), "pk")

"""What leaves the house: sheets of cards and posters as PDF, and the card for a telephone's address book."""

from pathlib import Path

import segno
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel import printing
from unionhall.kernel.access.queries import office_label
from unionhall.kernel.address import public_url
from unionhall.modules.liaison.models import Card

PER_SHEET = 8  # two by four on A4, 90 mm wide as name cards are
_TEMPLATE = Path(__file__).parent / "templates" / "liaison" / "cards.typ"


def card_url(card: Card) -> str:
    """The public page of a card. Raises Refused where people could not open it."""
    return public_url(reverse("liaison:union", args=(card.token,)))


def sheet(card: Card) -> bytes:
    """A4 to be cut into eight cards, as PDF. Raises Refused where people could not open the address."""
    return printing.pdf(_TEMPLATE, {"shape": "sheet", "cards": [told(card)] * PER_SHEET})


def poster(card: Card) -> bytes:
    """The same for the wall, one page of A4, as PDF. Raises Refused where people could not open the address."""
    return printing.pdf(_TEMPLATE, {"shape": "poster", "cards": [told(card)]})


def square(card: Card) -> str:
    """The square code as the address of a picture."""
    return segno.make(card_url(card), error="m", micro=False).svg_data_uri(scale=4, light="#fff")


def told(card: Card) -> dict[str, str]:
    """What is printed of a card."""
    return {
        "name": card.appointment.person.name,
        "office": office_label(card.appointment.office),
        "unit": card.appointment.unit.name,
        "phone": card.phone,
        "place": card.place,
        "hours": card.hours,
        "words": card.words or _("有事找工会，可以找我"),
        "scan": _("扫码看现在谁负责"),
        "url": card_url(card),
        "qr": printing.square(card_url(card), border=1),
    }


def vcard(card: Card) -> str:
    """The card as telephones read it: vCard 3.0 (RFC 2426), which the oldest of them know."""
    name, unit = card.appointment.person.name, card.appointment.unit.name
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(name)};;;;",
        f"FN:{_escaped(name)}",
        f"ORG:{_escaped(unit)}",
        f"TITLE:{_escaped(office_label(card.appointment.office))}",
        f"TEL;TYPE=WORK,VOICE:{_escaped(card.phone)}",
        *(
            [f"NOTE:{_escaped(_('，').join(filter(None, (card.place, card.hours))))}"]
            if card.place or card.hours
            else []
        ),
        f"URL:{card_url(card)}",
        "END:VCARD",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n")
    return plain.replace(",", "\\,").replace(";", "\\;")


def _folded(line: str) -> list[str]:
    """At most 75 bytes a line, the following ones begun by a blank, no letter cut (RFC 2426, 2.6)."""
    found, now = [], ""
    for letter in line:
        if len((now + letter).encode()) > 75:
            found.append(now)
            now = " "
        now += letter
    return [*found, now]

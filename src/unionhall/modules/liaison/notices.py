"""What leaves the house: sheets of cards and posters as PDF, and the card for a telephone's address book."""

from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from segno.helpers import make_vcard_data

from unionhall.kernel import printing
from unionhall.kernel.address import public_url
from unionhall.modules.liaison.models import Card

SHAPES = {"sheet": 8, "poster": 1}  # cards on a page of A4: two by four, 90 mm wide as name cards are; or one
_BYTES, _LETTERS = 75, 18  # of a line; letters of four bytes, with a blank before them, that stay below that
_TEMPLATE = Path(__file__).parent / "templates" / "liaison" / "cards.typ"


def card_url(card: Card) -> str:
    """The public page of a card. Raises Refused where people could not open it."""
    return public_url(reverse("liaison:union", args=(card.token,)))


def printed(card: Card, shape: str) -> bytes:
    """A4 as PDF, of a shape of SHAPES. Raises Refused where people could not open the address."""
    return printing.pdf(_TEMPLATE, {"shape": shape, "cards": [_told(card)] * SHAPES[shape]})


def _told(card: Card) -> dict[str, Any]:
    return {
        "name": card.appointment.person.name,
        "office": card.appointment.label,
        "unit": card.appointment.unit.name,
        "phone": card.phone,
        "where": card.where,
        "words": card.said,
        "scan": _("扫码看现在谁负责"),
        "url": card_url(card),
        "qr": printing.square(card_url(card), border=1),
    }


def vcard(card: Card) -> str:
    """The card as telephones read it: vCard 3.0 (RFC 2426), which the oldest of them know; long lines folded (2.6)."""
    held, where = card.appointment, _("，").join(card.where)
    name = held.person.name
    told: dict[str, Any] = {"org": held.unit.name, "title": held.label, "workphone": card.phone, "memo": where}
    text = make_vcard_data(f"{name};;;;", name, url=card_url(card), **told)
    return "".join(f"{_folded(line)}\r\n" for line in text.split("\r\n")[:-1])


def _folded(line: str) -> str:
    letters = _LETTERS if len(line.encode()) > _BYTES else _BYTES
    return "\r\n ".join(line[at : at + letters] for at in range(0, len(line), letters))

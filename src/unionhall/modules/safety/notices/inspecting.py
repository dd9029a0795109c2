"""What is printed about inspections: an inspector's card, and the label of a place or machine."""

from pathlib import Path

import segno
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel import printing
from unionhall.kernel.address import public_url
from unionhall.modules.safety.models import Inspector, Spot
from unionhall.modules.safety.queries.inspectors import shown_number
from unionhall.ui.words import fullday

_TEMPLATE = Path(__file__).parents[1] / "templates" / "safety" / "card.typ"


def card_url(inspector: Inspector) -> str:
    """The public page that says whether a card holds. Raises Refused where people could not open it."""
    return public_url(reverse("safety:check", args=(inspector.token,)))


def spot_url(spot: Spot) -> str:
    """Where the code of a place or machine leads. Raises Refused where people could not open it."""
    return public_url(reverse("safety:spot", args=(spot.token,)))


def label(spot: Spot) -> dict[str, str]:
    """What the label of a place or machine shows. Raises Refused where people could not open the address."""
    url = spot_url(spot)
    return {"url": url, "qr": segno.make(url, error="q", micro=False).svg_data_uri(scale=6)}


def card_pdf(inspector: Inspector) -> bytes:
    """Both sides of a card on one sheet, to be cut out. Raises Refused where people could not open the address."""
    return printing.pdf(
        _TEMPLATE,
        {
            "title": _("工会劳动保护监督检查员证"),
            "name_label": _("姓名"),
            "name": inspector.person.name,
            "unit_label": _("单位"),
            "unit": inspector.of.name,
            "number_label": _("证号"),
            "number": shown_number(inspector.number),
            "until_label": _("有效期到"),
            "until": fullday(inspector.valid_until),
            "by": _("%(unit)s任命") % {"unit": inspector.unit.name},
            "check": _("扫码查真伪。免职或者过期，这张证就无效。"),
            "qr": printing.square(card_url(inspector)),
        },
    )

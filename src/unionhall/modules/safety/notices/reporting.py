"""What leaves the house: the code on a poster, and the text for the group."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import segno
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel.address import public_url
from unionhall.kernel.org.models import Unit


@dataclass(frozen=True, slots=True)
class Poster:
    """The address and its code as a picture."""

    url: str
    qr: str


def poster(unit: Unit, at: str = "") -> Poster:
    """The code by which anybody reports a hazard at a unit, at a place of it. Raises Refused without an address."""
    path = reverse("safety:report", args=(unit.code,))
    url = public_url(f"{path}?{urlencode({'at': at})}" if at else path)
    return Poster(url, segno.make(url, error="q", micro=False).svg_data_uri(scale=8, border=2))


def text_for_group(unit: Unit) -> str:
    """What is sent to a group: how a hazard is reported. Raises Refused without an address."""
    return "\n".join(
        [
            _("【%(unit)s】看到隐患，一分钟就能报，可以不留名：") % {"unit": unit.name},
            poster(unit).url,
            _("厂里看不到是谁报的。眼看要出事，先离开，再打 119、120。"),
        ]
    )

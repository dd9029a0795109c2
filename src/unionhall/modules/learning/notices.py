"""What leaves the house of learning: certificates as PDF."""

from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel import printing
from unionhall.kernel.address import public_url
from unionhall.modules.learning.models import Certificate
from unionhall.modules.learning.queries.certificates import mask_name
from unionhall.ui import words

_TEMPLATE = Path(__file__).parent / "templates" / "learning" / "certificate.typ"


def check_url(certificate: Certificate) -> str:
    """The public page that says whether a certificate holds. Raises Refused where people could not open it."""
    return public_url(reverse("learning:check", args=(certificate.token,)))


def wording_of(certificate: Certificate, *, in_full: bool) -> str:
    """What a certificate says, under the full name only where its holder is known beyond doubt."""
    name = certificate.participant.name if in_full else mask_name(certificate.participant.name)
    return certificate.rule.wording.replace("{name}", name).replace("{date}", _day(certificate))


def certificate_pdf(certificate: Certificate, *, in_full: bool) -> bytes:
    """One page of A4 across, with the code that leads to its check page. Kept for a day.

    Raises Refused where people could not open the address.
    """
    told = _("有效期到 %(day)s") % {"day": certificate.expires} if certificate.expires else _("长期有效")
    return printing.pdf(
        _TEMPLATE,
        {
            "title": certificate.rule.title,
            "wording": wording_of(certificate, in_full=in_full),
            "unit": certificate.rule.unit.name,
            "day": _day(certificate),
            "expiry": told,
            "check": _("扫码查真伪"),
            "url": check_url(certificate),
            "qr": printing.square(check_url(certificate)),
        },
    )


def _day(certificate: Certificate) -> str:
    return words.fullday(certificate.issued)

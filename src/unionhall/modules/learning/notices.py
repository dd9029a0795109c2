"""What leaves the house of learning: certificates as PDF."""

import hashlib
import io
import json
from functools import cache as cache_once
from pathlib import Path
from threading import Lock
from typing import Any

import segno
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel.address import public_url
from unionhall.modules.learning.models import Certificate
from unionhall.modules.learning.queries.certificates import mask_name
from unionhall.ui import words

_TEMPLATE = Path(__file__).parent / "templates" / "learning" / "certificate.typ"
_CACHED_FOR = 24 * 60 * 60  # seconds
_ONE_AT_A_TIME = Lock()


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
    data = json.dumps(
        {
            "title": certificate.rule.title,
            "wording": wording_of(certificate, in_full=in_full),
            "unit": certificate.rule.unit.name,
            "day": _day(certificate),
            "expiry": told,
            "check": _("扫码查真伪"),
            "url": check_url(certificate),
            "qr": _qr(check_url(certificate)),
        },
        ensure_ascii=False,
    )
    key = "learning-certificate-" + hashlib.sha256(data.encode()).hexdigest()
    pdf: bytes | None = cache.get(key)
    if pdf is None:
        pdf = _typeset(data)
        cache.set(key, pdf, _CACHED_FOR)
    return pdf


def _day(certificate: Certificate) -> str:
    return words.fullday(certificate.issued)


def _qr(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=2, scale=10, xmldecl=False, svgns=True)
    return out.getvalue().decode()


@cache_once
def _compiler() -> Any:
    """Kept by the process: finding the fonts costs half a second, a certificate twenty milliseconds."""
    import typst  # heavy, and needed for certificates alone

    return typst.Compiler(str(_TEMPLATE))


def _typeset(data: str) -> bytes:
    with _ONE_AT_A_TIME:
        pdf = _compiler().compile(sys_inputs={"certificate": data})
    if not isinstance(pdf, bytes):
        raise TypeError("a certificate is one file")
    return pdf

"""The languages a page can be read in, and the ways to the others.

A choice is kept in Django's language cookie. A lane that lets no cookie in marks its requests by ``BY_ADDRESS``; there
the address carries the choice, ``?language=en``, and ``{% keep_language %}`` hands it on.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

BY_ADDRESS = "language_by_address"  # an attribute of the request
PARAMETER = "language"
NAMES = {"zh-hans": "中文", "en": "English"}  # each language in its own words
_TAGS = {"zh-hans": "zh-Hans"}  # as documents name it


@dataclass(frozen=True, slots=True)
class Other:
    """A language this page is not in: its own name, its tag for ``lang`` and where it is chosen."""

    name: str
    tag: str
    url: str


def tag(code: str) -> str:
    """The language as ``lang`` names it."""
    return _TAGS.get(code, code)


def others(request: HttpRequest | None, back: str) -> list[Other]:
    """The languages one may change to; ``back`` is where one comes back to."""
    now = get_language()
    return [Other(name, tag(code), _url(request, code, back)) for code, name in NAMES.items() if code != now]


def carried(request: HttpRequest | None) -> str:
    """What a link has to carry so that the language stays: "" or ``?language=en``."""
    asked = request.GET.get(PARAMETER, "") if request is not None and hasattr(request, BY_ADDRESS) else ""
    return f"?{urlencode({PARAMETER: asked})}" if asked in NAMES else ""


def _url(request: HttpRequest | None, code: str, back: str) -> str:
    if request is not None and hasattr(request, BY_ADDRESS):
        return f"{request.path}?{urlencode({PARAMETER: code})}"
    return (
        f"{reverse('ui:choose')}?{PARAMETER}={code}&next={quote(back)}"  # as the filter does: see printing.render_frame
    )

"""How this visitor wants pages to look: chosen once, kept in cookies, written into the page by the server."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from unionhall.ui import languages

THEME_COOKIE = "uh_theme"
TYPE_COOKIE = "uh_type"
TOUR_COOKIE = "uh_tour"  # "off" once a visitor has put the tour away


@dataclass(frozen=True, slots=True)
class Look:
    """``theme`` is "light", "dark" or "" (as the system); ``type`` is "large" or ""."""

    theme: str
    type: str


def look(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``look``; ``brand`` and ``about``, what the installation calls the product; ``is_app``.

    A lane that leaves nothing in a browser (it keeps no cookies) does not install anything either.
    """
    theme = request.COOKIES.get(THEME_COOKIE, "")
    size = request.COOKIES.get(TYPE_COOKIE, "")
    chosen = Look(theme if theme in ("light", "dark") else "", "large" if size == "large" else "")
    return {
        "look": chosen,
        "brand": getattr(settings, "UI_BRAND", ""),
        "about": getattr(settings, "UI_ABOUT", ""),
        "is_app": not hasattr(request, languages.BY_ADDRESS),
    }

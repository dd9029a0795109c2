"""How this visitor wants pages to look: chosen once, kept in two cookies, written into the page by the server."""

from dataclasses import dataclass

from django.http import HttpRequest

THEME_COOKIE = "uh_theme"
TYPE_COOKIE = "uh_type"


@dataclass(frozen=True, slots=True)
class Look:
    """``theme`` is "light", "dark" or "" (as the system); ``type`` is "large" or ""."""

    theme: str
    type: str


def look(request: HttpRequest) -> dict[str, Look]:
    """Context processor: ``look``."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    size = request.COOKIES.get(TYPE_COOKIE, "")
    return {"look": Look(theme if theme in ("light", "dark") else "", "large" if size == "large" else "")}

"""The security headers, set by one function in every lane (a test compares the lanes)."""

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse


@lru_cache(maxsize=1)
def headers() -> tuple[tuple[str, str], ...]:
    """What every answer carries, built once from the settings."""
    found = [
        ("Content-Security-Policy", build_policy()),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),  # for browsers that do not know frame-ancestors
    ]
    if settings.SECURE_HSTS_SECONDS:
        found.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"))
    return tuple(found)


class Headers(Protocol):
    """What Django's and WhiteNoise's header objects have in common."""

    def __setitem__(self, name: str, value: str, /) -> None:
        """Set one header."""

    def setdefault(self, name: str, value: str, /) -> object:
        """Set one header unless it is there."""


def secure(found: Headers) -> None:
    """Put the security headers among an answer's headers. Pages are kept by no cache unless they say so themselves."""
    for name, value in headers():
        found[name] = value
    found.setdefault("Cache-Control", "no-store")


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware form of ``secure``; outermost in each lane, so that refusals carry them too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        secure(response.headers)
        return response

    return middleware

"""The whole middleware of the short lanes in one piece: six of them cost more than most of what they stand around.

It does what these do, in their order and by the same functions: ``security_headers``, ``request_log``,
``same_origin``, ``LocaleMiddleware``, the length as of ``CommonMiddleware``, ``attach_nobody``, ``RefusalMiddleware``.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from unionhall.config import headers, log, middleware, refusals
from unionhall.kernel.actor import Actor

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_LANGUAGES_KEPT = 1024  # of different headers
_languages: dict[tuple[str | None, str], str] = {}
_NOBODY = Actor.nobody()


class ShortLane(middleware.RefusalMiddleware):
    """Headers, log line, origin, language, nobody as actor, and the house's two exceptions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        began = time.perf_counter()
        request.actor = _NOBODY  # type: ignore[attr-defined]
        language = _language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        if request.method not in _SAFE and middleware.is_foreign(request):
            response = refusals.csrf_failed(request)
        else:
            response = self.get_response(request)
        headers.secure(response.headers)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        response.headers.setdefault("Content-Language", language)
        response.headers.setdefault("Vary", "Accept-Language, Cookie")
        log.request_line(request, response, began)
        return response


def _language(request: HttpRequest) -> str:
    """The language that cookie or browser ask for; what they asked for before is known."""
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    known = _languages.get(asked)
    if known is None:
        if len(_languages) >= _LANGUAGES_KEPT:
            _languages.clear()
        known = _languages[asked] = translation.get_language_from_request(request)
    return known

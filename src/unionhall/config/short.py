"""The whole middleware of the short lanes in one piece: six of them cost more than most of what they stand around.

It does what these do, in their order and by the same functions: ``security_headers``, ``request_log``,
``same_origin``, ``LocaleMiddleware``, the length as of ``CommonMiddleware``, ``attach_nobody``, ``RefusalMiddleware``.
"""

import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from unionhall.config import headers, log, middleware, refusals
from unionhall.kernel.actor import Actor

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_LANGUAGES_KEPT = 1024  # of different headers
_ORIGINS_KEPT = 1024  # of different hosts and origins
_WHERE_FROM = ("HTTP_HOST", "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE")
_foreign: dict[tuple[str | None, ...], bool] = {}
_languages: dict[tuple[str | None, str], str] = {}
_NOBODY = Actor.nobody()

Asked = TypeVar("Asked")
Found = TypeVar("Found")


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
        if request.method not in _SAFE and _is_foreign(request):
            response = refusals.csrf_failed(request)
        else:
            response = self.get_response(request)
        unless_said, always = _carried(language)
        found: Any = response.headers
        if not response.streaming and "content-length" not in found._store:
            found._store["content-length"] = "Content-Length", str(len(response.content))
        found._store = {**unless_said, **found._store, **always}
        log.request_line(request, response, began)
        return response


@lru_cache(maxsize=16)
def _carried(language: str) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """What answers carry unless they say otherwise, and what all carry, as Django's headers store it."""

    def stored(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
        return {name.lower(): (name, value) for name, value in pairs}

    secured = HttpResponse().headers
    headers.secure(secured)
    always = stored(headers.headers())
    unless_said = {name: one for name, one in stored(secured.items()).items() if name not in (*always, "content-type")}
    said = (("Content-Language", language), ("Vary", "Accept-Language, Cookie"))
    return unless_said | stored(said), always


def _is_foreign(request: HttpRequest) -> bool:
    """Whether a post comes from another site's page: the same host and origin were looked at before."""
    asked = tuple(map(request.META.get, _WHERE_FROM))
    if not asked[0]:
        return middleware.is_foreign(request)
    return _remembered(_foreign, _ORIGINS_KEPT, asked, lambda: middleware.is_foreign(request))


def _language(request: HttpRequest) -> str:
    """The language that cookie or browser ask for; what they asked for before is known."""
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    return _remembered(_languages, _LANGUAGES_KEPT, asked, lambda: translation.get_language_from_request(request))


def _remembered(known: dict[Asked, Found], most: int, asked: Asked, find: Callable[[], Found]) -> Found:
    """What was found for the same question before; at ``most`` answers are kept, then it begins anew."""
    found = known.get(asked)
    if found is None:
        if len(known) >= most:
            known.clear()
        found = known[asked] = find()
    return found

"""The full lane's own middleware: who acts, and what becomes of Denied and Refused."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from unionhall.config import refusals
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.law.own import turn
from unionhall.ui import languages


def actor_of(request: HttpRequest) -> Actor:
    """Whoever is signed in, in today's offices, the one chosen in this browser first; nobody when nobody is."""
    from unionhall.desk import shell
    from unionhall.kernel.access import queries as access

    user = request.user
    if not user.is_authenticated:
        return Actor.nobody()
    return shell.seated(access.actor_for(user), request.session.get(shell.SEAT))


def attach_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the request its ``actor``, found out when first asked for; the law's own layers are looked at anew, too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        with turn():
            return get_response(request)

    return middleware


def attach_nobody(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """In the lanes without sessions the actor is nobody, whatever cookies the browser sends."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = Actor.nobody()  # type: ignore[attr-defined]
        with turn():
            return get_response(request)

    return middleware


def same_origin(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse forms and saves that another site's page sent, in the lanes that have no CSRF cookie.

    Browsers say by Origin or Sec-Fetch-Site where a post comes from; what says neither is no browser of today, and the
    addresses in these lanes hold a secret (the sheet's id) or borrow nobody's rights (an anonymous report).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and is_foreign(request):
            return refusals.csrf_failed(request)
        return get_response(request)

    return middleware


def is_foreign(request: HttpRequest) -> bool:
    """Whether a post comes from another site's page."""
    origin = request.headers.get("Origin")
    if origin:
        return urlsplit(origin).netloc != request.get_host()
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}


def no_cookies_leave(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Drop whatever cookie an answer would set: the anonymous lane leaves no trace in the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.cookies.clear()
        return response

    return middleware


def language_by_address(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """In a lane without cookies the address says which language was chosen; else the browser's holds."""

    def middleware(request: HttpRequest) -> HttpResponse:
        setattr(request, languages.BY_ADDRESS, True)
        asked = request.GET.get(languages.PARAMETER, "")
        if asked in languages.NAMES:
            translation.activate(asked)
            request.LANGUAGE_CODE = asked
        return get_response(request)

    return middleware


class RefusalMiddleware:
    """Turns the two exceptions of the house into pages: Denied is "not found", Refused says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an exception of the house, none for others."""
        if isinstance(error, Denied):
            return refusals.not_found(request, error)
        if isinstance(error, Refused):
            return refusals.refused(request, error)
        return None

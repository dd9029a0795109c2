"""Lanes: address prefixes with middleware lists of their own.

Thirteen usual middlewares cost half a millisecond a request, which a paper's saves need not pay; and the anonymous lane
must not even see a cookie. Each lane is a Django handler with its own short list; views, rules and templates are
ordinary Django in all of them, and the security headers come from one function (``headers.py``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls.resolvers import ResolverMatch
from django.utils.module_loading import import_string

from unionhall.config import lean, senders, turns
from unionhall.kernel import running

Environ = dict[str, Any]
SENDER = "unionhall.sender"
_SQLITE = "django.db.backends.sqlite3"
_SLOW = ".pdf"  # what is printed takes too long for others to wait for it


@dataclass(frozen=True)
class Lane:
    """A prefix, its middleware (outermost first; none: ``settings.MIDDLEWARE``), and whether it is anonymous."""

    key: str
    prefix: str
    middleware: tuple[str, ...] = ()
    is_anonymous: bool = False
    is_short: bool = False  # asked by very many at once: without Django's signals around a request

    @property
    def listed(self) -> tuple[str, ...]:
        """The dotted names of its middleware."""
        return self.middleware or tuple(settings.MIDDLEWARE)


# what thousands of phones ask for in the same minute: a paper, and before it the link that opens it
SITTING = Lane(key="sitting", prefix="/sit/", middleware=("unionhall.config.short.ShortLane",), is_short=True)
LINK = Lane(key="link", prefix="/c/", middleware=("unionhall.config.short.ShortLane",), is_short=True)
ANONYMOUS = Lane(
    key="anonymous",
    prefix="/voice/",
    middleware=(
        "unionhall.config.headers.security_headers",
        "unionhall.config.middleware.no_cookies_leave",
        "unionhall.config.middleware.same_origin",
        "django.middleware.locale.LocaleMiddleware",
        "unionhall.config.middleware.language_by_address",
        "unionhall.config.middleware.attach_nobody",
        "unionhall.config.middleware.RefusalMiddleware",
    ),
    is_anonymous=True,
)
# pictures and films of lessons: the same for everybody, so nobody is asked who they are, and caches keep them
FILES = Lane(
    key="files",
    prefix="/media/",
    middleware=(
        "unionhall.config.headers.security_headers",
        "unionhall.config.log.request_log",
        "unionhall.config.middleware.attach_nobody",
        "unionhall.config.middleware.RefusalMiddleware",
    ),
)
FULL = Lane(key="full", prefix="/")
LANES = (SITTING, LINK, ANONYMOUS, FILES, FULL)

# What tells who or where somebody is. The anonymous lane's request never has it.
_TELLING = (
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "HTTP_FORWARDED",
    "HTTP_USER_AGENT",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "REMOTE_HOST",
    "REMOTE_PORT",
    "REMOTE_USER",
)


def lane_for(path: str) -> Lane:
    """The lane an address takes."""
    return next(lane for lane in LANES if path.startswith(lane.prefix))


def strip(environ: Environ) -> None:
    """Take out of a WSGI request all that tells who or where somebody is.

    What is left of the address is a hash under a key of this process's memory, made anew every day: enough to count
    how much one address sends within the hour, and worth nothing tomorrow.
    """
    environ[SENDER] = senders.hashed(environ.get("HTTP_X_REAL_IP") or environ.get("REMOTE_ADDR") or "")
    for name in _TELLING:
        environ.pop(name, None)
    environ["REMOTE_ADDR"] = ""


class LaneMixin(BaseHandler):
    """A handler that loads its lane's middleware instead of ``settings.MIDDLEWARE``."""

    lane: Lane = FULL

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """The view of an address, looked for among the lane's own."""
        if self.lane.prefix == FULL.prefix:
            return super().resolve_request(request)
        match = request.resolver_match = lean.resolved(settings.ROOT_URLCONF, self.lane.prefix, request.path_info)
        return match

    def _get_response(self, request: HttpRequest) -> Any:
        """In a short lane no middleware looks at a view, and a view's answer is written when it comes back."""
        if not self.lane.is_short:
            return super()._get_response(request)  # type: ignore[misc]
        match = self.resolve_request(request)
        try:
            return match.func(request, **match.kwargs)
        except Exception as error:
            response = self.process_exception_by_middleware(error, request)
            if response is None:
                raise
            return response

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain as Django does, from the lane's list. The house runs WSGI alone."""
        if is_async:
            raise NotImplementedError("lanes run under WSGI")
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        handler: Any = convert_exception_to_response(self._get_response)
        for name in reversed(self.lane.listed):
            middleware = import_string(name)(handler)
            if hasattr(middleware, "process_view"):
                self._view_middleware.insert(0, middleware.process_view)
            if hasattr(middleware, "process_template_response"):
                self._template_response_middleware.append(middleware.process_template_response)
            if hasattr(middleware, "process_exception"):
                self._exception_middleware.append(middleware.process_exception)
            handler = convert_exception_to_response(middleware)
        self._middleware_chain = handler


def _begin(response: HttpResponseBase, start_response: Any) -> None:
    cookies = [("Set-Cookie", one.OutputString()) for one in response.cookies.values()] if response.cookies else []
    found: Any = response.headers  # its own store holds names as they were written
    start_response(f"{response.status_code} {response.reason_phrase}", [*found._store.values(), *cookies])


class LaneHandler(LaneMixin, WSGIHandler):
    """One lane as a WSGI application."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        super().__init__()

    def __call__(self, environ: Environ, start_response: Any) -> HttpResponseBase:
        """Answer one request."""
        if self.lane.is_anonymous:
            strip(environ)
        return (
            self._shortly(environ, start_response) if self.lane.is_short else super().__call__(environ, start_response)
        )

    def _shortly(self, environ: Environ, start_response: Any) -> Any:
        """As Django's, but without the signals by which it looks after connections, caches and addresses.

        A connection of which a statement failed is looked at here; one that died while it was idle is made anew by
        ``kernel.running``. The rest has nothing to do in these lanes.
        """
        response = self._middleware_chain(lean.ShortRequest(environ))
        own = running.own_connection()
        if own.errors_occurred:
            own.close_if_unusable_or_obsolete()
        _begin(response, start_response)
        return [response.content] if isinstance(response, HttpResponse) else response


class Dispatch:
    """The whole house as one WSGI application: looks at the address, hands over to the lane."""

    def __init__(self, handler: Callable[[Lane], Any] = LaneHandler) -> None:
        self._handlers = {lane.key: handler(lane) for lane in LANES}
        self._turns = turns.Turns() if settings.DATABASES[DEFAULT_DB_ALIAS]["ENGINE"] == _SQLITE else None

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request; HEAD as the GET it asks about, whose body the server leaves out."""
        if environ["REQUEST_METHOD"] == "HEAD":
            environ["REQUEST_METHOD"] = "GET"
        path = environ.get("PATH_INFO", "/")
        lane = lane_for(path)
        handler: Callable[[Environ, Any], Iterable[bytes]] = self._handlers[lane.key]
        if self._turns is None:
            return handler(environ, start_response)
        if not lane.is_short or path.endswith(_SLOW):
            self._turns.leave()
            return handler(environ, start_response)
        with self._turns:
            return handler(environ, start_response)

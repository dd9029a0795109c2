"""What is logged, and what never is: structured lines without tokens, receipt codes, numbers or telephones.

The request log knows the *pattern* of an address (``c/<token>/``), never the address itself, and no network address.
Lines of other libraries may carry a path or a text; ``redact`` takes out of them what opens something or names someone.
The anonymous lane logs nothing at all (``lanes.py``).
"""

import json
import logging
import re
import time
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

_HIDDEN = (
    (re.compile(r"/c/[^/\s?\"']+"), "/c/…"),
    (re.compile(r"/own/[^/\s?\"']+"), "/own/…"),
    (re.compile(r"/sit/[^/\s?\"']+"), "/sit/…"),
    (re.compile(r"/check/[^/\s?\"']+"), "/check/…"),
    (re.compile(r"/voice/[^\s\"']*"), "/voice/…"),
    (re.compile(r"/board/wall/[^/\s?\"']+"), "/board/wall/…"),
    (re.compile(r"\?[^\s\"']*"), "?…"),  # query strings hold names that were searched for
    (re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)"), "<身份证号>"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "<手机号>"),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
_NEVER = frozenset({"password", "phone", "document", "name", "code", "token", "cookie", "contact", "answers"})

request_logger = logging.getLogger("unionhall.request")
# no line says from which place in the code, thread or process it came; finding it out costs more than writing the line
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
logging._srcfile = None  # the documented way (logging HOWTO, Optimization)


def redact(text: str) -> str:
    """``text`` without tokens in paths, query strings, identity numbers and telephone numbers."""
    for pattern, shown in _HIDDEN:
        text = pattern.sub(shown, text)
    return text


def redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor that applies ``redact`` to every text of a line and drops what must not be there."""
    for key, value in list(event.items()):
        if key in _NEVER:
            event[key] = "<redacted>"
        elif isinstance(value, str):
            event[key] = redact(value)
    return event


def request_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that writes one line a request: method, pattern, status, milliseconds.

    Nothing in it needs redacting, and it is written for every save of a paper: so it goes past structlog's chain.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        request_line(request, response, began)
        return response

    return middleware


def request_line(request: HttpRequest, response: HttpResponse, began: float) -> None:
    """Write the line of a request that began at ``began`` (``time.perf_counter``)."""
    if not request_logger.isEnabledFor(logging.INFO):
        return
    match = request.resolver_match
    method = request.method if request.method in _METHODS else "-"
    route = _quoted(match.route if match else "-")
    took = (time.perf_counter() - began) * 1000
    said = f'"method": "{method}", "route": {route}, "status": {response.status_code}, "ms": {took:.1f}'
    for handler in request_logger.handlers:  # nothing filters these lines, and they go nowhere else
        is_ours = type(handler.formatter) is RequestLine
        made = _Line(said) if is_ours else logging.makeLogRecord({"name": request_logger.name, "msg": said, "args": ()})
        handler.handle(made)


class _Line(logging.LogRecord):
    """A request's line with what its handler needs to know, and no more: one is made for every save."""

    def __init__(self, said: str) -> None:
        self.name, self.levelno, self.levelname = request_logger.name, logging.INFO, "INFO"
        self.msg, self.args, self.exc_info = said, None, None


@lru_cache(maxsize=1024)  # there are as many as patterns
def _quoted(route: str) -> str:
    return json.dumps(route)


def _plain_exceptions(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Let a record of the standard library keep only its exception, not the request object Django hangs on it."""
    event.pop("request", None)
    return event


_SHARED: tuple[Any, ...] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _plain_exceptions,
    redact_event,
)

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


class RequestLine(logging.Formatter):
    """The one line of a request, as JSON like the others; its time is universal, as in those."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return f'{{"event": "request", {record.msg}, "timestamp": "{at}"}}'


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "request": {"()": RequestLine},
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [structlog.stdlib.PositionalArgumentsFormatter(), *_SHARED],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        },
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "lines"},
        "requests": {"class": "logging.StreamHandler", "formatter": "request"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "unionhall": {"level": "INFO"},
        "unionhall.request": {"handlers": ["requests"], "propagate": False},
        # django.request repeats every refusal with its path and every mistake a second time (refusals.broken logs it)
        "django.request": {"level": "CRITICAL"},
    },
}

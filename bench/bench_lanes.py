"""What a request costs before its view does anything: each lane against a bare Django handler."""

import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from bench.measure import Result, median
from unionhall.config.lanes import FULL, Lane, LaneHandler


def run(large: bool) -> Iterator[Result]:
    """``/healthz`` through no middleware, through a short lane, through the full one."""
    del large
    logging.disable(logging.CRITICAL)
    bare = median(_asking(LaneHandler(Lane("bare", "/", ("unionhall.config.middleware.attach_nobody",)))))
    from unionhall.config.lanes import SITTING

    sitting = replace(SITTING, prefix=FULL.prefix)  # below its own there is no address that does nothing
    for name, lane in (("sitting lane", sitting), ("full lane", FULL)):
        yield Result(f"{name}, /healthz", median(_asking(LaneHandler(lane))), "a lane with one middleware", bare)


def _asking(handler: WSGIHandler) -> Callable[[], object]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/healthz",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }

    def ask() -> None:
        answer: Any = handler(dict(environ), lambda _status, _headers: None)
        if hasattr(answer, "close"):  # a short lane answers with a list
            answer.close()

    return ask

"""Django's test client, sent through the lanes as the running product does."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from unionhall.config.lanes import LANES, Lane, LaneMixin, lane_for, strip


class _LaneClientHandler(LaneMixin, ClientHandler):
    def __init__(self, lane: Lane, *, enforce_csrf_checks: bool) -> None:
        self.lane = lane
        super().__init__(enforce_csrf_checks=enforce_csrf_checks)

    def __call__(self, environ: dict[str, Any]) -> HttpResponse:
        if self.lane.is_anonymous:
            strip(environ)
        return super().__call__(environ)


class LanesClient(Client):
    """A test client whose requests take the same lane as in the running product."""

    def __init__(self, *, enforce_csrf_checks: bool = False, **defaults: Any) -> None:
        super().__init__(enforce_csrf_checks=enforce_csrf_checks, **defaults)
        handlers = {lane.key: _LaneClientHandler(lane, enforce_csrf_checks=enforce_csrf_checks) for lane in LANES}
        self.handler: Any = lambda environ: handlers[lane_for(environ["PATH_INFO"]).key](environ)

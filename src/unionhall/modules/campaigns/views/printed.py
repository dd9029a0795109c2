"""The two pages that everybody opens in the same minute, printed once for all (see ``ui/printing.py``).

What a page says is the key under which it is kept, so it never says what is no longer so. Only what a campaign contains
is asked anew no more than every ten seconds.
"""

import time
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from unionhall.modules.campaigns import notices
from unionhall.modules.campaigns.models import Campaign
from unionhall.modules.campaigns.queries import Front
from unionhall.ui.context import look
from unionhall.ui.printing import Frame, answer, frame, hole

PAGES_KEPT = 2048
CONTENTS_KEPT_FOR = 10  # seconds
_pages: dict[Hashable, Frame] = {}


def landing_page(request: HttpRequest, front: Front, context: Callable[[], dict[str, Any]]) -> HttpResponse:
    """What a link opens for a device that has not said who it is; ``context`` is asked where it must be printed."""
    contents = _contents(front.campaign_id, get_language() or "", int(time.monotonic() / CONTENTS_KEPT_FOR))
    key = (front, contents)
    return _page(request, "campaigns/landing.html", key, lambda: {**context(), "contents": contents}, {})


def tasks_page(
    request: HttpRequest, front: Front, key: Hashable, context: Callable[[], dict[str, Any]], *, name: str, code: str
) -> HttpResponse:
    """The list of tasks. ``key`` says all that ``context`` does; name and code are the worker's own."""
    own = {"name": escape(name), "code": code}
    holes = {"name": hole("name"), "code": hole("code") if code else ""}
    return _page(request, "campaigns/tasks.html", (front, key, bool(code)), lambda: {**context(), **holes}, own)


def _page(
    request: HttpRequest, template: str, said: Hashable, context: Callable[[], dict[str, Any]], own: dict[str, str]
) -> HttpResponse:
    how = look(request)["look"]
    key = (template, request.path, said, get_language(), how.theme, how.type)
    kept = _pages.get(key)
    if kept is None:
        if len(_pages) >= PAGES_KEPT:
            _pages.clear()
        kept = _pages[key] = frame(render_to_string(template, context(), request))
    return answer(request, kept.filled(own))


@lru_cache(maxsize=256)
def _contents(campaign_id: int, language: str, moment: int) -> tuple[str, ...]:
    """Language and moment are part of what is kept."""
    del language, moment
    return tuple(notices.contents(Campaign(pk=campaign_id)))

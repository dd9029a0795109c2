"""The steps of the tour, as the file says that the setting ``UNIONHALL_TOUR`` names. Without the file there is none."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from unionhall.ui.context import TOUR_COOKIE


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to look at: as whom, where, and what to do there."""

    who: str
    text: str
    url: str
    sign_in: str = ""  # the telephone number to sign in with, "" where nobody signs in


@dataclass(frozen=True, slots=True)
class Tour:
    """What the installation shows first. ``note`` says whose data these are and how to sign in."""

    title: str
    note: str
    steps: tuple[Step, ...]


def tour() -> Tour | None:
    """The tour of this installation, if it has one."""
    file = Path(settings.UNIONHALL_TOUR)
    try:
        return _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


def is_offered(request: HttpRequest) -> bool:
    """Whether this visitor is told of a tour: there is one, and they have not put it away."""
    return request.COOKIES.get(TOUR_COOKIE) != "off" and tour() is not None


@lru_cache(maxsize=2)
def _read(file: Path, _changed: int) -> Tour:
    told = json.loads(file.read_text(encoding="utf-8"))
    return Tour(told["title"], told["note"], tuple(Step(**step) for step in told["steps"]))

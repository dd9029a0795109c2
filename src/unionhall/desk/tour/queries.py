"""The steps of the tour, as the file says that the setting ``UNIONHALL_TOUR`` names. Without the file there is none.

The file holds the tour in Chinese, and under the code of another language the same once more.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

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
    """The tour of this installation in the reader's language, in Chinese where the file has no other; or none."""
    file = Path(settings.UNIONHALL_TOUR)
    try:
        told = _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    return told.get(get_language() or "", told[settings.LANGUAGE_CODE])


def is_offered(request: HttpRequest) -> bool:
    """Whether this visitor is told of a tour: there is one, and they have not put it away."""
    return request.COOKIES.get(TOUR_COOKIE) != "off" and tour() is not None


@lru_cache(maxsize=2)
def _read(file: Path, _changed: int) -> dict[str, Tour]:
    told = json.loads(file.read_text(encoding="utf-8"))
    by_language = {code: told[code] for code, _name in settings.LANGUAGES if code in told}
    return {code: _taken(one) for code, one in {settings.LANGUAGE_CODE: told, **by_language}.items()}


def _taken(told: dict[str, Any]) -> Tour:
    return Tour(told["title"], told["note"], tuple(Step(**step) for step in told["steps"]))

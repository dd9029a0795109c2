"""The question page, printed once per paper version and kept; only the worker's own bits are filled in.

Rendering a template costs forty times what the rest of such a request does, and thousands of workers open the same
page within a minute. The template is rendered with *holes*: marks between NUL characters, which no text that people
write can hold. What fills a hole must be HTML-safe.
"""

import copy
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from unionhall.modules.learning.queries import Sitting
from unionhall.ui.context import look

MARK = "\0"
PAGES_KEPT = 1024


class Holes:
    """Any name asked of it is a hole of that name: ``{{ hole.token }}``."""

    def __getitem__(self, name: str) -> SafeString:
        return hole(name)


def hole(name: str) -> SafeString:
    """The place at which a value called ``name`` is filled in later."""
    return mark_safe(f"{MARK}{name}{MARK}")  # noqa: S308 -- names of our own


def question_page(request: HttpRequest, sitting: Sitting, number: int, *, token: str, home: str) -> str:
    """The page of question ``number`` (from 1), as this worker's sheet stands."""
    content, how = sitting.content, look(request)["look"]
    cell = _kept((content.paper_id, content.version, number, get_language(), how.theme, how.type))
    if not cell:
        cell.append(tuple(_printed(request, sitting, number).split(MARK)))
    return _fill(cell[0], _own_bits(sitting, number, token, home))


@lru_cache(maxsize=PAGES_KEPT)
def _kept(key: tuple[object, ...]) -> list[tuple[str, ...]]:
    """The cell in which the page of ``key`` is kept: empty until the first worker opens it."""
    return []


def _printed(request: HttpRequest, sitting: Sitting, number: int) -> str:
    content = sitting.content
    asked = content.questions[number - 1]
    options = zip(asked.letters, asked.options, strict=True)
    places = range(1, len(content.questions) + 1)
    context = {
        "hole": Holes(),
        "title": content.title,
        "question": asked,
        "number": number,
        "last": len(content.questions),
        "options": [(letter, text, hole(f"checked_{letter}")) for letter, text in options],
        "card": [(place, hole(f"state_{place}"), hole(f"said_{place}")) for place in places],
    }
    # the address of this very request must not get into what others are shown
    stand_in = copy.copy(request)
    stand_in.get_full_path = lambda force_append_slash=False: hole("here")  # type: ignore[method-assign]
    page = render_to_string("learning/question.html", context, stand_in)
    return page.replace(quote(hole("here")), hole("here_quoted"))


def _own_bits(sitting: Sitting, number: int, token: str, home: str) -> dict[str, str]:
    answers, sheet = sitting.answers, sitting.sheet
    answered = sum(1 for answer in answers if answer)
    here = reverse("learning:question", args=[sheet.public, number])
    bits = {
        "home": escape(home),
        "here": here,
        "here_quoted": quote(here),
        "save": reverse("learning:save", args=[sheet.public]),
        "key": f"sit:{sheet.public}:{number}",  # the device keeps what is not acknowledged under it
        "token": token,
        "seq": str(sheet.seq),
        "answered": str(answered),
        "card_summary": _summary(answered, len(answers)),
        "ends": escape(told_end(sitting)),
        "saved": _told_save(sheet.saved_at),
    }
    for letter in sitting.content.questions[number - 1].letters:
        bits[f"checked_{letter}"] = " checked" if letter in answers[number - 1] else ""
    for place, answer in enumerate(answers, start=1):
        bits[f"state_{place}"] = "is-answered" if answer else ""
        bits[f"said_{place}"] = _("已答") if answer else _("没答")
    return bits


def _told_save(at: datetime | None) -> str:
    return _("%(clock)s 已保存") % {"clock": f"{timezone.localtime(at):%H:%M:%S}"} if at else ""


def _summary(answered: int, number: int) -> str:
    if answered == number:
        return _("答题卡：%(n)d 题都答了") % {"n": number}
    return _("答题卡：答了 %(done)d 题，还有 %(left)d 题") % {"done": answered, "left": number - answered}


def told_end(sitting: Sitting) -> str:
    """Until when the sheet is to be handed in, as people say it: the last day's 24:00."""
    day = sitting.campaign.until
    return _("%(month)d月%(day)d日 24:00 前交") % {"month": day.month, "day": day.day}


def _fill(parts: tuple[str, ...], values: Mapping[str, str]) -> str:
    """The page with every hole filled. Raises KeyError for a hole that has no value."""
    return "".join(values[part] if place % 2 else part for place, part in enumerate(parts))

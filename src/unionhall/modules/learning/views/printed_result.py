"""The result's page, put together from what is printed once: its frame for each result, and each wrong answer.

See ``ui/printing.py``.
"""

from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from unionhall.modules.learning.queries import Content, Sitting
from unionhall.modules.learning.views.printed import of_paper
from unionhall.modules.learning.views.reviewed import Reviewed, reviewed
from unionhall.ui.context import look
from unionhall.ui.printing import Around, Frame, Holes, Piece, answer, render_frame
from unionhall.ui.printing import number as printed_number
from unionhall.ui.words import moment

RESULTS_KEPT = 512  # of one paper
WRONG_KEPT = 4096  # of one paper
_SHOWN_ALONE = ("content", "wrong")  # of a result's words: the rest of them is the key


class ResultPrint:
    """All that is kept of one paper's results in one language."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._frames: dict[Hashable, Frame] = {}
        self._wrong: dict[Hashable, Around] = {}

    def frame(self, request: HttpRequest, told: dict[str, Any]) -> Frame:
        """The page around the wrong answers, for everybody with such a result."""
        how = look(request)["look"]
        key = (how.theme, how.type, *(_key(value) for name, value in told.items() if name not in _SHOWN_ALONE))
        kept = self._frames.get(key)
        if kept is None:
            if len(self._frames) >= RESULTS_KEPT:
                self._frames.clear()
            context = {"title": self.content.title, **told}
            kept = self._frames[key] = render_frame("learning/result.html", context, request)
        return kept

    def wrong(self, place: int, number: int, given: str, on: date) -> Piece:
        """The question at ``place``, shown as number ``number`` and answered so: what is right, and why."""
        key = (place, given, on)
        kept = self._wrong.get(key)
        if kept is None:
            kept = Around(_told(reviewed(self.content.questions[place - 1], given, on=on)), "number")
            if len(self._wrong) >= WRONG_KEPT:
                self._wrong.clear()
            self._wrong[key] = kept
        return kept.filled(printed_number(number))


def result_page(
    request: HttpRequest, sitting: Sitting, told: dict[str, Any], *, token: str, home: str, here: str
) -> HttpResponse:
    """How a sheet went. ``told`` is ``reviewed.result_of`` and whether there is a certificate."""
    sheet, content = sitting.sheet, sitting.content
    kept = _result_print(of_paper(content, get_language() or ""))
    if sheet.handed_in is None:
        raise ValueError(f"{sheet} is not handed in")
    on, answers = sheet.handed_in.date(), sitting.answers
    values: dict[str, str | Piece | list[Piece]] = {
        "home": escape(home),
        "here": here,
        "here_quoted": quote(here),
        "token": token,
        "again": here.replace("/result/", "/again/"),
        "certificate": here.replace("/result/", "/certificate/"),
        "handed_in": _("%(at)s 交卷") % {"at": moment(sheet.handed_in)},
        "wrong": [kept.wrong(place, number, answers[place - 1], on) for number, place in told["wrong"]],
    }
    told = {**told, "marks": replace(told["marks"], wrong=())}  # the number of them is all that the frame says
    state = {"is_told": sheet.is_told, "is_set_aside": sheet.is_set_aside, "wrong_count": len(told["wrong"])}
    return answer(request, kept.frame(request, {**told, **state}).filled(values))


def _told(one: Reviewed) -> str:
    lines = render_to_string("learning/result_wrong.html", {"one": one, "hole": Holes()}).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _key(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=64)
def _result_print(paper: Any) -> ResultPrint:
    return ResultPrint(paper.content)

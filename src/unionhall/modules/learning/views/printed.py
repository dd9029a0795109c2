"""The question page, printed once per question of a paper and kept; only the worker's own bits are filled in.

Rendering a template costs forty times what the rest of such a request does, and thousands of workers open the same
page within a minute. The template is rendered with *holes*: marks between NUL characters, which no text that people
write can hold. What fills a hole must be HTML-safe. Options are printed one by one, since each sheet has its order.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from unionhall.modules.learning.models import LETTERS
from unionhall.modules.learning.queries import FixedQuestion, Sitting
from unionhall.modules.learning.queries.answers import FILL, LONGEST_BLANK, MATCHING, parts_of, split_at_blanks
from unionhall.modules.learning.views.reviewed import reviewed
from unionhall.ui.context import look

MARK = "\0"
PAGES_KEPT = 1024
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"  # the numbers of blanks
Parts = tuple[str, ...]  # what is printed, and between it the names of holes


class Holes:
    """Any name asked of it is a hole of that name: ``{{ hole.token }}``."""

    def __getitem__(self, name: str) -> SafeString:
        return hole(name)


def hole(name: str) -> SafeString:
    """The place at which a value called ``name`` is filled in later."""
    return mark_safe(f"{MARK}{name}{MARK}")  # noqa: S308 -- names of our own


@dataclass(slots=True)
class Kept:
    """One question's page and, by letter, what is printed for each of its options."""

    page: Parts = ()
    options: dict[str, Parts] = field(default_factory=dict)


def question_page(request: HttpRequest, sitting: Sitting, number: int, *, token: str, home: str) -> str:
    """The page of what this worker is shown as question ``number`` (from 1), as their sheet stands."""
    content, how = sitting.content, look(request)["look"]
    order = sitting.arrangement.order
    place, ends = order[number - 1], (number == 1, number == len(order))
    kept = _kept((content.paper_id, content.version, content.edition, place, ends, get_language(), how.theme, how.type))
    if not kept.page:
        asked = content.questions[place - 1]
        kept.options = {letter: _option(asked, letter) for letter in asked.letters}
        kept.page = _printed(request, sitting, place, ends)
    bits = _own_bits(sitting, number, token, home)
    return _fill(kept.page, bits | _answer_bits(sitting, number, kept))


@lru_cache(maxsize=PAGES_KEPT)
def _kept(key: tuple[object, ...]) -> Kept:
    """Where the page of ``key`` is kept: empty until the first worker opens it."""
    return Kept()


def _printed(request: HttpRequest, sitting: Sitting, place: int, ends: tuple[bool, bool]) -> Parts:
    content = sitting.content
    asked = content.questions[place - 1]
    context = {
        "hole": Holes(),
        "title": content.title,
        "question": asked,
        "text": _numbered(asked) if asked.kind == FILL else asked.text,
        "place": place,
        "is_first": ends[0],
        "is_last": ends[1],
        "size": content.size,
        "is_practice": content.is_practice,
        "longest": LONGEST_BLANK,
        "blanks": [(n, CIRCLED[n - 1 : n], hole(f"blank_{n}")) for n in range(1, asked.blanks + 1)],
        "lefts": [(n, left, hole(f"matched_{n}")) for n, left in enumerate(asked.lefts, start=1)],
        "card": [(shown, hole(f"cell_{shown}")) for shown in range(1, content.size + 1)],
    }
    # the address of this very request must not get into what others are shown
    stand_in = copy.copy(request)
    stand_in.get_full_path = lambda force_append_slash=False: hole("here")  # type: ignore[method-assign]
    page = render_to_string("learning/question.html", context, stand_in)
    return tuple(page.replace(quote(hole("here")), hole("here_quoted")).split(MARK))


def _numbered(asked: FixedQuestion) -> str:
    """A fill-in's text with its blanks as long lines, numbered where there are several."""
    pieces = split_at_blanks(asked.text)
    several = len(pieces) > 2
    line = "＿＿＿＿"
    return pieces[0] + "".join(
        f"{line}{CIRCLED[n : n + 1]}{line}{piece}" if several else line + line + piece
        for n, piece in enumerate(pieces[1:])
    )


def _option(asked: FixedQuestion, letter: str) -> Parts:
    text = asked.options[LETTERS.index(letter)]
    if asked.kind == MATCHING:
        told = format_html('<option value="{}"{}>{}</option>', letter, hole("checked"), text)
    else:
        context = {"hole": Holes(), "letter": letter, "text": text, "takes_several": asked.takes_several}
        told = render_to_string("learning/choice.html", context)
    return tuple(told.split(MARK))


def _answer_bits(sitting: Sitting, number: int, kept: Kept) -> dict[str, str]:
    """What is answered, in the worker's own order of the options; and, of practice, whether it is right."""
    place, letters = sitting.arrangement.order[number - 1], sitting.arrangement.options[number - 1]
    asked, answer = sitting.content.questions[place - 1], sitting.answers[place - 1]
    given = parts_of(asked.kind, answer) or [""] * asked.parts
    feedback, practice = "", sitting.content.is_practice
    if practice and answer:
        feedback = render_to_string("learning/feedback.html", {"one": reviewed(asked, answer)})
    bits = {"feedback": feedback, "to_check": "btn-primary" if practice and not answer else "btn-secondary"}
    bits["onward"] = "btn-secondary" if practice and not answer else "btn-primary"
    if asked.kind == FILL:
        return bits | {f"blank_{n}": escape(text) for n, text in enumerate(given, start=1)}
    if asked.kind == MATCHING:
        matched = {
            f"matched_{n}": "".join(
                _fill(kept.options[one], {"checked": " selected" if one == chosen else ""}) for one in letters
            )
            for n, chosen in enumerate(given, start=1)
        }
        return bits | matched
    shown = (
        _fill(kept.options[one], {"key": LETTERS[n], "checked": " checked" if one in answer else ""})
        for n, one in enumerate(letters)
    )
    return bits | {"choices": "".join(shown)}


def _own_bits(sitting: Sitting, number: int, token: str, home: str) -> dict[str, str]:
    sheet, order = sitting.sheet, sitting.arrangement.order
    stored = sitting.answers
    answers = [stored[place - 1] for place in order]
    answered = sum(1 for answer in answers if answer)
    here = reverse("learning:question", args=[sheet.public, number])
    bits = {
        "home": escape(home),
        "here": here,
        "here_quoted": quote(here),
        "number": str(number),
        "save": reverse("learning:save", args=[sheet.public]),
        "key": f"sit:{sheet.public}:{order[number - 1]}",  # the device keeps what is not acknowledged under it
        "token": token,
        "seq": str(sheet.seq),
        "answered": str(answered),
        "card_summary": _summary(answered, len(answers)),
        "ends": escape(told_end(sitting)),
        "saved": _told_save(sheet.saved_at),
    }
    cells = _cells(get_language() or "", len(order))
    for shown, answer in enumerate(answers, start=1):
        here_now, done, not_done = cells[shown - 1]
        is_answered = ' class="is-answered"' if answer else ""
        bits[f"cell_{shown}"] = is_answered + (here_now if shown == number else done if answer else not_done)
    return bits


@lru_cache(maxsize=64)
def _cells(language: str, size: int) -> list[tuple[str, str, str]]:
    """What the answer card says of each question: being answered now, answered, not answered."""
    told = (_("第 %(n)d 题，正在答"), _("第 %(n)d 题，已答"), _("第 %(n)d 题，没答"))
    return [
        (
            f' aria-current="step" aria-label="{told[0] % {"n": n}}"',
            f' aria-label="{told[1] % {"n": n}}"',
            f' aria-label="{told[2] % {"n": n}}"',
        )
        for n in range(1, size + 1)
    ]


def _told_save(at: datetime | None) -> str:
    return _("%(clock)s 已保存") % {"clock": f"{timezone.localtime(at):%H:%M:%S}"} if at else ""


def _summary(answered: int, number: int) -> str:
    if answered == number:
        return _("答题卡：%(n)d 题都答了") % {"n": number}
    return _("答题卡：答了 %(done)d 题，还有 %(left)d 题") % {"done": answered, "left": number - answered}


def told_end(sitting: Sitting) -> str:
    """Until when the sheet is to be handed in, as people say it: a day's 24:00, or the minute."""
    ends = timezone.localtime(sitting.ends)
    if (ends.hour, ends.minute) == (0, 0):
        day = ends - timedelta(days=1)
        return _("%(month)d月%(day)d日 24:00 前交") % {"month": day.month, "day": day.day}
    told = {"month": ends.month, "day": ends.day, "clock": f"{ends:%H:%M}"}
    return _("%(month)d月%(day)d日 %(clock)s 前交") % told


def _fill(parts: Parts, values: Mapping[str, str]) -> str:
    """What is printed, with every hole filled. Raises KeyError for a hole that has no value."""
    return "".join(values[part] if place % 2 else part for place, part in enumerate(parts))

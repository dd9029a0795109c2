"""The paper's page, put together from what is printed once: its frame, and each question in each order of its options.

See ``ui/printing.py``. What is kept belongs to one edition of one fixed paper, which never changes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from unionhall.modules.learning.models import LETTERS
from unionhall.modules.learning.queries import Content, FixedQuestion, Sitting
from unionhall.modules.learning.queries.answers import FILL, LONGEST_BLANK, MATCHING, parts_of, split_at_blanks
from unionhall.modules.learning.views.reviewed import reviewed
from unionhall.ui import words
from unionhall.ui.context import look
from unionhall.ui.printing import (
    MARK,
    Around,
    Frame,
    Holes,
    Parts,
    Piece,
    answer,
    fill,
    hole,
    own,
    printed,
    render_frame,
)
from unionhall.ui.printing import number as printed_number

PAPERS_KEPT = 64
PIECES_KEPT = 4096  # of one paper: questions in orders of their options, with answers
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"  # the numbers of blanks


class PaperPrint:
    """All that is kept of one paper in one language."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._frames: dict[tuple[str, str], Frame] = {}
        self._questions: dict[int, tuple[Parts, dict[str, Parts]]] = {}
        self._pieces: dict[tuple[int, str, str], Around] = {}

    def frame(self, request: HttpRequest) -> Frame:
        """The page around the questions, in the look that the visitor has chosen."""
        how = look(request)["look"]
        kept = self._frames.get((how.theme, how.type))
        if kept is None:
            kept = self._frames[how.theme, how.type] = self._framed(request)
        return kept

    def _framed(self, request: HttpRequest) -> Frame:
        context = {"title": self.content.title, "content": self.content, "size": self.content.size}
        return render_frame("learning/paper.html", context, request)

    def question(self, number: int, place: int, letters: str, given: str) -> Piece:
        """The paper's question ``place``, shown as number ``number`` with its options as ``letters``, as answered."""
        key = (place, letters, given)
        kept = self._pieces.get(key)
        if kept is None:
            asked = self.content.questions[place - 1]
            text = self._told(asked, place, letters, given)
            if given and (asked.kind == FILL or self.content.is_practice):
                return own(fill(tuple(text.split(MARK)), {"number": str(number)}))  # no end of what people type
            if len(self._pieces) >= PIECES_KEPT:
                self._pieces.clear()
            kept = self._pieces[key] = Around(text, "number")
        return kept.filled(printed_number(number))

    def _told(self, asked: FixedQuestion, place: int, letters: str, given: str) -> str:
        if place not in self._questions:
            options = {letter: _option(asked, place, letter) for letter in asked.letters}
            self._questions[place] = self._asked(asked, place), options
        whole, options = self._questions[place]
        return fill(whole, {"number": hole("number"), **_answer_bits(asked, letters, given, options, self.content)})

    def _asked(self, asked: FixedQuestion, place: int) -> Parts:
        context = {
            "hole": Holes(),
            "question": asked,
            "text": _numbered(asked) if asked.kind == FILL else asked.text,
            "place": place,
            "asked_id": f"asked-{place}",
            "is_practice": self.content.is_practice,
            "longest": LONGEST_BLANK,
            "blanks": [(n, CIRCLED[n - 1 : n], hole(f"blank_{n}")) for n in range(1, asked.blanks + 1)],
            "lefts": [(n, left, hole(f"matched_{n}")) for n, left in enumerate(asked.lefts, start=1)],
        }
        lines = render_to_string("learning/paper_question.html", context).splitlines()
        return tuple("\n".join(line.strip() for line in lines if line.strip()).split(MARK))


class PaperKey:
    """A content and a language that hash by the paper's numbers, not by every word of it."""

    __slots__ = ("content", "numbers")

    def __init__(self, content: Content, language: str) -> None:
        self.content = content
        self.numbers = (content.paper_id, content.version, content.edition, language)

    def __hash__(self) -> int:
        return hash(self.numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PaperKey) and self.numbers == other.numbers and self.content is other.content


def of_paper(content: Content, language: str) -> PaperKey:
    """By what is kept what belongs to one edition of a paper in one language."""
    return PaperKey(content, language)


@lru_cache(maxsize=PAPERS_KEPT)
def _print_of(key: PaperKey) -> PaperPrint:
    return PaperPrint(key.content)


def paper_page(request: HttpRequest, sitting: Sitting, *, here: str, save: str, token: str, home: str) -> HttpResponse:
    """The whole paper as this worker is asked it, with what is answered so far."""
    content, sheet, arrangement = sitting.content, sitting.sheet, sitting.arrangement
    language = get_language() or ""
    kept = _print_of(of_paper(content, language))
    stored, order = sitting.answers, arrangement.order
    given = [stored[place - 1] for place in order]
    asked = zip(order, arrangement.options, given, strict=True)
    answered = sum(1 for one in given if one)
    values: dict[str, str | Piece | list[Piece]] = {
        "home": escape(home),
        "here": here,
        "here_quoted": quote(here),
        "save": save,
        "key": f"sit:{sheet.public}",  # the device keeps what is not acknowledged under it
        "token": token,
        "seq": str(sheet.seq),
        "answered": str(answered),
        "card_summary": _summary(answered, len(order)),
        "left": told_left(len(order) - answered, len(order)),
        "ends": told_end(sitting.ends),
        "saved": _told_save(sheet.saved_at),
        "card": _card(language, tuple(map(bool, given))),
        "questions": [
            kept.question(number, place, letters, one) for number, (place, letters, one) in enumerate(asked, start=1)
        ],
    }
    return answer(request, kept.frame(request).filled(values))


def _numbered(asked: FixedQuestion) -> str:
    """A fill-in's text with its blanks as long lines, numbered where there are several."""
    pieces = split_at_blanks(asked.text)
    several = len(pieces) > 2
    line = "＿＿＿＿"
    return pieces[0] + "".join(
        f"{line}{CIRCLED[n : n + 1]}{line}{piece}" if several else line + line + piece
        for n, piece in enumerate(pieces[1:])
    )


def _option(asked: FixedQuestion, place: int, letter: str) -> Parts:
    text = asked.options[LETTERS.index(letter)]
    if asked.kind == MATCHING:
        told = format_html('<option value="{}"{}>{}</option>', letter, hole("checked"), text)
    else:
        told = format_html(
            '<label class="choice"><input class="form-check-input" type="{}" name="a{}" value="{}"{}>'
            '<span><span class="choice-key">{}</span>{}</span><span class="choice-ground"></span></label>',
            "checkbox" if asked.takes_several else "radio",
            place,
            letter,
            hole("checked"),
            hole("key"),
            text,
        )
    return tuple(told.split(MARK))


def _answer_bits(
    asked: FixedQuestion, letters: str, answered: str, options: dict[str, Parts], content: Content
) -> dict[str, str]:
    """What is answered, in the worker's own order of the options; and, of practice, whether it is right."""
    given: Sequence[str] = parts_of(asked.kind, answered) or [""] * asked.parts
    bits = {"feedback": ""}
    if content.is_practice and answered:
        bits["feedback"] = render_to_string("learning/feedback.html", {"one": reviewed(asked, answered)})
    if asked.kind == FILL:
        return bits | {f"blank_{n}": escape(text) for n, text in enumerate(given, start=1)}
    if asked.kind == MATCHING:
        matched = {
            f"matched_{n}": "".join(fill(options[one], {"checked": _if("selected", one == chosen)}) for one in letters)
            for n, chosen in enumerate(given, start=1)
        }
        return bits | matched
    shown = (
        fill(options[one], {"key": LETTERS[n], "checked": _if("checked", one in answered)})
        for n, one in enumerate(letters)
    )
    return bits | {"choices": "".join(shown)}


def _if(attribute: str, holds: bool) -> str:
    return f" {attribute}" if holds else ""


@lru_cache(maxsize=512)
def _card(language: str, answered: tuple[bool, ...]) -> Piece:
    """The answer card's cells; the language is part of what is kept."""
    del language
    done, still = _("第 %(n)d 题，已答"), _("第 %(n)d 题，没答")
    cells = (
        f'<li><a href="#q-{n}"{" class=" + chr(34) + "is-answered" + chr(34) if one else ""}'
        f' aria-label="{(done if one else still) % {"n": n}}">{n}</a></li>'
        for n, one in enumerate(answered, start=1)
    )
    return printed("".join(cells))


def _told_save(at: datetime | None) -> str:
    return _("%(clock)s 已保存") % {"clock": f"{timezone.localtime(at):%H:%M:%S}"} if at else ""


def _summary(answered: int, number: int) -> str:
    if answered == number:
        return ngettext("答题卡：%(n)d 题都答了", "答题卡：%(n)d 题都答了", number) % {"n": number}
    return _("答题卡：答了 %(done)d 题，还有 %(left)d 题") % {"done": answered, "left": number - answered}


def told_left(left: int, number: int) -> str:
    """How much is still unanswered."""
    return (
        ngettext("还有 %(n)d 题没答", "还有 %(n)d 题没答", left) % {"n": left}
        if left
        else ngettext("%(n)d 题都答了", "%(n)d 题都答了", number) % {"n": number}
    )


@lru_cache(maxsize=256)
def _told_end(ends: datetime, language: str) -> str:
    del language
    at = timezone.localtime(ends)
    if (at.hour, at.minute) == (0, 0):
        return _("%(day)s 24:00 前交") % {"day": words.monthday(at - timedelta(days=1))}
    return _("%(day)s %(clock)s 前交") % {"day": words.monthday(at), "clock": f"{at:%H:%M}"}


def told_end(ends: datetime) -> str:
    """Until when a sheet is to be handed in, as people say it: a day's 24:00, or the minute."""
    return _told_end(ends.replace(second=0, microsecond=0), get_language() or "")

"""A question as its author gives it, cleaned, and every reason why it can not be asked like this."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel.law.queries import is_rule
from unionhall.modules.learning.actions.writing import plain
from unionhall.modules.learning.models import LETTERS, MOST_OPTIONS, Question
from unionhall.modules.learning.queries.answers import LONGEST_BLANK

Kind = Question.Kind
BLANK = re.compile(r"[_＿]{2,}")  # a place to fill in
CHOICES = frozenset((Kind.SINGLE.value, Kind.MULTIPLE.value, Kind.TRUE_FALSE.value))
MOST_TEXT, MOST_OPTION, MOST_ACCEPTED, MOST_PARTS = 2000, 400, 20, 20
MOST_BASIS, MOST_WORDS = 200, 60
# no file of any kind may hold the first two; a blank that does not break looks like one that does, and HTML loses it
_CHARACTERS = {0xFFFE: None, 0xFFFF: None, 0xA0: " "}


@dataclass(frozen=True, slots=True)
class Given:
    """A question as an author gives it.

    ``right`` are the places (from 0) of the right options; of a matching question one place per left, in order.
    ``accepts`` are the accepted answers of each blank of a fill-in question, ``parts`` the sub-questions of a case.
    """

    kind: str
    text: str
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    explanation: str = ""
    basis: str = ""
    lefts: tuple[str, ...] = ()
    accepts: tuple[tuple[str, ...], ...] = ()
    rule: str = ""
    topic: str = ""
    difficulty: int = Question.Difficulty.MIDDLE.value
    author: str = ""
    is_shared: bool = False
    picture: int | None = None  # the key of a picture of the unit's media
    parts: tuple["Given", ...] = ()


def given_from(stored: Mapping[str, Any]) -> Given:
    """The question that ``asdict`` made of one and that was kept as JSON."""
    return Given(
        **{
            **stored,
            "options": tuple(stored["options"]),
            "right": tuple(stored["right"]),
            "lefts": tuple(stored["lefts"]),
            "accepts": tuple(tuple(accepted) for accepted in stored["accepts"]),
            "parts": tuple(given_from(part) for part in stored["parts"]),
        }
    )


def clean(given: Given) -> Given:
    """``given`` as it is kept: without control characters, blanks of one sort, and without what its kind does not have.

    Cleaning twice is cleaning once. Nothing is judged here.
    """
    kind = given.kind
    has_options = kind in CHOICES or kind == Kind.MATCHING
    right = given.right if has_options else ()
    return replace(
        given,
        text=text(given.text),
        options=_lines(given.options) if has_options else (),
        right=right if kind == Kind.MATCHING else tuple(sorted(set(right))),
        explanation=text(given.explanation),
        basis=line(given.basis),
        lefts=_lines(given.lefts) if kind == Kind.MATCHING else (),
        accepts=tuple(_lines(accepted) for accepted in given.accepts) if kind == Kind.FILL else (),
        rule=line(given.rule),
        topic=line(given.topic),
        author=line(given.author),
        parts=tuple(_clean_part(part) for part in given.parts) if kind == Kind.CASE else (),
    )


def text(said: str) -> str:
    """Several lines of plain text."""
    return plain(said.translate(_CHARACTERS))


def line(said: str) -> str:
    """One line of plain text; any run of blanks is one blank."""
    return " ".join(text(said).split())


def blanks_in(said: str) -> int:
    """How many places a text has to be filled in."""
    return len(BLANK.findall(said))


def letters_of(given: Given) -> str:
    """The right options as letters, as they are kept. Only of what ``why_unanswerable`` passes."""
    return "".join(LETTERS[place] for place in given.right)


def why_unanswerable(given: Given) -> list[str]:
    """Why a question can not be asked like this, once it is cleaned; empty where it can."""
    given = clean(given)
    if given.kind not in Kind.values:
        return [_("选一种题型")]
    reasons = [] if given.text else [_("写上题目")]
    reasons += _too_long(given)
    if given.rule and not is_rule(given.rule):
        reasons.append(_("没有编号是 %(rule)s 的法条，从列表里选") % {"rule": given.rule})
    if given.difficulty not in Question.Difficulty.values:
        reasons.append(_("难度是易、中、难里的一个"))
    if given.kind == Kind.CASE:
        return reasons + _why_no_case(given)
    if given.kind == Kind.FILL:
        return reasons + _why_no_fill(given)
    reasons += _why_no_options(given)
    return reasons + (_why_no_matching(given) if given.kind == Kind.MATCHING else _why_no_right(given))


def _why_no_options(given: Given) -> list[str]:
    options, reasons = given.options, []
    if given.kind == Kind.TRUE_FALSE and len(options) != 2:
        reasons.append(_("判断题只有“对”和“不对”两个选项"))
    if not 2 <= len(options) <= MOST_OPTIONS:
        reasons.append(_("选项要有 2 到 %(most)d 个") % {"most": MOST_OPTIONS})
    if any(not option for option in options):
        reasons.append(_("有一个选项是空的，写上或者去掉"))
    if len(set(options)) != len(options):
        reasons.append(_("有两个选项一样，改掉一个"))
    return reasons


def _why_no_right(given: Given) -> list[str]:
    if not given.right or any(not 0 <= place < len(given.options) for place in given.right):
        return [_("选出正确答案")]
    if len(given.right) > 1 and given.kind != Kind.MULTIPLE:
        return [_("这种题只能有一个正确答案；有几个的，改成多选题")]
    if len(given.right) < 2 and given.kind == Kind.MULTIPLE:
        return [_("多选题至少有两个正确答案；只有一个的，改成单选题")]
    return []


def _why_no_matching(given: Given) -> list[str]:
    reasons = []
    if not 2 <= len(given.lefts) <= MOST_OPTIONS:
        reasons.append(_("连线题左边要有 2 到 %(most)d 项") % {"most": MOST_OPTIONS})
    if any(not left for left in given.lefts):
        reasons.append(_("连线题左边有一项是空的，写上或者去掉"))
    if len(set(given.lefts)) != len(given.lefts):
        reasons.append(_("连线题左边有两项一样，改掉一个"))
    if len(given.right) != len(given.lefts) or any(not 0 <= place < len(given.options) for place in given.right):
        reasons.append(_("左边每一项都要连到右边的一个选项"))
    return reasons


def _why_no_fill(given: Given) -> list[str]:
    blanks, reasons = blanks_in(given.text), []
    if not 1 <= blanks <= MOST_OPTIONS:
        reasons.append(_("填空题要有 1 到 %(most)d 个空，在题目里写成 ____") % {"most": MOST_OPTIONS})
    elif len(given.accepts) != blanks:
        reasons.append(
            ngettext(
                "题目里有 %(blanks)d 个空，答案写了 %(n)d 个",
                "题目里有 %(blanks)d 个空，答案写了 %(n)d 个",
                len(given.accepts),
            )
            % {"blanks": blanks, "n": len(given.accepts)}
        )
    for place, accepted in enumerate(given.accepts, start=1):
        if not accepted or not all(accepted):
            reasons.append(_("写上第 %(n)d 个空的答案") % {"n": place})
        if len(set(accepted)) != len(accepted):
            reasons.append(_("第 %(n)d 个空有两个答案一样，去掉一个") % {"n": place})
        if len(accepted) > MOST_ACCEPTED:
            reasons.append(_("第 %(n)d 个空最多写 %(most)d 种答案") % {"n": place, "most": MOST_ACCEPTED})
    return reasons


def _why_no_case(given: Given) -> list[str]:
    reasons = []
    if not 1 <= len(given.parts) <= MOST_PARTS:
        reasons.append(_("案例题要有 1 到 %(most)d 道小题") % {"most": MOST_PARTS})
    for place, part in enumerate(given.parts, start=1):
        if part.kind == Kind.CASE:
            reasons.append(_("第 %(n)d 小题：案例里不能再放案例") % {"n": place})
            continue
        reasons += [_("第 %(n)d 小题：%(why)s") % {"n": place, "why": why} for why in why_unanswerable(part)]
    return reasons


def _too_long(given: Given) -> list[str]:
    short = [(_("选项"), option) for option in (*given.options, *given.lefts)]
    limits = [
        # a field of a page counts in UTF-16, and must hold every answer that is taken as right
        *(
            (_("填空的答案"), answer, LONGEST_BLANK - _extra(answer))
            for accepted in given.accepts
            for answer in accepted
        ),
        *((name, said, MOST_OPTION) for name, said in short),
        (_("题目"), given.text, MOST_TEXT),
        (_("解析"), given.explanation, MOST_TEXT),
        (_("依据"), given.basis, MOST_BASIS),
        (_("知识点"), given.topic, MOST_WORDS),
        (_("出题人"), given.author, MOST_WORDS),
    ]
    long = {name: most for name, said, most in limits if len(said) > most}
    return [_("%(what)s最多 %(most)d 个字") % {"what": name, "most": most} for name, most in long.items()]


def _extra(said: str) -> int:
    """By how much a text is longer in UTF-16 than in characters."""
    return sum(char > "\uffff" for char in said)


def _clean_part(part: Given) -> Given:
    """A sub-question has no topic, author or difficulty of its own: it has its case's."""
    return replace(clean(part), topic="", author="", difficulty=Question.Difficulty.MIDDLE.value, is_shared=False)


def _lines(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(line(each) for each in said)

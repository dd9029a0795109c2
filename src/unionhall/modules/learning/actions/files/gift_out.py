"""Questions written as GIFT. What GIFT has no word for is named."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files import feedback
from unionhall.modules.learning.actions.files.answers import is_true
from unionhall.modules.learning.models import Question

Kind = Question.Kind
_SIGNS = re.compile(r"([\\:#={}~])")


def why_not(given: Given) -> str:
    """Why a question can not be written as GIFT; "" where it can."""
    if given.kind == Kind.CASE:
        return _("GIFT 没有案例题")
    if given.kind == Kind.FILL and len(given.accepts) > 1:
        return _("GIFT 的填空题只有一个空")
    arrows = given.lefts if given.kind == Kind.MATCHING else given.accepts[0] if given.kind == Kind.FILL else ()
    if any("->" in each for each in arrows):
        return _("文字里有 ->，GIFT 会当成连线")
    return ""


def write(questions: Iterable[Given]) -> str:
    """The questions as a GIFT text; those for which ``why_not`` says why are left out."""
    blocks, topic = [], ""
    for given in questions:
        if why_not(given):
            continue
        if given.topic != topic:
            topic = given.topic
            blocks.append(f"$CATEGORY: {_guarded(feedback.category_of(topic))}\n")
        tags = "".join(f" [tag:{_in_brackets(tag)}]" for tag in feedback.tags_of(given))
        blocks.append((f"//{tags}\n" if tags else "") + f"[plain]{_guarded(given.text)} {{\n{_answers(given)}}}\n")
    return "\n".join(blocks)


def _answers(given: Given) -> str:
    general = f"####{_plain(given.explanation)}\n" if given.explanation else ""
    return "".join(f"{line}\n" for line in _lines(given)) + general


def _lines(given: Given) -> list[str]:
    if given.kind == Kind.TRUE_FALSE:
        return ["TRUE" if is_true(given) else "FALSE"]
    if given.kind == Kind.MATCHING:
        return [f"={_plain(left)} -> {_plain(right)}" for left, right in feedback.pairs_of(given)]
    if given.kind == Kind.FILL:
        return [f"=%100%{_plain(feedback.guarded_stars(answer))}" for answer in given.accepts[0]]
    options = list(enumerate(given.options))
    if given.kind == Kind.SINGLE:
        return [f"{'=' if place in given.right else '~'}{_option(option)}" for place, option in options]
    worth = f"%{100 / len(given.right):.5f}".rstrip("0").rstrip(".") + "%"
    return [f"~{worth if place in given.right else '%-100%'}{_plain(option)}" for place, option in options]


def _option(option: str) -> str:
    """An option without a weight of its own: one that begins with a percent sign must not look like one."""
    return f"[plain]{_guarded(option)}" if option.startswith("%") else _plain(option)


def _plain(said: str) -> str:
    """Text that is not taken for the name of a format."""
    return f"[plain]{_guarded(said)}" if said.startswith("[") else _guarded(said)


def _guarded(said: str) -> str:
    return _SIGNS.sub(r"\\\1", said).replace("\n", "\\n")


def _in_brackets(tag: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", tag)

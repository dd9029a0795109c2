"""What the public formats share: feedback by answer, tags for what they have no field for, answers with a wildcard."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.modules.learning.actions.answerable import Given, blanks_in
from unionhall.modules.learning.actions.files.answers import DIFFICULTIES, TRUE_FALSE, Unclear, difficulty_of
from unionhall.modules.learning.models import Question

Kind = Question.Kind
FULL = 99.9  # percent from which an answer is simply right
BLANK = "____"
_DIFFICULTY, _AUTHOR, _BASIS, _RULE = "难度:", "出题人:", "依据:", "法条:"
_PLACE = re.compile(r"^\$\w+\$/?")  # where in Moodle: the course, the system
_TOP = re.compile(r"^top(?:$|/(?=(?://)*(?!/)))")
_PARTS = re.compile(r"(?:[^/]|//)+")
_STARS = re.compile(r"\\\*|\*")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a public format: its text, how much it is worth in percent, and what is said to whoever took it."""

    text: str
    percent: float
    feedback: str = ""


def choices(given: Given, offered: list[Choice], is_single: bool) -> tuple[Given, str]:
    """A choice question from what is offered, and what was left behind. Raises Unclear where nothing fits."""
    full = tuple(place for place, choice in enumerate(offered) if choice.percent >= FULL)
    right: tuple[int, ...]
    some = tuple(place for place, choice in enumerate(offered) if choice.percent > 0)
    note = ""
    if is_single or len(some) == 1:
        if len(full) != 1:
            raise Unclear(
                _("单选题没有满分的答案")
                if not full
                else ngettext(
                    "单选题有 %(n)d 个满分的答案，只能有一个", "单选题有 %(n)d 个满分的答案，只能有一个", len(full)
                )
                % {"n": len(full)}
            )
        kind, right = Kind.SINGLE.value, full
        note = _("答对一部分给的分没有带进来") if some != full else ""
    else:
        kind, right = Kind.MULTIPLE.value, some
    made = replace(given, kind=kind, options=tuple(choice.text for choice in offered), right=right)
    return replace(made, explanation=explained(given.explanation, offered)), note


def true_false(given: Given, is_true: bool, feedback: Iterable[str] = ()) -> Given:
    """A true/false question; ``feedback``: what else is said about it."""
    explanation = "\n".join(filter(None, (given.explanation, *dict.fromkeys(feedback))))
    right = (0,) if is_true else (1,)
    return replace(given, kind=Kind.TRUE_FALSE.value, options=TRUE_FALSE, right=right, explanation=explanation)


def filled(given: Given, offered: list[Choice]) -> tuple[Given, str]:
    """A fill-in question with one blank, and what was left behind. Raises Unclear for wildcards and several blanks."""
    full = [choice for choice in offered if choice.percent >= FULL]
    if not full:
        raise Unclear(_("填空题没有满分的答案"))
    if blanks_in(given.text) > 1:
        raise Unclear(_("题目里有几个空，答案却只有一组，分不出哪个空填哪个"))
    text = given.text if blanks_in(given.text) else f"{given.text} {BLANK}"
    accepted = tuple(dict.fromkeys(_literal(choice.text) for choice in full))
    note = _("答对一部分给的分没有带进来") if any(0 < choice.percent < FULL for choice in offered) else ""
    made = replace(given, kind=Kind.FILL.value, text=text, accepts=(accepted,))
    return replace(made, explanation=explained(given.explanation, offered)), note


def matched(given: Given, pairs: list[tuple[str, str]]) -> Given:
    """A matching question from pairs; a pair without a left is one more option that nothing belongs to."""
    options = tuple(dict.fromkeys(right for _left, right in pairs))
    lefts = tuple(left for left, _right in pairs if left)
    places = tuple(options.index(right) for left, right in pairs if left)
    return replace(given, kind=Kind.MATCHING.value, options=options, lefts=lefts, right=places)


def pairs_of(given: Given) -> list[tuple[str, str]]:
    """A matching question as pairs, the options that nothing belongs to last and without a left."""
    pairs = [(left, given.options[place]) for left, place in zip(given.lefts, given.right, strict=True)]
    return pairs + [("", option) for place, option in enumerate(given.options) if place not in given.right]


def explained(explanation: str, offered: list[Choice]) -> str:
    """The explanation with what was said about single answers below it."""
    said = [
        _("“%(answer)s”：%(why)s") % {"answer": each.text, "why": each.feedback} for each in offered if each.feedback
    ]
    return "\n".join(filter(None, (explanation, *said)))


def guarded_stars(answer: str) -> str:
    """An accepted answer in whose place a wildcard could be read, without that meaning."""
    return answer.replace("*", r"\*")


def tags_of(given: Given) -> list[str]:
    """What a question says about itself where a format has no field for it, as tags."""
    named = ((_AUTHOR, given.author), (_BASIS, given.basis), (_RULE, given.rule))
    difficulty = DIFFICULTIES[given.difficulty][0] if given.difficulty != Question.Difficulty.MIDDLE else ""
    return [f"{name}{value}" for name, value in ((_DIFFICULTY, difficulty), *named) if value]


def with_tags(given: Given, tags: Iterable[str]) -> Given:
    """``given`` with what its tags say; others are passed over. Raises Unclear for a difficulty that is none."""
    for tag in tags:
        if tag.startswith(_AUTHOR):
            given = replace(given, author=tag.removeprefix(_AUTHOR))
        if tag.startswith(_BASIS):
            given = replace(given, basis=tag.removeprefix(_BASIS))
        if tag.startswith(_RULE):
            given = replace(given, rule=tag.removeprefix(_RULE))
        if tag.startswith(_DIFFICULTY):
            given = replace(given, difficulty=difficulty_of(tag.removeprefix(_DIFFICULTY)))
    return given


def topic_of(category: str) -> str:
    """The last part of a category's path, without what only Moodle understands. A slash in a name is written twice."""
    path = _TOP.sub("", _PLACE.sub("", category.strip(), count=1), count=1)
    parts = _PARTS.findall(path)
    return parts[-1].replace("//", "/").strip() if parts else ""


def category_of(topic: str) -> str:
    """The path of a category for a topic."""
    return "$course$/top/" + topic.replace("/", "//")


def _literal(answer: str) -> str:
    if any(found == "*" for found in _STARS.findall(answer)):
        raise Unclear(_("答案里有通配符 *，要写出每一种答案"))
    return _STARS.sub("*", answer)

"""Questions written as Moodle XML. What Moodle has no type for is named."""

import base64
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files import feedback
from unionhall.modules.learning.actions.files.answers import is_true
from unionhall.modules.learning.actions.files.found import excerpt
from unionhall.modules.learning.actions.files.pictured import Picture
from unionhall.modules.learning.models import Question

Kind = Question.Kind
_TYPES = {
    Kind.SINGLE.value: "multichoice",
    Kind.MULTIPLE.value: "multichoice",
    Kind.TRUE_FALSE.value: "truefalse",
    Kind.FILL.value: "shortanswer",
    Kind.MATCHING.value: "matching",
}


_PLAIN = ' format="plain_text"'


def why_not(given: Given) -> str:
    """Why a question can not be written as Moodle XML; "" where it can."""
    if given.kind == Kind.CASE:
        return _("Moodle 没有案例题")
    if given.kind == Kind.FILL and len(given.accepts) > 1:
        return _("Moodle 的填空题只有一个空")
    return ""


def write(questions: Iterable[Given], pictures: Mapping[int, Picture]) -> str:
    """The questions as a Moodle XML text with their pictures; those for which ``why_not`` says why are left out."""
    written, topic = [], ""
    for given in questions:
        if why_not(given):
            continue
        if given.topic != topic:
            topic = given.topic
            category = _element("category", feedback.category_of(topic))
            written.append(f'<question type="category">{category}</question>\n')
        written.append(_question(given, pictures.get(given.picture or 0)))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(written)}</quiz>\n'


def _question(given: Given, picture: Picture | None) -> str:
    tags = "".join(_element("tag", tag) for tag in feedback.tags_of(given))
    inner = [
        _element("name", excerpt(given.text)),
        _with_picture(given.text, picture) if picture else _element("questiontext", given.text, _PLAIN),
        _element("generalfeedback", given.explanation, _PLAIN) if given.explanation else "",
        *_answers(given),
        f"<tags>{tags}</tags>" if tags else "",
    ]
    body = "\n".join(part for part in inner if part)
    return f'<question type="{_TYPES[given.kind]}">\n{body}\n</question>\n'


def _with_picture(text: str, picture: Picture) -> str:
    """Moodle shows a picture in text that it formats by itself: line ends stay, "<" is written out."""
    name = f"picture.{picture.ending}"
    shown = f'{escape(text)}\n<img src="@@PLUGINFILE@@/{name}" alt="">'
    content = base64.b64encode(picture.content).decode()
    return (
        f'<questiontext format="moodle_auto_format"><text>{escape(shown)}</text>'
        f'<file name="{name}" path="/" encoding="base64">{content}</file></questiontext>'
    )


def _answers(given: Given) -> list[str]:
    if given.kind == Kind.TRUE_FALSE:
        truth = is_true(given)
        return [_answer("true", 100 if truth else 0), _answer("false", 0 if truth else 100)]
    if given.kind == Kind.FILL:
        usecase = "<usecase>0</usecase>"
        return [usecase, *(_answer(feedback.guarded_stars(answer), 100) for answer in given.accepts[0])]
    if given.kind == Kind.MATCHING:
        # Moodle gives the answer of a pair no format; without one "<b>" written as text would be read as HTML
        return [
            f"<subquestion{_PLAIN}><text>{escape(left)}</text>{_element('answer', right, _PLAIN)}</subquestion>"
            for left, right in feedback.pairs_of(given)
        ]
    is_single = given.kind == Kind.SINGLE
    worth, wrong = 100 / len(given.right), 0 if is_single else -100
    return [
        f"<single>{'true' if is_single else 'false'}</single>",
        *(_answer(option, worth if place in given.right else wrong) for place, option in enumerate(given.options)),
    ]


def _answer(text: str, percent: float) -> str:
    worth = f"{percent:.5f}".rstrip("0").rstrip(".")
    return _element("answer", text, f' fraction="{worth}"{_PLAIN}')


def _element(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}><text>{escape(text)}</text></{name}>"

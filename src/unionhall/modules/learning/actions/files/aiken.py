"""Aiken, the plainest format of Moodle (docs.moodle.org/en/Aiken_format): a question, lettered options, "ANSWER: B"."""

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files.answers import Unclear, with_answer
from unionhall.modules.learning.actions.files.found import Item, NotTaken, line_place
from unionhall.modules.learning.models import LETTERS, Question

Kind = Question.Kind
_OPTION = re.compile(r"^([A-Z])[.)．、）]\s*(.*)$")
_ANSWER = re.compile(r"^(?:ANSWER|答案)\s*[:：]\s*(.*)$")


def read(text: str) -> Iterator[Item | NotTaken]:
    """The questions of an Aiken text. What can not be taken is named with its line."""
    asked: list[str] = []
    options: list[str] = []
    begun, why = 0, ""
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        line = raw.strip()
        if not line:
            continue
        if answer := _ANSWER.match(line):
            yield _item(begun or number, asked, options, answer[1], why)
            asked, options, begun, why = [], [], 0, ""
        elif asked and (option := _OPTION.match(line)):
            if LETTERS[: len(options) + 1][-1:] != option[1]:
                why = why or _("选项 %(letter)s 的字母没有挨着排") % {"letter": option[1]}
            options.append(option[2])
        elif options:
            yield NotTaken(line_place(begun), " ".join(asked), _("没有写答案，要有一行 ANSWER: 和字母"))
            asked, options, begun, why = [line], [], number, ""
        else:
            asked.append(line)
            begun = begun or number
    if asked or options:
        yield NotTaken(line_place(begun), " ".join(asked), _("没有写答案，要有一行 ANSWER: 和字母"))


def why_not(given: Given) -> str:
    """Why a question can not be written as Aiken; "" where it can."""
    if given.kind != Kind.SINGLE:
        return _("Aiken 只有单选题")
    if _reads_otherwise(given.text):
        return _("题目分几行，或者像选项、像答案，Aiken 认不出来")
    return ""


def write(questions: Iterable[Given]) -> str:
    """The questions as an Aiken text; those for which ``why_not`` says why are left out."""
    return "\n".join(_written(given) for given in questions if not why_not(given))


def _written(given: Given) -> str:
    options = "".join(f"{letter}. {option}\n" for letter, option in zip(LETTERS, given.options, strict=False))
    return f"{given.text}\n{options}ANSWER: {LETTERS[given.right[0]]}\n"


def _reads_otherwise(text: str) -> bool:
    return "\n" in text or bool(_ANSWER.match(text))


def _item(number: int, asked: list[str], options: list[str], answer: str, why: str) -> Item | NotTaken:
    said = "\n".join(asked)
    if why:
        return NotTaken(line_place(number), said, why)
    chosen = re.sub(r"[\s,，、;；]", "", normalize("NFKC", answer))
    kind = Kind.MULTIPLE if len(chosen) > 1 and re.fullmatch("[A-Z]+", chosen) else Kind.SINGLE
    given = Given(kind.value, said, tuple(options))
    try:
        if len(set(chosen)) != len(chosen) or not re.fullmatch("[A-Z]+", chosen):
            raise Unclear(_("答案“%(answer)s”看不懂，写选项前面的字母") % {"answer": answer})
        return Item(line_place(number), with_answer(given, chosen))
    except Unclear as unclear:
        return NotTaken(line_place(number), said, str(unclear))

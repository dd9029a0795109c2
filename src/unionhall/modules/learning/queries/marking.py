"""What a sheet's answers are worth. Pure; marks are whole numbers, what does not divide is cut off.

Rules for answers that are right in part, chosen by the author for the whole paper:

===========  ==============================================================================================
multiple     ``""`` 全对才得分 · ``half`` 少选得一半，错选不得分 · ``share`` 少选按选对的个数得分，错选不得分
fill, match  ``""`` 全对才得分 · ``each`` 按填对的空、连对的对数得分
===========  ==============================================================================================
"""

from dataclasses import dataclass

from unionhall.modules.learning.models import Outcome, Paper, Sheet, outcome
from unionhall.modules.learning.queries.answers import FILL, MATCHING, MULTIPLE, parts_of, plain_form, split_answers
from unionhall.modules.learning.queries.arranging import arranged
from unionhall.modules.learning.queries.content import (
    WITHDRAWN_EVERYBODY,
    WITHDRAWN_OUT,
    Content,
    FixedQuestion,
    content_of,
)

__all__ = (
    "EACH",
    "HALF",
    "SHARE",
    "Marks",
    "Outcome",
    "is_right",
    "mark",
    "marks_before",
    "missing_to_pass",
    "of_hundred",
    "outcome",
    "parts_right",
    "points",
    "questions_to_pass",
)

HALF, SHARE, EACH = "half", "share", "each"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sheet is worth: questions answered right, marks, whether that passes, and the paper's places missed.

    ``of`` questions count, together worth ``full``, and ``pass_marks`` would pass: less than the paper says where a
    question was taken out of it. A question of which a part is right is missed.
    """

    right: int
    marks: int
    is_passed: bool
    wrong: tuple[int, ...]
    of: int = 0
    full: int = 0
    pass_marks: int = 0


def parts_right(question: FixedQuestion, answer: str) -> int:
    """How many blanks or pairs of ``answer`` are right; of other kinds 1 for exactly the right options."""
    kind = question.kind
    if kind not in (FILL, MATCHING):
        return int(answer == question.right)
    given = parts_of(kind, answer)
    if kind == FILL:
        return sum(
            1
            for text, accepted in zip(given, question.accepts, strict=False)
            if text and plain_form(text) in {plain_form(one) for one in accepted}
        )
    return sum(1 for letter, right in zip(given, question.right, strict=False) if letter == right)


def is_right(question: FixedQuestion, answer: str) -> bool:
    """Whether an answer is right in all its parts."""
    if question.kind not in (FILL, MATCHING):
        return answer != "" and answer == question.right
    return bool(answer) and parts_right(question, answer) == question.parts


def points(question: FixedQuestion, answer: str) -> int:
    """The marks that an answer gets: for all of it right the question's marks, for a part by the question's rule."""
    if question.withdrawn:
        return question.marks if question.withdrawn == WITHDRAWN_EVERYBODY else 0
    if is_right(question, answer):
        return question.marks
    if question.kind == MULTIPLE and question.partial in (HALF, SHARE):
        if not answer or not set(answer) <= set(question.right):
            return 0
        return question.marks // 2 if question.partial == HALF else question.marks * len(answer) // len(question.right)
    if question.partial == EACH and question.parts > 1:
        return question.marks * parts_right(question, answer) // question.parts
    return 0


def mark(content: Content, answers: str, seed: int = 0) -> Marks:
    """What ``answers`` are worth to the worker who was asked what ``seed`` drew. What was not drawn does not count."""
    given = split_answers(answers, len(content.questions))
    right = marks = of = full = before = 0
    wrong: list[int] = []
    for place in arranged(content, seed).order:
        question, answer = content.questions[place - 1], given[place - 1]
        before += question.marks
        if question.withdrawn == WITHDRAWN_OUT:
            continue
        of += 1
        full += question.marks
        if question.withdrawn or is_right(question, answer):
            right += 1
            marks += question.marks
        else:
            wrong.append(place)
            marks += points(question, answer) if question.partial else 0
    needed = content.pass_marks if full == before else -(-content.pass_marks * full // before)
    return Marks(right, marks, marks >= needed, tuple(wrong), of, full, needed)


def marks_before(sheet: Sheet, paper: Paper, edition: int) -> int:
    """The marks that a sheet had before a paper's withdrawal number ``edition``."""
    return mark(content_of(paper.pk, paper.version, edition - 1), sheet.answers, sheet.seed).marks


def of_hundred(content: Content, marks: int, seed: int) -> int:
    """Marks as they would be of 100, so that papers of different full marks can be averaged; cut off."""
    is_whole = not any(question.withdrawn == WITHDRAWN_OUT for question in content.questions)
    full = content.full_marks if is_whole else mark(content, "", seed).full
    return 100 * marks // full if full else 0


def missing_to_pass(content: Content, marks: Marks, answers: str = "") -> int:
    """How many more questions answered right would have passed at the least; 0 for a paper that passed.

    With ``answers`` the marks that half-right answers got already are not counted twice.
    """
    given = split_answers(answers, len(content.questions))
    missing = (marks.pass_marks or content.pass_marks) - marks.marks
    missed = [(content.questions[place - 1], given[place - 1]) for place in marks.wrong]
    worth = sorted((question.marks - points(question, answer) for question, answer in missed), reverse=True)
    more = 0
    while missing > 0 and more < len(worth):
        missing -= worth[more]
        more += 1
    return more


def questions_to_pass(content: Content) -> int | None:
    """How many right answers pass, where all questions are worth the same whole; None where they are not."""
    worth = {question.marks for question in content.questions}
    if len(worth) != 1 or any(question.partial or question.withdrawn for question in content.questions):
        return None
    return -(-content.pass_marks // worth.pop())

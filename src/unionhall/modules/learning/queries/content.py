"""What a fixed paper asks, and what a sheet's answers are worth: pure, apart from one cached read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from unionhall.modules.learning.models import LETTERS, Paper, Question

SEPARATOR = "|"  # between the questions of a sheet
NUMBER = "@"  # between the letters chosen and the number of the save that chose them


@dataclass(frozen=True, slots=True)
class FixedQuestion:
    """One question as it was when its paper was fixed. ``right`` and answers are letters in order, e.g. "AC"."""

    kind: str
    text: str
    options: tuple[str, ...]
    right: str
    marks: int
    explanation: str = ""
    basis: str = ""

    @property
    def letters(self) -> str:
        """The letters that may be chosen."""
        return LETTERS[: len(self.options)]

    @property
    def takes_several(self) -> bool:
        """Whether more than one option may be chosen."""
        return self.kind == Question.Kind.MULTIPLE

    def said(self, letters: str) -> list[str]:
        """The options' texts behind ``letters``."""
        return [self.options[LETTERS.index(letter)] for letter in letters]


@dataclass(frozen=True, slots=True)
class Content:
    """A fixed paper: never changes, so a process reads it once."""

    paper_id: int
    version: int
    title: str
    pass_marks: int
    tries: int
    shows_answers: bool
    questions: tuple[FixedQuestion, ...]

    @property
    def full_marks(self) -> int:
        """What a paper without a mistake is worth."""
        return sum(question.marks for question in self.questions)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sheet is worth: questions answered right, marks, whether that passes, and the places (from 1) missed."""

    right: int
    marks: int
    is_passed: bool
    wrong: tuple[int, ...]


def as_stored(question: FixedQuestion) -> dict[str, Any]:
    """How a question stands in ``Paper.content``."""
    return {
        "kind": question.kind,
        "text": question.text,
        "options": list(question.options),
        "right": question.right,
        "marks": question.marks,
        "explanation": question.explanation,
        "basis": question.basis,
    }


def from_stored(stored: Mapping[str, Any]) -> FixedQuestion:
    """The question that ``as_stored`` wrote."""
    return FixedQuestion(**{**stored, "options": tuple(stored["options"])})


@lru_cache(maxsize=256)
def content_of(paper_id: int, version: int) -> Content:
    """The fixed paper ``paper_id``. Raises Paper.DoesNotExist where it is not fixed.

    Kept in the process: a fixed paper can not change, and thousands of workers ask for the same one.
    """
    paper = Paper.objects.get(pk=paper_id, version=version, fixed_at__isnull=False)
    return Content(
        paper_id=paper_id,
        version=version,
        title=paper.title,
        pass_marks=paper.pass_marks,
        tries=paper.tries,
        shows_answers=paper.shows_answers,
        questions=tuple(from_stored(stored) for stored in paper.content),
    )


def numbered_answers(answers: str, number: int) -> list[tuple[str, int]]:
    """A sheet's answers by question: what is chosen ("" for nothing), and by the save of which number (0: none)."""
    fields = (answers.split(SEPARATOR) if answers else [])[:number]
    found = [(letters, int(seq or 0)) for letters, _, seq in (field.partition(NUMBER) for field in fields)]
    return found + [("", 0)] * (number - len(found))


def split_answers(answers: str, number: int) -> list[str]:
    """A sheet's answers as one string per question, "" where nothing is answered."""
    return [letters for letters, _seq in numbered_answers(answers, number)]


def join_answers(answers: Sequence[tuple[str, int]]) -> str:
    """The answers as a sheet keeps them, e.g. "B@3||AC@7"."""
    return SEPARATOR.join(f"{letters}{NUMBER}{seq}" if seq else "" for letters, seq in answers)


def clean_answer(question: FixedQuestion, given: Iterable[str]) -> str:
    """The letters of ``given`` that stand in the question, in order and once. Raises ValueError for anything else."""
    chosen = {letter for text in given for letter in text}
    if not chosen <= set(question.letters):
        raise ValueError("an answer names an option that the question does not have")
    if len(chosen) > 1 and not question.takes_several:
        raise ValueError("this question takes one answer")
    return "".join(sorted(chosen))


def mark(content: Content, answers: str) -> Marks:
    """What ``answers`` are worth. A question counts in full when exactly the right options are chosen, else nothing."""
    right = marks = 0
    wrong: list[int] = []
    given = split_answers(answers, len(content.questions))
    for place, (question, answer) in enumerate(zip(content.questions, given, strict=True), start=1):
        if answer == question.right:
            right += 1
            marks += question.marks
        else:
            wrong.append(place)
    return Marks(right, marks, marks >= content.pass_marks, tuple(wrong))


def missing_to_pass(content: Content, marks: Marks) -> int:
    """How many more questions answered right would have passed at the least; 0 for a paper that passed."""
    missing = content.pass_marks - marks.marks
    worth = sorted((content.questions[place - 1].marks for place in marks.wrong), reverse=True)
    more = 0
    while missing > 0 and more < len(worth):
        missing -= worth[more]
        more += 1
    return more


def questions_to_pass(content: Content) -> int | None:
    """How many right answers pass, where all questions are worth the same; None where they are not."""
    worth = {question.marks for question in content.questions}
    if len(worth) != 1:
        return None
    return -(-content.pass_marks // worth.pop())

"""A paper as it was fixed: its questions and its rules. Read once a process for each version and edition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from unionhall.modules.learning.models import LETTERS, Paper
from unionhall.modules.learning.queries.answers import FILL, MATCHING, MULTIPLE, blanks_in, parts_of

WITHDRAWN_EVERYBODY, WITHDRAWN_OUT = "everybody", "out"  # what becomes of a withdrawn question's marks


@dataclass(frozen=True, slots=True)
class FixedQuestion:
    """One question as it was when its paper was fixed. A case's sub-questions stand one by one, each with its stem.

    ``right`` are letters: of single, multiple, true_false in order, e.g. "AC"; of matching one for each of ``lefts``.
    ``accepts`` are the accepted texts of each blank of a fill-in. ``partial`` names the rule for half-right answers
    (see ``marking``), ``draw`` the row of the paper's draw table whose pool it stands in (0: everybody is asked),
    ``withdrawn`` what became of its marks ("": it stands).
    """

    kind: str
    text: str
    options: tuple[str, ...]
    right: str
    marks: int
    explanation: str = ""
    basis: str = ""
    lefts: tuple[str, ...] = ()
    accepts: tuple[tuple[str, ...], ...] = ()
    stem: str = ""
    picture: str = ""  # URL path
    partial: str = ""
    question_id: int = 0  # in the bank, for statistics
    rule: str = ""  # id of a law rule
    case: int = 0  # the bank's id of the case it belongs to; its sub-questions stay together
    draw: int = 0
    withdrawn: str = ""

    @property
    def letters(self) -> str:
        """The letters that may be chosen."""
        return LETTERS[: len(self.options)]

    @property
    def takes_several(self) -> bool:
        """Whether more than one option may be chosen."""
        return self.kind == MULTIPLE

    @property
    def may_be_cleared(self) -> bool:
        """Whether a form without any choice says "none of them"; of circles it can only be an old page."""
        return self.kind in (MULTIPLE, FILL, MATCHING)

    @property
    def blanks(self) -> int:
        """How many blanks a fill-in has."""
        return len(self.accepts) or blanks_in(self.text)

    @property
    def parts(self) -> int:
        """Of how many parts an answer consists: the blanks, the pairs; else one."""
        return self.blanks if self.kind == FILL else len(self.lefts) if self.kind == MATCHING else 1

    def said(self, answer: str) -> list[str]:
        """What an answer says, in words: the options chosen, what was filled in, the pairs."""
        if not answer:
            return []
        given = parts_of(self.kind, answer)
        if self.kind == FILL:
            return [text or "——" for text in given]
        if self.kind == MATCHING:
            return [f"{left} — {self._option(letter)}" for left, letter in zip(self.lefts, given, strict=False)]
        return [self._option(letter) for letter in answer]

    def right_said(self) -> list[str]:
        """The right answer in words; of a blank all texts that are accepted."""
        if self.kind == FILL:
            return ["／".join(accepted) for accepted in self.accepts]
        return self.said(self.right)

    def _option(self, letter: str) -> str:
        return self.options[LETTERS.index(letter)] if letter else "——"


@dataclass(frozen=True, slots=True)
class Content:
    """A fixed paper with its rules; only a withdrawn question makes a new ``edition`` of it.

    ``draws`` says how many questions are taken of the pool of each row of the draw table.
    """

    paper_id: int
    version: int
    title: str
    pass_marks: int
    tries: int
    shows_answers: bool  # at all; when, says ``answers_shown``
    questions: tuple[FixedQuestion, ...]
    edition: int = 0
    draws: tuple[int, ...] = ()
    mixes_questions: bool = False
    mixes_options: bool = False
    minutes: int | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    counts: str = "best"
    answers_shown: str = "at_once"
    is_practice: bool = False
    learn_first: bool = False

    @property
    def size(self) -> int:
        """How many questions one worker is asked."""
        return sum(1 for question in self.questions if not question.draw) + sum(self.draws)

    @property
    def full_marks(self) -> int:
        """What a paper without a mistake is worth, before any question was withdrawn."""
        worth = {question.draw: question.marks for question in self.questions if question.draw}
        drawn = sum(number * worth.get(row, 0) for row, number in enumerate(self.draws, start=1))
        return drawn + sum(question.marks for question in self.questions if not question.draw)

    @property
    def counted_tries(self) -> int:
        """How many sheets of one person count: of practice none."""
        return 0 if self.is_practice else self.tries


_TUPLES = ("options", "lefts")


def as_stored(question: FixedQuestion) -> dict[str, Any]:
    """How a question stands in ``Paper.content``: without what is not said."""
    stored = {field.name: getattr(question, field.name) for field in fields(question)}
    always = ("kind", "text", "options", "right", "marks")
    kept = {name: value for name, value in stored.items() if value or name in always}
    for name in _TUPLES:
        if name in kept:
            kept[name] = list(kept[name])
    if question.accepts:
        kept["accepts"] = [list(accepted) for accepted in question.accepts]
    kept.pop("withdrawn", None)  # a withdrawal is written beside the fixed content, never into it
    return kept


def from_stored(stored: Mapping[str, Any], withdrawn: str = "") -> FixedQuestion:
    """The question that ``as_stored`` wrote."""
    given = dict(stored)
    for name in _TUPLES:
        given[name] = tuple(given.get(name, ()))
    given["accepts"] = tuple(tuple(accepted) for accepted in given.get("accepts", ()))
    return FixedQuestion(**given, withdrawn=withdrawn)


@lru_cache(maxsize=256)
def content_of(paper_id: int, version: int, edition: int = 0) -> Content:
    """The fixed paper ``paper_id``. Raises Paper.DoesNotExist where it is not fixed.

    Kept in the process: a fixed paper can not change but by an ``edition``, and thousands of workers ask for the
    same one.
    """
    paper = Paper.objects.get(pk=paper_id, version=version, fixed_at__isnull=False)
    return as_content(paper, _questions(paper.content, paper.withdrawn, edition), edition)


def content_for(paper: Paper) -> Content:
    """The fixed paper in its latest edition; ``paper`` may have been read without its content."""
    return content_of(paper.pk, paper.version, paper.edition)


def as_content(paper: Paper, questions: tuple[FixedQuestion, ...], edition: int = 0) -> Content:
    """A paper's rules around ``questions``, fixed or as they would be fixed now."""
    return Content(
        paper_id=paper.pk or 0,
        version=paper.version,
        title=paper.title,
        pass_marks=paper.pass_marks,
        tries=paper.tries,
        shows_answers=paper.answers_shown != Paper.Shown.NEVER,
        questions=questions,
        edition=edition,
        draws=tuple(row["number"] for row in paper.draws),
        mixes_questions=paper.mixes_questions,
        mixes_options=paper.mixes_options,
        minutes=paper.minutes,
        opens=paper.opens,
        closes=paper.closes,
        counts=paper.counts,
        answers_shown=paper.answers_shown,
        is_practice=paper.is_practice,
        learn_first=paper.learn_first,
    )


def _questions(
    stored: Iterable[Mapping[str, Any]], withdrawn: Iterable[Mapping[str, Any]], edition: int
) -> tuple[FixedQuestion, ...]:
    """The questions as of an edition: the first so many withdrawals have been made."""
    gone = {one["place"]: one["rule"] for one in list(withdrawn)[:edition]}
    return tuple(from_stored(one, gone.get(place, "")) for place, one in enumerate(stored, start=1))

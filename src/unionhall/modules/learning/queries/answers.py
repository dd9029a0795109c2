"""Answers as a sheet keeps them: one field a question, whatever its kind, and how a form's fields become one. Pure.

Single, multiple and true_false are the letters chosen, in order. A fill-in is its blanks, each percent-encoded, parted
by "~". A matching is for each left its letter or "-". Nothing answered is "".
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, unquote

from unionhall.modules.learning.models import LETTERS

if TYPE_CHECKING:
    from unionhall.modules.learning.queries.content import FixedQuestion

SINGLE, MULTIPLE, TRUE_FALSE, FILL, MATCHING, CASE = "single", "multiple", "true_false", "fill", "matching", "case"
SEPARATOR = "|"  # between the questions of a sheet
NUMBER = "@"  # between what is answered and the number of the save that brought it
PART = "~"  # between the blanks of one fill-in
NONE = "-"  # a left to which nothing is matched
LONGEST_BLANK = 60  # characters taken of what is filled into one blank; no accepted answer is longer
_BLANK = re.compile(r"[_＿]{2,}")


class Post(Protocol):
    """The fields of a form as Django gives them."""

    def getlist(self, key: str) -> list[str]:
        """All values of one field."""


def blanks_in(text: str) -> int:
    """How many blanks a text has: runs of two or more underscores, ASCII or full-width."""
    return len(_BLANK.findall(text))


def split_at_blanks(text: str) -> list[str]:
    """The text between the blanks: one piece more than there are blanks."""
    return _BLANK.split(text)


def given_of(question: "FixedQuestion", place: int, post: Post) -> str:
    """What a form's fields answer to ``question`` at ``place`` of its paper, as it is stored. "" for nothing.

    Fields, of the third: ``a3`` (repeated) of letters; ``a3_1``, ``a3_2``, … of blanks and of lefts.
    Raises as ``clean_answer``.
    """
    name = f"a{place}"
    if question.kind not in (FILL, MATCHING):
        chosen = post.getlist(name)
        is_one = len(chosen) == 1 and is_letter(question, chosen[0])  # as nearly always
        return chosen[0] if is_one else clean_answer(question, chosen)
    return clean_answer(question, [(post.getlist(f"{name}_{n}") or [""])[0] for n in range(1, question.parts + 1)])


def is_letter(question: "FixedQuestion", text: str) -> bool:
    """Whether a text is the letter of one of the question's options."""
    return len(text) == 1 and "A" <= text <= LETTERS[len(question.options) - 1]


def clean_answer(question: "FixedQuestion", given: str | Iterable[str]) -> str:
    """An answer as it is stored. A ``str`` may be stored already; several strings are what a form's fields say.

    Raises ValueError for letters that the question does not have, too many of them, and too much text.
    """
    if question.kind == FILL:
        return _filled(question, parts_of(FILL, given) if isinstance(given, str) else list(given))
    if question.kind == MATCHING:
        return _matched(question, parts_of(MATCHING, given) if isinstance(given, str) else list(given))
    if isinstance(given, str) and is_letter(question, given):
        return given
    return _letters(question, given)


def _letters(question: "FixedQuestion", given: Iterable[str]) -> str:
    chosen = {letter for text in given for letter in text}
    if not chosen <= set(question.letters):
        raise ValueError("an answer names an option that the question does not have")
    if len(chosen) > 1 and not question.takes_several:
        raise ValueError("this question takes one answer")
    return "".join(sorted(chosen))


def _filled(question: "FixedQuestion", given: Sequence[str]) -> str:
    texts = [_one_line(text) for text in given]
    if len(texts) > question.blanks:
        raise ValueError("an answer fills more blanks than the question has")
    if any(len(text) > LONGEST_BLANK for text in texts):
        raise ValueError("too much text for one blank")
    if not any(texts):
        return ""
    texts += [""] * (question.blanks - len(texts))
    return PART.join(_encoded(text) for text in texts)


def _matched(question: "FixedQuestion", given: Sequence[str]) -> str:
    if len(given) > len(question.lefts):
        raise ValueError("an answer matches more than the question has")
    letters = ["" if letter == NONE else letter for letter in given]
    if any(letter and (len(letter) != 1 or letter not in question.letters) for letter in letters):
        raise ValueError("an answer names an option that the question does not have")
    if not any(letters):
        return ""
    letters += [""] * (len(question.lefts) - len(letters))
    return "".join(letter or NONE for letter in letters)


def parts_of(kind: str, answer: str) -> list[str]:
    """The parts of a stored answer: blanks in plain text, a letter or "" for each left, else the letters."""
    if not answer:
        return []
    if kind == FILL:
        return [unquote(part) for part in answer.split(PART)]
    if kind == MATCHING:
        return ["" if letter == NONE else letter for letter in answer]
    return list(answer)


def plain_form(text: str) -> str:
    """A filled-in text as it is compared: width, case and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def _one_line(text: str) -> str:
    """Without control characters and doubled or outer blanks; halves of characters can not be stored."""
    kept = "".join(char if unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") else " " for char in text)
    return " ".join(kept.split())


def _encoded(text: str) -> str:
    return quote(text, safe="").replace(PART, "%7E")  # the one separator that ``quote`` leaves as it is


def numbered_answers(answers: str, number: int) -> list[tuple[str, int]]:
    """A sheet's answers by question: what is answered ("" for nothing), and by the save of which number (0: none)."""
    fields = (answers.split(SEPARATOR) if answers else [])[:number]
    found = [_numbered(field) if field else _UNANSWERED for field in fields]
    return found + [_UNANSWERED] * (number - len(found))


_UNANSWERED = ("", 0)


@lru_cache(maxsize=1024)  # nearly all are a letter and a small number
def _numbered(field: str) -> tuple[str, int]:
    answer, _, seq = field.partition(NUMBER)
    return answer, int(seq or 0)


def split_answers(answers: str, number: int) -> list[str]:
    """A sheet's answers as one string per question, "" where nothing is answered."""
    fields = (answers.split(SEPARATOR) if answers else [])[:number]
    return [field[: field.find(NUMBER)] if NUMBER in field else field for field in fields] + [""] * (
        number - len(fields)
    )


def join_answers(answers: Sequence[tuple[str, int]]) -> str:
    """The answers as a sheet keeps them, e.g. "B@3||AC@7"."""
    return SEPARATOR.join([f"{answer}{NUMBER}{seq}" if seq else "" for answer, seq in answers])

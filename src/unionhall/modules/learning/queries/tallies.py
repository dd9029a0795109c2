"""How questions did, from the answers of many sheets: one pass, nothing kept of a single sheet. Pure.

Difficulty is the share of those asked who were right. Discrimination is the point-biserial correlation between being
right and the marks got for the rest of the paper (the question itself left out). Both after Crocker and Algina,
Introduction to Classical and Modern Test Theory, 1986, chapter 14; the bounds for what is weak follow Ebel and Frisbie,
Essentials of Educational Measurement, 1991.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _

from unionhall.modules.learning.models import LETTERS
from unionhall.modules.learning.queries.answers import FILL, MATCHING, parts_of, plain_form
from unionhall.modules.learning.queries.arranging import arranged
from unionhall.modules.learning.queries.content import Content, FixedQuestion
from unionhall.modules.learning.queries.marking import is_right, points

FEWEST = 30  # answers before anything is said against a question
TOO_HARD, TOO_EASY, WEAK = 0.2, 0.95, 0.15
MOST_TEXTS = 5  # of what was filled in, the most frequent
FEWEST_ALIKE = 5  # a text that fewer have written is not shown: it may tell who wrote it


@dataclass(slots=True)
class Item:
    """The sums of one question: asked of ``n``, right, blank, and what correlates being right with the rest's marks."""

    n: int = 0
    right: int = 0
    blank: int = 0
    rest: int = 0
    rest_squared: int = 0
    rest_of_right: int = 0
    chosen: Counter[str] = field(default_factory=Counter)

    @property
    def share_right(self) -> float | None:
        """Difficulty, from 0 (nobody) to 1; None where nobody was asked."""
        return self.right / self.n if self.n else None

    @property
    def discrimination(self) -> float | None:
        """From -1 to 1; None where all were right, all wrong, or all the rest alike."""
        right_spread = self.n * self.right - self.right * self.right
        rest_spread = self.n * self.rest_squared - self.rest * self.rest
        if right_spread <= 0 or rest_spread <= 0:
            return None
        return (self.n * self.rest_of_right - self.right * self.rest) / sqrt(right_spread * rest_spread)


class Tally:
    """Adds up sheets of one paper."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.sheets = 0
        self.items = [Item() for _question in content.questions]

    def add(self, answers: Sequence[str], seed: int) -> None:
        """Add one sheet, as it stands by question, with its draw."""
        asked = [(place, self.content.questions[place - 1]) for place in arranged(self.content, seed).order]
        got = {place: points(question, answers[place - 1]) for place, question in asked}
        total = sum(got.values())
        self.sheets += 1
        for place, question in asked:
            item, answer = self.items[place - 1], answers[place - 1]
            rest, right = total - got[place], is_right(question, answer)
            item.n += 1
            item.right += right
            item.rest += rest
            item.rest_squared += rest * rest
            item.rest_of_right += rest * right
            if answer:
                item.chosen.update(_parts(question, answer))
            else:
                item.blank += 1

    def as_rows(self) -> list[dict[str, Any]]:
        """What a page or a file shows of each question, plain enough for JSON."""
        return [
            {
                "place": place,
                "text": question.text,
                "kind": question.kind,
                "withdrawn": question.withdrawn,
                "question_id": question.question_id,
                "n": item.n,
                "right": item.right,
                "blank": item.blank,
                "share": item.share_right,
                "discrimination": item.discrimination,
                "chosen": _chosen(question, item),
                "findings": findings(question, item),
            }
            for place, (question, item) in enumerate(zip(self.content.questions, self.items, strict=True), start=1)
        ]


def _parts(question: FixedQuestion, answer: str) -> list[str]:
    given = parts_of(question.kind, answer)
    if question.kind == MATCHING:
        return [f"{n}{letter}" for n, letter in enumerate(given, start=1) if letter]
    if question.kind == FILL:
        return [f"{n}{plain_form(text)}" for n, text in enumerate(given, start=1) if text]
    return given


def _chosen(question: FixedQuestion, item: Item) -> list[dict[str, Any]]:
    """Each option with how many chose it; of fill-ins what was written most."""
    if question.kind == FILL:
        often = [(text, n) for text, n in item.chosen.most_common(MOST_TEXTS * question.blanks) if n >= FEWEST_ALIKE]
        accepted = [{plain_form(one) for one in accepts} for accepts in question.accepts]
        return [
            {
                "label": _("空 %(n)s：%(text)s") % {"n": text[0], "text": text[1:]},
                "n": n,
                "right": _fits(accepted, text),
            }
            for text, n in often
        ]
    if question.kind == MATCHING:
        return [
            {
                "label": f"{left} — {option}",
                "n": item.chosen[f"{n}{letter}"],
                "right": question.right[n - 1] == letter,
            }
            for n, left in enumerate(question.lefts, start=1)
            for letter, option in zip(LETTERS, question.options, strict=False)
        ]
    return [
        {"label": f"{letter} {option}", "n": item.chosen[letter], "right": letter in question.right}
        for letter, option in zip(LETTERS, question.options, strict=False)
    ]


def _fits(accepted: Sequence[set[str]], text: str) -> bool:
    return text[1:] in accepted[int(text[0]) - 1]


def findings(question: FixedQuestion, item: Item) -> list[str]:
    """What speaks against a question, each in a plain sentence; nothing while too few have answered."""
    share, discrimination = item.share_right, item.discrimination
    if item.n < FEWEST or share is None:
        return []
    found = []
    percent = {"percent": round(share * 100)}
    if discrimination is not None and discrimination < 0:
        found.append(_("整卷答得好的人，这道题反而错得多。多半是答案标错了，或者题意有两种读法"))
    if share <= TOO_HARD:
        found.append(_("只有 %(percent)d%% 的人答对。太难，或者课里没讲到") % percent)
    elif share >= TOO_EASY:
        found.append(_("%(percent)d%% 的人都答对。太容易，看不出会不会") % percent)
    elif discrimination is not None and 0 <= discrimination < WEAK:
        found.append(_("会的人和不会的人答得差不多，这道题分不出来"))
    if question.kind not in (FILL, MATCHING):
        nobody = [letter for letter in question.letters if not item.chosen[letter] and letter not in question.right]
        if nobody and len(question.options) > 2:
            found.append(_("选项 %(letters)s 没有人选。一看就是错的，换一个") % {"letters": _("、").join(nobody)})
    return found

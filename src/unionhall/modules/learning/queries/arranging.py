"""Which questions one worker is asked, and in which order: drawn and mixed by the sheet's seed alone. Pure.

Everything follows from ``random.Random(seed).random()``, whose values Python keeps the same between its versions:
first one number for each question in the paper's order, by which pools are drawn (the smallest ones) and questions
mixed, then one for each option. So a draw can be made again, years later, from paper and seed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from unionhall.modules.learning.queries.answers import TRUE_FALSE
from unionhall.modules.learning.queries.content import Content, FixedQuestion

# an option that speaks of other options keeps all of its question's options in their places
_SPEAKS_OF_OTHERS = re.compile(r"以上|上述|全部|都对|都不对|都是|都不是|(?<![A-Za-z])[A-H](?:[A-H、和与及]|项|$)")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What one worker is asked: the paper's own places (from 1) as they are shown, and each one's letters as shown."""

    order: tuple[int, ...]
    options: tuple[str, ...]

    def place_shown(self, place: int) -> int | None:
        """As which question (from 1) the paper's question ``place`` is shown; None where it was not drawn."""
        return self.order.index(place) + 1 if place in self.order else None


def arranged(content: Content, seed: int) -> Arrangement:
    """What the worker whose sheet has this ``seed`` is asked. 0 is the paper as it was written, the first of each pool.

    Kept for as long as the process remembers: each page of a sheet asks for it.
    """
    if not seed and not content.draws:
        return _as_written(content)
    return _arranged(_Key(content, seed))


class _Key:
    """A content and a seed that hash by the paper's numbers, not by every word of it."""

    __slots__ = ("content", "numbers")

    def __init__(self, content: Content, seed: int) -> None:
        self.content = content
        self.numbers = (content.paper_id, content.version, content.edition, len(content.questions), seed)

    def __hash__(self) -> int:
        return hash(self.numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.numbers == other.numbers and self.content is other.content


def _as_written(content: Content) -> Arrangement:
    return Arrangement(
        tuple(range(1, len(content.questions) + 1)), tuple(question.letters for question in content.questions)
    )


@lru_cache(maxsize=4096)
def _arranged(key: _Key) -> Arrangement:
    content, seed = key.content, key.numbers[-1]
    lot = Random(seed).random  # noqa: S311 -- whose seed is known may foretell the order, not the answers
    if seed:
        lots = [lot() for _question in content.questions]
    else:
        lots = [float(place) for place in range(len(content.questions))]
    taken = _taken(content, lots)
    order = _mixed(content, taken, lots) if content.mixes_questions and seed else taken
    shown = {}
    mixable = _mixable(_Key(content, 0)) if content.mixes_options else ()
    for place, question in enumerate(content.questions, start=1):
        letters = question.letters
        drawn = [lot() for _letter in letters] if seed else []
        is_mixed = drawn and mixable and mixable[place - 1]
        shown[place] = "".join(
            [letter for _lot, letter in sorted(zip(drawn, letters, strict=True))] if is_mixed else letters
        )
    return Arrangement(tuple(order), tuple(shown[place] for place in order))


def _taken(content: Content, lots: list[float]) -> list[int]:
    """The places asked, in the paper's order: all outside a pool, and of each pool those with the least lots."""
    places = range(1, len(content.questions) + 1)
    taken = [place for place in places if not content.questions[place - 1].draw]
    for row, number in enumerate(content.draws, start=1):
        pool = [place for place in places if content.questions[place - 1].draw == row]
        taken += sorted(pool, key=lambda place: lots[place - 1])[:number]
    return sorted(taken)


def _mixed(content: Content, taken: list[int], lots: list[float]) -> list[int]:
    """The places by their lots; a case's sub-questions stay together in their order, by the lot of the first."""
    first: dict[int, int] = {}  # by the place of a case's sub-question the place of the case's first
    begun: dict[int, int] = {}
    for place in taken:
        if case := content.questions[place - 1].case:
            first[place] = begun.setdefault(case, place)

    return [place for _lot, place in sorted([(lots[first.get(place, place) - 1], place) for place in taken])]


@lru_cache(maxsize=256)
def _mixable(key: _Key) -> tuple[bool, ...]:
    """Of each of a paper's questions whether its options may be mixed; asked for every sheet that is begun."""
    return tuple(may_mix_options(question) for question in key.content.questions)


def may_mix_options(question: FixedQuestion) -> bool:
    """Whether the order of the options says nothing: neither "对、不对" nor an option like "以上都对"."""
    return question.kind != TRUE_FALSE and not any(_SPEAKS_OF_OTHERS.search(option) for option in question.options)

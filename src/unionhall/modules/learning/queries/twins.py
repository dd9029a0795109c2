"""Questions that say the same, or nearly: by their words without punctuation, then by pairs of characters."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import ceil
from unicodedata import category, normalize

NEAR = 80  # percent of shared pairs from which two questions are shown as near twins
_BLANKS = re.compile(r"[_＿]{2,}")


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked, as twins are compared by it: the text, and what there is to choose from or to fill in."""

    text: str
    others: frozenset[str]

    @property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters, of the text and of the rest."""
        return frozenset(pair for said in (self.text, *self.others) for pair in _pairs(said))


def words_of(text: str, kind: str, options: Iterable[str], lefts: Iterable[str], parts: Iterable[Words] = ()) -> Words:
    """The words of a question. The order of options does not count, nor how "true" and "false" are worded."""
    others = {_bare(option) for option in (() if kind == "true_false" else options)}
    others |= {_bare(left) for left in lefts}
    for part in parts:
        others |= {part.text, *part.others}
    return Words(_bare(text), frozenset(others - {""}))


def likeness(one: Words, other: Words) -> int:
    """How much two questions share, in percent: 100 for twins, less for everything else. The order does not matter."""
    return 100 if one == other else _shared(one.pairs, other.pairs)


class Bank:
    """Questions by their words, to be asked for the one that a question is most like."""

    def __init__(self, known: Iterable[tuple[int, Words]] = ()) -> None:
        self.pairs: dict[int, frozenset[str]] = {}
        self.by_pair: dict[str, list[int]] = defaultdict(list)
        self.same: dict[Words, list[int]] = {}
        for key, words in known:
            self.add(key, words)

    def add(self, key: int, words: Words) -> None:
        """Keep one more question under ``key``."""
        self.pairs[key] = words.pairs
        self.same.setdefault(words, []).append(key)
        for pair in self.pairs[key]:
            self.by_pair[pair].append(key)

    def twin_of(self, words: Words, *, apart_from: int | None = None) -> tuple[int, int] | None:
        """The key of the question most like it and how much, from NEAR on; the first kept of equals."""
        if same := [key for key in self.same.get(words, ()) if key != apart_from]:
            return same[0], 100
        pairs = words.pairs
        best: tuple[int, int] | None = None
        for key in self._candidates(pairs):
            if key != apart_from and (found := _shared(pairs, self.pairs[key])) >= NEAR:
                best = max(best or (key, found), (key, found), key=lambda each: (each[1], -each[0]))
        return best

    def twins(self) -> Iterator[tuple[int, int, int]]:
        """Every pair of twins once: both keys, the older first, and how much they share."""
        same = {pair for keys in self.same.values() for pair in combinations(sorted(keys), 2)}
        for key, pairs in self.pairs.items():
            for other in self._candidates(pairs):
                found = 100 if (other, key) in same else _shared(pairs, self.pairs[other])
                if other < key and found >= NEAR:
                    yield other, key, found

    def _candidates(self, pairs: frozenset[str]) -> list[int]:
        """Those that may be near, found by as few of the rarest pairs as must hold one of a near twin's."""
        rare = sorted(pairs, key=lambda pair: len(self.by_pair.get(pair, ())))
        # A near twin has at least NEAR / (200 - NEAR) of these pairs, so one of any that are more than the rest.
        needed = ceil(len(pairs) * (NEAR - 0.5) / (200.5 - NEAR))
        enough = max(1, len(pairs) - needed + 1)
        found = {key for pair in rare[:enough] for key in self.by_pair.get(pair, ())}
        return sorted(found)


def _shared(pairs: frozenset[str], others: frozenset[str]) -> int:
    """How much two questions that are not the same share, in percent."""
    if not pairs or not others:
        return 0
    return min(99, round(200 * len(pairs & others) / (len(pairs) + len(others))))


def _bare(said: str) -> str:
    """The characters that carry meaning, in one form; a place to fill in is one sign."""
    plain = _BLANKS.sub("\u2423", normalize("NFKC", said)).casefold()
    return "".join(char for char in plain if char == "\u2423" or category(char)[0] in "LNMS")


def _pairs(said: str) -> list[str]:
    return [said[place : place + 2] for place in range(len(said) - 1)] if len(said) > 1 else [said] * bool(said)

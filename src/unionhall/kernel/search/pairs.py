"""Text cut into character pairs: one rule for both databases, for documents and for queries.

"总工会" is stored as 总工 工会 会: every pair, and at the end of a run of letters its last character. So every
substring of two or more characters is a phrase of pairs, and every single character begins some token. Pure functions.
"""

import re
import unicodedata
from functools import cache

_DOTS = re.compile(r"[·•‧∙⋅・･᛫]")  # inside the names of peoples who write one; left out, as in looking up people
_LONGEST = 4000  # characters of one document; what follows is not indexed


def runs(text: str) -> list[str]:
    """Stretches of letters and digits, with width and case evened out."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text) and text.casefold() == text:
        return [text]  # nearly every name
    even = _DOTS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign if sign.isalnum() else " " for sign in even).split()


def document(text: str) -> list[str]:
    """The tokens under which a text is found, in order."""
    return _tokens(runs(text[:_LONGEST]))


def spelled(text: str) -> tuple[str, list[str]]:
    """``initials`` and ``document`` of a short text at once: it is evened out once, for a roll of people."""
    found = runs(text)
    return _initials(" ".join(found)), _tokens(found)


def _tokens(found: list[str]) -> list[str]:
    return [token for run in found for token in (*_pairs(run), run[-1])]


def phrases(query: str) -> list[list[str]]:
    """What must be found, all of it: a phrase of pairs for each run; a single character as itself, a prefix."""
    return [_pairs(run) or [run] for run in runs(query)]


def as_letters(query: str) -> str:
    """The query as it may be the beginning of pinyin initials: a to z and digits, no blanks; "" if it can not be."""
    letters = "".join(runs(query))
    return letters if letters.isascii() else ""


def initials(text: str) -> str:
    """The first letters of the text's pinyin, e.g. "hdqzgh"; letters and digits stand for themselves."""
    return _initials(" ".join(runs(text)))


def _initials(even: str) -> str:
    letters = []
    for place, sign in enumerate(even):
        letter, is_one = _letter(sign)
        if not is_one and _may_be_phrase(even, place):
            break
        letters.append(letter)
    else:
        return "".join(letters)  # nearly every name
    # The dictionaries of pinyin take a third of a second to load, and only indexing needs them.
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(even, style=Style.FIRST_LETTER, errors=_keep))


@cache
def _letter(sign: str) -> tuple[str, bool]:
    """The first letter of a character's usual reading, and whether all its readings begin so (单: shan, dan)."""
    if sign.isascii():
        return (sign if sign.isalnum() else ""), True
    from pypinyin.constants import PINYIN_DICT

    readings = PINYIN_DICT.get(ord(sign), "").split(",")  # "dān,shàn", the usual one first
    letters = [unicodedata.normalize("NFD", reading)[:1] for reading in readings]
    return letters[0], len(set(letters)) == 1


def _may_be_phrase(text: str, place: int) -> bool:
    """Whether the character stands beside another as in some phrase, which may say how it is read."""
    known = _neighbours()
    return text[max(place - 1, 0) : place + 1] in known or text[place : place + 2] in known


@cache
def _neighbours() -> frozenset[str]:
    """All pairs of characters inside the phrases that pypinyin knows: asked for each name, too dear to segment."""
    from pypinyin.constants import PHRASES_DICT

    return frozenset(phrase[i : i + 2] for phrase in PHRASES_DICT for i in range(len(phrase) - 1))


def _keep(other: str) -> str:
    return "".join(sign for sign in other if sign.isascii() and sign.isalnum())


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]

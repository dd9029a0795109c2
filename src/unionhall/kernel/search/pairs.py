"""Text cut into character pairs: one rule for both databases, for documents and for queries.

"总工会" is stored as 总工 工会 会: every pair, and at the end of a run of letters its last character. So every
substring of two or more characters is a phrase of pairs, and every single character begins some token. Pure functions.
"""

import re
import unicodedata
from functools import cache

_DOTS = re.compile(r"[·•‧∙⋅・･᛫]")  # inside the names of peoples who write one; left out, as in looking up people
_HAN = re.compile(r"[\u4e00-\u9fff]+").fullmatch
# Begins the token of a title's initials: no sign of any script, so that letters typed as such do not find it.
_LETTERS = "\ue000"
_MOST_LETTERS = 80
_LONGEST = 4000  # characters of one document; what follows is not indexed


def runs(text: str) -> list[str]:
    """Stretches of letters and digits, with width and case evened out."""
    if _HAN(text):
        return [text]  # nearly every name
    if text.isalnum() and unicodedata.is_normalized("NFKC", text) and text.casefold() == text:
        return [text]
    even = _DOTS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign if sign.isalnum() else " " for sign in even).split()


def document(title: str, text: str = "") -> list[str]:
    """The tokens under which something is found, in order: of its title, of its text, the initials of the title."""
    found = runs(title[:_LONGEST])
    tokens = _tokens(found)
    if text:
        tokens += _tokens(runs(text[: _LONGEST - len(title)]))
    if letters := _initials(" ".join(found))[:_MOST_LETTERS]:
        tokens.append(_LETTERS + letters)
    return tokens


def _tokens(found: list[str]) -> list[str]:
    return [token for run in found for token in (*_pairs(run), run[-1])]


def phrases(query: str) -> list[list[str]]:
    """What must be found, all of it: a phrase of pairs for each run; a single character as itself, a prefix."""
    return [_pairs(run) or [run] for run in runs(query)]


def as_letters(query: str) -> str:
    """The beginning of the token of initials that the query may mean: a to z and digits; "" if it can be none."""
    letters = "".join(runs(query))
    return _LETTERS + letters if letters and letters.isascii() else ""


def _initials(even: str) -> str:
    """The first letters of the text's pinyin, e.g. "hdqzgh"; letters and digits stand for themselves."""
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

"""Finding the header of a sheet and what its columns mean: by their words, else by what stands below. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from unionhall.kernel.books.opening import RawSheet
from unionhall.modules.membership.actions.reading.cells import text_of
from unionhall.modules.membership.actions.reading.fields import (
    DOCUMENT,
    ID,
    NAME,
    OTHERS,
    PHONE,
    SEX,
    SEXES,
    UNIT_CODE,
    field_of,
    plain,
)

HEADER_WITHIN = 30  # rows that are not blank, from the top
SAMPLES = 20
SHOWN = 3
TRIED = 5  # rows whose columns are looked into when their words do not suffice
LONGEST_HEADING = 30
MOSTLY = 0.7  # of the samples

_LOOKS_LIKE = (
    (DOCUMENT, re.compile(r"'?[1-9]\d{5}\s?(1[89]|20)\d{6}\s?\d{3}[\dXx]")),
    (PHONE, re.compile(r"(\+?86)?[- ]?1[3-9]\d[- ]?\d{4}[- ]?\d{4}")),
    (SEX, re.compile("|".join(SEXES))),
    (UNIT_CODE, re.compile(r"81\d{6}[0-9A-Z]{10}")),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: where it stands (from 0), its heading, what it was guessed to mean, a few cells."""

    index: int
    heading: str
    guess: str | None  # a key of FIELDS
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (indices into the sheet's rows, first and last) and its columns."""

    first: int
    last: int
    columns: tuple[Column, ...]

    @property
    def names_people(self) -> bool:
        """Whether the columns suffice to know somebody by: a name, and a document, a telephone or our own number."""
        guesses = {column.guess for column in self.columns}
        return NAME in guesses and bool(guesses & {DOCUMENT, PHONE, ID})


@dataclass(slots=True)
class _Try:
    first: int
    last: int
    headings: dict[int, str] = field(default_factory=dict)
    guesses: dict[int, str] = field(default_factory=dict)

    @property
    def worth(self) -> tuple[bool, int, int]:
        keys = set(self.guesses.values())
        return NAME in keys and bool(keys & {DOCUMENT, PHONE, ID}), len(keys), self.first - self.last


def find_header(sheet: RawSheet) -> Header | None:
    """The row, or the two rows, that know most columns; None where no row could be one.

    Where the words do not suffice, what stands below helps, and a header may be left to be told by hand.
    """
    tries = [
        each for index in range(min(HEADER_WITHIN, len(sheet.rows))) for each in _tries(sheet, index) if each.guesses
    ]
    tries.sort(key=lambda each: each.worth, reverse=True)
    if tries and tries[0].worth[0]:
        return _with_samples(sheet, tries[0])
    first = _first_full_row(sheet)
    headers = [_with_samples(sheet, each) for each in (*tries[:TRIED], *([first] if first else []))]
    return max(headers, key=_knows, default=None)


def _knows(header: Header) -> tuple[bool, int, int]:
    guessed = sum(1 for column in header.columns if column.guess)
    return header.names_people, guessed if guessed > 1 else 0, sum(1 for column in header.columns if column.heading)


def _tries(sheet: RawSheet, index: int) -> list[_Try]:
    upper = [text_of(cell) for cell in sheet.rows[index]]
    one = _guessed(_Try(index, index, {place: text for place, text in enumerate(upper) if text}))
    if index + 1 >= len(sheet.rows) or sheet.numbers[index + 1] != sheet.numbers[index] + 1:
        return [one]
    lower = [text_of(cell) for cell in sheet.rows[index + 1]]
    if not _may_be_second_line(lower):
        return [one]
    return [one, _guessed(_Try(index, index + 1, _two_lines(sheet, index, upper, lower)))]


def _may_be_second_line(texts: Sequence[str]) -> bool:
    """Words, among them at least one heading that we know: no person's row looks like this."""
    words = [text for text in texts if text]
    return (
        bool(words)
        and all(len(word) <= 12 and not word.isdecimal() for word in words)
        and any(field_of(word) or plain(word) in ("号码", "类型", "种类", "编号", "名称", "代码") for word in words)
    )


def _two_lines(sheet: RawSheet, index: int, upper: list[str], lower: list[str]) -> dict[int, str]:
    """Headings over two lines, merged or not: 证件 over 类型 and 号码; 姓名 standing through both."""
    number = sheet.numbers[index] - 1
    spans = {first_column: last_column for top, first_column, _b, last_column in sheet.merges if top == number}
    headings: dict[int, str] = {}
    above, until = "", -1
    for place in range(max(len(upper), len(lower))):
        text = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        if text:
            above, until = text, spans.get(place, place if spans else len(upper) + len(lower))
        parent = above if place <= until and (text or below) else ""
        if not parent and not below:
            continue
        if not below or not parent:
            headings[place] = below or parent
        else:
            headings[place] = _joined(parent, below)
    return headings


def _joined(parent: str, child: str) -> str:
    """The wording of a two-line heading that we know best: both together, or the lower line alone."""
    both = f"{parent}{child}"
    sure, alone = field_of(both), field_of(child)
    return child if alone and (sure is None or alone[1] > sure[1]) else both


def _guessed(found: _Try) -> _Try:
    """Give every field to the heading that means it most surely, the first where two are as sure."""
    taken: dict[str, tuple[int, int]] = {}
    for place, heading in found.headings.items():
        meant = field_of(heading) if len(heading) <= LONGEST_HEADING else None
        if meant and meant[1] > taken.get(meant[0], (0, 0))[0]:
            taken[meant[0]] = meant[1], place
    found.guesses = {place: key for key, (_sure, place) in taken.items()}
    return found


def _first_full_row(sheet: RawSheet) -> _Try | None:
    """The first row with at least two short words: perhaps a header in words that nobody has thought of."""
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        texts = {place: text_of(cell) for place, cell in enumerate(row)}
        words = {place: text for place, text in texts.items() if text and len(text) <= LONGEST_HEADING}
        if len(words) >= 2:
            return _Try(index, index, words)
    return None


def _with_samples(sheet: RawSheet, best: _Try) -> Header:
    below = sheet.rows[best.last + 1 : best.last + 1 + SAMPLES]
    width = max((len(row) for row in below), default=0)
    samples = {
        place: [text for row in below if place < len(row) and (text := text_of(row[place]))]
        for place in sorted({*range(width), *best.headings})
    }
    guesses = dict(best.guesses)
    for place, texts in samples.items():
        meant = _by_content(texts)
        if meant and place not in guesses and meant not in guesses.values() and not _is_others(best, place):
            guesses[place] = meant
    return Header(
        best.first,
        best.last,
        tuple(
            Column(place, best.headings.get(place, ""), guesses.get(place), tuple(texts[:SHOWN]))
            for place, texts in samples.items()
            if texts or place in best.headings
        ),
    )


def _is_others(best: _Try, place: int) -> bool:
    """Whether a heading says that the numbers below are somebody else's: 紧急联系人电话."""
    heading = plain(best.headings.get(place, ""))
    return any(word in heading for word in OTHERS)


def _by_content(texts: Sequence[str]) -> str | None:
    for key, pattern in _LOOKS_LIKE:
        if texts and sum(bool(pattern.fullmatch(text)) for text in texts) >= MOSTLY * len(texts):
            return key
    return None

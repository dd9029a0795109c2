"""A question from what our own templates tell of it, cell by cell or line by line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files import schema
from unionhall.modules.learning.actions.files.answers import (
    Unclear,
    difficulty_of,
    guessed_kind,
    kind_of,
    with_answer,
)
from unionhall.modules.learning.actions.files.found import Item, NotTaken
from unionhall.modules.learning.actions.files.pictured import Picture
from unionhall.modules.learning.models import Question

Kind = Question.Kind
Told = tuple[str, Mapping[str, str]]  # where it stands, and what is told by the schema's keys
Shown = Mapping[str, Sequence[Picture]]  # the pictures by where they stand


def question_of(told: Mapping[str, str]) -> Given:
    """The question that is told. Raises Unclear for what can not be understood."""
    options = _options(told)
    lefts = tuple(line for line in (told.get(schema.LEFTS) or "").split("\n") if line.strip())
    answer, text = told.get(schema.ANSWER) or "", told.get(schema.TEXT) or ""
    kind = kind_of(told.get(schema.KIND) or "") or guessed_kind(text, options, lefts, answer)
    given = Given(
        kind,
        text,
        options,
        explanation=told.get(schema.EXPLANATION) or "",
        basis=told.get(schema.BASIS) or "",
        lefts=lefts,
        rule=told.get(schema.RULE) or "",
        topic=told.get(schema.TOPIC) or "",
        difficulty=difficulty_of(told.get(schema.DIFFICULTY) or ""),
        author=told.get(schema.AUTHOR) or "",
    )
    return with_answer(given, answer)


def questions_of(rows: Iterable[Told], shown: Shown | None = None) -> Iterator[Item | NotTaken]:
    """The questions that rows tell, in their order; rows with the same case number are one question.

    ``shown``: the pictures of each row by its place; by the time a row was read it must hold that row's.
    A case of which a part can not be taken is not taken as a whole, and says why.
    """
    kept: list[Told] = []
    for row in rows:
        if kept and (not _case(row) or _case(row) != _case(kept[0])):
            yield _together(kept, shown or {})
            kept = []
        kept.append(row)
        if not _case(row):
            yield _together(kept, shown or {})
            kept = []
    if kept:
        yield _together(kept, shown or {})


def _together(rows: list[Told], shown: Shown) -> Item | NotTaken:
    (place, told), *others = rows
    said = told.get(schema.TEXT) or ""
    pictures = [shown.get(where, ()) for where, _told in rows]
    if any(len(each) > 1 for each in pictures):
        return NotTaken(place, said, _("一道题只能放一张图"))
    try:
        given = question_of(told)
        if others and given.kind != Kind.CASE:
            raise Unclear(_("案例 %(case)s 的第一道要写案情，题型写案例题") % {"case": _case(rows[0])})
    except Unclear as why:
        return NotTaken(place, said, str(why))
    parts = []
    for number, (where, part) in enumerate(others, start=1):
        try:
            parts.append(question_of(part))
        except Unclear as why:
            return NotTaken(
                place, said, _("第 %(n)d 小题（%(place)s）：%(why)s") % {"n": number, "place": where, "why": why}
            )
    first = tuple(each[0] if each else None for each in pictures)
    return Item(place, replace(given, parts=tuple(parts)), pictures=first if any(first) else ())


def _case(row: Told) -> str:
    return (row[1].get(schema.CASE) or "").strip()


def _options(told: Mapping[str, str]) -> tuple[str, ...]:
    """The options up to the last that is written; one left out between two stays empty and is refused later."""
    written = [told.get(key) or "" for key in schema.OPTIONS]
    while written and not written[-1].strip():
        written.pop()
    return tuple(written)

"""Writing questions."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.answerable import Given, clean, letters_of, why_unanswerable
from unionhall.modules.learning.actions.writing import must_write, note
from unionhall.modules.learning.models import LETTERS, Media, Question


def write_question(by: Actor, *, unit: Unit, given: Given, question: Question | None = None) -> Question:
    """Write a new question of ``unit`` as a draft, or ``question`` anew.

    Where it changed in what is asked, what is right or why, it is a draft again. Papers that are fixed keep it as it
    was. Raises Denied without the right to write there, Refused with every reason why the question can not be answered.
    """
    must_write(by, unit, question)
    given = _answerable(given)
    _must_have_pictures(unit, [given])
    with transaction.atomic():
        if question is None:
            question = _new(by, unit)
        else:
            question = _unchanged(question)
            if _asked(given_of(question)) != _asked(given):
                _draft(by, question)
        question.unit = unit
        _fill(question, given).save()
        question.parts.all().delete()
        Question.objects.bulk_create(_parts(question, given))
        note(by, "learning.questions_written", unit, question, number=1)
    return question


def write_questions(by: Actor, *, unit: Unit, given: Iterable[Given]) -> list[Question]:
    """Write many new questions at once as drafts, all or none. Raises as ``write_question``."""
    must_write(by, unit, None)
    given = list(given)
    made = made_questions(by, unit, given)
    with transaction.atomic():
        written = add_questions(made, given)
        note(by, "learning.questions_written", unit, None, number=len(written))
    return written


def made_questions(by: Actor, unit: Unit, given: Iterable[Given]) -> list[Question]:
    """New questions as drafts, not yet saved. Raises Refused as ``write_question``; rights were asked before."""
    cleaned = [_answerable(one) for one in given]
    _must_have_pictures(unit, cleaned)
    return [_fill(_new(by, unit), one) for one in cleaned]


def add_questions(made: list[Question], given: Iterable[Given]) -> list[Question]:
    """Save questions that ``made_questions`` made of ``given``, inside the caller's transaction."""
    Question.objects.bulk_create(made)
    Question.objects.bulk_create(
        part for question, one in zip(made, given, strict=True) for part in _parts(question, clean(one))
    )
    return made


def given_of(question: Question) -> Given:
    """The question as its author gave it, a case with its parts: what ``write_question`` takes."""
    parts = question.parts.all() if question.kind == Question.Kind.CASE else ()
    return Given(
        kind=question.kind,
        text=question.text,
        options=tuple(question.options),
        right=tuple(LETTERS.index(letter) for letter in question.right),
        explanation=question.explanation,
        basis=question.basis,
        lefts=tuple(question.lefts),
        accepts=tuple(tuple(accepted) for accepted in question.accepts),
        rule=question.rule,
        topic=question.topic,
        difficulty=question.difficulty,
        author=question.author,
        is_shared=question.is_shared,
        picture=question.picture_id,
        parts=tuple(given_of(part) for part in sorted(parts, key=lambda part: part.position)),
    )


def _answerable(given: Given) -> Given:
    """``given``, cleaned. Raises Refused with the reasons why it can not be answered."""
    if reasons := why_unanswerable(given):
        raise Refused(*reasons)
    return clean(given)


def _must_have_pictures(unit: Unit, given: Iterable[Given]) -> None:
    """Raises Refused where a question shows something that is no picture of its unit."""
    wanted = {each.picture for one in given for each in (one, *one.parts) if each.picture is not None}
    pictures = Media.objects.filter(pk__in=wanted, unit=unit, kind=Media.Kind.PICTURE)
    if wanted and pictures.count() < len(wanted):
        raise Refused(_("图片不在本单位的文件里，重新传一次"))


def _asked(given: Given) -> Given:
    """What a review looks at: everything but what the question is filed under and who may use it."""
    return replace(given, topic="", difficulty=Question.Difficulty.MIDDLE.value, author="", is_shared=False)


def _new(by: Actor, unit: Unit) -> Question:
    return _draft(by, Question(unit=unit, created=clock.now()))


def _draft(by: Actor, question: Question) -> Question:
    """Begin the review anew: what was approved is not what it is now."""
    question.state = Question.State.DRAFT
    question.writer_id, question.reviewer_id, question.reviewed, question.remark = by.person_id, None, None, ""
    return question


def _unchanged(question: Question) -> Question:
    """The question, locked. Raises Refused for a part of a case, which is written with its case."""
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.parent_id is not None:
        raise Refused(_("这道小题在案例里，打开案例来改"))
    return question


def _fill(question: Question, given: Given) -> Question:
    question.kind = given.kind
    question.text = given.text
    question.options = list(given.options)
    question.lefts = list(given.lefts)
    question.accepts = [list(accepted) for accepted in given.accepts]
    question.right = letters_of(given)
    question.explanation = given.explanation
    question.basis, question.rule = given.basis, given.rule
    question.topic, question.difficulty, question.author = given.topic, given.difficulty, given.author
    question.is_shared, question.picture_id = given.is_shared, given.picture
    return question


def _parts(case: Question, given: Given) -> list[Question]:
    """The sub-questions of a case, not yet saved."""
    return [
        _fill(
            Question(
                unit_id=case.unit_id,
                parent=case,
                position=position,
                state=case.state,
                writer_id=case.writer_id,
                created=case.created,
            ),
            part,
        )
        for position, part in enumerate(given.parts, start=1)
    ]

"""What stands in the question bank for a reader: their own units' questions, and those shared from above."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models import Question, QuestionFile
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.twins import Bank, Words, words_of

State = Question.State


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader looks for in the bank; empty means any."""

    words: str = ""
    kind: str = ""
    topic: str = ""
    difficulty: int | None = None
    state: str = ""
    unit_id: int | None = None


def questions(by: Actor, unit: Unit | None = None) -> models.QuerySet[Question]:
    """The questions that ``by`` may read (of ``unit`` alone), newest first; parts stand with their cases."""
    found = Question.objects.filter(_readable(by), parent=None).select_related("unit", "picture").order_by("-pk")
    return found if unit is None else found.filter(unit=unit)


def sought(by: Actor, asked: Asked) -> models.QuerySet[Question]:
    """The questions of ``questions`` that fit; every word must stand in the text, an option, a part or the basis."""
    found = questions(by)
    exact = {
        "kind": asked.kind,
        "topic": asked.topic,
        "difficulty": asked.difficulty,
        "state": asked.state,
        "unit_id": asked.unit_id,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    for word in asked.words.split()[:5]:
        here = Q(text__icontains=word) | Q(explanation__icontains=word) | Q(basis__icontains=word)
        part = Question.objects.filter(parent=models.OuterRef("pk"), text__icontains=word)
        found = found.filter(here | Q(topic__icontains=word) | models.Exists(part))
    return found


def question_for(by: Actor, question_id: int) -> Question:
    """One question, a case with its parts. Raises Denied where it does not exist or may not be read."""
    found = Question.objects.filter(_readable(by), pk=question_id).select_related("unit", "picture", "writer")
    question = found.select_related("reviewer").prefetch_related("parts").first()
    if question is None:
        raise Denied(LearningPermission.PAPER_READ.value)
    return question


def own_question_for(by: Actor, question_id: int) -> Question:
    """One question of a unit for which ``by`` may write. Raises Denied as ``question_for``."""
    question = question_for(by, question_id)
    by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(question.unit))
    return question


def picked(by: Actor, ids: Iterable[int]) -> list[Question]:
    """Those of the questions with these ids that ``by`` may read; ids of others are passed over."""
    return list(questions(by).filter(pk__in=list(ids)).prefetch_related("parts").order_by("pk"))


def topics(by: Actor) -> list[str]:
    """The topics in use, for a list to choose from."""
    found = questions(by).exclude(topic="").order_by("topic").values_list("topic", flat=True).distinct()
    return list(found[:200])


def to_review(by: Actor) -> models.QuerySet[Question]:
    """The questions that wait for a review that ``by`` may give, the oldest first."""
    units = Unit.objects.within(by.scope(LearningPermission.QUESTION_REVIEW))
    found = Question.objects.filter(unit__in=units, parent=None, state=State.REVIEW)
    return found.select_related("unit", "picture", "writer").prefetch_related("parts").order_by("pk")


def file_for(by: Actor, file_id: int) -> QuestionFile:
    """One file of questions that was read. Raises Denied where it does not exist or is another unit's."""
    found = QuestionFile.objects.select_related("unit").filter(pk=file_id).first()
    if found is None:
        raise Denied(LearningPermission.PAPER_WRITE.value)
    by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(found.unit))
    return found


def bank_of(by: Actor, unit: Unit) -> Bank:
    """The questions that ``unit`` has or is given from above and ``by`` may read, by their words, to find twins."""
    seen = questions(by).filter(Q(unit=unit) | Q(is_shared=True)).exclude(state=State.RETIRED)
    parts: dict[int, list[Words]] = {}
    inside = Question.objects.filter(parent__in=seen.order_by())
    for parent, text, kind, options, lefts in inside.values_list("parent_id", "text", "kind", "options", "lefts"):
        parts.setdefault(parent, []).append(words_of(text, kind, options, lefts))
    rows = seen.order_by("pk").values_list("pk", "text", "kind", "options", "lefts")
    return Bank(
        (key, words_of(text, kind, options, lefts, parts.get(key, ()))) for key, text, kind, options, lefts in rows
    )


def _readable(by: Actor) -> Q:
    """The condition on a question that ``by`` may read it: of their own units, or shared from above and approved."""
    scope = by.scope(LearningPermission.PAPER_READ)
    if scope.is_everything:
        return Q()
    above = {path for top in (*scope.here, *scope.below) for path in paths.ancestors(top)}
    sharing = Unit.objects.filter(placements__path__in=above, placements__until=None)
    shared = Q(is_shared=True, state=State.APPROVED, unit__in=sharing.order_by().values("pk"))
    return Q(unit__in=Unit.objects.within(scope).order_by().values("pk")) | shared

"""Which questions may go into a paper of a unit, and how many there are to draw from."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from django.db.models import Count, Q, QuerySet

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models import Question
from unionhall.modules.learning.permissions import LearningPermission


class Draw(TypedDict):
    """A row of the draw table: how many of a topic ("": any) and a difficulty (0: any) at how many marks each."""

    topic: str
    difficulty: int
    number: int
    marks: int


def usable(unit: Unit) -> QuerySet[Question]:
    """The approved questions of a unit and those that units above it share; cases whole, without their parts."""
    above = [paths.unit_id(path) for path in paths.ancestors(org_queries.path_of(unit))]
    return Question.objects.filter(
        Q(unit=unit) | Q(unit__in=above, is_shared=True), parent=None, state=Question.State.APPROVED
    )


def choosable(by: Actor, unit: Unit) -> QuerySet[Question]:
    """What ``by`` may put into a paper of ``unit`` by hand: what is usable there, and what they read elsewhere."""
    readable = Unit.objects.within(by.scope(LearningPermission.PAPER_READ))
    elsewhere = Question.objects.filter(unit__in=readable, parent=None, state=Question.State.APPROVED)
    return Question.objects.filter(Q(pk__in=usable(unit).values("pk")) | Q(pk__in=elsewhere.values("pk")))


def topics(by: Actor, unit: Unit) -> list[str]:
    """The topics of what may be put into a paper by hand. One query."""
    found = choosable(by, unit).exclude(topic="").order_by("topic").values_list("topic", flat=True)
    return list(found.distinct())


def pool(unit: Unit, draw: Draw, without: Iterable[int] = ()) -> QuerySet[Question]:
    """What a row of the draw table draws from: no case, since its parts belong together; newest first."""
    found = usable(unit).exclude(kind=Question.Kind.CASE).exclude(pk__in=list(without))
    if draw["topic"]:
        found = found.filter(topic=draw["topic"])
    if draw["difficulty"]:
        found = found.filter(difficulty=draw["difficulty"])
    return found.order_by("-pk")


def stock(unit: Unit, without: Iterable[int] = ()) -> dict[tuple[str, int], int]:
    """How many questions can be drawn, by topic and difficulty. One query."""
    found = usable(unit).exclude(kind=Question.Kind.CASE).exclude(pk__in=list(without))
    rows = found.order_by().values_list("topic", "difficulty").annotate(number=Count("pk"))
    return {(topic, difficulty): number for topic, difficulty, number in rows}


def enough_for(stock: Mapping[tuple[str, int], int], draw: Mapping[str, Any]) -> int:
    """How many of a stock a row of the draw table may draw from."""
    return sum(
        number
        for (topic, difficulty), number in stock.items()
        if draw["topic"] in ("", topic) and draw["difficulty"] in (0, difficulty)
    )


def overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows of the draw table could draw the same question."""
    same_topic = one["topic"] == other["topic"] or "" in (one["topic"], other["topic"])
    same_difficulty = one["difficulty"] == other["difficulty"] or 0 in (one["difficulty"], other["difficulty"])
    return same_topic and same_difficulty

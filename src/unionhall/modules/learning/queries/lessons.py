"""Lessons as they are read, who may use whose, and the gate before a paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString, mark_safe

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.statements import Select
from unionhall.modules.learning.models import LETTERS, Lesson, LessonVersion, Question, Reading
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.bank import questions
from unionhall.modules.learning.queries.sitting import Sitting


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as a page shows it. ``is_open``: its check is still to be answered."""

    place: int
    title: str
    html: SafeString
    check: Mapping[str, Any]
    is_right: bool

    @property
    def is_open(self) -> bool:
        """Whether its check question is still to be answered right."""
        return bool(self.check) and not self.is_right

    @property
    def options(self) -> list[tuple[str, str]]:
        """The check's options with their letters."""
        return list(zip(LETTERS, self.check.get("options", ()), strict=False))

    @property
    def takes_several(self) -> bool:
        """Whether more than one option may be chosen."""
        return self.check.get("kind") == Question.Kind.MULTIPLE

    @property
    def right_texts(self) -> list[str]:
        """The right options' texts."""
        return [text for letter, text in self.options if letter in self.check.get("right", "")]


@dataclass(frozen=True, slots=True)
class Shown:
    """A lesson as somebody reads it."""

    title: str
    sections: Sequence[ShownSection]
    reading_id: int = 0
    is_done: bool = False
    is_outdated: bool = False  # it was changed after they began


def gate(sitting: Sitting) -> bool:
    """Whether the paper may be begun as far as learning goes: no lesson, or every check of it answered right.

    Of a lesson without checks it is enough to have come to its end. No query: the sheet says it.
    """
    return sitting.known.lesson_id is None or sitting.sheet.lesson_read is not None


def sections_of(stored: Sequence[Mapping[str, Any]], right: set[int]) -> list[ShownSection]:
    """A lesson's sections as a page shows them; ``right`` are the places whose check is answered."""
    return [
        ShownSection(
            place,
            section["title"],
            mark_safe(section["html"]),  # noqa: S308 -- cleaned when it was written (ui.prose)
            section.get("check") or {},
            place in right,
        )
        for place, section in enumerate(stored, start=1)
    ]


def answered(reading: Reading) -> set[int]:
    """The places of the sections whose check is answered right."""
    return {int(place) for place in reading.right.split(",") if place}


def shown_to(sitting: Sitting) -> Shown | None:
    """The lesson of a sitting in the version that its participant reads; None before they have opened it."""
    lesson_id = sitting.known.lesson_id
    reading = None
    if lesson_id is not None:
        reading = _READING.first(participant=sitting.sheet.participant_id, lesson=lesson_id)
    if reading is None:
        return None
    lesson = reading.lesson
    title, stored = lesson.title, lesson.sections
    if reading.version != lesson.version:
        old = LessonVersion.objects.filter(lesson=lesson, version=reading.version).first()
        title, stored = (old.title, old.sections) if old else (title, stored)
    return Shown(
        title,
        sections_of(stored, answered(reading)),
        reading.pk,
        reading.done is not None,
        reading.version != lesson.version,
    )


_READING = Select(
    lambda participant, lesson: Reading.objects.select_related("lesson").filter(participant=participant, lesson=lesson),
    participant=int,
    lesson=int,
)


def usable_lessons(by: Actor) -> models.QuerySet[Lesson]:
    """The lessons one may give to a campaign: those one may read, and those that a unit above one's own shares."""
    readable = Unit.objects.within(by.scope(LearningPermission.PAPER_READ))
    above = {unit_id for path in _seats(by) for unit_id in paths.unit_ids(path)}
    found = Lesson.objects.filter(Q(unit__in=readable) | Q(unit__in=above, is_shared=True))
    return found.select_related("unit").defer("sections").order_by("-pk")


def may_use(by: Actor, lesson: Lesson) -> bool:
    """Whether one may give a lesson to a campaign, or copy it."""
    owner = org_queries.path_of(lesson.unit)
    if by.may(LearningPermission.PAPER_READ, at=owner):
        return True
    return lesson.is_shared and any(paths.covers(owner, path) for path in _seats(by))


def _seats(by: Actor) -> list[str]:
    """The paths of the units in whose name somebody reads lessons."""
    return [seat.path for seat in by.seats if by.may(LearningPermission.PAPER_READ, at=seat.path)]


def usable_lesson(by: Actor, lesson_id: int) -> Lesson:
    """One lesson that one may use. Raises Denied where it does not exist or is not for one."""
    lesson = Lesson.objects.select_related("unit").filter(pk=lesson_id).first()
    if lesson is None or not may_use(by, lesson):
        raise Denied(LearningPermission.PAPER_READ.value)
    return lesson


def is_read(lesson: Lesson) -> bool:
    """Whether somebody has begun to read it as it stands, so that a change makes a new version."""
    return Reading.objects.filter(lesson=lesson, version=lesson.version).exists()


def check_questions(by: Actor, most: int = 100) -> list[Question]:
    """The bank's approved questions that can be a check: the latest of those one may use."""
    kinds = (Question.Kind.SINGLE, Question.Kind.MULTIPLE, Question.Kind.TRUE_FALSE)
    found = questions(by).filter(kind__in=kinds, state=Question.State.APPROVED, parent=None)
    return list(found[:most])

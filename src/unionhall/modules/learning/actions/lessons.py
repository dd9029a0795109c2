"""Writing lessons: sections of rich text with check questions, versions, copies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.writing import must_write, note, plain
from unionhall.modules.learning.models import LETTERS, Lesson, LessonVersion, Media, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.lessons import may_use
from unionhall.ui.prose import media_in, to_html

MOST_SECTIONS, LONGEST_TEXT = 40, 20_000
CHECKS = (Question.Kind.SINGLE, Question.Kind.MULTIPLE, Question.Kind.TRUE_FALSE)


@dataclass(frozen=True, slots=True)
class Check:
    """A small question after a section. ``right`` are letters; ``question`` is the bank's number it was taken from."""

    kind: str
    text: str
    options: tuple[str, ...]
    right: str
    why: str = ""
    question: int | None = None

    @classmethod
    def of(cls, question: Question) -> "Check":
        """A question of the bank as a check, as it is now."""
        options, why = tuple(question.options), question.explanation
        return cls(question.kind, question.text, options, question.right, why, question.pk)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a lesson: its title, its text in Markdown, and maybe a check question."""

    title: str
    text: str
    check: Check | None = None


def write_lesson(
    by: Actor,
    *,
    unit: Unit,
    title: str,
    sections: Iterable[Section | tuple[str, str]],
    lesson: Lesson | None = None,
    is_shared: bool = False,
) -> Lesson:
    """Write a new lesson of ``unit``, or ``lesson`` anew; a pair is a section's title and text.

    Who has begun to read it keeps the version they read. Raises Denied without the right to write there, Refused for a
    lesson that says nothing or a check that nobody could answer.
    """
    must_write(by, unit, lesson)
    wanted = [one if isinstance(one, Section) else Section(*one) for one in sections]
    kept = [one for one in wanted if plain(one.title) or plain(one.text)]
    if reasons := _why_unreadable(title, wanted, kept):
        raise Refused(*reasons)
    stored = _stored(kept)
    with transaction.atomic():
        lesson = _for_change(lesson) if lesson else Lesson(unit=unit, created=clock.now(), version=0)
        lesson.title, lesson.sections, lesson.is_shared = plain(title), stored, is_shared
        lesson.version, lesson.changed = lesson.version + 1, clock.now()
        lesson.save()
        note(by, "learning.lesson_written", unit, lesson, title=lesson.title)
    return lesson


def _for_change(lesson: Lesson) -> Lesson:
    """The lesson, locked; as it stands it is kept for those who have begun to read it."""
    lesson = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    if lesson.readings.filter(version=lesson.version).exists():
        LessonVersion.objects.get_or_create(
            lesson=lesson, version=lesson.version, defaults={"title": lesson.title, "sections": lesson.sections}
        )
    return lesson


def _why_unreadable(title: str, wanted: Sequence[Section], kept: Sequence[Section]) -> list[str]:
    reasons = []
    if not plain(title):
        reasons.append(_("写上课的标题"))
    if not any(plain(section.text) for section in kept):
        reasons.append(_("这课还没有内容，至少写一段"))
    if len(kept) > MOST_SECTIONS or any(len(section.text) > LONGEST_TEXT for section in kept):
        told = {"sections": MOST_SECTIONS, "long": LONGEST_TEXT}
        reasons.append(_("一课最多 %(sections)d 节，一节最多 %(long)d 字。分成两课") % told)
    for place, section in enumerate(wanted, start=1):
        if section.check is not None and (why := why_no_check(section.check)):
            reasons.append(_("第 %(n)d 节的小题：%(why)s") % {"n": place, "why": why})
        elif section.check is not None and section not in kept:
            reasons.append(_("第 %(n)d 节只有小题，没有内容") % {"n": place})
    return reasons


def why_no_check(check: Check) -> str:
    """Why nobody could answer this check, as a sentence; "" where it can be."""
    letters = LETTERS[: len(check.options)]
    if check.kind not in CHECKS:
        return _("小题只能是单选、多选或者判断")
    if not plain(check.text):
        return _("写上问什么")
    if not 2 <= len(check.options) <= len(LETTERS) or not all(plain(option) for option in check.options):
        return _("写 2 到 %(most)d 个选项，一行一个") % {"most": len(LETTERS)}
    if not check.right or not set(check.right) <= set(letters):
        return _("正确答案写选项的字母，比如 B")
    if check.kind != Question.Kind.MULTIPLE and len(check.right) != 1:
        return _("单选和判断只有一个正确答案")
    return ""


def _stored(sections: Sequence[Section]) -> list[dict[str, Any]]:
    used = set().union(*(media_in(section.text) for section in sections))
    found = Media.objects.filter(sha256__in=used, width__isnull=False).values_list("sha256", "width", "height")
    sizes = {sha256: (width or 0, height or 0) for sha256, width, height in found}
    return [
        {
            "title": plain(section.title)[:80],
            "text": plain(section.text),
            "html": to_html(plain(section.text), sizes),
            "check": _stored_check(section.check) if section.check else {},
        }
        for section in sections
    ]


def _stored_check(check: Check) -> Mapping[str, Any]:
    return {
        "kind": check.kind,
        "text": plain(check.text),
        "options": [plain(option) for option in check.options],
        "right": "".join(sorted(set(check.right))),
        "why": plain(check.why),
        "question": check.question,
    }


def copy_lesson(by: Actor, *, lesson: Lesson, unit: Unit) -> Lesson:
    """An own copy for ``unit`` of a lesson that one may read or that a unit above shares; later changes part them.

    Raises Denied where the lesson is not to be seen, or without the right to write for ``unit``.
    """
    must_write(by, unit, None)
    if not may_use(by, lesson):
        by.must(LearningPermission.PAPER_READ, at=org_queries.path_of(lesson.unit))
    copied = Lesson(unit=unit, title=lesson.title, sections=lesson.sections, copied_from=lesson, created=clock.now())
    copied.changed = copied.created
    with transaction.atomic():
        copied.save()
        note(by, "learning.lesson_copied", unit, copied, title=copied.title)
    return copied

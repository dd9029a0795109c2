"""Writing lessons."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.writing import must_write, note, plain
from unionhall.modules.learning.models import Lesson


def write_lesson(
    by: Actor, *, unit: Unit, title: str, sections: Sequence[tuple[str, str]], lesson: Lesson | None = None
) -> Lesson:
    """Write a new lesson of ``unit``, or ``lesson`` anew; a section is its title and its text in paragraphs.

    Raises Denied without the right to write there, Refused for a lesson that says nothing.
    """
    must_write(by, unit, lesson)
    kept = [_section(heading, text) for heading, text in sections if plain(heading) or plain(text)]
    if not plain(title):
        raise Refused(_("写上课的标题"))
    if not any(section["paragraphs"] for section in kept):
        raise Refused(_("这课还没有内容，至少写一段"))
    lesson = lesson or Lesson(unit=unit, created=clock.now(), version=0)
    lesson.title, lesson.sections = plain(title), kept
    lesson.version += 1
    with transaction.atomic():
        lesson.save()
        note(by, "learning.lesson_written", unit, lesson, title=lesson.title)
    return lesson


def _section(heading: str, text: str) -> dict[str, object]:
    paragraphs = [part.strip() for part in plain(text).split("\n") if part.strip()]
    return {"kind": "text", "title": plain(heading), "paragraphs": paragraphs}

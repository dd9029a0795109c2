"""Where kept files lie, and whose they are."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models import Lesson, LessonVersion, Media, Paper, Question, QuestionFile
from unionhall.modules.learning.permissions import LearningPermission

FOLDER = "media"


def file_of(sha256: str, ending: str) -> Path:
    """Where the file of this hash and ending lies, whether it is there or not."""
    return Path(settings.MEDIA_ROOT) / FOLDER / sha256[:2] / f"{sha256}.{ending}"


def used_bytes(unit: Unit) -> int:
    """How much the files of a unit take together."""
    return Media.objects.filter(unit=unit).aggregate(total=models.Sum("bytes"))["total"] or 0


def media_for(by: Actor, media_id: int) -> Media:
    """A file of a unit for which ``by`` may write. Raises Denied."""
    found = Media.objects.select_related("unit").filter(pk=media_id).first()
    if found is None:
        raise Denied(LearningPermission.PAPER_WRITE.value)
    by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(found.unit))
    return found


def used_by(media: Media) -> list[str]:
    """What shows a file, in words: lessons in every version that was read, questions, fixed papers, also of others.

    Whoever writes for a unit below may have copied its address. A file of questions that waits to be taken in counts.
    """
    same = Media.objects.filter(sha256=media.sha256).values("pk")
    lessons = {
        *Lesson.objects.filter(sections__icontains=media.sha256).values_list("title", flat=True),
        *LessonVersion.objects.filter(sections__icontains=media.sha256).values_list("title", flat=True),
    }
    papers = Paper.objects.filter(content__icontains=media.sha256).values_list("title", flat=True)
    questions = Question.objects.filter(picture__in=same).count()
    waiting = QuestionFile.objects.filter(unit=media.unit, state=QuestionFile.State.READ)
    files = [file.name for file in waiting.only("name", "items") if media.pk in _pictures_of(file)]
    told = [_("课《%(title)s》") % {"title": title} for title in sorted(lessons)]
    told += [_("卷子《%(title)s》") % {"title": title} for title in sorted(set(papers))]
    told += [ngettext("%(n)d 道题", "%(n)d 道题", questions) % {"n": questions}] if questions else []
    return told + [_("还没收下的题库文件“%(name)s”") % {"name": name} for name in files]


def _pictures_of(file: QuestionFile) -> set[int | None]:
    given = [item["given"] for item in file.items]
    return {each.get("picture") for one in given for each in (one, *one.get("parts", []))}


def media(by: Actor, kind: str = "") -> models.QuerySet[Media]:
    """The files of units whose lessons ``by`` may read (of one kind), newest first."""
    units = Unit.objects.within(by.scope(LearningPermission.PAPER_READ))
    found = Media.objects.filter(unit__in=units).select_related("unit").order_by("-pk")
    return found.filter(kind=kind) if kind else found

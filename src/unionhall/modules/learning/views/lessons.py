"""Where lessons are written, looked at as on a phone, loaded from a document, copied."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel.actor import Refused
from unionhall.modules.learning.actions.documents import load_lesson
from unionhall.modules.learning.actions.lessons import copy_lesson, write_lesson
from unionhall.modules.learning.forms.lessons import SECTIONS, LessonForm, LoadForm, moved_up
from unionhall.modules.learning.models import Lesson
from unionhall.modules.learning.queries.desk import units_to_write_for
from unionhall.modules.learning.queries.lessons import check_questions, is_read, sections_of, usable_lesson
from unionhall.modules.learning.views.desk import actor_of, form_page, small_number, units_of

REARRANGES = ("more", "up")  # buttons that change the form and write nothing


@require_http_methods(["GET", "POST"])
@login_required
def lesson_new(request: HttpRequest) -> HttpResponse:
    """Write a lesson."""
    units_of(actor_of(request))
    return _lesson(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Change a lesson; who may not write it reads it."""
    by = actor_of(request)
    found = usable_lesson(by, lesson_id)
    if found.unit not in units_to_write_for(by):
        return _preview(request, found)
    return _lesson(request, found)


def _lesson(request: HttpRequest, lesson: Lesson | None) -> HttpResponse:
    by = actor_of(request)
    form = _form(request, lesson)
    if request.method == "POST" and form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            written = write_lesson(
                by,
                unit=form.unit,
                title=typed["title"],
                sections=form.sections,
                lesson=lesson,
                is_shared=typed["is_shared"],
            )
        except Refused as refused:
            form.refuse(reason.text for reason in refused.reasons)
        else:
            messages.success(request, _("课写好了：%(title)s") % {"title": written.title})
            return redirect("learning:lesson_preview", written.pk)
    return form_page(request, "learning/lesson_form.html", form, lesson)


def _form(request: HttpRequest, lesson: Lesson | None) -> LessonForm:
    """The form: as it was posted, or rearranged with everything that was typed."""
    by, data = actor_of(request), request.POST
    told: dict[str, Any] = {
        "units": units_to_write_for(by),
        "owner": lesson.unit if lesson else None,
        "lesson": lesson,
        "bank": check_questions(by),
        "shown": small_number(data.get("shown"), SECTIONS),
    }
    if not any(name in data for name in REARRANGES):
        return LessonForm(data if request.method == "POST" else None, **told)
    up = small_number(data.get("up"), 0)
    typed = moved_up(data.dict(), up) if 2 <= up <= told["shown"] else data.dict()
    told["shown"] += "more" in data
    return LessonForm(None, **told, initial=typed)


@require_GET
@login_required
def lesson_preview(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """The lesson as a worker reads it, as wide as a phone."""
    return _preview(request, usable_lesson(actor_of(request), lesson_id))


def _preview(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    units = units_to_write_for(actor_of(request))
    context = {
        "lesson": lesson,
        "sections": sections_of(lesson.sections, set()),
        "is_read": is_read(lesson),
        "is_mine": lesson.unit in units,
        "units": units,
    }
    return render(request, "learning/lesson_preview.html", context)


@require_POST
@login_required
def lesson_copy(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """An own copy of a lesson."""
    by = actor_of(request)
    found, units = usable_lesson(by, lesson_id), units_of(by)
    unit = next((one for one in units if one.code == request.POST.get("unit")), units[0])
    copied = copy_lesson(by, lesson=found, unit=unit)
    messages.success(request, _("抄好了。这一份是%(unit)s自己的，改了不影响原来那份。") % {"unit": unit.name})
    return redirect("learning:lesson_edit", copied.pk)


@require_http_methods(["GET", "POST"])
@login_required
def lesson_load(request: HttpRequest) -> HttpResponse:
    """A lesson from a document; what could not be taken is said."""
    by = actor_of(request)
    units = units_of(by)
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LoadForm(*typed, units=units)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]  # Django's UploadedFile
        try:
            loaded = load_lesson(by, unit=form.unit, name=upload.name, file=upload.file)
        except Refused as refused:
            form.add_error("file", [str(reason.text) for reason in refused.reasons])
        else:
            for sentence in loaded.left_out:
                messages.warning(request, sentence)
            told = {"title": loaded.lesson.title, "n": len(loaded.lesson.sections)}
            messages.success(request, _("读进来了：%(title)s，%(n)d 节。看一遍，再布置") % told)
            return redirect("learning:lesson_edit", loaded.lesson.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "learning/lesson_load.html", {"form": form}, status=status)

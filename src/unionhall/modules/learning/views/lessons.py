"""Where lessons are written."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.kernel.actor import Refused
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.forms import SECTIONS, LessonForm
from unionhall.modules.learning.models import Lesson
from unionhall.modules.learning.views.desk import actor_of, form_page, small_number, units_of


@require_http_methods(["GET", "POST"])
@login_required
def lesson_new(request: HttpRequest) -> HttpResponse:
    """Write a lesson."""
    return _lesson(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Change a lesson, or read it where one may not write."""
    by = actor_of(request)
    found = queries.lesson_for(by, lesson_id)
    return _lesson(request, found)


def _lesson(request: HttpRequest, lesson: Lesson | None) -> HttpResponse:
    by = actor_of(request)
    if lesson is None:
        units_of(by)
    shown = small_number(request.POST.get("shown"), SECTIONS)
    wants_more = request.method == "POST" and "more" in request.POST
    form = LessonForm(
        None if wants_more else request.POST or None,
        **({"initial": request.POST.dict()} if wants_more else {}),
        units=queries.units_to_write_for(by),
        owner=lesson.unit if lesson else None,
        lesson=lesson,
        shown=shown + 1 if wants_more else shown,
    )
    if request.method == "POST" and not wants_more and form.is_valid():
        try:
            written = actions.write_lesson(
                by, unit=form.unit, title=form.cleaned_data["title"], sections=form.sections, lesson=lesson
            )
        except Refused as refused:
            form.refuse(reason.text for reason in refused.reasons)
        else:
            messages.success(request, _("课写好了：%(title)s") % {"title": written.title})
            return redirect("learning:desk")
    return form_page(request, "learning/lesson_form.html", form, lesson)

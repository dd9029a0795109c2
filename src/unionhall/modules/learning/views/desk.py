"""Where authors write lessons, questions and papers, and where a disputed sheet is looked at."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.forms import SECTIONS, LessonForm, PaperForm, QuestionForm
from unionhall.modules.learning.models import Lesson, Paper, Question
from unionhall.modules.learning.permissions import LearningPermission

ON_A_PAGE = 50
TO_CHOOSE_FROM = 200  # questions offered when a paper is put together, the newest


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _units(by: Actor) -> list[Unit]:
    """The units one may write for. Raises Denied where there is none: to others these pages do not exist."""
    if not (found := queries.units_to_write_for(by)):
        raise Denied(LearningPermission.PAPER_WRITE.value)
    return found


def _must_read(by: Actor) -> None:
    if not by.holds_any(LearningPermission.PAPER_READ):
        raise Denied(LearningPermission.PAPER_READ.value)


@require_GET
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The lessons and papers of my units."""
    by = _actor(request)
    _must_read(by)
    context = {
        "lessons": queries.lessons(by)[:ON_A_PAGE],
        "papers": queries.papers(by)[:ON_A_PAGE],
        "may_write": bool(queries.units_to_write_for(by)),
    }
    return render(request, "learning/overview.html", context)


@require_GET
@login_required
def questions(request: HttpRequest) -> HttpResponse:
    """The questions of my units, newest first."""
    by = _actor(request)
    _must_read(by)
    page = Paginator(queries.questions(by), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_write": bool(queries.units_to_write_for(by))}
    return render(request, "learning/questions.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def lesson_new(request: HttpRequest) -> HttpResponse:
    """Write a lesson."""
    return _lesson(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Change a lesson, or read it where one may not write."""
    by = _actor(request)
    found = queries.lesson_for(by, lesson_id)
    return _lesson(request, found)


def _lesson(request: HttpRequest, lesson: Lesson | None) -> HttpResponse:
    by = _actor(request)
    if lesson is None:
        _units(by)
    shown = _whole(request.POST.get("shown"), SECTIONS)
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
    return _form_page(request, "learning/lesson_form.html", form, lesson)


@require_http_methods(["GET", "POST"])
@login_required
def question_new(request: HttpRequest) -> HttpResponse:
    """Write a question."""
    return _question(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Change a question; papers that are fixed keep it as it was."""
    return _question(request, queries.question_for(_actor(request), question_id))


def _question(request: HttpRequest, question: Question | None) -> HttpResponse:
    by = _actor(request)
    if question is None:
        _units(by)
    form = QuestionForm(
        request.POST or None,
        units=queries.units_to_write_for(by),
        owner=question.unit if question else None,
        question=question,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_question(by, unit=form.unit, given=form.given, question=question)
        except Refused as refused:
            form.refuse(reason.text for reason in refused.reasons)
        else:
            messages.success(request, _("题写好了"))
            return redirect("learning:question_new" if "another" in request.POST else "learning:questions")
    return _form_page(request, "learning/question_form.html", form, question)


@require_http_methods(["GET", "POST"])
@login_required
def paper_new(request: HttpRequest) -> HttpResponse:
    """Put a paper together."""
    return _paper(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Change a paper; one that is fixed is shown as it is."""
    by = _actor(request)
    found = queries.paper_for(by, paper_id)
    if found.is_fixed:
        content = queries.content_of(found.pk, found.version)
        may_write = found.unit in queries.units_to_write_for(by)
        return render(
            request, "learning/paper_fixed.html", {"paper": found, "content": content, "may_write": may_write}
        )
    return _paper(request, found)


def _paper(request: HttpRequest, paper: Paper | None) -> HttpResponse:
    by = _actor(request)
    if paper is None:
        _units(by)
    form = PaperForm(
        request.POST or None,
        units=queries.units_to_write_for(by),
        owner=paper.unit if paper else None,
        questions=_offered(by, paper),
        paper=paper,
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            written = actions.write_paper(
                by,
                unit=form.unit,
                title=typed["title"],
                questions=form.chosen,
                pass_marks=typed["pass_marks"],
                tries=typed["tries"],
                shows_answers=typed["shows_answers"],
                paper=paper,
            )
        except Refused as refused:
            form.refuse(reason.text for reason in refused.reasons)
        else:
            messages.success(request, _("卷子存好了：%(title)s") % {"title": written.title})
            return redirect("learning:desk")
    return _form_page(request, "learning/paper_form.html", form, paper)


def _offered(by: Actor, paper: Paper | None) -> list[Question]:
    """Those that stand in the paper in their order, then the newest others in the order they were written."""
    inside = [place.question for place in paper.places.select_related("question__unit")] if paper else []
    others = queries.questions(by).exclude(pk__in=[question.pk for question in inside])[:TO_CHOOSE_FROM]
    return [*inside, *reversed(others)]


@require_POST
@login_required
def paper_revise(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Begin a new version of a fixed paper."""
    by = _actor(request)
    found = queries.paper_for(by, paper_id, LearningPermission.PAPER_WRITE)
    return redirect("learning:paper_edit", actions.revise_paper(by, paper=found).pk)


@require_GET
@login_required
def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """One sheet: what was answered, what it is worth, every receipt. The sight is journalled."""
    by = _actor(request)
    found = actions.look_at_sheet(by, sheet_id)
    return render(
        request,
        "learning/sheet.html",
        {"sheet": found, "lines": queries.answers_on(found), "receipts": queries.receipts_of(found)},
    )


def _form_page(request: HttpRequest, template: str, form: Any, item: Lesson | Question | Paper | None) -> HttpResponse:
    context = {
        "form": form,
        "item": item,
        "may_write": item is None or item.unit in queries.units_to_write_for(_actor(request)),
    }
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


def _whole(text: str | None, otherwise: int) -> int:
    """A small whole number, else ``otherwise``."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 4 else otherwise

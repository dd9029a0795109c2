"""Where questions are written."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Refused
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.forms import QuestionForm
from unionhall.modules.learning.models import Question
from unionhall.modules.learning.views.desk import ON_A_PAGE, actor_of, form_page, must_read, units_of


@require_GET
@login_required
def questions(request: HttpRequest) -> HttpResponse:
    """The questions of my units, newest first."""
    by = actor_of(request)
    must_read(by)
    page = Paginator(queries.questions(by), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_write": bool(queries.units_to_write_for(by))}
    return render(request, "learning/questions.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def question_new(request: HttpRequest) -> HttpResponse:
    """Write a question."""
    return _question(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Change a question; papers that are fixed keep it as it was."""
    return _question(request, queries.question_for(actor_of(request), question_id))


def _question(request: HttpRequest, question: Question | None) -> HttpResponse:
    by = actor_of(request)
    if question is None:
        units_of(by)
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
    return form_page(request, "learning/question_form.html", form, question)

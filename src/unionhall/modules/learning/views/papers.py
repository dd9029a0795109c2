"""Where papers are put together."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.kernel.actor import Actor, Refused
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.forms import PaperForm
from unionhall.modules.learning.models import Paper, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.views.desk import actor_of, form_page, units_of

TO_CHOOSE_FROM = 200  # questions offered when a paper is put together, the newest


@require_http_methods(["GET", "POST"])
@login_required
def paper_new(request: HttpRequest) -> HttpResponse:
    """Put a paper together."""
    return _paper(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Change a paper; one that is fixed is shown as it is."""
    by = actor_of(request)
    found = queries.paper_for(by, paper_id)
    if found.is_fixed:
        content = queries.content_of(found.pk, found.version)
        may_write = found.unit in queries.units_to_write_for(by)
        return render(
            request, "learning/paper_fixed.html", {"paper": found, "content": content, "may_write": may_write}
        )
    return _paper(request, found)


def _paper(request: HttpRequest, paper: Paper | None) -> HttpResponse:
    by = actor_of(request)
    if paper is None:
        units_of(by)
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
                rules=actions.Rules(answers_shown=typed["answers_shown"]),
                paper=paper,
            )
        except Refused as refused:
            form.refuse(reason.text for reason in refused.reasons)
        else:
            messages.success(request, _("卷子存好了：%(title)s") % {"title": written.title})
            return redirect("learning:desk")
    return form_page(request, "learning/paper_form.html", form, paper)


def _offered(by: Actor, paper: Paper | None) -> list[Question]:
    """Those that stand in the paper in their order, then the newest others in the order they were written."""
    inside = [place.question for place in paper.places.select_related("question__unit")] if paper else []
    others = queries.questions(by).exclude(pk__in=[question.pk for question in inside])[:TO_CHOOSE_FROM]
    return [*inside, *reversed(others)]


@require_POST
@login_required
def paper_revise(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Begin a new version of a fixed paper."""
    by = actor_of(request)
    found = queries.paper_for(by, paper_id, LearningPermission.PAPER_WRITE)
    return redirect("learning:paper_edit", actions.revise_paper(by, paper=found).pk)

"""Where papers are put together."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.forms import PaperForm
from unionhall.modules.learning.forms.papers import SHOWN_DRAWS, FindForm, chosen_in
from unionhall.modules.learning.models import Paper, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries import pools
from unionhall.modules.learning.views.desk import actor_of, form_page, small_number, units_of

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
        content = queries.content_for(found)
        may_write = found.unit in queries.units_to_write_for(by)
        return render(
            request, "learning/paper_fixed.html", {"paper": found, "content": content, "may_write": may_write}
        )
    return _paper(request, found)


def _paper(request: HttpRequest, paper: Paper | None) -> HttpResponse:
    by = actor_of(request)
    if paper is None:
        units_of(by)
    looks = request.method == "POST" and "look" in request.POST  # only looks for questions, or wants another row
    posted = request.POST if request.method == "POST" else None
    owner = paper.unit if paper else _chosen_unit(request, by)
    at_hand = pools.stock(owner)
    topics = sorted({topic for topic, _difficulty in at_hand if topic} | _drawn_topics(paper))
    find = FindForm(request.POST or None, topics=pools.topics(by, owner))
    rows = small_number(request.POST.get("draws_shown"), SHOWN_DRAWS)
    form = PaperForm(
        None if looks else posted,
        **({"initial": request.POST.dict()} if looks else {}),
        units=queries.units_to_write_for(by),
        owner=paper.unit if paper else None,
        questions=_offered(by, owner, paper, find, posted),
        topics=topics,
        draws_shown=rows + 2 if request.POST.get("look") == "row" else rows,
        paper=paper,
    )
    if posted is not None and not looks and form.is_valid():
        typed = form.cleaned_data
        try:
            written = actions.write_paper(
                by,
                unit=form.unit,
                title=typed["title"],
                questions=form.chosen,
                pass_marks=typed["pass_marks"],
                tries=typed["tries"],
                rules=form.rules,
                draws=form.draws,
                paper=paper,
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(reason.code if reason.code in form.fields else None, str(reason.text))
        else:
            messages.success(request, _("卷子存好了：%(title)s") % {"title": written.title})
            return redirect("learning:desk")
    shelves = [
        (topic or _("没写知识点"), Question.Difficulty(difficulty).label, number)
        for (topic, difficulty), number in sorted(at_hand.items())
    ]
    return form_page(request, "learning/paper_form.html", form, paper, find=find, shelves=shelves)


def _chosen_unit(request: HttpRequest, by: Actor) -> Unit:
    """In whose name a new paper is written: the one chosen in the form, else the first."""
    units = units_of(by)
    return next((unit for unit in units if unit.code == request.POST.get("unit")), units[0])


def _drawn_topics(paper: Paper | None) -> set[str]:
    return {row["topic"] for row in paper.draws if row["topic"]} if paper else set()


def _offered(
    by: Actor, unit: Unit, paper: Paper | None, find: FindForm, posted: Mapping[str, Any] | None
) -> list[Question]:
    """Those in the paper in their order and those typed at, then the newest that are looked for, oldest first."""
    inside = [place.question for place in paper.places.select_related("question__unit")] if paper else []
    choosable = pools.choosable(by, unit).select_related("unit")
    known = [question.pk for question in inside]
    typed = chosen_in(posted) if posted else []
    inside += list(choosable.filter(pk__in=typed).exclude(pk__in=known).order_by("pk"))
    known += [question.pk for question in inside]
    others = choosable.filter(**find.wanted).exclude(pk__in=known).order_by("-pk")[:TO_CHOOSE_FROM]
    return [*inside, *reversed(others)]


@require_POST
@login_required
def paper_revise(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Begin a new version of a fixed paper."""
    by = actor_of(request)
    found = queries.paper_for(by, paper_id, LearningPermission.PAPER_WRITE)
    return redirect("learning:paper_edit", actions.revise_paper(by, paper=found).pk)

"""The launch of a campaign: what, a lesson, a paper, then what it will ask of whom, then the button that says so."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.desk import shell
from unionhall.desk.campaigns import actions, drafts
from unionhall.desk.campaigns.forms import NEW, NONE, LessonForm, PaperForm, ThemeForm, questions_formset
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import queries as campaigns
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.learning import actions as learning_actions
from unionhall.modules.learning import queries as learning

QUESTIONS_AT_FIRST = 5
KNOWN_SHOWN = 10
MEMBERS = "membership.members"
PAGES = ("theme", "lesson", "paper", "preview")
WALK = (_("做什么"), _("先学"), _("再答"), _("看影响，发出"))


def _unit(request: HttpRequest) -> tuple[Actor, Unit]:
    by, unit = shell.actor(request), shell.own_unit(request)
    by.must(CampaignPermission.LAUNCH, at=org.path_of(unit))
    return by, unit


@shell.signed_in
@require_http_methods(["GET", "POST"])
def theme(request: HttpRequest) -> HttpResponse:
    """First page: what, from when to when."""
    _by, unit = _unit(request)
    draft = drafts.load(request)
    today = clock.today()
    first = {"since": today, "until": today + timedelta(days=40), "enrol_until": today + timedelta(days=10)}
    form = ThemeForm(request.POST or None, initial=draft.theme or first)
    if request.method == "POST" and form.is_valid():
        draft.theme = drafts.storable(form.cleaned_data)
        drafts.keep(request, draft)
        return redirect("desk:launch-lesson")
    return _page(request, "theme", unit, {"form": form})


@shell.signed_in
@require_http_methods(["GET", "POST"])
def lesson(request: HttpRequest) -> HttpResponse:
    """Second page: what is read first."""
    by, unit = _unit(request)
    draft = drafts.load(request)
    if not draft.theme:
        return redirect("desk:launch")
    known = list(learning.usable_lessons(by)[:KNOWN_SHOWN])
    form = LessonForm(request.POST or None, initial=draft.lesson or {"source": NEW}, lessons=known)
    if request.method == "POST" and form.is_valid():
        draft.lesson = form.cleaned_data
        drafts.keep(request, draft)
        return redirect("desk:launch-paper")
    return _page(request, "lesson", unit, {"form": form})


@shell.signed_in
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """Third page: what is asked afterwards."""
    by, unit = _unit(request)
    draft = drafts.load(request)
    if not draft.lesson:
        return redirect("desk:launch-lesson")
    known = list(learning.papers(by)[:KNOWN_SHOWN])
    first = {"source": NEW, "title": draft.theme["name"], "marks_each": 20, "pass_marks": 60, "tries": 2}
    has_reviewer = learning_actions.others_who_review(by, unit)
    if has_reviewer:
        first["source"] = str(known[0].pk) if known else NONE
    form = PaperForm(request.POST or None, initial=draft.paper or first, papers=known, has_reviewer=has_reviewer)
    kept = [drafts.as_initial(question) for question in draft.questions]
    questions = questions_formset(max(QUESTIONS_AT_FIRST - len(kept), 0))(
        request.POST or None, initial=kept, prefix="questions"
    )
    if "more" in request.POST:
        data = request.POST.copy()
        data["questions-TOTAL_FORMS"] = str(min(questions.total_form_count() + QUESTIONS_AT_FIRST, 100))
        questions = questions_formset(0)(data, prefix="questions")
    elif request.method == "POST" and form.is_valid() and (not form.is_new or questions.is_valid()):
        draft.paper = form.cleaned_data
        if form.is_new:
            draft.questions = [each.as_given() for each in questions.forms if not each.is_blank]
        drafts.keep(request, draft)
        return redirect("desk:launch-preview")
    return _page(request, "paper", unit, {"form": form, "questions": questions})


@shell.signed_in
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """Last page: whom it reaches and what it asks of a unit; then it is launched."""
    by, unit = _unit(request)
    draft = drafts.load(request)
    form = ThemeForm(draft.theme)
    if not draft.is_whole or not form.is_valid():
        return redirect("desk:launch")
    reasons: list[str] = []
    if request.method == "POST":
        try:
            campaign = actions.launch(by, unit, draft)
        except Refused as refused:
            reasons = [str(reason.text) for reason in refused.reasons]
        else:
            drafts.drop(request)
            return redirect("campaigns:campaign", campaign.pk)
    context = {
        "draft": draft,
        "theme": form.cleaned_data,
        "reasons": reasons,
        **_reach(by, unit),
        **_contents(by, draft),
    }
    return _page(request, "preview", unit, context)


@shell.signed_in
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Begin anew."""
    _unit(request)
    drafts.drop(request)
    return redirect("desk:launch")


def _reach(by: Actor, unit: Unit) -> dict[str, Any]:
    """Whom the campaign would ask."""
    return {"units": len(campaigns.would_be_asked(by, unit)), "members": facts.figure(by, MEMBERS, unit)}


def _contents(by: Actor, draft: drafts.Draft) -> dict[str, Any]:
    lesson, paper = draft.lesson["source"], draft.paper["source"]
    return {
        "has_lesson": lesson != NONE,
        "lesson_title": draft.lesson["title"]
        if lesson == NEW
        else _title(lesson, lambda pk: learning.usable_lesson(by, pk)),
        "has_paper": paper != NONE,
        "paper_title": draft.paper["title"] if paper == NEW else _title(paper, lambda pk: learning.paper_for(by, pk)),
        "full_marks": len(draft.questions) * (draft.paper.get("marks_each") or 0) if paper == NEW else None,
    }


def _title(chosen: str, fetch: Any) -> str:
    return "" if chosen == NONE else str(fetch(int(chosen)).title)


def _page(request: HttpRequest, page: str, unit: Unit, context: dict[str, Any]) -> HttpResponse:
    return render(
        request, f"desk/launch-{page}.html", {"unit": unit, "walk": WALK, "now": PAGES.index(page) + 1, **context}
    )

"""The launch of a campaign: what, a lesson, a paper, then what it will ask of whom, then the button that says so."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.desk import shell
from unionhall.desk.campaigns import actions, drafts
from unionhall.desk.campaigns.forms import (
    NEW,
    NONE,
    AudienceForm,
    LessonForm,
    PaperForm,
    ThemeForm,
    questions_formset,
    tasks_formset,
)
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import actions as campaign_actions
from unionhall.modules.campaigns import queries as campaigns
from unionhall.modules.campaigns.forms import TaskForm
from unionhall.modules.campaigns.models import Campaign
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.learning import actions as learning_actions
from unionhall.modules.learning import queries as learning

QUESTIONS_AT_FIRST = 5
KNOWN_SHOWN = 10
PAGES = ("theme", "asks", "lesson", "paper", "preview")
WALK = (_("做什么"), _("请谁、做到什么"), _("先学"), _("再答"), _("看影响，发出"))
DAYS = 40
TASKS_AT_FIRST = 2
EARLIER_SHOWN = 5


def _unit(request: HttpRequest) -> tuple[Actor, Unit]:
    by, unit = shell.actor(request), shell.own_unit(request)
    by.must(CampaignPermission.LAUNCH, at=org.path_of(unit))
    return by, unit


@shell.signed_in
@require_http_methods(["GET", "POST"])
def theme(request: HttpRequest) -> HttpResponse:
    """First page: what, from when to when; or an earlier campaign once more, everything but the days."""
    by, unit = _unit(request)
    draft = drafts.load(request)
    today = clock.today()
    first = {"since": today, "days": DAYS, "enrol_until": today + timedelta(days=10)}
    earlier = _earlier(by, request.GET.get("like", "") or request.POST.get("like", ""))
    if earlier:
        first |= {
            "cover": earlier.cover,
            "name": earlier.name,
            "theme": earlier.theme,
            "contact": earlier.contact,
            "basis": earlier.basis,
        }
        first |= {"like": earlier.pk, "days": (earlier.until - earlier.since).days + 1}
    initial = first if earlier else draft.theme or first
    form = ThemeForm(request.POST or None, request.FILES or None, initial={**initial, "cover": None})
    cover = _cover(form, str(initial.get("cover") or ""))
    if request.method == "POST" and form.is_valid():
        draft.theme = drafts.storable({**form.cleaned_data, "cover": cover})
        if earlier:
            drafts.like(draft, earlier, *_given(by, earlier))
        drafts.keep(request, draft)
        return redirect("desk:launch-preview" if draft.is_whole else "desk:launch-asks")
    shown = campaigns.campaigns_for(by).filter(unit=unit)[:EARLIER_SHOWN]
    return _page(request, "theme", unit, {"form": form, "earlier": earlier, "shown": shown, "cover": cover})


def _cover(form: ThemeForm, kept: str) -> str:
    """The name of the picture that was brought now, or earlier; what can not be taken is said beside its field."""
    brought = form.cleaned_data.get("cover") if form.is_bound and form.is_valid() else None
    if brought is None:
        return kept
    try:
        return campaign_actions.keep_cover(brought)
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error("cover", str(reason.text))
        return kept


@shell.signed_in
@require_http_methods(["GET", "POST"])
def asks(request: HttpRequest) -> HttpResponse:
    """Second page: who is asked, and what everybody is to reach."""
    _by, unit = _unit(request)
    draft = drafts.load(request)
    if not draft.theme:
        return redirect("desk:launch")
    form = AudienceForm(
        request.POST or None,
        initial=draft.audience,
        parts=campaigns.parts_of(unit),
        occurring=campaigns.occurring(unit),
    )
    days = {name: date.fromisoformat(draft.theme[name]) for name in ("since", "until")}
    tasks = tasks_formset(max(TASKS_AT_FIRST - len(draft.tasks), 0))(
        request.POST or None, initial=draft.tasks, prefix="tasks", form_kwargs=days
    )
    if "more" in request.POST:
        data = request.POST.copy()
        data["tasks-TOTAL_FORMS"] = str(min(tasks.total_form_count() + TASKS_AT_FIRST, tasks.max_num))
        tasks = tasks_formset(0)(data, prefix="tasks", form_kwargs=days)
    elif request.method == "POST" and form.is_valid() and tasks.is_valid():
        draft.audience = {**form.as_kept(), "asked": True}
        draft.tasks = [_kept_task(each) for each in tasks.forms if not each.is_blank]
        drafts.keep(request, draft)
        return redirect("desk:launch-preview" if draft.is_whole else "desk:launch-lesson")
    is_narrowed = bool(form.errors or {"trades", "fewest", "most"} & set(draft.audience))
    context = {"form": form, "tasks": tasks, "draft": draft, "is_narrowed": is_narrowed, **days}
    context["days"] = (days["until"] - days["since"]).days + 1
    return _page(request, "asks", unit, context)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def lesson(request: HttpRequest) -> HttpResponse:
    """Second page: what is read first."""
    by, unit = _unit(request)
    draft = drafts.load(request)
    if not draft.audience:
        return redirect("desk:launch-asks" if draft.theme else "desk:launch")
    known = list(learning.usable_lessons(by)[:KNOWN_SHOWN])
    form = LessonForm(request.POST or None, initial=draft.lesson or {"source": NEW}, lessons=known)
    if request.method == "POST" and form.is_valid():
        draft.lesson = form.cleaned_data
        drafts.keep(request, draft)
        return redirect("desk:launch-preview" if draft.is_whole else "desk:launch-paper")
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
    form = ThemeForm({**draft.theme, "cover": ""})
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
        "cover": draft.theme.get("cover", ""),
        "days": (form.cleaned_data["until"] - form.cleaned_data["since"]).days + 1,
        "reasons": reasons,
        **_asked(by, unit, draft),
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


def _earlier(by: Actor, wanted: str) -> Campaign | None:
    """The campaign that is done again, if one was named and may be seen."""
    return campaigns.campaign_for(by, int(wanted)) if wanted.isdecimal() else None


def _given(by: Actor, earlier: Campaign) -> tuple[int | None, int | None]:
    """Lesson and paper of an earlier campaign, as far as one may use them today."""
    lesson = paper = None
    for assignment in learning.assignments_of(earlier.pk):
        if assignment.lesson_id and learning.usable_lessons(by).filter(pk=assignment.lesson_id).exists():
            lesson = assignment.lesson_id
        if assignment.paper_id and learning.papers(by).filter(pk=assignment.paper_id).exists():
            paper = assignment.paper_id
    return lesson, paper


def _kept_task(form: TaskForm) -> dict[str, Any]:
    """A task as the session can keep it; the day stays open where none was written."""
    data = form.cleaned_data
    kept = {name: data[name] for name in ("words", "measure", "target", "number")}
    return {**kept, "target": kept["target"] or "least", "due": data["due"].isoformat() if data["due"] else ""}


def _asked(by: Actor, unit: Unit, draft: drafts.Draft) -> dict[str, Any]:
    """Whom the campaign would ask, for what, and what of it is no burden since the figure is known."""
    audience = campaigns.Audience.of(draft.audience)
    tasks = drafts.new_tasks(draft)
    rule = draft.theme.get("basis")
    return {
        "reach": campaigns.reach(by, unit, audience),
        "audience": campaigns.in_words(audience),
        "tasks": tasks,
        "burden": (burden := campaigns.burden_of(tasks)),
        "minutes": burden.minutes + campaigns.BASIC_MINUTES,
        "known": campaigns.figures_known(draft.theme["theme"]),
        "rule": law.rule(rule, date.fromisoformat(draft.theme["since"])) if rule else None,
    }


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

"""Where questions are listed, written and looked at."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.law import queries as law
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.actions.answerable import why_unanswerable
from unionhall.modules.learning.forms import BankFilter, QuestionForm
from unionhall.modules.learning.models import Question
from unionhall.modules.learning.queries import bank
from unionhall.modules.learning.views.desk import ON_A_PAGE, actor_of, must_read, units_of
from unionhall.ui.shell import View

State = Question.State
_ACTS = {
    "send": (actions.send_to_review, gettext_lazy("送了 %(n)d 道题去复核")),
    "retire": (actions.retire, gettext_lazy("停用了 %(n)d 道题")),
    "take_up": (actions.take_up_again, gettext_lazy("%(n)d 道题改回草稿了")),
}


@require_GET
@login_required
def questions(request: HttpRequest) -> HttpResponse:
    """The questions of my units and those shared from above, newest first, narrowed by what is asked."""
    by = actor_of(request)
    must_read(by)
    form = BankFilter(request.GET, topics=bank.topics(by))
    page = Paginator(bank.sought(by, form.asked), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "views": _views(by, form.asked.state),
        "is_narrowed": bool(request.GET.keys() - {"page", "state"}),
        "to_review": bank.to_review(by).count(),
        "query": request.GET.urlencode(),
        "may_write": bool(queries.units_to_write_for(by)),
    }
    return render(request, "learning/questions.html", context)


@login_required
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """One act for all ticked questions."""
    by = actor_of(request)
    units_of(by)
    picked = bank.picked(by, [int(each) for each in request.POST.getlist("pick") if each.isdecimal()][:ON_A_PAGE])
    act, told = _ACTS.get(request.POST.get("act", ""), (None, ""))
    if act and picked:
        messages.success(request, str(told) % {"n": act(by, picked)})
    else:
        messages.info(request, _("先勾上要办的题"))
    return redirect("learning:questions")


@require_http_methods(["GET", "POST"])
@login_required
def question_new(request: HttpRequest) -> HttpResponse:
    """Write a question."""
    units_of(actor_of(request))
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def question_edit(request: HttpRequest, question_id: int) -> HttpResponse:
    """Change a question; papers that are fixed keep it as it was."""
    question = bank.own_question_for(actor_of(request), question_id)
    if question.parent_id:
        return redirect("learning:question_edit", question.parent_id)
    return _form(request, question)


@require_GET
@login_required
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """One question as it stands: what is asked, what is right, whose it is, and what may be done with it."""
    by = actor_of(request)
    found = bank.question_for(by, question_id)
    if found.parent_id:
        return redirect("learning:question_page", found.parent_id)
    twin = actions.twin_of(by, found.unit, actions.given_of(found), found)
    context = {
        **shown(found),
        "twin": bank.questions(by).filter(pk=twin[0]).first() if twin else None,
        "likeness": twin[1] if twin else 0,
        "may_write": found.unit in queries.units_to_write_for(by),
        "may_review": found.state == State.REVIEW and bank.to_review(by).filter(pk=found.pk).exists(),
    }
    return render(request, "learning/question_page.html", context)


@require_GET
@login_required
def question_preview(request: HttpRequest, question_id: int) -> HttpResponse:
    """One question as a worker will see it on a phone; nothing is saved."""
    found = bank.question_for(actor_of(request), question_id)
    return render(request, "learning/question_preview.html", shown(found))


def shown(question: Question) -> dict[str, Any]:
    """What the template of a shown question wants: the question, or a case with its parts."""
    parts = list(question.parts.all()) if question.kind == Question.Kind.CASE else [question]
    return {"question": question, "parts": [(part, _rule(part)) for part in sorted(parts, key=lambda p: p.position)]}


def _rule(question: Question) -> law.Rule | None:
    """The article behind a question as it is in force today, where it is linked."""
    if not question.rule:
        return None
    try:
        return law.rule(question.rule, clock.today())
    except LookupError:  # no longer kept, or not in force; the author's words still stand
        return None


def _views(by: Actor, state: str) -> list[View]:
    counts = dict(bank.questions(by).order_by().values_list("state").annotate(n=Count("pk")))
    here = reverse("learning:questions")
    return [
        View(_("全部"), here, sum(counts.values()), is_here=not state),
        *(
            View(str(each.label), f"{here}?state={each.value}", counts.get(each.value, 0), is_here=state == each.value)
            for each in State
        ),
    ]


def _form(request: HttpRequest, question: Question | None) -> HttpResponse:
    by = actor_of(request)
    posted = request.POST.copy() if request.method == "POST" else None
    kind = request.POST.get("kind") or request.GET.get("kind") or (question.kind if question else "")
    turned = posted is not None and ("turn" in posted or "more_parts" in posted)
    if posted is not None and "turn" in posted:
        kind = posted["kind"] = request.POST["turn"]
    form = QuestionForm(
        posted,
        request.FILES if posted is not None else None,
        kind=kind,
        units=queries.units_to_write_for(by),
        owner=question.unit if question else None,
        question=question,
    )
    twin: tuple[Question, int] | None = None
    if posted is not None and not turned and form.is_valid():
        saved, twin = _save(request, by, form, question)
        if saved:
            return saved
    if turned:
        form.judge_nothing()
    context = {
        "form": form,
        "item": question,
        "kinds": Question.Kind,
        "kind": form.kind.value,
        "topics": bank.topics(by),
        "twin": twin,
        "may_write": True,
    }
    is_refused = posted is not None and not turned
    return render(request, "learning/question_form.html", context, status=422 if is_refused else 200)


def _save(
    request: HttpRequest, by: Actor, form: QuestionForm, question: Question | None
) -> tuple[HttpResponse | None, tuple[Question, int] | None]:
    """Save what was typed; answers where to go on, or a twin that should be looked at first."""
    try:
        given = form.given(_picture(by, form, form.unit, question))
        if reasons := why_unanswerable(given):
            raise Refused(*reasons)
        if "twin_seen" not in request.POST and (found := actions.twin_of(by, form.unit, given, question)):
            return None, (bank.question_for(by, found[0]), found[1])
        saved = actions.write_question(by, unit=form.unit, given=given, question=question)
        if "send" in request.POST:
            actions.send_to_review(by, [saved])
    except Refused as refused:
        form.refuse(reason.text for reason in refused.reasons)
        return None, None
    messages.success(request, _("题写好了，送去复核了") if "send" in request.POST else _("题写好了，是草稿"))
    return redirect("learning:question_new" if "another" in request.POST else "learning:questions"), None


def _picture(by: Actor, form: QuestionForm, unit: Unit, question: Question | None) -> int | None:
    """The picture that the question shows from now on."""
    if sent := form.cleaned_data.get("picture"):
        media = actions.add_media(by, unit=unit, name=sent.name, file=sent.file)
        if media.kind != media.Kind.PICTURE:
            raise Refused(_("题里只能放图片（JPG、PNG、GIF、WebP）"))
        return media.pk
    return None if question is None or form.cleaned_data.get("no_picture") else question.picture_id

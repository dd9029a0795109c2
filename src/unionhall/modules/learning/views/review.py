"""Where questions are reviewed by a second person, and twins are looked at."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.actions.review import is_own, others_who_review
from unionhall.modules.learning.models import Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries import bank
from unionhall.modules.learning.views.bank import shown
from unionhall.modules.learning.views.desk import actor_of, units_of

ON_A_PAGE = 10
MOST_TWINS = 200


@require_http_methods(["GET", "POST"])
@login_required
def review(request: HttpRequest) -> HttpResponse:
    """The questions that wait for me, whole, the oldest first; each with its two buttons."""
    by = actor_of(request)
    if not by.holds_any(LearningPermission.QUESTION_REVIEW):
        raise Denied(LearningPermission.QUESTION_REVIEW.value)
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        try:
            return _decide(request, by)
        except Refused as refused:
            wrong = {
                "wrong_id": _number(request.POST.get("question")),
                "wrong": [str(reason.text) for reason in refused.reasons],
                "typed": request.POST.get("remark", ""),
            }
    page = Paginator(bank.to_review(by), ON_A_PAGE).get_page(request.GET.get("page"))
    alone = {unit.pk: not others_who_review(by, unit) for unit in {each.unit for each in page.object_list}}
    rows = [{**shown(each), "own": is_own(by, each), "alone": alone[each.unit_id]} for each in page.object_list]
    context = {"page": page, "rows": rows, **wrong}
    return render(request, "learning/question_review.html", context, status=422 if wrong else 200)


def _decide(request: HttpRequest, by: Actor) -> HttpResponse:
    """Approve or send back one question that waits. Raises Refused with the reasons."""
    question = bank.to_review(by).filter(pk=_number(request.POST.get("question"))).first()
    if question is None:
        messages.info(request, _("这道题已经有人复核过了"))
        return redirect("learning:question_review")
    remark = request.POST.get("remark", "")
    if request.POST.get("act") == "back":
        actions.send_back(by, question, remark=remark)
        messages.success(request, _("退回去改了"))
    else:
        actions.approve(by, [question], reason=remark)
        messages.success(request, _("复核过了，能用"))
    return redirect("learning:question_review")


@require_GET
@login_required
def twins(request: HttpRequest) -> HttpResponse:
    """The pairs of questions in my units' bank that say the same or nearly the same, the most alike first."""
    by = actor_of(request)
    units = units_of(by)
    chosen = next((unit for unit in units if unit.code == request.GET.get("unit")), units[0])
    pairs = sorted(bank.bank_of(by, chosen).twins(), key=lambda pair: -pair[2])[:MOST_TWINS]
    asked = {key for pair in pairs for key in pair[:2]}
    found = {each.pk: each for each in bank.questions(by).filter(pk__in=asked)}
    own = {unit.pk for unit in queries.units_to_write_for(by)}
    rows = [
        [(found[key], found[key].unit_id in own and found[key].state != Question.State.RETIRED) for key in (one, other)]
        + [likeness]
        for one, other, likeness in pairs
        if one in found and other in found
    ]
    context = {"rows": rows, "units": units, "unit": chosen}
    return render(request, "learning/question_twins.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0

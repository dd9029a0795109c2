"""What became of my report, and talking on: by the receipt code, which no address ever carries."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unionhall.kernel.actor import Refused
from unionhall.modules.safety import actions, queries
from unionhall.modules.safety.forms.reporting import AddForm, ReceiptForm
from unionhall.modules.safety.models import Report
from unionhall.modules.safety.views.reporting import SENDER
from unionhall.modules.safety.views.uploads import taken_in


@never_cache
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest) -> HttpResponse:
    """Type the code; then read, add, and say whether it is right now. Everything by POST."""
    form = ReceiptForm(request.POST or None)
    told = None
    if request.method == "POST" and form.is_valid():
        told = queries.report_by_receipt(form.cleaned_data["code"])
        if told is None:
            form.add_error("code", _("没有这个回执码。看看有没有抄错，字母 O 和数字 0 都不会用到。"))
    if told is None:
        return render(request, "safety/receipt.html", {"form": form})
    add, done, wrong = AddForm(), "", list[str]()
    if request.POST.get("do") == "say":
        add = AddForm(request.POST)
        if add.is_valid():
            wrong = _say(request, told, add)
            if not add.errors:
                add, done = AddForm(), _("发出去了，工会的人会看到。")
    elif request.POST.get("do") in {"good", "bad"}:
        try:
            actions.judge(told, is_good=request.POST["do"] == "good")
        except Refused as refused:
            wrong = [str(reason.text) for reason in refused.reasons]
        else:
            done = _("记下了，谢谢。") if told.verdict == Report.Verdict.GOOD else _("记下了，工会会让他们重改。")
    return _show(request, told, form.cleaned_data["code"], add, done, wrong)


def _say(request: HttpRequest, told: Report, add: AddForm) -> list[str]:
    """Send what was added with its pictures; returns what was wrong with pictures. What is refused stays typed."""
    keys, wrong = list[str](), list[str]()
    for upload in request.FILES.getlist("photos")[:6]:
        try:
            keys.append(taken_in(upload).key)
        except Refused as refused:
            wrong += [str(reason.text) for reason in refused.reasons]
    try:
        actions.say(told, add.cleaned_data["text"], photos=keys, sender=request.META.get(SENDER, ""))
    except Refused as refused:
        for reason in refused.reasons:
            add.add_error("text", str(reason.text))
    return wrong


def _show(request: HttpRequest, told: Report, code: str, add: AddForm, done: str, wrong: list[str]) -> HttpResponse:
    fresh = queries.report_by_receipt(code) or told
    actions.read(fresh)
    hazard = fresh.hazard
    context = {
        "told": fresh,
        "hazard": hazard,
        "code": code,
        "add": add,
        "done": done,
        "wrong": wrong,
        "messages_said": fresh.messages.order_by("place"),
        "mine": fresh.photos.order_by("pk"),
        "after": hazard.photos.filter(when="after").order_by("pk").defer("data"),
        "steps_taken": queries.way_of(hazard),
        "may_judge": hazard.state == "rechecked" and not fresh.verdict,
    }
    return render(request, "safety/talk.html", context, status=422 if add.errors else 200)

"""Reporting what was held outside: a form that takes a minute, and the page that a reported figure opens."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Refused
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.campaigns import actions, queries
from unionhall.modules.campaigns.forms import ActForm, ReasonForm
from unionhall.modules.campaigns.models import Act
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.views.desk import actor
from unionhall.ui.words import moment

TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """Report an activity."""
    by = actor(request)
    campaign, unit = queries.reporting(by, campaign_id, code)
    form = ActForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(by, campaign, unit, form.told(), form.cleaned_data["proof"])
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("记下了，这一次已经算进去，上面不会再问。"))
            return redirect(queries.page_of(campaign, unit))
    return render(request, "campaigns/act_form.html", _context(campaign, unit, form))


@login_required
@require_GET
def act(request: HttpRequest, act_id: int) -> HttpResponse:
    """One reported activity, with what was changed about it."""
    by = actor(request)
    found = queries.act_for(by, act_id)
    rows = [
        {"state": "done", "title": line.sentence, "when": moment(line.line.at), "text": line.line.reason}
        for line in journal.shown(journal.lines_of(found, by), by)
    ]
    may_change = by.may(CampaignPermission.REPORT, at=org_queries.path_of(found.unit)) and not found.withdrawn
    return render(
        request,
        "campaigns/act.html",
        {
            "act": found,
            "unit": found.unit,
            "rows": rows,
            "may_change": may_change,
            "back": queries.page_of(found.campaign, found.unit),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, act_id: int) -> HttpResponse:
    """Put right what was reported."""
    by = actor(request)
    found = queries.act_for(by, act_id, CampaignPermission.REPORT)
    first = {name: getattr(found, name) for name in ("kind", "day", "place", "people", "copies", "words")}
    form = ActForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_act(by, found, form.told(), form.cleaned_data["proof"])
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("改好了，上面看到的数也跟着改了。"))
            return redirect(found)
    return render(request, "campaigns/act_form.html", _context(found.campaign, found.unit, form, found))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, act_id: int) -> HttpResponse:
    """Say that it was a mistake."""
    by = actor(request)
    found = queries.act_for(by, act_id, CampaignPermission.REPORT)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_act(by, found, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("撤回了，不再算在里面。"))
            return redirect(found)
    return render(request, "campaigns/act_withdraw.html", {"act": found, "unit": found.unit, "form": form})


@login_required
@require_GET
def proof(request: HttpRequest, act_id: int) -> HttpResponse:
    """The picture or PDF that was kept as proof, for whoever may see the act."""
    found = queries.act_for(actor(request), act_id)
    path = queries.proof_file(found.proof) if found.proof else None
    if path is None or not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type=TYPES[found.proof.rpartition(".")[2]])
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if found.proof.endswith(".pdf"):  # read by the reader's own program, never as a page of ours
        answer.headers["Content-Disposition"] = f'attachment; filename="proof-{found.pk}.pdf"'
    return answer


def show(form: Any, refused: Refused) -> None:
    """Put each reason beside its field."""
    for reason in refused.reasons:
        form.add_error(reason.code if reason.code in form.fields else None, reason.text)


def _context(campaign: Any, unit: Any, form: ActForm, found: Act | None = None) -> dict[str, Any]:
    return {"campaign": campaign, "unit": unit, "form": form, "act": found, "back": queries.page_of(campaign, unit)}

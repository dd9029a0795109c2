"""Inspectors: the list, proposing, deciding, the card and its public check; visits that are arranged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel import requirements
from unionhall.kernel.actor import Denied, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.safety.actions import inspectors as actions
from unionhall.modules.safety.forms.arranging import ProposeForm, RenewForm, RuleForm, WhyForm
from unionhall.modules.safety.notices import inspecting as notices
from unionhall.modules.safety.permissions import InspectionPermission
from unionhall.modules.safety.procedure.inspecting import (
    APPOINT,
    DECLINE,
    END,
    ENDING,
    INSPECTOR,
    PROPOSED,
    RENEW,
)
from unionhall.modules.safety.queries import cited
from unionhall.modules.safety.queries import inspectors as queries
from unionhall.modules.safety.views.checklists import show, units_of
from unionhall.modules.safety.views.field import actor
from unionhall.ui.shell import View

PER_PAGE = 100
ON_WHICH = {"": ("appointed", "ending"), "proposed": ("proposed",), "ending": ("ending",), "over": ("over", "declined")}


@login_required
@never_cache
@require_GET
def inspectors(request: HttpRequest) -> HttpResponse:
    """The inspectors of my units: serving, waiting, ending soon, former."""
    by = actor(request)
    if not by.holds_any(InspectionPermission.READ):
        raise Denied(InspectionPermission.READ.value)
    view = request.GET.get("view", "")
    view = view if view in ON_WHICH else ""
    labels = {"": _("在任"), "proposed": _("等任命"), "ending": _("证快到期"), "over": _("不再担任")}
    everybody = queries.inspectors(by)
    views = [
        View(label, f"?view={key}" if key else "?", everybody.filter(state__in=ON_WHICH[key]).count(), view == key)
        for key, label in labels.items()
    ]
    page = Paginator(everybody.filter(state__in=ON_WHICH[view]), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, INSPECTOR.state(one.state).label, queries.state_of(one)) for one in page],
        "views": views,
        "may_propose": bool(units_of(by, InspectionPermission.PROPOSE)),
        "rules_of": units_of(by, InspectionPermission.APPOINT),
    }
    return render(request, "safety/inspectors.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose somebody of my union to the union above."""
    by = actor(request)
    units = units_of(by, InspectionPermission.PROPOSE)
    if not units:
        raise Denied(InspectionPermission.PROPOSE.value)
    form = ProposeForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            person = queries.candidate(form.chosen, said["name"], said["tail"])
            if person is None:
                raise Refused(Reason("name", _("名册和职务里对不出这个人，核对姓名和后四位")))
            made = actions.propose(by, form.chosen, person, evidence=said["evidence"])
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("提名送到%(unit)s了。") % {"unit": made.unit.name})
            return redirect("safety:inspectors")
    rule = queries.rule_for(units[0])
    context = {"form": form, "asked": requirements.label(rule.requirement) if rule else ""}
    return render(request, "safety/propose.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def inspector(request: HttpRequest, inspector_id: int) -> HttpResponse:
    """One inspector: what was shown, and the steps that the union above takes."""
    by = actor(request)
    found = queries.inspector_for(by, inspector_id)
    forms: dict[str, Any] = {"why": WhyForm(), "renew": RenewForm()}
    if request.method == "POST":
        do = request.POST.get("do", "")
        form = RenewForm(request.POST) if do == RENEW else WhyForm(request.POST)
        try:
            if do == APPOINT:
                actions.appoint(by, found)
                messages.success(request, _("任命了，检查证可以打印。"))
                return redirect(found)
            if form.is_valid():
                _take(by, found, do, form)
                return redirect(found)
        except Refused as refused:
            messages.error(request, " ".join(str(one.text) for one in refused.reasons))
            return redirect(found)
        forms["renew" if do == RENEW else "why"] = form
    rule, proof = queries.rule_for(found.of), queries.proof_for(found)
    decides = found.state == PROPOSED
    context = {
        **forms,
        "inspector": found,
        "law": cited("LP-03"),
        "state": INSPECTOR.state(found.state).label,
        "card": queries.state_of(found) if found.number else "",
        "number": queries.shown_number(found.number),
        "asked": requirements.label(rule.requirement) if rule else "",
        "proof": proof,
        "may_see_card": found.number and queries.state_of(found) == queries.HOLDS,
        "may_decide": not procedures.why_not(found, APPOINT, by) if decides else False,
        "may_end": not procedures.why_not(found, END, by) if not decides else False,
        "may_renew": found.state == ENDING and not procedures.why_not(found, RENEW, by),
        "may_withdraw": decides and by.may(InspectionPermission.PROPOSE, at=org_queries.path_of(found.of)),
    }
    return render(request, "safety/inspector.html", context)


def _take(by: Any, found: Any, do: str, form: Any) -> None:
    said = form.cleaned_data
    if do == RENEW:
        actions.renew(by, found, evidence=said["evidence"])
    elif do == DECLINE:
        actions.decline(by, found, reason=said["reason"])
    elif do == "withdraw":
        actions.withdraw(by, found, reason=said["reason"])
    elif do == END:
        actions.end(by, found, reason=said["reason"])


@login_required
@require_GET
def card(request: HttpRequest, inspector_id: int) -> HttpResponse:
    """The card to print; only one that holds."""
    found = queries.inspector_for(actor(request), inspector_id)
    if not found.number or queries.state_of(found) != queries.HOLDS:
        raise Refused(_("还没有检查证，或者已经无效"))
    answer = HttpResponse(notices.card_pdf(found), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="card.pdf"'
    return answer


@require_GET
def check(request: HttpRequest, inspector_token: str) -> HttpResponse:
    """Does a card hold? For whoever scans it, and for no search engine."""
    found = queries.check(inspector_token)
    answer = render(request, "safety/card_check.html", {"found": found}, status=200 if found else 404)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """What my union asks of inspectors."""
    by = actor(request)
    units = units_of(by, InspectionPermission.APPOINT)
    if not units:
        raise Denied(InspectionPermission.APPOINT.value)
    offers = queries.requirements_for(units[0])
    form = RuleForm(request.POST or None, units=units, offers=offers)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.set_rule(by, form.chosen, requirement=said["requirement"], months=said["months"])
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("定好了。以后任命的检查员要先答合格。"))
            return redirect("safety:inspectors")
    context = {"form": form, "offers": offers}
    return render(request, "safety/inspector_rule.html", context, status=422 if form.errors else 200)

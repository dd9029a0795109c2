"""Visits: arranging one, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.safety.actions import visits as actions
from unionhall.modules.safety.forms.arranging import VisitForm, WhyForm
from unionhall.modules.safety.permissions import InspectionPermission
from unionhall.modules.safety.procedure.inspecting import PLANNED, VISIT
from unionhall.modules.safety.queries import inspecting as queries
from unionhall.modules.safety.queries.inspectors import available
from unionhall.modules.safety.views.checklists import show, units_of
from unionhall.modules.safety.views.field import actor

PER_PAGE = 50
ARRANGE = InspectionPermission.ARRANGE


@login_required
@never_cache
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """What my units have arranged, what is still to come first."""
    by = actor(request)
    if not by.holds_any(ARRANGE):
        raise Denied(ARRANGE.value)
    found = queries.visits(by).filter(state=PLANNED)
    page = Paginator(found.prefetch_related("members__person"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "safety/visits.html", {"page": page})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Send somebody to a unit."""
    by = actor(request)
    at = org_queries.unit_for(by, code, ARRANGE)
    place = org_queries.path_of(at)
    unit = next((one for one in units_of(by, ARRANGE) if place.startswith(org_queries.path_of(one))), None)
    if unit is None:
        raise Denied(ARRANGE.value)
    form = VisitForm(request.POST or None, free=available(by, unit), lists=queries.usable(at))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        sweep = request.GET.get("campaign", "")
        campaign = campaigns.campaign_for(by, int(sweep)) if sweep.isdigit() else None
        try:
            made = actions.arrange(
                by,
                unit,
                actions.NewVisit(
                    at=at,
                    on=said["on"],
                    kind=said["kind"],
                    leads=form.people("leads"),
                    learns=form.people("learns"),
                    checklist=form.chosen_list,
                    campaign_id=campaign.pk if campaign else None,
                    words=said["words"],
                ),
            )
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("安排好了，去的人在“监督检查”里看得到。"))
            return redirect(made)
    return render(request, "safety/visit_new.html", {"form": form, "at": at}, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit; a post says that nobody goes."""
    by = actor(request)
    found = queries.visit_for(by, visit_id)
    may_drop = found.state == PLANNED and by.may(ARRANGE, at=org_queries.path_of(found.unit))
    form = WhyForm(request.POST or None)
    if request.method == "POST":
        if not may_drop:
            raise Denied(ARRANGE.value)
        if form.is_valid():
            actions.drop(by, found, reason=form.cleaned_data["reason"])
            return redirect(found)
    context = {
        "visit": found,
        "state": VISIT.state(found.state).label,
        "members": found.members.select_related("person").order_by("pk"),
        "made": queries.inspections(by).filter(visit=found),
        "form": form,
        "may_drop": may_drop,
    }
    return render(request, "safety/visit.html", context, status=422 if form.errors else 200)

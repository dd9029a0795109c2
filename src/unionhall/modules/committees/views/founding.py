"""Foundings: which there are, the application, and one of them with what can be done next."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.committees import actions, queries
from unionhall.modules.committees.forms import DocumentForm, FoundingForm, ReasonForm
from unionhall.modules.committees.models import Founding
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.modules.committees.procedure import (
    APPROVE,
    ASKED,
    DECIDE_DAYS,
    FOUNDING,
    PREPARE_DAYS,
    PREPARING,
    REFUSE,
    REPORT,
    REPORTED,
    WITHDRAW,
)
from unionhall.modules.committees.views.parts import actor, open_clock, show, timeline
from unionhall.ui.shell import View

PER_PAGE = 50
OPEN = (ASKED, PREPARING, REPORTED)


@login_required
@never_cache
@require_GET
def foundings(request: HttpRequest) -> HttpResponse:
    """Foundings below my unions: those under way, and those that are decided."""
    by = actor(request)
    found = queries.foundings(by)
    is_decided = request.GET.get("view") == "decided"
    under_way, decided = found.filter(state__in=OPEN), found.exclude(state__in=OPEN)
    page = Paginator(decided if is_decided else under_way, PER_PAGE).get_page(request.GET.get("page"))
    url = reverse("committees:foundings")
    mine = by.seats[0].unit_id if by.seats else 0
    unit = org_queries.units(by, CommitteePermission.REPORT).filter(pk=mine).first()
    context = {
        "page": page,
        "rows": [(each, FOUNDING.state(each.state).label, kinds[each.kind].label) for each in page.object_list],
        "unit": unit if unit is not None and kinds[unit.kind].children else None,
        "views": [
            View(_("在办的"), url, under_way.count(), not is_decided),
            View(_("办完的"), f"{url}?view=decided", decided.count(), is_decided),
        ],
    }
    return render(request, "committees/foundings.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a new union below this one, for an enterprise that brings its application."""
    by = actor(request)
    superior = org_queries.unit_for(by, code, CommitteePermission.REPORT)
    form = FoundingForm(request.POST or None, superior=superior)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("committees:founding", actions.apply(by, superior, form.application()).pk)
        except Refused as refused:
            show(form, refused)
    rule = law.rule("TUL-11b", clock.today())
    context = {
        "unit": superior,
        "form": form,
        "has_kinds": bool(kinds[superior.kind].children),
        "few": rule.number,
        "few_law": rule.cite(),
        "law": law.rule("TUL-12", clock.today()).cite(),
        "days": DECIDE_DAYS,
    }
    return render(request, "committees/apply.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def founding(request: HttpRequest, founding_id: int) -> HttpResponse:
    """One founding: the union above approves or refuses the preparation; then the founding meeting is reported."""
    by = actor(request)
    found = queries.founding_for(by, founding_id)
    step = request.POST.get("step", "")
    document = DocumentForm(request.POST if step == APPROVE else None, prefix="approve")
    refusal = ReasonForm(request.POST if step == REFUSE else None, prefix="refuse", label=_("为什么不批准"))
    giving_up = ReasonForm(request.POST if step == WITHDRAW else None, prefix="withdraw", label=_("为什么不筹建了"))
    if request.method == "POST" and _take(by, found, step, document, refusal, giving_up):
        return redirect("committees:founding", found.pk)
    election = queries.open_election(found.founded) if found.founded else None
    context = {
        "founding": found,
        "state": FOUNDING.state(found.state).label,
        "kind": kinds[found.kind].label,
        "clock": open_clock(found),
        "preparers": found.preparers.splitlines(),
        "document_form": document,
        "refuse_form": refusal,
        "withdraw_form": giving_up,
        "is_asked": found.state == ASKED,
        "approve_reasons": procedures.why_not(found, APPROVE, by),
        "may_report": found.state == PREPARING and not procedures.why_not(found, REPORT, by),
        "may_withdraw": found.state in (ASKED, PREPARING) and not procedures.why_not(found, WITHDRAW, by),
        "election": election,
        "law": law.rule("TUL-12", clock.today()).cite(),
        "days": DECIDE_DAYS,
        "prepare_days": PREPARE_DAYS,
        "steps_taken": timeline(found, by),
    }
    return render(request, "committees/founding.html", context)


def _take(
    by: Actor, found: Founding, step: str, document: DocumentForm, refusal: ReasonForm, giving_up: ReasonForm
) -> bool:
    """Take the step that was posted; whether one was taken. What speaks against it stands on its form."""
    taken = {APPROVE: document, REFUSE: refusal, WITHDRAW: giving_up}.get(step)
    if taken is None or not taken.is_valid():
        return False
    try:
        if step == APPROVE:
            actions.approve_preparation(by, found, document=document.cleaned_data["document"])
        elif step == REFUSE:
            actions.refuse(by, found, reason=refusal.cleaned_data["reason"])
        else:
            actions.withdraw(by, found, reason=giving_up.cleaned_data["reason"])
    except Refused as refused:
        show(taken, refused)
        return False
    return True

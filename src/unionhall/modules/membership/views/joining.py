"""Joining by link: the form for whoever has the link, and the union's pages that give it out and decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Refused
from unionhall.kernel.address import public_url
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.documents import mask_number
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.membership import queries as roll_queries
from unionhall.modules.membership.actions import joining
from unionhall.modules.membership.forms.members import ApplyForm, DeclineForm
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.procedure import APPLICATION, APPLICATION_DAYS, APPROVE
from unionhall.modules.membership.queries import joining as queries
from unionhall.modules.membership.views.members import PER_PAGE, actor, who_when

CLOSED = 410


@never_cache
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, join_token: str) -> HttpResponse:
    """Ask a union to take one in: what is collected and why stands above the questions."""
    link = queries.join_link_by(join_token)
    if link is None or link.closed is not None:
        return render(request, "membership/join-closed.html", status=CLOSED)
    form = ApplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.apply_to_join(link, form.cleaned_data)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            return redirect("membership:join-sent", join_token)
    context = {
        "form": form,
        "unit": link.unit,
        "days": APPLICATION_DAYS,
        "law": law.rule("PI-17", clock.today()).cite(),
    }
    return render(request, "membership/join.html", context)


@never_cache
@require_GET
def sent(request: HttpRequest, join_token: str) -> HttpResponse:
    """What happens now: the same page for everybody."""
    link = queries.join_link_by(join_token)
    if link is None:
        return render(request, "membership/join-closed.html", status=CLOSED)
    return render(request, "membership/join-sent.html", {"unit": link.unit, "days": APPLICATION_DAYS})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, code: str) -> HttpResponse:
    """The union's link, to be opened, sent and closed; and who has asked by it."""
    by = actor(request)
    unit = org_queries.unit_for(by, code, MembershipPermission.ROLL_WRITE)
    if request.method == "POST":
        if request.POST.get("step") == "close":
            joining.close_link(by, unit)
        elif request.POST.get("step") == "open":
            joining.open_link(by, unit)
        return redirect("membership:join-link", code)
    known = queries.join_link(unit)
    text = ""
    if known is not None:
        url = public_url(reverse("membership:join", args=(known.token,)))
        text = _("想加入%(unit)s，点开写申请：%(url)s") % {"unit": unit.name, "url": url}
    rows = queries.applications(by).filter(unit=unit)[:PER_PAGE]
    context = {
        "unit": unit,
        "link": known,
        "text": text,
        "rows": [(row, joining.typed(row), APPLICATION.state(row.state).label) for row in rows],
    }
    return render(request, "membership/join-link.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application: what was written, and the union's word."""
    by = actor(request)
    found = queries.application_for(by, application_id)
    is_refusal = request.POST.get("step") == "refuse"
    form = DeclineForm(request.POST if is_refusal else None)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            if request.POST.get("step") == APPROVE:
                person = joining.approve(by, found)
                if roll_queries.open_transfer(person.pk):
                    messages.success(
                        request, _("批准了。%(name)s是别处的会员，已请原工会转来。") % {"name": person.name}
                    )
                else:
                    messages.success(request, _("批准了。%(name)s今天起是会员。") % {"name": person.name})
                return redirect(found.get_absolute_url())
            if is_refusal and form.is_valid():
                joining.refuse_application(by, found, reason=form.cleaned_data["reason"])
                messages.success(request, _("没有批准，为什么记下了。请告诉本人。"))
                return redirect(found.get_absolute_url())
        except Refused as refused:
            reasons = [str(reason.text) for reason in refused.reasons]
            found.refresh_from_db()
    typed = joining.typed(found)
    context = {
        "application": found,
        "typed": typed,
        "document": mask_number(typed.person.document) if typed else "",
        "state": APPLICATION.state(found.state).label,
        "duty": procedures.duties_of(found).last(),
        "days": APPLICATION_DAYS,
        "form": form,
        "reasons": reasons,
        "may_decide": found.is_open and not procedures.why_not(found, APPROVE, by),
        "transfer": roll_queries.open_transfer(found.person_id) if found.person_id else None,
        "steps_taken": [
            {"state": "done", "title": line.sentence, "when": who_when(line), "text": line.line.reason}
            for line in journal.shown(procedures.timeline(found, by), by)
        ],
    }
    return render(request, "membership/application.html", context, status=409 if reasons else 200)

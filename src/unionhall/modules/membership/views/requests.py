"""The desk's page of a request about somebody's own data: what is asked, what comes of it, and the union's word."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Refused
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.law import queries as law
from unionhall.kernel.people.declare import holdings
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.membership.actions import own as actions
from unionhall.modules.membership.forms.own import RefuseRequestForm
from unionhall.modules.membership.procedure import ACCEPT, DATA_DAYS, DATA_REQUEST, REFUSE
from unionhall.modules.membership.queries import own as queries
from unionhall.modules.membership.views.members import actor, who_when
from unionhall.modules.membership.views.mine import shown_changes


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def data_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request: granted at once or refused with a reason."""
    by = actor(request)
    found = queries.request_for(by, request_id)
    step = request.POST.get("step", "")
    form = RefuseRequestForm(request.POST if step == REFUSE else None)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            if step == ACCEPT:
                actions.grant(by, found)
                messages.success(request, _("办好了"))
                return redirect(found.get_absolute_url())
            if step == REFUSE and form.is_valid():
                actions.decline(by, found, reason=form.cleaned_data["reason"])
                return redirect(found.get_absolute_url())
        except Refused as refused:
            reasons = [str(reason.text) for reason in refused.reasons]
            found.refresh_from_db()
    is_erasure = found.kind == found.Kind.ERASE
    changes, why = actions.asked_for(found)
    may_answer = found.is_open and not procedures.why_not(found, REFUSE, by)
    context = {
        "request_": found,
        "is_erasure": is_erasure,
        "changes": shown_changes(found.person, changes),
        "why": why,
        "state": DATA_REQUEST.state(found.state).label,
        "duty": procedures.duties_of(found).last(),
        "days": DATA_DAYS,
        "law": law.rule("PI-47" if is_erasure else "PI-46", clock.today()).cite(),
        "kept": [(each.label, each.kept_because) for each in holdings.values() if each.kept_because],
        "form": form,
        "may_answer": may_answer,
        "against": reasons or (procedures.why_not(found, ACCEPT, by) if may_answer else []),
        "steps_taken": [
            {"state": "done", "title": line.sentence, "when": who_when(line), "text": line.line.reason}
            for line in journal.shown(procedures.timeline(found, by), by)
        ],
    }
    return render(request, "membership/data-request.html", context, status=409 if reasons else 200)

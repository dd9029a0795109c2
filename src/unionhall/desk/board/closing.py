"""The page on which the office that called signs that its figures stand, or opens them again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.desk import shell
from unionhall.desk.board import queries, signing
from unionhall.desk.board.forms import CloseForm, ReopenForm
from unionhall.kernel import clock
from unionhall.kernel.actor import Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org


@shell.signed_in
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What is still open, then the signature; afterwards who signed when, and what opening it again has changed."""
    by = shell.actor(request)
    campaign, reckoning = queries.campaign_for(by, campaign_id)
    by.must(FactsPermission.CLOSE, at=org.path_of(campaign.unit))
    is_closed = reckoning.settled is not None
    is_early = clock.today() <= reckoning.until
    data = request.POST if request.method == "POST" else None
    form = ReopenForm(data) if is_closed else CloseForm(data, is_early=is_early)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        try:
            if request.POST.get("do") == "reopen":
                facts.reopen(by, reckoning, reason=reason)
                messages.success(request, _("重新打开了。截止以后来的已经算进来，原来签认的数还留着。"))
            else:
                facts.close(by, reckoning, reason=reason)
                messages.success(request, _("签认了。从现在起数字不再变，后来的单独列出。"))
            return redirect("desk:board-close", campaign_id)
        except Refused as refused:
            shell.show(form, refused)
    context = {
        "campaign": campaign,
        "reckoning": reckoning,
        "is_closed": is_closed,
        "is_early": is_early,
        "form": form,
        "items": [] if is_closed else signing.check_list(by, reckoning),
        "signatures": signing.signatures(by, reckoning),
        "late": queries.late(by, campaign.unit, reckoning),
        "changes": signing.changes(by, campaign.unit, reckoning),
        "changed": signing.changed_children(by, campaign.unit, reckoning),
    }
    return render(request, "desk/board-close.html", context)

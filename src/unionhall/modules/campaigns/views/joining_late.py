"""Asking units that were not there at the launch."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from unionhall.kernel.actor import Refused
from unionhall.modules.campaigns import actions, queries
from unionhall.modules.campaigns.views.desk import actor, own_unit

SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who could still be asked below one's own union; ask those that are ticked."""
    by = actor(request)
    campaign, unit = queries.campaign_for(by, campaign_id), own_unit(by)
    units = queries.not_asked(by, campaign, unit)[:SHOWN]
    reasons: list[str] = []
    if request.method == "POST":
        picked = set(request.POST.getlist("pick"))
        try:
            made = actions.ask_late(by, campaign, unit, [one for one in units if str(one.pk) in picked])
        except Refused as refused:
            reasons = [reason.text for reason in refused.reasons]
        else:
            messages.success(
                request,
                ngettext("补请了 %(n)s 家，在他们的收件箱里。", "补请了 %(n)s 家，在他们的收件箱里。", len(made))
                % {"n": len(made)},
            )
            return redirect("campaigns:campaign", campaign.pk)
    context = {"campaign": campaign, "unit": unit, "units": units, "reasons": reasons}
    return render(request, "campaigns/ask_late.html", context)

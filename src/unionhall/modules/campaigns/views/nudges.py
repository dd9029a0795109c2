"""Reminding units that are behind: one act for all of them, and the text for the group."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import actions, notices, queries
from unionhall.modules.campaigns.forms import NudgeForm
from unionhall.modules.campaigns.models import Campaign, Nudge
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.views.desk import actor, own_unit

SHOWN = 200  # at once; more are reminded in a second go


@login_required
@require_http_methods(["GET", "POST"])
def nudge(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who is behind below one's own union, when they were reminded and whether they have seen it."""
    by = actor(request)
    unit = own_unit(by)
    campaign = queries.campaign_for(by, campaign_id)
    part = _part(by, unit, request.GET.get("unit", ""))
    waiting = queries.behind(by, campaign, unit)
    if part != unit:
        top, places = org_queries.path_of(part), org_queries.paths_of(one.enrolment.unit_id for one in waiting)
        waiting = [one for one in waiting if paths.covers(top, places[one.enrolment.unit_id])]
    form = NudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        picked = {int(text) for text in request.POST.getlist("pick")[:SHOWN] if text.isdigit()}
        chosen = [one.enrolment for one in waiting if one.enrolment.pk in picked]
        try:
            if not chosen:
                raise Refused(_("勾上要催的单位"))
            done = actions.nudge(by, campaign, unit, chosen, words=form.cleaned_data["words"])
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("words" if reason.code == "words" else None, reason.text)
        else:
            messages.success(
                request,
                ngettext("催了 %(n)s 家，在他们的收件箱里。", "催了 %(n)s 家，在他们的收件箱里。", len(done.sent))
                % {"n": len(done.sent)},
            )
            for left, why in done.left:
                messages.info(request, f"{left.name}{_('：')}{why}")
            return redirect("campaigns:nudge", campaign.pk)
    sent = queries.sent_today(by, campaign, unit)
    context = {
        "campaign": campaign,
        "unit": unit,
        "part": part if part != unit else None,
        "form": form,
        "waiting": waiting[:SHOWN],
        "more": max(len(waiting) - SHOWN, 0),
        "free": sum(not one.was_nudged_today for one in waiting[:SHOWN]),
        "sent": sent,
        "copied": sum(each.copied is not None for each in sent),
        "seen": sum(each.is_seen for each in sent),
        **_text(campaign, sent),
    }
    return render(request, "campaigns/nudge.html", context)


@login_required
@require_POST
def copied(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Today's text was taken to the group."""
    by = actor(request)
    campaign = queries.campaign_for(by, campaign_id)
    unit = own_unit(by)
    actions.note_copied(by, queries.sent_today(by, campaign, unit))
    return redirect("campaigns:nudge", campaign.pk)


def _part(by: Actor, unit: Unit, code: str) -> Unit:
    """The part of one's own union to be looked at, by its code; all of it where none is named. Raises Denied."""
    if not code:
        return unit
    part = org_queries.unit_for(by, code, CampaignPermission.NUDGE)
    if not paths.covers(org_queries.path_of(unit), org_queries.path_of(part)):
        raise Denied(CampaignPermission.NUDGE.value)
    return part


def _text(campaign: Campaign, sent: list[Nudge]) -> dict[str, object]:
    if not sent:
        return {"text": ""}
    try:
        return {"text": notices.nudge_text(sent)}
    except Refused as refused:
        return {"text": "", "text_reasons": refused.reasons}

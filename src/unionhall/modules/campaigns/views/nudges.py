"""Reminding units that are behind: one act for all of them, and the text for the group."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.kernel.actor import Refused
from unionhall.modules.campaigns import actions, notices, queries
from unionhall.modules.campaigns.forms import NudgeForm
from unionhall.modules.campaigns.models import Campaign, Nudge
from unionhall.modules.campaigns.views.desk import actor, own_unit

SHOWN = 200  # at once; more are reminded in a second go


@login_required
@require_http_methods(["GET", "POST"])
def nudge(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Who is behind below one's own union, when they were reminded and whether they have seen it."""
    by = actor(request)
    unit = own_unit(by)
    campaign = queries.campaign_for(by, campaign_id)
    waiting = queries.behind(by, campaign, unit)
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
            messages.success(request, _("催了 %(n)s 家，在他们的收件箱里。") % {"n": len(done.sent)})
            for left, why in done.left:
                messages.info(request, f"{left.name}：{why}")
            return redirect("campaigns:nudge", campaign.pk)
    sent = queries.sent_today(by, campaign, unit)
    context = {
        "campaign": campaign,
        "unit": unit,
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


def _text(campaign: Campaign, sent: list[Nudge]) -> dict[str, object]:
    if not sent:
        return {"text": ""}
    try:
        return {"text": notices.nudge_text(sent)}
    except Refused as refused:
        return {"text": "", "text_reasons": refused.reasons}

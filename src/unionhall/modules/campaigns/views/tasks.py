"""What a campaign asks, as a list with its state at one unit; a union below adds its own for its part of the tree."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.campaigns import actions, queries
from unionhall.modules.campaigns.forms import ReasonForm, TaskForm
from unionhall.modules.campaigns.models import Task
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.views.desk import actor, own_unit


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Add a task: for the whole campaign as who called it, or for one's own part of the tree."""
    by = actor(request)
    campaign = queries.campaign_for(by, campaign_id)
    unit = own_unit(by)
    by.must(CampaignPermission.LAUNCH, at=org_queries.path_of(unit))
    form = TaskForm(request.POST or None, since=campaign.since, until=campaign.until)
    if request.method == "POST" and form.is_valid():
        if form.is_blank:
            form.add_error("words", _("写上要做什么，如：每家开一场宣讲"))
        else:
            try:
                actions.set_tasks(by, campaign, unit, [form.as_task()])
            except Refused as refused:
                _show(form, refused)
            else:
                messages.success(request, _("加上了，下面各单位在行动页看得到。"))
                return redirect("campaigns:campaign", campaign.pk)
    context = {"campaign": campaign, "unit": unit, "form": form, "is_caller": unit.pk == campaign.unit_id}
    return render(request, "campaigns/task_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, campaign_id: int, task_id: int) -> HttpResponse:
    """Ask something no longer, with a reason."""
    by = actor(request)
    campaign = queries.campaign_for(by, campaign_id)
    task = Task.objects.select_related("unit", "campaign__reckoning").filter(pk=task_id, campaign=campaign).first()
    if task is None or not by.may(CampaignPermission.LAUNCH, at=org_queries.path_of(task.unit)):
        raise Denied(CampaignPermission.LAUNCH.value)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_task(by, task, reason=form.cleaned_data["reason"])
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, _("不再要求了。"))
            return redirect("campaigns:campaign", campaign.pk)
    return render(request, "campaigns/task_drop.html", {"campaign": campaign, "task": task, "form": form})


def _show(form: Any, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(reason.code if reason.code in form.fields else None, reason.text)

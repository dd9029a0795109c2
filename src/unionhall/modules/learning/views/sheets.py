"""Where a disputed sheet is looked at, and one sheet is given more time."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel.actor import Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.forms.extra_time import ExtraTimeForm
from unionhall.modules.learning.queries import extra_time as times
from unionhall.modules.learning.views.desk import actor_of

MINUTES = (10, 15, 20, 30, 60)  # that are offered


@require_GET
@login_required
def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """One sheet: what was answered, what it is worth, every receipt. The sight is journalled."""
    by = actor_of(request)
    found = actions.look_at_sheet(by, sheet_id)
    paper = found.assignment.paper
    may_help = by.may(campaigns.CampaignPermission.ENROL, at=org_queries.path_of(found.unit))
    is_open = found.handed_in is None and found.voided is None
    context = {
        "sheet": found,
        "lines": queries.answers_on(found),
        "receipts": queries.receipts_of(found),
        "minutes": MINUTES if paper is not None and paper.minutes and may_help and is_open else (),
    }
    return render(request, "learning/sheet.html", context)


@require_GET
@login_required
def sheets(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Every sheet of one who takes part."""
    participant = campaigns.participant_by_id(participant_id)
    rows = queries.sheets_of(actor_of(request), participant)
    return render(request, "learning/sheets.html", {"participant": participant, "rows": rows})


@login_required
@require_POST
def more_time(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Give one sheet some minutes more."""
    typed = request.POST.get("minutes", "")
    minutes = int(typed) if typed.isdecimal() and len(typed) < 5 else 0
    try:
        actions.give_time(actor_of(request), sheet_id, minutes)
    except Refused as refused:
        messages.error(request, str(refused.reasons[0].text))
    else:
        messages.success(
            request,
            ngettext(
                "多给了 %(n)s 分钟，本人页面上的交卷时间跟着变。",
                "多给了 %(n)s 分钟，本人页面上的交卷时间跟着变。",
                minutes,
            )
            % {"n": minutes},
        )
    return redirect("learning:sheet", sheet_id)


@login_required
@require_http_methods(["GET", "POST"])
def extra_time(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """Give members more time before they begin, and see who has it."""
    by = actor_of(request)
    campaign, unit = times.place_for(by, campaign_id, code)
    form = ExtraTimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.give_time_ahead(by, campaign_id=campaign_id, code=code, **form.cleaned_data)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(reason.code if reason.code in form.fields else None, str(reason.text))
        else:
            told = _("%(name)s多给 %(n)d 分钟。") if made.minutes else _("收回了多给%(name)s的时间。")
            messages.success(request, told % {"name": made.person.name, "n": made.minutes})
            return redirect("learning:extra_time", campaign_id, code)
    context = {
        "campaign": campaign,
        "unit": unit,
        "form": form,
        "rows": times.given_at(by, campaign, unit),
        "has_limit": times.has_time_limit(campaign),
    }
    return render(request, "learning/extra_time.html", context, status=422 if form.errors else 200)

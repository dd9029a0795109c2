"""The board of one campaign: how far it is, unit by unit, on a desk, a phone or a wall."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unionhall.desk import shell
from unionhall.desk.board import queries
from unionhall.kernel import clock
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.org import queries as org


@shell.signed_in
@require_GET
def board(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Figures, units below, who has not started, papers by day; all for the reader's own part of the tree."""
    by = shell.actor(request)
    campaign, reckoning = queries.campaign_for(by, campaign_id)
    unit = queries.unit_for(by, campaign, reckoning, request.GET.get("unit", ""))
    totals = facts.figures(by, queries.MEASURES, unit, reckoning)
    children = queries.children(by, unit, reckoning)
    missing, lagging = queries.lagging(unit, campaign, children)
    bars = queries.chart(by, unit, reckoning)
    places = max(len(bars), queries.FEWEST_PLACES)
    days = (campaign.until - campaign.since).days + 1
    day = (clock.today() - campaign.since).days + 1
    context = {
        "campaign": campaign,
        "unit": unit,
        "superiors": [each for each in org.superiors(unit) if queries.may_see(by, each)],
        "units": totals[queries.UNITS],
        "units_share": queries.share(totals[queries.UNITS]),
        "people": totals[queries.PEOPLE],
        "papers": totals[queries.PAPERS],
        "pass_rate": totals[queries.PASS_RATE],
        "children": children,
        "missing": missing,
        "lagging": lagging,
        "bars": bars,
        "most": max((bar.value for bar in bars), default=0),
        "plot_width": places * 10,
        "plot_ends": bars[0].day + timedelta(days=places - 1) if bars else None,
        "days": days,
        "day": max(0, min(day, days)),
        "left": max(0, (campaign.until - clock.today()).days),
        "is_over": clock.today() > campaign.until,
        "has_begun": day > 0,
        "as_of": totals[queries.UNITS].as_of,
        "is_settled": totals[queries.UNITS].source == "snapshot",
    }
    return render(request, "desk/board.html", context)

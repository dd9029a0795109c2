"""The burden meter: what each level asked of a unit in a month, and what it was spared."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unionhall.desk import shell
from unionhall.kernel import clock
from unionhall.kernel.org import queries as org
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.queries.asked import Meter, asked_of


@shell.signed_in
@require_GET
def burden(request: HttpRequest) -> HttpResponse:
    """One unit's month: who asked what, how long it takes, what was spared; and of the units directly below."""
    by = shell.actor(request)
    code = request.GET.get("unit") or shell.own_unit(request).code
    unit = org.unit_for(by, code, CampaignPermission.READ)
    month = _month(request)
    below = list(org.children(by, unit))
    asked = asked_of(by, [unit, *below], month)
    context: dict[str, Any] = {
        "unit": unit,
        "superiors": org.superiors(unit),
        "month": month,
        "meter": Meter(asked.get(unit.pk, [])),
        "below": sorted(
            ((child, Meter(asked[child.pk])) for child in below if child.pk in asked),
            key=lambda each: (-each[1].minutes, each[0].code),
        ),
    }
    return render(request, "desk/burden.html", context)


def _month(request: HttpRequest) -> date:
    text = request.GET.get("month", "")
    try:
        return date.fromisoformat(f"{text}-01") if text else clock.today().replace(day=1)
    except ValueError as wrong:
        raise Http404 from wrong

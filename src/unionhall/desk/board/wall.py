"""The board on a wall: large, counts alone, by a link that the office gives and stops."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.desk import shell
from unionhall.desk.board import queries
from unionhall.desk.board.queries import UNITS
from unionhall.desk.board.views import days
from unionhall.kernel.actor import Denied
from unionhall.kernel.address import public_url
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts import walls
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org
from unionhall.modules.campaigns.models import Campaign

CHILDREN_SHOWN = 30


@require_GET
@org.remembered()
def wall(request: HttpRequest, wall_token: str) -> HttpResponse:
    """What a screen in a hall shows, without anybody having signed in: how many, never how good, and nobody's name."""
    found, by = walls.wall_by_token(wall_token)
    campaign = Campaign.objects.filter(reckoning=found.reckoning).select_related("unit").first()
    if campaign is None:
        raise Denied("wall")
    columns = [measure for measure in queries.columns() if measure.kind in queries.COUNTS and not measure.is_result]
    keys = [measure.key for measure in queries.columns()]
    totals, told = facts.page(by, keys, found.unit, found.reckoning)
    children = queries.children(told, columns)
    context = {
        **days(campaign),
        "campaign": campaign,
        "unit": found.unit,
        "units": totals[UNITS],
        "totals": [(measure, totals[measure.key]) for measure in columns if measure.key != UNITS],
        "children": sorted(children, key=lambda child: child.unit.code)[:CHILDREN_SHOWN],
        "as_of": totals[UNITS].as_of,
        "is_settled": totals[UNITS].source == "snapshot",
    }
    answer = render(request, "desk/board-wall.html", context)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@shell.signed_in
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The links that work; give one, stop one."""
    by = shell.actor(request)
    campaign, reckoning = queries.campaign_for(by, campaign_id)
    unit = queries.unit_for(by, campaign, reckoning, request.GET.get("unit", ""))
    by.must(FactsPermission.SHARE, at=org.path_of(unit))
    given = walls.walls_of(by, reckoning)
    if request.method == "POST":
        stopping = [each for each in given if str(each.pk) == request.POST.get("stop")]
        if stopping:
            walls.stop_wall(by, stopping[0])
            messages.success(request, _("链接停了，屏幕上不再有数。"))
        elif "stop" not in request.POST:
            walls.open_wall(by, reckoning, unit)
            messages.success(request, _("链接有了，在大屏的浏览器里打开。"))
        return redirect(f"{reverse('desk:board-walls', args=[campaign_id])}?unit={unit.code}")
    context = {
        "campaign": campaign,
        "unit": unit,
        "walls": [(each, public_url(reverse("desk:wall", args=[each.token]))) for each in given],
    }
    return render(request, "desk/board-walls.html", context)

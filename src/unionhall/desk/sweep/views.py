"""Pages of sweeps: which there are, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from unionhall.desk import shell
from unionhall.desk.board.queries import may_see
from unionhall.desk.board.views import days
from unionhall.desk.sweep import planning, queries
from unionhall.desk.sweep.lessons import pairs, unplaced
from unionhall.kernel.actor import Denied
from unionhall.kernel.org import queries as org
from unionhall.modules.learning.queries.wrong import wrong_answers
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.permissions import InspectionPermission, SafetyPermission
from unionhall.modules.safety.queries.tallies import Tally
from unionhall.ui import exports

SHOWN = 20


@shell.signed_in
@require_GET
def sweeps(request: HttpRequest) -> HttpResponse:
    """The sweeps that my units run or are asked to take part in."""
    by = shell.actor(request)
    if not by.holds_any(SafetyPermission.READ):
        raise Denied(SafetyPermission.READ.value)
    return render(request, "desk/sweeps.html", {"sweeps": queries.sweeps(by)[:SHOWN]})


@shell.signed_in
@require_GET
@org.remembered()
def sweep(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Day n of m, what was found and put right, by unit and kind; where to go next; what to teach next."""
    by = shell.actor(request)
    campaign, reckoning, unit = queries.sweep_for(by, campaign_id, request.GET.get("unit", ""))
    found = queries.sweep(by, campaign, reckoning, unit)
    if request.GET.get("as") in {"xlsx", "csv"}:
        return _file(request.GET["as"], campaign.name, found.plan)
    by_kind: dict[str, Tally] = found.cells.by(lambda row: row["kind"])
    by_grade: dict[str, Tally] = found.cells.by(lambda row: row["grade"])
    questions = wrong_answers(by, campaign.pk)
    joined = pairs(questions, by_kind)
    path = org.path_of(unit)
    context = {
        **days(campaign),
        "campaign": campaign,
        "unit": unit,
        "superiors": [one for one in org.superiors(unit) if may_see(by, one)],
        "whole": found.whole,
        "parts": found.parts,
        "plan": found.plan[:SHOWN],
        "more": max(0, len(found.plan) - SHOWN),
        "grades": [(_grade(key), tally) for key, tally in sorted(by_grade.items(), reverse=True)],
        "kinds": [(Hazard.Kind(key).label, tally) for key, tally in by_kind.items()],
        "pairs": joined,
        "unplaced": unplaced(questions),
        "teach": next((one for one in joined if one.found and one.wrong), None),
        "points": planning,
        "may_arrange": by.may(InspectionPermission.ARRANGE, at=path),
    }
    return render(request, "desk/sweep.html", context)


def _grade(key: str) -> str:
    return str(Hazard.Grade(key).label) if key else _("还没定级")


def _file(kind: str, name: str, plan: list[planning.Next]) -> HttpResponse:
    """The whole plan as a table."""
    head = [_("单位"), _("代码"), _("分"), _("为什么"), _("上次检查"), _("已经安排")]
    rows = (
        (
            one.known.unit.name,
            one.known.unit.code,
            one.points,
            "；".join(one.reasons),
            one.known.last.isoformat() if one.known.last else "",
            _("是") if one.known.is_planned else "",
        )
        for one in plan
    )
    return exports.as_file(kind, _("%(name)s-下一家去哪") % {"name": name}, head, rows)

"""The board of one campaign: how far it is, unit by unit, on a desk, a phone or a wall."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from unionhall.desk import shell
from unionhall.desk.board import comparing, queries
from unionhall.desk.board.forms import DayForm
from unionhall.desk.board.made_of import made_of
from unionhall.desk.board.queries import UNITS
from unionhall.desk.board.trend import trend
from unionhall.desk.figures.cells import exported
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import Kind, Measure
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.modules.briefings.permissions import BriefingPermission
from unionhall.modules.campaigns.models import Campaign
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.queries.tasks import Told, task_states, tasks_of
from unionhall.ui import exports


@shell.signed_in
@require_GET
@org.remembered()
def board(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Figures, units below, who has not started, a chart by day; all for the reader's own part of the tree."""
    by = shell.actor(request)
    campaign, reckoning = queries.campaign_for(by, campaign_id)
    unit = queries.unit_for(by, campaign, reckoning, request.GET.get("unit", ""))
    form = DayForm(request.GET if request.GET.get("on") else None, since=campaign.since)
    on = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    reported = queries.reported()
    counted = [measure.key for measure in queries.columns()]
    keys = [*counted, *(measure.key for measure in reported)]
    asked = {task.measure for task in tasks_of(campaign, unit)} if on is None else set()
    keys += sorted(asked.difference(keys))
    totals, told = facts.page(by, keys, unit, reckoning, on=on, below={*counted, *asked})
    columns = queries.shown(totals)
    children = queries.children(told, columns)
    children, sort = _sorted(request, children, columns, reckoning)
    if request.GET.get("as") in {"xlsx", "csv"}:
        return _file(request, campaign, unit, columns, children, totals)
    missing, lagging = queries.lagging(totals[UNITS], children) if on is None else (0, [])
    context = {
        **days(campaign),
        **_head(totals, columns),
        "made_of": made_of(by, unit) if on is None and reckoning.settled is None else [],
        "reported": [(measure, totals[measure.key]) for measure in reported],
        "may_brief": by.holds_any(BriefingPermission.DRAFT),
        "campaign": campaign,
        "unit": unit,
        "superiors": [each for each in org.superiors(unit) if queries.may_see(by, each)],
        "form": form,
        "on": on,
        "children": children,
        "columns": _columns(request, columns, sort, reckoning),
        "query": shell.query_without(request, "unit", "as"),
        "file_query": shell.query_without(request, "as"),
        "missing": missing,
        "lagging": lagging,
        "late": queries.late(by, unit, reckoning),
        "may_nudge": not reckoning.closed and by.may(CampaignPermission.NUDGE, at=org.path_of(unit)),
        "may_close": on is None and by.may(FactsPermission.CLOSE, at=org.path_of(campaign.unit)),
        "may_share": on is None and by.may(FactsPermission.SHARE, at=org.path_of(unit)),
        "may_compare": reckoning.settled is not None and on is None and len(children) > 0,
        **(_tasks(by, campaign, unit, children, (totals, told)) if asked else {}),
        **_chart(request, columns, unit, reckoning, on),
    }
    return render(request, "desk/board.html", context)


@shell.signed_in
@require_GET
def compare(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """When a campaign is over: units of one size beside each other."""
    by = shell.actor(request)
    campaign, reckoning = queries.campaign_for(by, campaign_id)
    unit = queries.unit_for(by, campaign, reckoning, request.GET.get("unit", ""))
    context = {
        "campaign": campaign,
        "unit": unit,
        "is_settled": reckoning.settled is not None,
        "closed": reckoning.closed,
        "bands": comparing.bands(by, unit, reckoning),
    }
    return render(request, "desk/board-compare.html", context)


def days(campaign: Campaign) -> dict[str, Any]:
    """How far the campaign's days are."""
    number = (campaign.until - campaign.since).days + 1
    day = (clock.today() - campaign.since).days + 1
    return {
        "days": number,
        "day": max(0, min(day, number)),
        "left": max(0, (campaign.until - clock.today()).days),
        "is_over": clock.today() > campaign.until,
        "has_begun": day > 0,
        "is_late_to_enrol": clock.today() > campaign.enrol_until,
    }


def _head(totals: dict[str, facts.Figure], columns: list[Measure]) -> dict[str, Any]:
    """The figures at the head, and since when they hold."""
    units = totals[UNITS]
    return {
        "units": units,
        "units_share": queries.share(units),
        "totals": [(measure, totals[measure.key]) for measure in columns if measure.key != UNITS],
        "as_of": units.as_of,
        "is_settled": units.source == "snapshot",
    }


def _sorted(
    request: HttpRequest, children: list[queries.Child], columns: list[Measure], reckoning: Reckoning
) -> tuple[list[queries.Child], str]:
    """The units in the order asked for; furthest behind first where none, or none that may be had, is asked for."""
    asked = request.GET.get("sort", "")
    key = asked.removeprefix("-")
    known = {measure.key: measure for measure in columns}
    if key == "name":
        return sorted(children, key=lambda child: child.unit.code, reverse=asked.startswith("-")), asked
    if key not in known or not queries.may_sort_by(known[key], reckoning):
        return children, ""
    return queries.in_order(children, key, descending=asked.startswith("-")), asked


def _columns(request: HttpRequest, columns: list[Measure], sort: str, reckoning: Reckoning) -> list[dict[str, Any]]:
    """The heads of the table: what stands there, which way it is sorted, and the link that sorts it."""
    query = shell.query_without(request, "sort", "as")
    heads = [("name", _("单位"), True)]
    heads += [(m.key, str(m.label), queries.may_sort_by(m, reckoning)) for m in columns]
    found = []
    for key, label, is_sortable in heads:
        first = key if key in {"name", UNITS} else f"-{key}"
        other = key if first != key else f"-{key}"
        found.append(
            {
                "label": label,
                "is_number": key not in {"name", UNITS},
                "way": {key: "ascending", f"-{key}": "descending"}.get(sort, ""),
                "url": f"?{query}sort={other if sort == first else first}" if is_sortable else "",
            }
        )
    return found


def _tasks(by: Actor, campaign: Campaign, unit: Unit, children: list[queries.Child], told: Told) -> dict[str, Any]:
    """Every task here and at the units below, in the order of the table; as it is now, and of no other day."""
    states = task_states(by, campaign, unit, told)
    known = [(child.unit, states.by_child[child.unit.pk]) for child in children if child.unit.pk in states.by_child]
    return {"tasks": states, "child_tasks": known if states.own else []}


def _chart(
    request: HttpRequest, columns: list[Measure], unit: Unit, reckoning: Reckoning, on: date | None
) -> dict[str, Any]:
    """One countable column by day, and the way to the others."""
    countable = [measure for measure in columns if measure.kind is not Kind.RATIO and not measure.is_result]
    asked = request.GET.get("trend", queries.PAPERS)
    chosen = next((measure for measure in countable if measure.key == asked), countable[-1])
    query = shell.query_without(request, "trend", "as")
    return {
        "trend": trend(shell.actor(request), chosen, unit, reckoning, on),
        "trends": [(measure, f"?{query}trend={measure.key}#daily", measure is chosen) for measure in countable],
    }


def _file(
    request: HttpRequest,
    campaign: Campaign,
    unit: Unit,
    columns: list[Measure],
    children: list[queries.Child],
    totals: dict[str, facts.Figure],
) -> HttpResponse:
    """The table of units below with its total, as it is sorted on the page."""
    head = [_("单位"), _("代码"), _("应参加"), *(f"{measure.label}（{measure.unit}）" for measure in columns)]
    rows = [(child.unit, child.figures) for child in children] + [(unit, totals)]
    lines = ((at.name, at.code, told[UNITS].m, *(exported(told[m.key]) for m in columns)) for at, told in rows)
    return exports.as_file(request.GET["as"], f"{campaign.name}-{unit.name}", head, lines)

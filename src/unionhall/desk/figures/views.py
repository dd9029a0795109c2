"""Figures of a unit, and the page that every figure opens: what it counts, by unit and row by row."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from unionhall.desk import shell
from unionhall.desk.figures import queries
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import Kind, Measure, measures
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.ui import exports

PER_PAGE = 50
EXPORTED_AT_MOST = 100_000
CAMPAIGNS_SHOWN = 30


@shell.signed_in
@require_GET
@org.remembered()
def figures(request: HttpRequest) -> HttpResponse:
    """All measures of one of my units: of a campaign, or of this month."""
    by, unit, reckoning = _asked(request)
    context = {
        "unit": unit,
        "superiors": org.superiors(unit),
        "reckoning": reckoning,
        "campaign": request.GET.get("campaign", ""),
        "reckonings": [
            (key, each)
            for each in facts.asking(by, unit)[:CAMPAIGNS_SHOWN]
            for owner, _colon, key in [each.key.partition(":")]
            if owner == "campaigns"
        ],
        "month": clock.today(),
        "lines": queries.lines(by, unit, reckoning, clock.today()),
    }
    return render(request, "desk/figures.html", context)


@shell.signed_in
@require_GET
@org.remembered()
def rows(request: HttpRequest, measure: str) -> HttpResponse:
    """One figure: the same by unit, and the very rows that it counts; also as a file."""
    by, unit, reckoning = _asked(request)
    counted = measures.get(measure)
    part, on = request.GET.get("slice", ""), _day(request)
    if counted is None or (part and not counted.has_slice(part)) or _needs_campaign(counted, reckoning):
        raise Http404
    month = None if reckoning else _month(request)
    is_file, why_not = request.GET.get("as") in {"xlsx", "csv"}, ""
    found: Any = None
    try:
        if reckoning is not None and on is None and not is_file and counted.kind in queries.COUNTED_ONE_BY_ONE:
            found = queries.listing(by, counted, unit, reckoning, part)
        if found is None and counted.kind is not Kind.RATIO and not (counted.kind is Kind.GAUGE and not counted.rows):
            found = facts.rows(by, measure, unit, reckoning=reckoning, month=month, slice=part, on=on)
            found = queries.with_units(found, counted, is_of_campaign=reckoning is not None)
    except Refused as refused:
        why_not = str(refused)
    if found is not None and is_file:
        return _file(request, by, counted, unit, list(found[:EXPORTED_AT_MOST]))
    page = queries.Counted(found, PER_PAGE).get_page(request.GET.get("page")) if found is not None else None
    key = f"{measure}/{part}" if part else measure
    if counted.kind is Kind.GAUGE:  # as of a day of its own
        figure = facts.figure(by, measure, unit, reckoning=reckoning, month=month, slice=part, on=on)
        below = facts.by_child(by, [key], unit, reckoning, month=month, on=on)
    else:
        totals, below = facts.page(by, [key], unit, reckoning, month=month, on=on)
        figure = totals[key]
    children = [(child, told[key]) for child, told in below]
    context: dict[str, Any] = {
        "unit": unit,
        "superiors": org.superiors(unit),
        "reckoning": reckoning,
        "campaign": request.GET.get("campaign", ""),
        "measure": counted,
        "part": next((str(s.label) for s in counted.slices if s.key == part), ""),
        "on": on,
        "month": month if request.GET.get("month") else None,
        "figure": figure,
        "own": queries.own_part(counted, figure, [told for _child, told in children]),
        "terms": [measures[term.split("/")[0]] for term in counted.over or ()],
        "children": children,
        "page": page,
        "rows": queries.rows(by, counted, list(page)) if page is not None else [],
        "why_not": why_not,
        "query": shell.query_without(request, "page"),
        "child_query": shell.query_without(request, "page", "unit"),
    }
    return render(request, "desk/figure-rows.html", context)


def _asked(request: HttpRequest) -> tuple[Actor, Unit, Reckoning | None]:
    by = shell.actor(request)
    code = request.GET.get("unit") or shell.own_unit(request).code
    unit = org.unit_for(by, code, FactsPermission.FIGURES_READ)
    return by, unit, queries.reckoning_of(by, unit, request.GET.get("campaign", ""))


def _day(request: HttpRequest) -> date | None:
    """The day as of which figures are asked for; none where none is given. Raises Http404 for what is no day."""
    text = request.GET.get("on", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise Http404 from wrong


def _month(request: HttpRequest) -> date:
    """A day of the month that is asked for; today where none is given. Raises Http404 for what is no month."""
    text = request.GET.get("month", "")
    try:
        return date.fromisoformat(f"{text}-01") if text else clock.today()
    except ValueError as wrong:
        raise Http404 from wrong


def _needs_campaign(measure: Measure, reckoning: Reckoning | None) -> bool:
    return measure.kind is Kind.DISTINCT and reckoning is None


def _file(request: HttpRequest, by: Actor, measure: Measure, unit: Unit, counted: list[Any]) -> HttpResponse:
    head = [_("单位"), _("日期"), _("姓名"), _("内容"), str(measure.unit)]
    lines = ((r.unit, r.day.isoformat(), r.name, r.said, r.value) for r in queries.rows(by, measure, counted))
    return exports.as_file(request.GET["as"], f"{unit.name}-{measure.label}", head, lines)

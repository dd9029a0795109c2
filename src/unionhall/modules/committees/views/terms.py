"""Terms: the calendar of elections, one union's terms, the result and its approval."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.access.queries import office_label
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.committees import actions, queries
from unionhall.modules.committees.forms import DocumentForm, ElectionForm, ReasonForm, TermForm, TermsFilterForm
from unionhall.modules.committees.models import Election
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.modules.committees.procedure import (
    APPROVE,
    DECIDE_DAYS,
    DUE,
    ELECTION,
    FOUNDED,
    REPORTED,
    SEND_BACK,
    TERM,
)
from unionhall.modules.committees.queries import NEAR, NONE, OVERDUE, SOON
from unionhall.modules.committees.views.parts import actor, face, open_clock, show, timeline
from unionhall.ui import exports
from unionhall.ui.shell import View

PER_PAGE = 100


@login_required
@never_cache
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """When the committees in reach are to be elected anew: a list by month, narrowed, and as a file."""
    by = actor(request)
    top = _top(by, request.GET.get("of", ""))
    form = TermsFilterForm(request.GET)
    units = _narrowed(queries.with_terms(by, top), form)
    window = request.GET.get("view", "")
    shown = queries.in_window(units, window).order_by(F("until").asc(nulls_last=True), "code")
    if request.GET.get("as") in {"xlsx", "csv"}:
        return _file(request.GET["as"], top, shown)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "unit": top,
        "form": form,
        "page": page,
        "months": [(month, list(rows)) for month, rows in groupby(map(_row, page.object_list), key=_month)],
        "views": _views(units, window, request),
        "coming": queries.by_month(units),
        "query": f"{query.urlencode()}&" if query else "",
        "law": law.rule("TUL-16", clock.today()).cite(),
        "base_years": law.rule("TUL-16", clock.today()).number_text,
        "local_years": law.rule("TUL-16b", clock.today()).number_text,
        "is_narrowed": bool(window or request.GET.get("q") or request.GET.get("kind")),
    }
    return render(request, "committees/terms.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One union's terms; where none is written down, the form to do so."""
    by = actor(request)
    found = org_queries.unit_for(by, code, OrgPermission.UNIT_READ)
    if not kinds[found.kind].term_rule:
        raise Denied("term")
    term = queries.term_of(found)
    may_report = found.state != Unit.State.ENDED and by.may(CommitteePermission.REPORT, at=org_queries.path_of(found))
    may_record = may_report and term is None and found.state == Unit.State.STANDING
    form = TermForm(request.POST or None, unit=found) if may_record else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.record(by, found, **form.cleaned_data)
            return redirect("committees:term", code)
        except Refused as refused:
            show(form, refused)
    waiting = queries.open_election(found)
    context = {
        "unit": found,
        "superiors": org_queries.superiors(found),
        "term": term,
        "state": TERM.state(term.state).label if term else "",
        "clock": face(term.until) if term else None,
        "is_due": (term is not None and term.state == DUE) or found.state == Unit.State.FOUNDING,
        "terms": [(each, TERM.state(each.state).label) for each in queries.terms_of(found)],
        "form": form,
        "election": waiting if may_report else None,
        "is_waiting": waiting is not None,
        "may_report": may_report and waiting is None and (term is not None or found.state == Unit.State.FOUNDING),
        "law": queries.term_law(found.kind, clock.today()),
        "steps_taken": timeline(term, by) if term and may_report else [],
    }
    return render(request, "committees/term.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Report the result of the founding meeting or of an election."""
    by = actor(request)
    found = org_queries.unit_for(by, code, CommitteePermission.REPORT)
    if not kinds[found.kind].term_rule:
        raise Denied("term")
    last = queries.terms_of(found)
    initial = {"number": max((term.number for term in last), default=0) + 1}
    form = ElectionForm(request.POST or None, unit=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("committees:election", actions.report(by, found, form.result()).pk)
        except Refused as refused:
            show(form, refused)
    today = clock.today()
    context = {
        "unit": found,
        "form": form,
        "is_founding": found.state == Unit.State.FOUNDING,
        "quorum": law.rule("ELE-QUO", today),
        "bans": [law.rule(each, today) for each in ("TUL-10", "CH-06")],
        "days": DECIDE_DAYS,
    }
    return render(request, "committees/report.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def election(request: HttpRequest, election_id: int) -> HttpResponse:
    """One result: the union above approves it or sends it back."""
    by = actor(request)
    found = queries.election_for(by, election_id)
    step = request.POST.get("step", "")
    document = DocumentForm(request.POST if step == APPROVE else None, prefix="approve")
    refusal = ReasonForm(request.POST if step == SEND_BACK else None, prefix="back", label=_("为什么退回，要改什么"))
    if request.method == "POST" and _decide(by, found, step, document, refusal):
        return redirect("committees:election", found.pk)
    elected = queries.elected_in(found)
    context = {
        "election": found,
        "state": ELECTION.state(found.state).label,
        "clock": open_clock(found),
        "until": queries.after(found.held, found.years),
        "elected": [(each, office_label(each.office) if each.office else _("委员")) for each in elected],
        "is_open": found.state == REPORTED,
        "is_founding": found.founding is not None and found.founding.state != FOUNDED,
        "approve_reasons": _why_not_approve(found, by),
        "document_form": document,
        "back_form": refusal,
        "law": law.rule("TUL-12", clock.today()).cite(),
        "days": DECIDE_DAYS,
        "steps_taken": timeline(found, by),
    }
    return render(request, "committees/election.html", context)


def _why_not_approve(found: Election, by: Actor) -> list[Reason]:
    """Why the reader may not approve; who has no right to reads who has."""
    if not by.may(CommitteePermission.APPROVE, at=org_queries.path_of(found.unit)):
        return [Reason("above", _("由%(unit)s批复") % {"unit": found.unit.name})]
    return procedures.why_not(found, APPROVE, by)


def _decide(by: Actor, found: Election, step: str, document: DocumentForm, refusal: ReasonForm) -> bool:
    taken = {APPROVE: document, SEND_BACK: refusal}.get(step)
    if taken is None or not taken.is_valid():
        return False
    try:
        if step == APPROVE:
            actions.approve_election(by, found, document=document.cleaned_data["document"])
        else:
            actions.send_back(by, found, reason=refusal.cleaned_data["reason"])
    except Refused as refused:
        show(taken, refused)
        return False
    return True


def _top(by: Actor, code: str) -> Unit:
    """The unit asked for, else the one in whose name the reader acts. Raises Denied if it may not be seen."""
    if code:
        return org_queries.unit_for(by, code, OrgPermission.UNIT_READ)
    mine = org_queries.units(by).filter(pk=by.seats[0].unit_id).first() if by.seats else None
    if mine is None:
        raise Denied(OrgPermission.UNIT_READ.value)
    return mine


def _narrowed(units: QuerySet[Any], form: TermsFilterForm) -> QuerySet[Any]:
    given = form.cleaned_data if form.is_valid() else {}
    if q := str(given.get("q") or "").strip():
        units = units.filter(Q(name__contains=q) | Q(code__istartswith=q))
    return units.filter(kind=given["kind"]) if given.get("kind") else units


def _views(units: QuerySet[Any], window: str, request: HttpRequest) -> list[View]:
    query = request.GET.copy()
    for name in ("view", "page", "as"):
        query.pop(name, None)
    url = f"{reverse('committees:terms')}?{query.urlencode()}{'&' if query else ''}"
    labels = {
        "": _("全部"),
        OVERDUE: _("超期没换"),
        SOON: _("30 天内届满"),
        NEAR: _("半年内届满"),
        NONE: _("没登记任期"),
    }
    return [
        View(label, f"{url}view={key}", queries.in_window(units, key).count(), key == window)
        for key, label in labels.items()
    ]


def _row(each: Any) -> dict[str, Any]:
    return {
        "unit": each,
        "kind": kinds[each.kind].label,
        "number": each.number,
        "years": each.years,
        "since": each.since,
        "until": each.until,
        "state": TERM.state(each.term_state).label if each.term_state else "",
        "clock": face(each.until) if each.until else None,
    }


def _month(row: dict[str, Any]) -> date | None:
    until: date | None = row["until"]
    return until.replace(day=1) if until else None


def _file(kind: str, top: Unit, units: Iterable[Any]) -> HttpResponse:
    head = [
        _("单位代码"), _("单位名称"), _("类别"), _("届"), _("任期（年）"), _("选举日期"), _("届满日期"), _("到哪一步"),
    ]  # fmt: skip
    lines = (
        (
            row["unit"].code,
            row["unit"].name,
            str(row["kind"]),
            row["number"],
            row["years"],
            row["since"].isoformat() if row["since"] else "",
            row["until"].isoformat() if row["until"] else "",
            str(row["state"] or _("没登记任期")),
        )
        for row in map(_row, units)
    )
    return exports.as_file(kind, f"{top.name}-{_('换届')}", head, lines)

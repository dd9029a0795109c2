"""The tree of units: lists, one unit, and what changes the tree. A decision has a page with its effects first."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.desk import clocks, shell
from unionhall.desk.tree import history, queries
from unionhall.desk.tree.forms import EditForm, EndForm, FilterForm, FoundForm, MoveForm, RenameForm
from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access import queries as access
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org import actions, declare
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.modules.campaigns.queries.asked import meter
from unionhall.modules.committees import queries as committees
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.ui import exports

PER_PAGE = 50


@shell.signed_in
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The units under one of mine (``of``, else the one I act for), found by name or narrowed; also as a file."""
    by = shell.actor(request)
    unit = _unit(request, request.GET.get("of") or shell.own_unit(request).code)
    form = FilterForm(request.GET)
    narrowed = form.cleaned_data if form.is_valid() else {}
    chosen = {field: str(narrowed.get(field) or "") for field in ("q", "kind", "state", "trade")}
    found = queries.find(by, unit, **chosen)
    if request.GET.get("as") in {"xlsx", "csv"}:
        return _file(request, by, unit, list(found))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "superiors": org.superiors(unit),
        "form": form,
        "is_narrowed": any(chosen.values()),
        "page": page,
        "rows": queries.rows(by, list(page)),
        "query": shell.query_without(request, "page"),
        "may_found": by.may(OrgPermission.UNIT_FOUND, at=org.path_of(unit)) and declare.kinds[unit.kind].children,
    }
    return render(request, "desk/units.html", context)


@shell.signed_in
@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: where it stands and stood, who holds which office, what may be done with it."""
    by = shell.actor(request)
    found = _unit(request, code)
    path = org.path_of(found)
    term = committees.term_of(found)
    context = {
        "unit": found,
        "kind": declare.kinds[found.kind],
        "trade": declare.trades.get(found.trade, ""),
        "superiors": org.superiors(found),
        "row": queries.rows(by, [found])[0],
        "children": queries.rows(by, list(org.children(by, found)[:PER_PAGE])),
        "history": history.timeline(by, found),
        "offices": _offices(by, found),
        "acts": _acts(by, found, path),
        "has_committee": bool(declare.kinds[found.kind].term_rule),
        "term": term,
        "meter": meter(by, found, clock.today()) if declare.kinds[found.kind].is_grassroots else None,
        "term_clock": clocks.face(term.until) if term else None,
    }
    return render(request, "desk/unit.html", context)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, code: str) -> HttpResponse:
    """Found a unit under this one."""
    by = shell.actor(request)
    parent = org.unit_for(by, code, OrgPermission.UNIT_FOUND)
    form = FoundForm(request.POST or None, parent=parent)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            new = actions.found(
                by, name=given["name"], kind=given["kind"], parent=parent, uscc=given["uscc"], trade=given["trade"]
            )
        except Refused as refused:
            shell.show(form, refused)
        else:
            return redirect("desk:unit", new.code)
    context = {"unit": parent, "form": form, "apply_url": reverse("committees:apply", args=[parent.code])}
    return render(request, "desk/unit-found.html", context)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give the unit another name."""
    by = shell.actor(request)
    named = org.unit_for(by, code, OrgPermission.UNIT_CHANGE)
    form = RenameForm(request.POST or None, initial={"name": named.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename(by, named, **form.cleaned_data)
        except Refused as refused:
            shell.show(form, refused)
        else:
            return redirect("desk:unit", named.code)
    return render(request, "desk/unit-rename.html", {"unit": named, "form": form})


@shell.signed_in
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Put the number and the trade of the unit right."""
    by = shell.actor(request)
    changed = org.unit_for(by, code, OrgPermission.UNIT_CHANGE)
    form = EditForm(request.POST or None, initial={"uscc": changed.uscc, "trade": changed.trade})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(by, changed, **form.cleaned_data)
        except Refused as refused:
            shell.show(form, refused)
        else:
            return redirect("desk:unit", changed.code)
    return render(request, "desk/unit-edit.html", {"unit": changed, "form": form})


@shell.signed_in
@require_http_methods(["POST"])
def stand(request: HttpRequest, code: str) -> HttpResponse:
    """The union that was being founded stands from today."""
    by = shell.actor(request)
    actions.stand(by, org.unit_for(by, code, OrgPermission.UNIT_FOUND))
    return redirect("desk:unit", code)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Put the unit under another one: first where to, then what that changes, then the button that names it."""
    by = shell.actor(request)
    moved = org.unit_for(by, code, OrgPermission.UNIT_MOVE)
    data = request.POST or (request.GET if "to" in request.GET else None)
    form = MoveForm(data)
    context: dict[str, Any] = {"unit": moved, "form": form, "targets": queries.targets(by, moved)}
    if data is not None and form.is_valid():
        given = form.cleaned_data
        try:
            target = org.unit_for(by, given["to"], OrgPermission.UNIT_MOVE)
            if request.method == "POST":
                actions.move(by, moved, to=target, on=given["on"], reason=given["reason"])
                return redirect("desk:unit", code)
            context |= {"to": target, "effects": actions.preview_move(by, moved, target, given["on"])}
        except Denied:
            form.add_error("to", _("没找到这个代码的单位，或者它不归这里管"))
        except Refused as refused:
            shell.show(form, refused)
    return render(request, "desk/unit-move.html", context)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Dissolve the unit with everything below it: effects first, then the button that names them."""
    by = shell.actor(request)
    ended = org.unit_for(by, code, OrgPermission.UNIT_END)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(by, ended, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"])
        except Refused as refused:
            shell.show(form, refused)
        else:
            return redirect("desk:unit", code)
    return render(
        request, "desk/unit-end.html", {"unit": ended, "form": form, "effects": actions.preview_end(by, ended)}
    )


def _unit(request: HttpRequest, code: str) -> Unit:
    return org.unit_for(shell.actor(request), code, OrgPermission.UNIT_READ)


def _offices(by: Actor, unit: Unit) -> list[dict[str, Any]] | None:
    """Who holds which office here; None for those who may not read names of officers."""
    try:
        held = access.offices_at(by, unit)
    except Denied:
        return None
    return [{"label": access.office_label(o.office), "person": o.person.name, "since": o.since} for o in held]


def _acts(by: Actor, unit: Unit, path: str) -> list[dict[str, Any]]:
    """What could be done with the unit by this actor, and, where it is closed, why."""
    if unit.state == Unit.State.ENDED:
        return []
    acts: list[dict[str, Any]] = []
    if by.may(OrgPermission.UNIT_FOUND, at=path):
        closed = (
            ""
            if declare.kinds[unit.kind].children
            else _("%(kind)s下面不再设单位") % {"kind": declare.kinds[unit.kind].label}
        )
        if by.may(CommitteePermission.REPORT, at=path):
            acts.append(_act(unit, "committees:apply", _("报筹建申请"), closed))
        acts.append(_act(unit, "desk:unit-found", _("登记已经成立的单位"), closed))
        acts += _founding_acts(by, unit, path)
    if by.may(OrgPermission.UNIT_CHANGE, at=path):
        acts.append(_act(unit, "desk:unit-rename", _("改名")))
        acts.append(_act(unit, "desk:unit-edit", _("改信用代码和行业")))
    is_top = not Placement.objects.open().filter(unit=unit, parent__isnull=False).exists()
    closed = _("最上面的一级不能改隶属，也不能撤销") if is_top else ""
    if by.may(OrgPermission.UNIT_MOVE, at=path):
        acts.append(_act(unit, "desk:unit-move", _("改隶属"), closed))
    if by.may(OrgPermission.UNIT_MERGE, at=path):
        is_founding = unit.state == Unit.State.FOUNDING
        merging = closed or (_("还在筹建，成立以后再办") if is_founding else "")
        acts.append(_act(unit, "desk:unit-merge", _("合并"), merging))
        acts.append(_act(unit, "desk:unit-split", _("分立"), merging))
    if by.may(OrgPermission.UNIT_END, at=path):
        acts.append(_act(unit, "desk:unit-end", pgettext("act", "撤销"), closed))
    return acts


def _founding_acts(by: Actor, unit: Unit, path: str) -> list[dict[str, Any]]:
    """What may be done with a unit that is being founded: its founding where there is one, else to let it stand."""
    if unit.state != Unit.State.FOUNDING:
        return []
    founding = committees.founding_of(unit)
    if founding is None:
        return [_act(unit, "desk:unit-stand", _("批准成立"), "", is_post=True)]
    if not by.may(CommitteePermission.REPORT, at=paths.parent(path)):
        return []
    return [{"label": _("看筹建到哪一步"), "url": founding.get_absolute_url(), "why_not": "", "is_post": False}]


def _act(unit: Unit, name: str, label: str, why_not: str = "", *, is_post: bool = False) -> dict[str, Any]:
    return {"label": label, "url": reverse(name, args=[unit.code]), "why_not": why_not, "is_post": is_post}


def _file(request: HttpRequest, by: Actor, unit: Unit, found: list[Unit]) -> HttpResponse:
    head = [_("单位代码"), _("单位名称"), _("类别"), _("行业"), _("状态"), _("下级单位"), _("会员"), _("未办的事")]
    lines = (
        (
            row.unit.code,
            row.unit.name,
            row.kind,
            str(declare.trades.get(row.unit.trade, "")),
            row.unit.get_state_display(),
            row.below,
            row.members,
            row.duties,
        )
        for row in queries.rows(by, found)
    )
    return exports.as_file(request.GET["as"], f"{unit.name}-{_('下级工会')}", head, lines)

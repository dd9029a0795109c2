"""Checklists and codes: what units of mine use, new ones from a spreadsheet, labels to print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety.actions import checklist_files as files
from unionhall.modules.safety.actions import checklists as actions
from unionhall.modules.safety.forms.arranging import ChecklistForm, ItemsFileForm, SpotForm
from unionhall.modules.safety.models import Checklist, Spot
from unionhall.modules.safety.notices import inspecting as notices
from unionhall.modules.safety.permissions import InspectionPermission
from unionhall.modules.safety.queries import inspecting as queries
from unionhall.modules.safety.views.field import actor
from unionhall.ui.exports import XLSX

WRITE = InspectionPermission.CHECKLISTS


def units_of(by: Actor, permission: InspectionPermission) -> list[Unit]:
    """My own units at which I hold a right, the one I act in first."""
    own = [seat.unit_id for seat in by.seats if by.may(permission, at=seat.path)]
    units = Unit.objects.in_bulk(own)
    return [units[pk] for pk in dict.fromkeys(own)]


def show(form: Any, refused: Refused) -> None:
    """Put the reasons of a refusal beside their fields."""
    for reason in refused.reasons:
        form.add_error(reason.code if reason.code in form.fields else None, str(reason.text))


@login_required
@never_cache
@require_GET
def checklists(request: HttpRequest) -> HttpResponse:
    """The lists one may use, and the codes of my units."""
    by = actor(request)
    if not (by.holds_any(WRITE) or queries.may_inspect(by)):
        raise Denied(WRITE.value)
    context = {"lists": queries.checklists(by), "spots": queries.spots(by), "may_write": by.holds_any(WRITE)}
    return render(request, "safety/checklists.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new list from a spreadsheet."""
    by = actor(request)
    units = units_of(by, WRITE)
    if not units:
        raise Denied(WRITE.value)
    form = ChecklistForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            items = files.read(said["file"].name, said["file"].read())
            made = actions.write_checklist(
                by, form.chosen, name=said["name"], items=items, trade=said["trade"], is_shared=said["is_shared"]
            )
        except Refused as refused:
            show(form, refused)
        else:
            n = len(items)
            messages.success(request, ngettext("收下了，%(n)d 项。", "收下了，%(n)d 项。", n) % {"n": n})
            return redirect(made.checklist)
    return render(request, "safety/checklist_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The table to fill in."""
    if not actor(request).holds_any(WRITE):
        raise Denied(WRITE.value)
    answer = HttpResponse(files.template(), content_type=XLSX)
    answer.headers["Content-Disposition"] = "attachment; filename*=UTF-8''%E6%A3%80%E6%9F%A5%E8%A1%A8.xlsx"
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest, checklist_id: int) -> HttpResponse:
    """One list as it is now; a new edition, sharing, the end of its use."""
    by = actor(request)
    found = queries.checklist_for(by, checklist_id)
    may_write = by.may(WRITE, at=org_queries.path_of(found.unit))
    if request.method == "POST" and not may_write:
        raise Denied(WRITE.value)
    do = request.POST.get("do", "")
    form = ItemsFileForm(request.POST, request.FILES) if do == "revise" else ItemsFileForm()
    if request.method == "POST" and do != "revise":
        return _changed(request, by, found, do)
    if do == "revise" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.revise_checklist(by, found, items=files.read(file.name, file.read()))
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("现在用的是第 %(n)d 版。") % {"n": made.number})
            return redirect(found)
    context = {"checklist": found, "edition": queries.latest_edition(found), "form": form, "may_write": may_write}
    return render(request, "safety/checklist.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, by: Actor, found: Checklist, do: str) -> HttpResponse:
    if do == "retire":
        actions.retire_checklist(by, found)
        messages.success(request, _("“%(name)s”停用了，查过的记录还在。") % {"name": found.name})
        return redirect("safety:checklists")
    actions.share_checklist(by, found, is_shared=do == "share")
    messages.success(request, _("下级能用了。") if do == "share" else _("下级不再用这张表。"))
    return redirect(found)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def spot_new(request: HttpRequest) -> HttpResponse:
    """A place or machine gets a code."""
    by = actor(request)
    units = units_of(by, WRITE)
    if not units:
        raise Denied(WRITE.value)
    form = SpotForm(request.POST or None, units=units, lists=queries.usable(units[0]))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.add_spot(by, form.chosen, name=said["name"], kind=said["kind"], checklist=form.chosen_list)
        except Refused as refused:
            show(form, refused)
        else:
            return redirect("safety:label", made.pk)
    return render(request, "safety/spot_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@never_cache
@require_GET
def label(request: HttpRequest, spot_id: int) -> HttpResponse:
    """The label to print and stick on."""
    found = _spot_for(actor(request), spot_id)
    return render(request, "safety/label.html", {"spot": found, "label": notices.label(found)})


@login_required
@require_POST
def spot_retire(request: HttpRequest, spot_id: int) -> HttpResponse:
    """Its code opens nothing any more."""
    by = actor(request)
    found = _spot_for(by, spot_id)
    actions.retire_spot(by, found)
    messages.success(request, _("“%(name)s”的码停用了，把标签撕下来。") % {"name": found.name})
    return redirect("safety:checklists")


def _spot_for(by: Actor, spot_id: int) -> Spot:
    found = queries.spots(by).filter(pk=spot_id).first()
    if found is None:
        raise Denied(WRITE.value)
    return found

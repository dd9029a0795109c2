"""What was found: the list of inspections, and one with its pictures and signatures."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.safety.actions import countersigning
from unionhall.modules.safety.actions import inspecting as actions
from unionhall.modules.safety.forms.inspecting import CardForm
from unionhall.modules.safety.models import Countersign
from unionhall.modules.safety.permissions import InspectionPermission
from unionhall.modules.safety.queries import inspecting as queries
from unionhall.modules.safety.queries.hazards import hazards
from unionhall.modules.safety.views.field import actor
from unionhall.ui.shell import View

PER_PAGE = 50
TYPES = {"jpg": "image/jpeg", "png": "image/png"}


@login_required
@never_cache
@require_GET
def inspections(request: HttpRequest) -> HttpResponse:
    """Inspections at my units, and those I made."""
    by = actor(request)
    if not (by.holds_any(InspectionPermission.READ) or queries.may_inspect(by)):
        raise Denied(InspectionPermission.READ.value)
    found = queries.inspections(by)
    view = request.GET.get("view", "")
    if view == "bad":
        found = found.filter(bad__gt=0)
    elif view == "mine":
        found = found.filter(inspector_id=by.person_id)
    views = [
        View(label, f"?view={key}" if key else "?", is_here=view == key)
        for key, label in (("", _("全部")), ("bad", _("有不合格")), ("mine", _("我查的")))
    ]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "views": views,
        "may_inspect": queries.may_inspect(by),
        "may_arrange": by.holds_any(InspectionPermission.ARRANGE),
        "may_write": by.holds_any(InspectionPermission.CHECKLISTS),
    }
    return render(request, "safety/inspections.html", context)


@login_required
@never_cache
@require_GET
def inspection(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """One inspection, item by item."""
    by = actor(request)
    found = queries.inspection_for(by, inspection_id)
    lines = queries.lines_of(found)
    mine = [line.finding.hazard_id for line in lines if line.finding and line.finding.hazard_id]
    context = {
        "inspection": found,
        "lines": lines,
        "seen": set(hazards(by).filter(pk__in=mine).values_list("pk", flat=True)) if mine else set(),
        "superiors": org_queries.superiors(found.unit),
        "countersign": Countersign.objects.filter(inspection=found).first(),
        "to_sign": countersigning.awaited(by, found),
        "names_second": found.second is None and found.inspector_id == by.person_id,
        "form": CardForm(),
    }
    return render(request, "safety/inspection.html", context)


@login_required
@never_cache
@require_POST
def second(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Who the second inspector was; or that second inspector signs, or says that it was not them (``do``)."""
    by = actor(request)
    found = queries.inspection_for(by, inspection_id)
    waiting = countersigning.awaited(by, found)
    if waiting is not None and request.POST.get("do") in {"sign", "deny"}:
        (countersigning.sign if request.POST["do"] == "sign" else countersigning.deny)(by, waiting)
        messages.success(request, _("签好了。") if request.POST["do"] == "sign" else _("记下了，您没去。"))
        return redirect(found)
    form = CardForm(request.POST)
    if form.is_valid():
        try:
            actions.name_second(by, found, form.cleaned_data["card"])
        except Refused as refused:
            messages.error(request, str(refused.reasons[0].text))
        else:
            messages.success(request, _("第二位检查员写上了。"))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect(found)


@login_required
@require_GET
def photo(request: HttpRequest, inspection_id: int, photo_id: int) -> HttpResponse:
    """A photograph of an item, for whoever may see the inspection."""
    found = queries.inspection_for(actor(request), inspection_id)
    row = queries.photos_of(found).filter(pk=photo_id).first()
    if row is None:
        raise Http404
    return _picture(bytes(row.photo.data), TYPES[row.photo.ending])


@login_required
@require_GET
def signature(request: HttpRequest, inspection_id: int, signer: int) -> HttpResponse:
    """The drawing of the first or second signature."""
    found = queries.inspection_for(actor(request), inspection_id)
    drawn = bytes({1: found.signed, 2: found.second_signed}.get(signer, b""))
    if not drawn:
        raise Http404
    return _picture(drawn, "image/png")


def _picture(data: bytes, content_type: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer.headers["Cache-Control"] = "no-store"
    return answer

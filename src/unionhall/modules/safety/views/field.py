"""Pages for the field: choosing where, filling in a list, sending it; also without network and without script."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org.models import Unit
from unionhall.kernel.search import queries as search
from unionhall.modules.safety.actions import inspecting as actions
from unionhall.modules.safety.forms.inspecting import InspectionForm, PhotoForm
from unionhall.modules.safety.models import Edition, Spot, Visit
from unionhall.modules.safety.permissions import InspectionPermission
from unionhall.modules.safety.queries import inspecting as queries
from unionhall.modules.safety.queries.inspectors import mine, state_of

FOUND, SHOWN = 20, 10


def actor(request: HttpRequest) -> Actor:
    """Who acts."""
    by: Actor = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    return by


def _sent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers a queue in words that its script understands, and a plain form with pages."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_queue(request):
            is_known = request.user.is_authenticated
            return view(request, *args, **kwargs) if is_known else redirect_to_login(request.get_full_path())
        text, status = _("这是另一个账号在这部手机上写的，用那个账号登录再发"), 409
        if not request.user.is_authenticated:
            text, status = _("先登录，再发出去"), 401
        elif request.POST.get("owner", "") == str(actor(request).account_id):
            try:
                return view(request, *args, **kwargs)
            except Refused as refused:
                text = " ".join(str(one.text) for one in refused.reasons)
            except Denied:
                text = _("您现在不能在这里检查，问一问派您去的工会")
        return JsonResponse({"text": text}, status=status)

    return answered


@login_required
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where an inspector begins: visits, what waits on the phone, finding a unit, what was done lately."""
    by = actor(request)
    if not queries.may_inspect(by):
        raise Denied(InspectionPermission.INSPECT.value)
    q = request.GET.get("q", "").strip()[:60]
    card = mine(by)
    context = {
        "q": q,
        "units": _units(by, q),
        "visits": queries.my_visits(by),
        "latest": queries.inspections(by).filter(inspector_id=by.person_id)[:SHOWN],
        "card": card,
        "card_state": state_of(card) if card else "",
    }
    return render(request, "safety/field/home.html", context)


def _units(by: Actor, q: str) -> list[Unit]:
    """The units that fit the words; without words my own, where I may inspect."""
    if q:
        found = search.find(by, q, {"unit": InspectionPermission.INSPECT}, limit=FOUND)
        known = Unit.objects.in_bulk([entry.object_id for entry in found])
        return [known[entry.object_id] for entry in found if entry.object_id in known]
    own = [seat.unit_id for seat in by.seats if by.may(InspectionPermission.INSPECT, at=seat.path)]
    return list(Unit.objects.filter(pk__in=own))


@login_required
@never_cache
@require_GET
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """By which list a unit is inspected; with only one it opens at once."""
    by = actor(request)
    unit, visit = _where(by, code, request.GET.get("visit", ""))
    spot = queries.spot_at(unit, request.GET.get("spot", ""))
    if visit is not None and visit.checklist is not None:
        return _open(unit, queries.latest_edition(visit.checklist), visit, spot)
    lists = list(queries.usable(unit))
    if len(lists) == 1:
        return _open(unit, queries.latest_edition(lists[0]), visit, spot)
    asked = _asked(visit, spot)
    return render(request, "safety/field/choose.html", {"unit": unit, "asked": asked, "lists": lists})


@login_required
@never_cache
@require_GET
def begin(request: HttpRequest, code: str, checklist_id: int) -> HttpResponse:
    """By this list, as it is today."""
    unit, visit = _where(actor(request), code, request.GET.get("visit", ""))
    checklist = queries.usable(unit).filter(pk=checklist_id).first()
    if checklist is None:
        raise Denied(InspectionPermission.INSPECT.value)
    return _open(unit, queries.latest_edition(checklist), visit, queries.spot_at(unit, request.GET.get("spot", "")))


@require_GET
def spot(request: HttpRequest, spot_token: str) -> HttpResponse:
    """The code on a place or machine was scanned: an inspector begins, anybody else sees what it is for."""
    found = queries.spot_by_token(spot_token)
    by = actor(request)
    if found is None:
        return render(request, "safety/field/spot.html", {"spot": None}, status=404)
    may = by.account_id is not None and queries.may_inspect(by, found.unit)
    if may and found.checklist is not None:
        return _open(found.unit, queries.latest_edition(found.checklist), None, found)
    return render(request, "safety/field/spot.html", {"spot": found, "may": may})


@never_cache
@require_http_methods(["GET", "POST"])
@_sent
def fill(request: HttpRequest, code: str, edition_id: int) -> HttpResponse:
    """The list, item by item. Names nobody, so that a phone may keep the page for a place without network."""
    by = actor(request)
    asked = request.POST.get("visit", "") if request.method == "POST" else request.GET.get("visit", "")
    unit, visit = _where(by, code, asked)
    edition = queries.usable_edition(unit, edition_id)
    spot = queries.spot_at(unit, request.GET.get("spot", ""))
    first = {
        "key": secrets.token_hex(16),
        "owner": str(by.account_id),
        "visit": visit.pk if visit else None,
        "spot": spot.pk if spot else None,
        "place": spot.name if spot else "",
    }
    form = InspectionForm(request.POST if request.method == "POST" else None, edition=edition, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.submit(by, unit, form.told())
            _keep_plain_photos(request, by, made.key, edition)
        except Refused as refused:
            if _is_queue(request):
                raise
            form.add_error(None, [str(one.text) for one in refused.reasons])
        else:
            if _is_queue(request):
                return JsonResponse({"url": made.get_absolute_url()})
            messages.success(request, _("交上了。"))
            return redirect(made)
    if request.method == "POST" and _is_queue(request):
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"text": "；".join(wrong[:5])}, status=422)
    draft = f"{unit.code}:{edition.pk}:{first['visit'] or ''}:{first['spot'] or ''}"  # its name on the phone
    context = {"form": form, "unit": unit, "edition": edition, "draft": draft}
    answer = render(request, "safety/field/fill.html", context, status=422 if form.errors else 200)
    answer.headers["X-Names"] = "none"  # the phone may keep it (sw.js)
    return answer


@never_cache
@require_POST
@_sent
def photo(request: HttpRequest) -> HttpResponse:
    """One photograph of an item, sent by itself."""
    by, form = actor(request), PhotoForm(request.POST, request.FILES)
    if not queries.may_inspect(by):
        raise Denied(InspectionPermission.INSPECT.value)
    if not form.is_valid():
        raise Refused(_("这张照片没传全，重新拍一张"))
    said = form.cleaned_data
    actions.add_photo(
        by,
        key=said["key"],
        inspection_key=said["inspection"],
        item=said["item"],
        file=said["photo"].file,
        size=said["photo"].size,
    )
    return JsonResponse({})


@login_required
@never_cache
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits on this phone; and what would be lost by signing out now."""
    return render(request, "safety/field/waiting.html", {"is_leaving": "leaving" in request.GET})


def _where(by: Actor, code: str, visit_id: str) -> tuple[Unit, Visit | None]:
    """The unit and the visit by which one is there. Raises Denied where one may not inspect."""
    unit = Unit.objects.filter(code=code).first()
    visit = None
    if unit is not None and visit_id.isdigit():
        visit = Visit.objects.select_related("unit", "at", "checklist").filter(pk=int(visit_id), at=unit).first()
    if unit is None or not queries.may_inspect(by, unit, visit):
        raise Denied(InspectionPermission.INSPECT.value)
    return unit, visit


def _open(unit: Unit, edition: Edition, visit: Visit | None, spot: Spot | None) -> HttpResponse:
    return redirect(reverse("safety:fill", args=(unit.code, edition.pk)) + _asked(visit, spot))


def _asked(visit: Visit | None, spot: Spot | None) -> str:
    """What an address says of how one came there."""
    asked = [f"visit={visit.pk}"] if visit else []
    asked += [f"spot={spot.pk}"] if spot else []
    return f"?{'&'.join(asked)}" if asked else ""


def _is_queue(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _keep_plain_photos(request: HttpRequest, by: Actor, key: str, edition: Edition) -> None:
    """Pictures that came with a plain form: what can not be taken is said, and the inspection is kept."""
    for item in edition.items:
        files: list[Any] = request.FILES.getlist(f"p{item.number}")
        for file in files:
            try:
                actions.add_photo(
                    by,
                    key=secrets.token_hex(16),
                    inspection_key=key,
                    item=item.number,
                    file=file.file,
                    size=file.size or 0,
                )
            except Refused as refused:
                messages.error(request, str(refused.reasons[0].text))

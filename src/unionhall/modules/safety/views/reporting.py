"""Reporting a hazard, in the anonymous lane: no cookie, no account, no log. What was answered travels in the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import receipts
from unionhall.modules.safety import actions, queries
from unionhall.modules.safety.actions.reporting import MOST_PHOTOS
from unionhall.modules.safety.forms.reporting import AboutForm, NameForm, PlaceForm, WordsForm
from unionhall.modules.safety.procedure import RECEIVE_DAYS
from unionhall.modules.safety.views.uploads import taken_in

STEPS: tuple[type[forms.Form], ...] = (PlaceForm, WordsForm, AboutForm, NameForm)
PHOTO_STEP, LAST = 2, len(STEPS)
MOST_MERGERS = 5  # one after the other, that a poster outlives
SENDER = "unionhall.sender"  # what the lane leaves of the address


@dataclass
class Walk:
    """A report on its way: the step shown, with the form of it, and all that was answered before."""

    unit: Unit
    step: int
    answers: dict[str, str]
    photos: list[str]
    ticket: str
    refused: list[str]

    def form(self, data: Any = None) -> forms.Form:
        """The form of the step, with what is known."""
        kind = STEPS[self.step - 1]
        more: dict[str, Any] = {"unit": self.unit} if kind is AboutForm else {}
        return kind(data, initial=self.answers, **more)

    def carried(self) -> list[tuple[str, str]]:
        """What hidden fields hold: the answers to the other steps."""
        own = set(STEPS[self.step - 1].base_fields)
        return [(name, value) for name, value in self.answers.items() if name not in own]

    def before(self) -> list[tuple[str, str, int]]:
        """What was answered, to read above the form: what was asked, the answer, its step."""
        told = [(_("在哪里"), self.answers.get("place", ""), 1), (_("看到了什么"), self.answers.get("words", ""), 2)]
        return [(label, text, step) for label, text, step in told if step < self.step and text]


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """One step of a report about a hazard at a unit; after the last, the receipt code, once."""
    unit = _unit(code)
    if request.method == "GET":
        place = request.GET.get("at", "")[:120]
        walk = Walk(unit, 1, {"place": place}, [], receipts.new_ticket(), [])
        return _show(request, walk, walk.form())
    walk = _walk(request, unit)
    if walk.step == PHOTO_STEP:
        _keep_photos(request, walk)
    go = request.POST.get("go", "next")
    if go.startswith("step-") or go == "back":
        walk.answers.update(_typed(request, walk.step))
        walk.step = max(1, min(_number(go.removeprefix("step-"), walk.step - 1), walk.step))
        return _show(request, walk, walk.form())
    form = walk.form(request.POST)
    if not form.is_valid() or walk.refused or request.POST.get("drop"):
        return _show(request, walk, form)
    walk.answers.update({name: str(value) for name, value in form.cleaned_data.items()})
    if walk.step < LAST:
        walk.step += 1
        return _show(request, walk, walk.form())
    return _send(request, walk, form)


def _send(request: HttpRequest, walk: Walk, form: forms.Form) -> HttpResponse:
    """Send what the steps gathered. A step that does not hold any more (its field was changed on the way) is shown."""
    for number, kind in enumerate(STEPS, start=1):
        again: dict[str, Any] = {"unit": walk.unit} if kind is AboutForm else {}
        checked = kind(walk.answers, **again)
        if not checked.is_valid():
            walk.step = number
            return _show(request, walk, checked)
        walk.answers.update({name: str(value) for name, value in checked.cleaned_data.items()})
    said = walk.answers
    try:
        receipt = actions.report(
            walk.unit,
            actions.Said(
                place=said["place"],
                words=said["words"],
                kind=said["kind"],
                about=tuple(key for key in said["about"].split(",") if key),
                name=said["name"],
                phone=said["phone"],
            ),
            ticket=walk.ticket,
            photos=walk.photos,
            sender=request.META.get(SENDER, ""),
        )
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, str(reason.text))
        return _show(request, walk, form)
    context = {"shown": receipts.shown(receipt), "days": RECEIVE_DAYS, "unit": walk.unit}
    return render(request, "safety/reported.html", context)


def _walk(request: HttpRequest, unit: Unit) -> Walk:
    fields = {name for kind in STEPS for name in kind.base_fields}
    answers = {name: _typed_in(request, name) for name in fields if name in request.POST}
    dropped = request.POST.get("drop", "")
    photos = [key[:22] for key in request.POST.getlist("photo") if key != dropped][:MOST_PHOTOS]
    step = max(1, min(_number(request.POST.get("step", ""), 1), LAST))
    return Walk(unit, step, answers, photos, request.POST.get("ticket", "")[:64] or receipts.new_ticket(), [])


def _keep_photos(request: HttpRequest, walk: Walk) -> None:
    """Take in the pictures that came with this step; what is refused is said, and the rest of the report stands."""
    for upload in request.FILES.getlist("photos"):
        if len(walk.photos) >= MOST_PHOTOS:
            walk.refused.append(_("最多 %(n)d 张，多的没收") % {"n": MOST_PHOTOS})
            return
        try:
            walk.photos.append(taken_in(upload).key)
        except Refused as refused:
            walk.refused += [str(reason.text) for reason in refused.reasons]


def _typed(request: HttpRequest, step: int) -> dict[str, str]:
    return {name: _typed_in(request, name) for name in STEPS[step - 1].base_fields}


def _typed_in(request: HttpRequest, name: str) -> str:
    """What a field holds; of several boxes all ticks, with commas."""
    return ",".join(request.POST.getlist(name))[:4000]


def _show(request: HttpRequest, walk: Walk, form: forms.Form) -> HttpResponse:
    context = {
        "walk": walk,
        "unit": walk.unit,
        "form": form,
        "steps": LAST,
        "has_photos": walk.step == PHOTO_STEP,
        "is_last": walk.step == LAST,
        "most": MOST_PHOTOS,
        "right": queries.cited("SAF-55"),
        "no_harm": queries.cited("SAF-54"),
    }
    return render(request, "safety/report.html", context, status=422 if form.errors or walk.refused else 200)


@never_cache
@require_GET
def photo(request: HttpRequest, photo_key: str) -> HttpResponse:
    """A picture to whoever has its address, which can not be guessed."""
    found = queries.photo_by_key(photo_key)
    if found is None:
        raise Http404
    kind = {"jpg": "image/jpeg", "png": "image/png"}[found.ending]
    return HttpResponse(bytes(found.data), content_type=kind)


def _unit(code: str) -> Unit:
    """The union of a poster; of one that was merged its successor, for the poster hangs on."""
    unit = get_object_or_404(Unit, code=code)
    for _n in range(MOST_MERGERS):
        if unit.state != Unit.State.ENDED:
            return unit
        went = org_queries.successions([unit.pk])
        unit = next((one.successor for one in reversed(went) if one.is_whole and one.unit_id == unit.pk), unit)
    raise Http404


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else default

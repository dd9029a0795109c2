"""Instruments: issuing one, its page with receipt and answer, its files."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.modules.safety import queries
from unionhall.modules.safety.actions import instruments as actions
from unionhall.modules.safety.forms.instruments import InstrumentForm, ReceiverForm, ReplyForm
from unionhall.modules.safety.notices.instruments import as_file, file_name, number_text
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import ANSWERED, ISSUED
from unionhall.modules.safety.queries.instruments import instrument_for, may_urge

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
ANSWER_DAYS = 10  # what the form proposes; 本会规定


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, hazard_id: int) -> HttpResponse:
    """Put something to the employer about a hazard."""
    by = _actor(request)
    hazard = queries.hazard_for(by, hazard_id)
    if not may_urge(by, hazard):
        raise Denied(SafetyPermission.URGE.value)
    start = {"to": hazard.site.name.removesuffix("工会"), "due": clock.today() + timedelta(days=ANSWER_DAYS)}
    form = InstrumentForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.issue(by, hazard, actions.Draft(**form.cleaned_data))
        except Refused as refused:
            _say(form, refused)
        else:
            return redirect("safety:instrument", made.pk)
    return render(request, "safety/instrument_new.html", {"hazard": hazard, "form": form})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def instrument(request: HttpRequest, instrument_id: int) -> HttpResponse:
    """One of them, with who signed for it and what was answered."""
    by = _actor(request)
    found = instrument_for(by, instrument_id)
    is_receipt = request.POST.get("do") == "receipt"
    data = request.POST or None
    receiver, reply = ReceiverForm(data if is_receipt else None), ReplyForm(None if is_receipt else data)
    asked: forms.Form = receiver if is_receipt else reply
    if request.method == "POST" and asked.is_valid():
        try:
            if is_receipt:
                actions.sign_for(by, found, **asked.cleaned_data)
            else:
                actions.reply(by, found, **asked.cleaned_data)
        except Refused as refused:
            _say(asked, refused)
        else:
            return redirect("safety:instrument", found.pk)
    context = {
        "found": found,
        "number": number_text(found),
        "receiver": receiver if found.state == ISSUED else None,
        "reply": reply if found.state != ANSWERED else None,
        "face": queries.face_of(queries.open_duty(found)),
        "law": queries.cited("SAF-60"),
    }
    return render(request, "safety/instrument.html", context)


@login_required
@never_cache
@require_GET
def file(request: HttpRequest, instrument_id: int, form: str) -> HttpResponse:
    """The document to print, sign and seal."""
    found = instrument_for(_actor(request), instrument_id)
    if form not in _TYPES:
        raise Http404
    answer = HttpResponse(as_file(found, form), content_type=_TYPES[form])
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(found))}.{form}"
    return answer


def _say(form: forms.Form, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(None, str(reason.text))


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]  # set by the lanes' middleware

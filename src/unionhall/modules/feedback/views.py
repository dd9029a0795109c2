"""Pages of feedback: two for anybody, in the anonymous lane; two for the office that answers."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Refused
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.people import receipts
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.feedback import actions, queries
from unionhall.modules.feedback.forms import AnswerForm, ReceiptForm, VoiceForm
from unionhall.modules.feedback.procedure import ANSWER, DAYS, RECEIVED
from unionhall.ui.words import moment

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Send in a complaint or suggestion; the answer to it shows the receipt code, once."""
    form = VoiceForm(
        request.POST or None, initial={"ticket": actions.new_ticket(), "kind": request.GET.get("kind", "")}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            code = actions.send(
                ticket=said["ticket"] or actions.new_ticket(),
                kind=said["kind"],
                text=said["text"],
                about=said["about"],
                contact=said["contact"],
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            return render(request, "feedback/sent.html", {"shown": receipts.shown(code), "days": DAYS})
    return render(request, "feedback/new.html", {"form": form, "days": DAYS})


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Read the answer by the receipt code. The code comes by POST, so that no address carries it."""
    form = ReceiptForm(request.POST or None)
    voice = None
    if request.method == "POST" and form.is_valid():
        voice = queries.voice_by_receipt(form.cleaned_data["code"])
        if voice is None:
            form.add_error("code", queries.NOT_FOUND)
    context = {"form": form, "voice": voice, "is_answered": voice is not None and voice.state != RECEIVED, "days": DAYS}
    return render(request, "feedback/check.html", context)


@login_required
@require_GET
def voices(request: HttpRequest) -> HttpResponse:
    """What my unit has to answer, or has answered."""
    by = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    found = queries.voices(by)
    view = "answered" if request.GET.get("view") == "answered" else "open"
    shown = found.filter(state=RECEIVED) if view == "open" else found.exclude(state=RECEIVED)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "feedback/voices.html", {"page": page, "view": view})


@login_required
@require_http_methods(["GET", "POST"])
def voice(request: HttpRequest, voice_id: int) -> HttpResponse:
    """One of them, with the step that answers it."""
    by = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    found = queries.voice_for(by, voice_id)
    reasons = procedures.why_not(found, ANSWER, by)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer(by, found, text=form.cleaned_data["text"])
        return redirect("feedback:voice", found.pk)
    context = {
        "voice": found,
        "form": form,
        "reasons": reasons,
        "duty": procedures.duties_of(found).last(),
        "is_open": found.state == RECEIVED,
        "steps_taken": [
            {"state": "done", "title": line.sentence, "when": moment(line.line.at)}
            for line in journal.shown(procedures.timeline(found, by), by)
        ],
        "days": DAYS,
    }
    return render(request, "feedback/voice.html", context)

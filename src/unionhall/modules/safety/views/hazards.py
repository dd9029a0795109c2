"""One hazard at the desk: what it is, where it stands, whose turn it is, and the steps one may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.safety import actions, queries
from unionhall.modules.safety.forms import handling as forms
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.procedure import DISAGREE, REPORTED, missing_parts
from unionhall.modules.safety.queries.instruments import instruments_of, may_urge
from unionhall.modules.safety.views.uploads import taken_in
from unionhall.ui.words import moment

Call = Callable[[Actor, Hazard, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Act:
    """A step as a page offers it."""

    form: type[forms.StepForm]
    call: Call
    button: str = ""


def _assign(by: Actor, hazard: Hazard, said: dict[str, Any]) -> Hazard:
    return actions.assign(by, hazard, actions.Order(said["who"], said["due"], said["mender"]))


ACTS: dict[str, Act] = {
    "receive": Act(forms.ReceiveForm, lambda by, hazard, said: actions.receive(by, hazard, **said)),
    "grade": Act(forms.GradeForm, lambda by, hazard, said: actions.grade(by, hazard, **said)),
    "assign": Act(forms.AssignForm, _assign),
    "mend": Act(forms.MendForm, lambda by, hazard, said: actions.mend(by, hazard, **said)),
    "plan": Act(forms.PlanForm, actions.plan),
    "recheck": Act(forms.RecheckForm, lambda by, hazard, said: actions.recheck(by, hazard, **said)),
    "send_back": Act(forms.SendBackForm, lambda by, hazard, said: actions.send_back(by, hazard, **said)),
    "close": Act(forms.CloseForm, lambda by, hazard, said: actions.close(by, hazard)),
    "dismiss": Act(forms.DismissForm, lambda by, hazard, said: actions.dismiss(by, hazard, **said)),
    "join": Act(forms.JoinForm, lambda by, hazard, said: actions.join(by, hazard, said["to"])),
    "show_photos": Act(
        forms.ShowPhotosForm, lambda by, hazard, said: actions.show_photos(by, hazard, list(said["shown"]))
    ),
    "hand_up": Act(forms.HandUpForm, lambda by, hazard, said: actions.hand_up(by, hazard, **said)),
    "congress": Act(forms.CongressForm, lambda by, hazard, said: actions.tell_congress(by, hazard)),
    "pause": Act(forms.PauseForm, lambda by, hazard, said: actions.pause(by, hazard, **said)),
    "resume": Act(forms.ResumeForm, lambda by, hazard, said: actions.resume(by, hazard)),
    "extend": Act(
        forms.ExtendForm,
        lambda by, hazard, said: actions.extend(by, hazard, until=said["due"], reason=said["reason"]),
    ),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that a page shows: its form, or why it is closed."""

    key: str
    label: str
    form: forms.StepForm
    reasons: list[Reason]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def hazard(request: HttpRequest, hazard_id: int) -> HttpResponse:
    """One of them; a POST says which step is taken (``do``)."""
    by = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    found = queries.hazard_for(by, hazard_id)
    bound: forms.StepForm | None = None
    if request.method == "POST":
        act = ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise Http404
        bound = act.form(request.POST, by=by, hazard=found)
        if bound.is_valid() and _taken(request, by, found, act, bound):
            # what is handed up for its own people is no longer theirs to see
            if queries.hazards(by).filter(pk=found.pk).exists():
                return redirect("safety:hazard", found.pk)
            return redirect("safety:ledger")
        found = queries.hazard_for(by, hazard_id)
    context = _context(by, found, bound, request.POST.get("do", ""))
    return render(request, "safety/hazard.html", context, status=422 if bound is not None else 200)


@login_required
@require_POST
def answer(request: HttpRequest, hazard_id: int, report_id: int) -> HttpResponse:
    """Say something to a reporter."""
    by = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    found = queries.hazard_for(by, hazard_id)
    told = next((each for each in queries.reports_of(by, found) if each.pk == report_id), None)
    if told is None:
        raise Http404
    form = forms.AnswerForm(request.POST, auto_id=f"answer-{told.pk}-%s")
    if form.is_valid():
        actions.answer(by, told, form.cleaned_data["text"])
        return redirect(found.get_absolute_url() + "#talk")
    context = _context(by, found, None, "", answers={told.pk: form})
    return render(request, "safety/hazard.html", context)


def _taken(request: HttpRequest, by: Actor, found: Hazard, act: Act, form: forms.StepForm) -> bool:
    """Take the step; a refusal is said in the form, with nothing lost that was typed."""
    said = dict(form.cleaned_data)
    try:
        if act.form is forms.MendForm:
            said["photos"] = [taken_in(upload) for upload in request.FILES.getlist("photos")[:6]]
        act.call(by, found, said)
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, str(reason.text))
        return False
    return True


def _context(
    by: Actor, found: Hazard, bound: forms.StepForm | None, done: str, answers: dict[int, Any] | None = None
) -> dict[str, Any]:
    duty = procedures.duties_of(found).open().first()
    offers = _offers(by, found, bound, done)
    talks = [
        (told, told.messages.all(), (answers or {}).get(told.pk) or forms.AnswerForm(auto_id=f"answer-{told.pk}-%s"))
        for told in queries.reports_of(by, found)
    ]
    return {
        "hazard": found,
        "duty": duty,
        "face": queries.face_of(duty),
        "next": [offer for offer in offers if not offer.reasons][:1],
        "more": [offer for offer in offers if not offer.reasons][1:],
        "closed": [offer for offer in offers if offer.reasons],
        "talks": talks,
        "may_know": queries.may_know_reporters(by, found),
        "before": found.photos.filter(when="before", is_shown=True).defer("data"),
        "rounds": found.mendings.order_by("-pk").prefetch_related("photos"),
        "missing": missing_parts(found),
        "plan": queries.plan_of(found),
        "steps_taken": [
            {"state": "done", "title": line.sentence, "when": moment(line.line.at)}
            for line in journal.shown(procedures.timeline(found, by), by)
        ],
        "may_urge": may_urge(by, found),
        "instruments": instruments_of(by, found),
        "grade_law": queries.cited("HAZ-03"),
        "plan_law": queries.cited("HAZ-15b"),
        "notice_text": queries.notice_of(found) if found.is_major else "",
    }


def _offers(by: Actor, found: Hazard, bound: forms.StepForm | None, done: str) -> list[Offer]:
    """The steps out of its state, and what the union may always do; those closed by a rule say why."""
    offers = []
    for step, reasons in procedures.steps_for(found, by):
        barred = {reason.code for reason in reasons} & {"procedures.permission", "procedures.about_you"}
        if step.key != DISAGREE and not barred:
            offers.append((step.key, str(step.label), reasons))
    if queries.may_handle(by, found) and found.is_open:
        offers += [(key, label, []) for key, label in _besides(by, found)]
    order = list(ACTS)
    offers.sort(key=lambda offer: order.index(offer[0]))
    if found.state == "assigned" and missing_parts(found):
        offers.sort(key=lambda offer: offer[0] != "plan")
    return [
        Offer(key, label, bound if bound is not None and key == done else ACTS[key].form(by=by, hazard=found), reasons)
        for key, label, reasons in offers
        if key != "plan" or found.is_major
    ]


def _besides(by: Actor, found: Hazard) -> list[tuple[str, str]]:
    told = [("congress", _("已报职代会"))] if found.is_major and found.told_congress is None else []
    if found.state == "assigned":
        told += [("resume", _("接着走表"))] if found.due is None else [("pause", _("停表")), ("extend", _("延期"))]
    may_show = found.state != REPORTED and queries.may_know_reporters(by, found)
    if may_show and found.photos.filter(is_shown=False).exists():
        told.append(("show_photos", _("把报的人的照片放进台账")))
    return [*told, ("hand_up", _("移交上级"))]

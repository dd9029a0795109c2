"""Writing a draft, and choosing its figures."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused, acting
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.briefings import actions, queries
from unionhall.modules.briefings.forms import EditForm, PickForm
from unionhall.modules.briefings.models import Briefing, Citation
from unionhall.modules.briefings.permissions import BriefingPermission
from unionhall.modules.briefings.procedure import EDITABLE
from unionhall.modules.briefings.queries import body as texts
from unionhall.modules.briefings.queries import citing
from unionhall.modules.briefings.queries.document import long_day, note_text
from unionhall.modules.briefings.views.parts import show


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, briefing_id: int) -> HttpResponse:
    """The words of a draft and the figures in it. Every button keeps what was typed."""
    by = acting(request)
    found = _draft_for(by, briefing_id)
    initial = {name: getattr(found, name) for name in ("title", "to", "copies", "word", "body")}
    form = EditForm(request.POST or None, briefing=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("seen", "") not in ("", found.changed.isoformat()):
            form.add_error(None, _("您写的时候有人改过这一份。您写的都在下面，再存一次就用您的。"))
        else:
            actions.edit(by, found, **form.cleaned_data)
            try:
                return _then(request, by, found)
            except Refused as refused:
                show(form, refused)
    told = citing.cited(found)
    named = texts.keys(found.body)
    context = {
        "briefing": found,
        "form": form,
        "cited": [
            {
                "key": each.key,
                "token": f"{{{{{each.key}}}}}",
                "label": each.label,
                "text": _("图表") if each.is_chart else each.text(each.rows[0]),
                "counter": "" if each.is_chart else each.quantity,
                "note": note_text(each),
                "is_used": each.key in named,
            }
            for each in told.values()
        ],
        "seen": found.changed.isoformat(),
        "today": long_day(clock.today()),
        "mistakes": texts.mistakes(found.body, told),
    }
    return render(request, "briefings/edit.html", context)


def _then(request: HttpRequest, by: Actor, found: Briefing) -> HttpResponse:
    """Where the button leads that was pressed; the words are kept already. Raises Refused."""
    if key := request.POST.get("drop"):
        actions.uncite(by, found, key)
        messages.success(request, _("拿掉了。"))
        return redirect("briefings:edit", found.pk)
    if request.POST.get("then") == "pick":
        caret = request.POST.get("caret", "")
        query = f"?{urlencode({'at': caret})}" if caret.isdigit() else ""
        return redirect(f"{reverse('briefings:pick', args=(found.pk,))}{query}")
    if request.POST.get("then") == "look":
        return redirect("briefings:briefing", found.pk)
    messages.success(request, _("存好了。"))
    return redirect("briefings:edit", found.pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def pick(request: HttpRequest, briefing_id: int) -> HttpResponse:
    """Choose a figure or a chart: of which unit, over what, as of when; then the one, as it is now."""
    by = acting(request)
    found = _draft_for(by, briefing_id)
    given = request.POST if request.method == "POST" else request.GET
    at = given.get("at", "")
    reckonings = queries.reckonings_of(found.unit)
    first = f"r{found.reckoning_id}" if found.reckoning_id else f"r{reckonings[0].pk}" if reckonings else ""
    asked = given.copy()
    asked.setdefault("unit", found.unit.code)
    if not asked.get("span"):
        asked["span"] = first or next(iter(PickForm(None, units=[], reckonings=[]).months))
    form = PickForm(asked, units=list(queries.scopes_of(by, found.unit)), reckonings=reckonings)
    offered: list[citing.Choice] = []
    if form.is_valid():
        if request.method == "POST":
            try:
                return _picked(request, by, found, form, at)
            except Refused as refused:
                show(form, refused)
        else:
            on = form.cleaned_data["on"]
            offered = citing.choices(found.unit, form.scope, form.reckoning, form.month, on)
    context = {"briefing": found, "form": form, "choices": offered, "at": at, "is_dated": bool(asked.get("on"))}
    return render(request, "briefings/pick.html", context)


def _picked(request: HttpRequest, by: Actor, found: Briefing, form: PickForm, at: str) -> HttpResponse:
    measure, _slash, rest = request.POST.get("term", "").partition("/")
    part, _at, shape = rest.rpartition("@")
    new = actions.NewCitation(
        measure=measure,
        slice=part,
        unit=form.scope,
        shape=shape if shape in Citation.Shape.values else Citation.Shape.FIGURE,
        reckoning=form.reckoning,
        month=form.month,
        on=form.cleaned_data["on"],
    )
    made = actions.cite(by, found, new, at=int(at) if at.isdigit() else None)
    token = f"{{{{{made.key}}}}}"
    if at.isdigit():
        messages.success(request, _("放进正文了：%(token)s") % {"token": token})
    else:
        messages.success(request, _("加好了。把 %(token)s 写到正文里要它出现的地方") % {"token": token})
    return redirect("briefings:edit", found.pk)


def _draft_for(by: Actor, briefing_id: int) -> Briefing:
    """A draft that the actor may write. Raises Denied otherwise, Refused once it is sent."""
    found = queries.briefing_for(by, briefing_id)
    if not by.may(BriefingPermission.DRAFT, at=org_queries.path_of(found.unit)):
        raise Denied(BriefingPermission.DRAFT.value)
    if found.state not in EDITABLE:
        raise Refused(_("已经送签或印发，不能改。要改，先取回来"))
    return found

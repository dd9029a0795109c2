"""The desk's pages of campaigns: the list, one campaign with its units, and the chair's page of one unit."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import measures
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.law import queries as law
from unionhall.kernel.law.queries import Rule
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.campaigns import actions, notices, queries
from unionhall.modules.campaigns.declare import task_kinds
from unionhall.modules.campaigns.forms import ExcuseForm
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.procedure import ASKED, ENROL, ENROLLED, EXCUSE, EXCUSED, SENT
from unionhall.modules.campaigns.views.worker import face
from unionhall.modules.membership.api import MembershipPermission
from unionhall.ui.words import day, moment

PER_PAGE = 50
ACTS_SHOWN = 50
GRACE = timedelta(days=3)  # for which a replaced link works on, where the chair wants that
MEASURES = ("campaigns.people", "learning.papers")  # what a chair looks for first; others are on the board
VIEWS = {"asked": ASKED, "enrolled": ENROLLED, "excused": EXCUSED}


@login_required
@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """What units of mine run or are asked to take part in."""
    by = actor(request)
    page = Paginator(queries.campaigns_for(by), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_launch": by.holds_any(CampaignPermission.LAUNCH)}
    return render(request, "campaigns/campaigns.html", context)


@login_required
@require_GET
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign: what it asks, and how far each of my units is."""
    by = actor(request)
    found = queries.campaign_for(by, campaign_id)
    enrolments = queries.enrolments_of(by, found)
    counts = {key: enrolments.filter(state=state).count() for key, state in VIEWS.items()}
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else ""
    shown = enrolments.filter(state=VIEWS[view]) if view else enrolments
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    notes = queries.regrouped(page.object_list, found.since)
    context = {
        "campaign": found,
        "page": page,
        "rows": [(enrolment, notes.get(enrolment.unit_id, [])) for enrolment in page.object_list],
        "view": view,
        "counts": counts,
        "total": sum(counts.values()),
        "contents": notices.contents(found),
        "kinds": [(kind.label, kind.summary(found)) for kind in task_kinds()],
        "face": face(found),
        **_asks(by, found),
    }
    return render(request, "campaigns/campaign.html", context)


@login_required
@require_GET
def unit(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """The chair's page: enrol, then link, poster and text; how far it has come; who is still to be confirmed."""
    by = actor(request)
    enrolment = queries.enrolment_for(by, campaign_id, code)
    found = enrolment.campaign
    link = queries.open_link(by, enrolment)
    nudges = [each for each in queries.nudges_of(by, enrolment) if each.state == SENT or each.day == clock.today()]
    actions.note_seen(by, enrolment)
    context = {
        "campaign": found,
        "nudges": nudges,
        "states": _states(by, found, enrolment.unit),
        "acts": queries.acts_of(by, found, enrolment.unit)[:ACTS_SHOWN],
        "may_report": by.may(CampaignPermission.REPORT, at=org_queries.path_of(enrolment.unit))
        and enrolment.state != EXCUSED
        and found.since <= clock.today(),
        "enrolment": enrolment,
        "unit": enrolment.unit,
        "is_asked": enrolment.state == ASKED,
        "is_enrolled": enrolment.state == ENROLLED,
        "enrol_reasons": procedures.why_not(enrolment, ENROL, by),
        "excuse_reasons": procedures.why_not(enrolment, EXCUSE, by),
        "may_enrol": enrolment.unit.state != Unit.State.ENDED
        and by.may(CampaignPermission.ENROL, at=org_queries.path_of(enrolment.unit)),
        "notes": queries.regrouped([enrolment], found.since).get(enrolment.unit_id, []),
        "contents": notices.contents(found),
        "face": face(found),
        "turnout": queries.turnout(by, enrolment),
        "may_read_names": by.may(MembershipPermission.NAMES_READ, at=org_queries.path_of(enrolment.unit)),
        "steps_taken": _steps_taken(by, enrolment),
        "figures": _figures(by, enrolment),
        "helps": [each for kind in task_kinds() if kind.help_for if (each := kind.help_for(found, enrolment.unit))],
        **_leaving(link),
    }
    return render(request, "campaigns/unit.html", context)


@login_required
@require_POST
def enrol(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """Take part."""
    by = actor(request)
    enrolment = queries.enrolment_for(by, campaign_id, code, CampaignPermission.ENROL)
    actions.enrol(by, enrolment)
    messages.success(request, _("报上名了。链接和海报在下面，发到群里，贴到车间。"))
    return redirect("campaigns:unit", campaign_id, code)


@login_required
@require_http_methods(["GET", "POST"])
def excuse(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """Let a unit stay away this time, with a reason."""
    by = actor(request)
    enrolment = queries.enrolment_for(by, campaign_id, code, CampaignPermission.EXCUSE)
    form = ExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.excuse(by, enrolment, reason=form.cleaned_data["reason"])
        messages.success(request, _("记下了，%(unit)s这次不参加。") % {"unit": enrolment.unit.name})
        return redirect("campaigns:unit", campaign_id, code)
    context = {"campaign": enrolment.campaign, "unit": enrolment.unit, "form": form}
    return render(request, "campaigns/excuse.html", {**context, "reasons": procedures.why_not(enrolment, EXCUSE, by)})


@login_required
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """Replace or stop the link: what follows first, then the button."""
    by = actor(request)
    enrolment = queries.enrolment_for(by, campaign_id, code, CampaignPermission.ENROL)
    if request.method == "POST":
        if request.POST.get("do") == "stop":
            actions.revoke_link(by, enrolment)
            messages.success(request, _("链接停了，点开的人会看到“链接已经停用”。"))
        elif request.POST.get("do") == "replace-later":
            actions.replace_link(by, enrolment, keep=GRACE)
            messages.success(request, _("换了新链接。旧链接和旧海报还能用 3 天，把新海报贴上。"))
        else:
            actions.replace_link(by, enrolment)
            messages.success(request, _("换了新链接。旧的海报作废，重新打印一张。"))
        return redirect("campaigns:unit", campaign_id, code)
    context = {"campaign": enrolment.campaign, "unit": enrolment.unit, "link": queries.open_link(by, enrolment)}
    return render(request, "campaigns/link.html", context)


@login_required
@require_POST
def noted(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """The chair has seen that many names failed on the link."""
    by = actor(request)
    actions.note_failures(by, queries.enrolment_for(by, campaign_id, code, CampaignPermission.ENROL))
    messages.success(request, _("记下了。"))
    return redirect("campaigns:unit", campaign_id, code)


@login_required
@require_GET
def poster(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """The poster as PDF, to print."""
    by = actor(request)
    enrolment = queries.enrolment_for(by, campaign_id, code, CampaignPermission.ENROL)
    found = queries.open_link(by, enrolment)
    if found is None:
        raise Refused(_("先报名，才有海报"))
    answer = HttpResponse(notices.poster(found), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="poster-{campaign_id}-{code}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    by: Actor = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    return by


def own_unit(by: Actor) -> Unit:
    """The unit in whose name one acts. Raises Denied for somebody without any office."""
    found = Unit.objects.filter(pk=by.seats[0].unit_id).first() if by.seats else None
    if found is None:
        raise Denied(CampaignPermission.READ.value)
    return found


def _asks(by: Actor, found: Campaign) -> dict[str, Any]:
    """What the campaign asks, as far as one's own union is with it, and what one may do about it."""
    unit = own_unit(by)
    top = org_queries.path_of(unit)
    is_within = paths.covers(org_queries.path_of(found.unit), top)
    is_open = found.until >= clock.today() and is_within
    states = _states(by, found, unit if is_within else found.unit)
    return {
        "rule": basis_of(found),
        "states": states,
        **_call(found, states),
        "own_ids": {unit.pk} if by.may(CampaignPermission.LAUNCH, at=top) and is_open else set(),
        **_own_acts(by, found, unit),
        "may_present": by.may(CampaignPermission.LAUNCH, at=org_queries.path_of(found.unit)),
        "moved_away": queries.moved_away(by, found, unit) if is_within else [],
        "may_nudge": is_open and by.may(CampaignPermission.NUDGE, at=top),
        "may_set_tasks": is_open and by.may(CampaignPermission.LAUNCH, at=top),
        "may_copy": by.may(CampaignPermission.LAUNCH, at=top),
    }


def _own_acts(by: Actor, found: Campaign, unit: Unit) -> dict[str, Any]:
    """What a union above those that are asked held itself; who is asked has a page of its own."""
    if Enrolment.objects.filter(campaign=found, unit=unit).exists():
        return {}
    may_report = queries.may_report(by, found, unit) and found.since <= clock.today()
    acts = queries.acts_of(by, found, unit)[:ACTS_SHOWN]
    return {"unit": unit, "acts": acts, "may_report": may_report}


def _call(found: Campaign, states: list[queries.TaskState]) -> dict[str, Any]:
    """The text for a group of chairs, or why no address can leave the house."""
    try:
        return {"call": notices.call_text(found, [one.task for one in states]), "call_reasons": []}
    except Refused as refused:
        return {"call": "", "call_reasons": refused.reasons}


def basis_of(found: Campaign) -> Rule | None:
    """The rule a campaign names as its legal basis, in the version of its first day."""
    if not found.basis or not law.is_rule(found.basis):
        return None
    try:
        return law.rule(found.basis, found.since)
    except LookupError:
        return None


def _states(by: Actor, found: Campaign, unit: Unit) -> list[queries.TaskState]:
    """The tasks with their states, for those who may read figures there."""
    if not by.may(FactsPermission.FIGURES_READ, at=org_queries.path_of(unit)):
        return []
    return queries.task_states(by, found, unit).own


def _leaving(link: Link | None) -> dict[str, Any]:
    """Address and text of a link, or the reason why it can not leave the house."""
    if link is None:
        return {"link": None}
    try:
        url, text = notices.link_url(link), notices.text_for_group(link)
    except Refused as refused:
        return {"link": link, "link_reasons": refused.reasons, "url": "", "text": ""}
    last = notices.last_day(link)
    return {"link": link, "link_reasons": [], "url": url, "text": text, "last_day": last}


def _steps_taken(by: Actor, enrolment: Enrolment) -> list[dict[str, Any]]:
    """What was done, and the duty that is open, for the timeline."""
    rows: list[dict[str, Any]] = [
        {"state": "done", "title": line.sentence, "when": moment(line.line.at), "text": line.line.reason}
        for line in journal.shown(procedures.timeline(enrolment, by), by)
    ]
    for duty in procedures.duties_of(enrolment).filter(met=None):
        until = _("%(day)s以前") % {"day": day(duty.due)} if duty.due else ""
        rows.append({"state": "now", "title": _("等%(unit)s报名") % {"unit": enrolment.unit.name}, "when": until})
    return rows


def _figures(by: Actor, enrolment: Enrolment) -> list[dict[str, Any]]:
    """The first figures of the unit, for those who may read them."""
    reckoning = enrolment.campaign.reckoning
    if reckoning is None or not by.may(FactsPermission.FIGURES_READ, at=org_queries.path_of(enrolment.unit)):
        return []
    known = [key for key in MEASURES if key in measures]
    found = facts.figures(by, known, enrolment.unit, reckoning)
    return [_shown(found[key]) for key in known]


def _shown(figure: Any) -> dict[str, Any]:
    measure = measures[figure.measure]
    source = _("还没有人做完") if figure.value is None else _("做完、交上的")
    return {"label": measure.label, "unit": measure.unit, "value": figure.value, "source": source}

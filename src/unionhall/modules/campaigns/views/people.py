"""The chair's pages about people: who they are, going on with another phone, slips with personal links."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.people.names import normalise
from unionhall.modules.campaigns import actions, notices, queries
from unionhall.modules.campaigns.declare import task_kinds
from unionhall.modules.campaigns.models import Enrolment
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.queries import people
from unionhall.modules.membership import api as membership

PER_PAGE = 50


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """Those to be confirmed, each with members it may be; ticked ones are settled in one act."""
    by, enrolment = _enrolment(request, campaign_id, code)
    rows = people.waiting(by, enrolment)
    wrong: dict[int, str] = {}
    if request.method == "POST":
        ticked = [row for row in rows if str(row.key) in request.POST.getlist("tick")]
        if request.POST.get("do") == "dismiss":
            number = actions.dismiss(by, enrolment, [row.identity for row in ticked])
            messages.success(request, _("移走了 %(n)s 个，他们不计数。") % {"n": number})
            return redirect("campaigns:settle", campaign_id, code)
        chosen, wrong = _chosen(request, enrolment, ticked)
        if not wrong:
            try:
                actions.settle(by, enrolment, chosen)
            except Refused as refused:
                messages.error(request, str(refused.reasons[0].text))
            else:
                told = _("核对了 %(n)s 个人，他们做的从现在起计数。") % {"n": len(chosen)}
                messages.success(request, told)
                return redirect("campaigns:settle", campaign_id, code)
    ticks = request.POST.getlist("tick") if request.method == "POST" else None
    context = {
        **_context(enrolment),
        "rows": [
            {
                "row": row,
                "is_ticked": row.is_same_name and len(row.suggestions) == 1 if ticks is None else str(row.key) in ticks,
                "typed": request.POST.get(f"name-{row.key}", ""),
                "person": request.POST.get(f"person-{row.key}", ""),
                "wrong": wrong.get(row.key, ""),
            }
            for row in rows
        ],
    }
    return render(request, "campaigns/settle.html", context)


def _chosen(
    request: HttpRequest, enrolment: Enrolment, ticked: list[people.Waiting]
) -> tuple[dict[str, int], dict[int, str]]:
    """Person ids by identity, and what is wrong by row: a typed name goes before a suggestion."""
    chosen: dict[str, int] = {}
    wrong: dict[int, str] = {}
    by_name: dict[str, list[int]] = {}
    if any(request.POST.get(f"name-{row.key}", "").strip() for row in ticked):
        for person_id, name in membership.names_at(enrolment.unit):
            by_name.setdefault(normalise(name), []).append(person_id)
    for row in ticked:
        typed = request.POST.get(f"name-{row.key}", "").strip()
        person = request.POST.get(f"person-{row.key}", "")
        found = by_name.get(normalise(typed), []) if typed else []
        if typed and len(found) == 1:
            chosen[row.identity] = found[0]
        elif typed:
            wrong[row.key] = _("名册上没有这个姓名") if not found else _("名册上有几个同名的，先在名册里分清")
        elif person in {str(one.pk) for one in row.suggestions}:
            chosen[row.identity] = int(person)
        else:
            wrong[row.key] = _("写上名册上的姓名")
    return chosen, wrong


@login_required
@never_cache
@require_GET
def begun(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """Everybody who has begun, to be found by name."""
    by, enrolment = _enrolment(request, campaign_id, code)
    name = request.GET.get("name", "")[:60]
    page = Paginator(people.begun(by, enrolment, name), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "campaigns/people.html", {**_context(enrolment), "page": page, "name": name})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, campaign_id: int, code: str, participant_id: int) -> HttpResponse:
    """One who has begun: what they did, and a code for another phone. The code is shown once."""
    by, enrolment = _enrolment(request, campaign_id, code)
    participant = people.participant_for(by, enrolment, participant_id)
    given = actions.release(by, participant) if request.method == "POST" else ""
    kinds = [(kind, kind.status(participant)) for kind in task_kinds()]
    context = {
        **_context(enrolment),
        "participant": participant,
        "code": f"{given[:4]} {given[4:]}" if given else "",
        "tasks": [
            {"status": status, "url": kind.record_url(participant) if kind.record_url else ""}
            for kind, status in kinds
            if status is not None
        ],
    }
    return render(request, "campaigns/release.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def slips(request: HttpRequest, campaign_id: int, code: str) -> HttpResponse:
    """Slips with a personal link for members who have not come yet: what follows first, then the list to print."""
    by, enrolment = _enrolment(request, campaign_id, code)
    left = people.not_come(by, enrolment)
    most = actions.MOST_SLIPS
    context = {**_context(enrolment), "left": len(left), "next": min(len(left), most)}
    if request.method == "GET":
        return render(request, "campaigns/slips.html", context)
    link = queries.open_link(by, enrolment)
    if link is None:
        raise Refused(_("先报名，才有链接"))
    chosen = membership.members_among(enrolment.unit, [person_id for person_id, _name in left[:most]])
    made = actions.hand_out(by, enrolment, [chosen[key] for key, _name in left[:most] if key in chosen], link.expires)
    context["slips"] = [notices.slip(one.person.name, one.token) for one in made]
    context["last_day"] = notices.last_day(link)
    return render(request, "campaigns/slips_printed.html", context)


def _enrolment(request: HttpRequest, campaign_id: int, code: str) -> tuple[Actor, Enrolment]:
    by: Actor = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    return by, queries.enrolment_for(by, campaign_id, code, CampaignPermission.ENROL)


def _context(enrolment: Enrolment) -> dict[str, Any]:
    return {"campaign": enrolment.campaign, "unit": enrolment.unit, "enrolment": enrolment}

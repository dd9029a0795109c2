"""A worker at a link: who are you, then the tasks. The link lets in, the claim in the device's cookie says who.

What comes after saying who one is looks the same for everybody: nothing here tells who is on the roll.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.modules.campaigns import actions, api, notices, queries
from unionhall.modules.campaigns.declare import TaskState, TaskStatus
from unionhall.modules.campaigns.forms import IdentifyForm
from unionhall.modules.campaigns.models import Campaign, Link, Participant
from unionhall.ui.clocks import ClockFace, ClockState

COOKIE_LIVES = 400 * 24 * 60 * 60  # seconds; the longest that browsers keep one
SOON = 3  # days
OPEN, EARLY = "open", "early"


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the task list; the next one to be done has the page's button."""

    status: TaskStatus
    url: str
    is_done: bool
    is_next: bool


@never_cache
@require_http_methods(["GET", "POST"])
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """What a link opens: the campaign, who asks, until when, and who are you. A device that has said so goes on."""
    link = _link(token)
    if request.method == "GET" and _mine(request, link):
        return redirect("campaigns:tasks", token)
    state = queries.link_state(link)
    if state != OPEN:
        status = 200 if state == EARLY else 410
        context = _context(link, state=state, successor=queries.successor_link(link))
        return render(request, "campaigns/closed.html", context, status=status)
    form = IdentifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.identify(
                link,
                name=form.cleaned_data["name"],
                tail=form.cleaned_data["tail"],
                cookie=request.COOKIES.get(api.CLAIM_COOKIE, ""),
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            return _keep(redirect("campaigns:tasks", token), done.cookie)
    contents = notices.contents(link.enrolment.campaign)
    return render(request, "campaigns/landing.html", _context(link, form=form, contents=contents))


@never_cache
@require_http_methods(["GET"])
def tasks(request: HttpRequest, token: str) -> HttpResponse:
    """What there is to do, how far it is, and the next step as the one button."""
    link = _link(token)
    participant = _mine(request, link)
    if participant is None:
        return redirect("campaigns:landing", token)
    rows = _tasks(participant)
    context = _context(
        link,
        participant=participant,
        tasks=rows,
        next=next((row for row in rows if row.is_next), None),
        is_all_done=bool(rows) and all(row.is_done for row in rows),
        face=face(link.enrolment.campaign),
    )
    return render(request, "campaigns/tasks.html", context)


@never_cache
@require_POST
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """ "这不是我": this device forgets who it was."""
    participant = _mine(request, _link(token))
    answer = redirect("campaigns:landing", token)
    if participant is None:
        return answer
    return _keep(answer, actions.forget(participant, request.COOKIES.get(api.CLAIM_COOKIE, "")))


def face(campaign: Campaign) -> ClockFace:
    """The campaign's last day as a clock."""
    left = (campaign.until - clock.today()).days
    if left < 0:
        return ClockFace(ClockState.PAUSED, _("已经结束"))
    whole = max((campaign.until - campaign.since).days, 1)
    words = _("今天截止") if left == 0 else _("还剩 %(n)s 天") % {"n": left}
    state = ClockState.SOON if left <= SOON else ClockState.CALM
    return ClockFace(state, words, min(100, 100 * left // whole))


def _link(token: str) -> Link:
    link = queries.link_by_token(token)
    if link is None:
        raise Denied("link")
    return link


def _mine(request: HttpRequest, link: Link) -> Participant | None:
    """Who this device is for the link's unit and campaign, if it has said so."""
    held = api.participants_by_cookie(request.COOKIES.get(api.CLAIM_COOKIE, ""))
    return next((row for row in held if row.enrolment_id == link.enrolment_id), None)


def _tasks(participant: Participant) -> list[Task]:
    rows, has_next = [], False
    for kind in api.task_kinds():
        status = kind.status(participant)
        if status is None:
            continue
        is_next = not has_next and status.state in (TaskState.OPEN, TaskState.BEGUN)
        has_next = has_next or is_next
        rows.append(Task(status, kind.url_for(participant), status.state == TaskState.DONE, is_next))
    return rows


def _context(link: Link, **more: object) -> dict[str, object]:
    enrolment = link.enrolment
    return {
        "link": link,
        "campaign": enrolment.campaign,
        "unit": enrolment.unit,
        "brand_note": enrolment.unit.name,
        "last_day": notices.last_day(link),
        "tabs": [],
        **more,
    }


def _keep(answer: HttpResponse, cookie: str) -> HttpResponse:
    """Let the device keep its claims: out of reach of scripts, and not sent along from other sites' forms."""
    if not cookie:
        answer.delete_cookie(api.CLAIM_COOKIE, path="/", samesite="Lax")
        return answer
    answer.set_cookie(
        api.CLAIM_COOKIE,
        cookie,
        max_age=COOKIE_LIVES,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer

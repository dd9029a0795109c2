"""A worker at a link: who are you, then the tasks. The link lets in, the claim in the device's cookie says who.

What comes after saying who one is looks the same for everybody: nothing here tells who is on the roll.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.address import path_to
from unionhall.modules.campaigns import actions, api, notices, queries
from unionhall.modules.campaigns.declare import TaskState, TaskStatus, task_statuses
from unionhall.modules.campaigns.forms import IdentifyForm, plainly
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link, Participant
from unionhall.modules.campaigns.views import printed
from unionhall.modules.membership.api import mask_name
from unionhall.ui.clocks import ClockFace, ClockState
from unionhall.ui.printing import ReadyRedirect

COOKIE_LIVES = 400 * 24 * 60 * 60  # seconds; the longest that browsers keep one
WAY_COOKIE, WAY_LIVES = "uh_way", 15 * 60  # seconds; a personal link's token on its way to the button
SOON = 3  # days
OPEN, EARLY = "open", "early"


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the task list; the next one to be done has the page's button."""

    status: TaskStatus
    url: str
    is_done: bool
    is_next: bool


@require_http_methods(["GET", "POST"])
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """What a link opens: the campaign, who asks, until when, and who are you. A device that has said so goes on."""
    if request.method == "GET" and not request.META.get("QUERY_STRING"):
        front = _front(token)
        if _mine(request, front.enrolment_id):
            return ReadyRedirect(path_to("campaigns:tasks", token))
        if queries.link_state(front) == OPEN:
            return printed.landing_page(request, front, lambda: _context(_link(token), form=IdentifyForm()))
    if request.method == "POST" and (said := plainly(request.POST)):
        entry = queries.entry_by_token(token)
        if entry is not None and queries.link_state(entry) == OPEN:
            done = actions.identify(entry, **said, cookie=request.COOKIES.get(api.CLAIM_COOKIE, ""))
            return _keep(ReadyRedirect(path_to("campaigns:tasks", token)), done.cookie)
    link = _link(token)
    state = queries.link_state(link)
    if state != OPEN:
        status = 200 if state == EARLY else 410
        context = _context(link, state=state, successor=queries.successor_link(link))
        return render(request, "campaigns/closed.html", context, status=status)
    return _asked(request, link)


def _asked(request: HttpRequest, link: Link) -> HttpResponse:
    """The page with the form: as it came, or with what is to be put right beside its fields."""
    form = IdentifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed, cookie = form.cleaned_data, request.COOKIES.get(api.CLAIM_COOKIE, "")
        try:
            if typed["code"]:
                done = actions.resume(link, name=typed["name"], tail=typed["tail"], code=typed["code"], cookie=cookie)
            else:
                done = actions.identify(link, name=typed["name"], tail=typed["tail"], cookie=cookie)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("code", str(reason.text))
        else:
            return _keep(ReadyRedirect(path_to("campaigns:tasks", link.token)), done.cookie)
    contents = notices.contents(link.enrolment.campaign)
    return render(request, "campaigns/landing.html", _context(link, form=form, contents=contents))


@require_http_methods(["GET"])
def tasks(request: HttpRequest, token: str) -> HttpResponse:
    """What there is to do, how far it is, and the next step as the one button."""
    found = queries.here(token, api.claim_hashes(request.COOKIES.get(api.CLAIM_COOKIE, "")))
    if found is None:
        _front(token)  # where there is no such link there is no such page either
        return redirect("campaigns:landing", token)
    front, participant = found
    rows, shown = _tasks(participant), face(participant.enrolment.campaign)

    def context() -> dict[
        str, object
    ]:  # of what was read: whoever is the first to open a page asks no more than others
        return {
            "campaign": participant.enrolment.campaign,
            "unit": {"name": front.unit},
            "brand_note": front.unit,
            "tabs": [],
            "token": token,
            "tasks": rows,
            "is_all_done": bool(rows) and all(row.is_done for row in rows),
            "face": shown,
        }

    key, code = (tuple(rows), shown), _code_of(request, participant)
    return printed.tasks_page(request, front, key, context, name=participant.name, code=code)


@require_http_methods(["GET", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """ "这不是我": what follows first, then the button. Passing the phone on is another matter and loses nothing."""
    link = _link(token)
    participant = _mine(request, link.enrolment_id)
    if participant is None:
        return redirect("campaigns:landing", token)
    if request.method == "GET":
        return render(request, "campaigns/not_me.html", _context(link, participant=participant))
    cookie = actions.disown(participant, request.COOKIES.get(api.CLAIM_COOKIE, ""))
    return _keep(redirect("campaigns:landing", token), cookie)


@require_GET
def own(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link: its token moves out of the address at once. Opening uses nothing up: link checkers open, too."""
    answer = redirect("campaigns:own-begin")
    answer.set_cookie(WAY_COOKIE, token[:64], max_age=WAY_LIVES, path="/own/", **_how_kept())
    return answer


@require_http_methods(["GET", "POST"])
def own_begin(request: HttpRequest) -> HttpResponse:
    """Whose slip it is, masked; the button uses the link up and makes this the person's device."""
    token = request.COOKIES.get(WAY_COOKIE, "")
    personal = actions.personal_link(token)
    done = None
    if personal is not None and request.method == "POST":
        done = actions.exchange(token, request.COOKIES.get(api.CLAIM_COOKIE, ""))
    if personal is None or (request.method == "POST" and done is None):
        return render(request, "campaigns/slip_used.html", {"tabs": []}, status=404)
    if done is None:
        context = _about(personal.enrolment, person=mask_name(personal.person.name))
        return render(request, "campaigns/slip_opened.html", context)
    answer = _keep(redirect("campaigns:tasks", done.participant.link.token), done.cookie)
    answer.delete_cookie(WAY_COOKIE, path="/own/", samesite="Lax")
    return answer


def face(campaign: Campaign) -> ClockFace:
    """The campaign's last day as a clock."""
    left = (campaign.until - clock.today()).days
    if left < 0:
        return ClockFace(ClockState.PAUSED, _("已经结束"))
    whole = max((campaign.until - campaign.since).days, 1)
    words = _("今天截止") if left == 0 else ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", left) % {"n": left}
    state = ClockState.SOON if left <= SOON else ClockState.CALM
    return ClockFace(state, words, min(100, 100 * left // whole))


def _link(token: str) -> Link:
    link = queries.link_by_token(token)
    if link is None:
        raise Denied("link")
    return link


def _front(token: str) -> queries.Front:
    found = queries.front_of(token)
    if found is None:
        raise Denied("link")
    return found


def _mine(request: HttpRequest, enrolment_id: int) -> Participant | None:
    """Who this device is for the link's unit and campaign, if it has said so."""
    held = api.participants_by_cookie(request.COOKIES.get(api.CLAIM_COOKIE, ""))
    return next((row for row in held if row.enrolment_id == enrolment_id), None)


def _tasks(participant: Participant) -> list[Task]:
    rows, has_next = [], False
    for status in task_statuses(participant):
        is_next = not has_next and status.state in (TaskState.OPEN, TaskState.BEGUN)
        has_next = has_next or is_next
        rows.append(Task(status, status.url, status.state == TaskState.DONE, is_next))
    return rows


def _code_of(request: HttpRequest, participant: Participant) -> str:
    """The code by which another phone goes on, in two groups; from the claim that this device holds."""
    held = actions.claims_of(request.COOKIES.get(api.CLAIM_COOKIE, ""))
    claim = next((one for one in held if actions.claim_hash(one) == participant.claim_hash), "")
    code = actions.resume_code(claim) if claim and participant.resume_hash else ""
    return f"{code[:3]} {code[3:]}" if code else ""


def _context(link: Link, **more: object) -> dict[str, object]:
    return {"link": link, "last_day": notices.last_day(link), **_about(link.enrolment), **more}


def _about(enrolment: Enrolment, **more: object) -> dict[str, object]:
    return {
        "campaign": enrolment.campaign,
        "unit": enrolment.unit,
        "brand_note": enrolment.unit.name,
        "tabs": [],
        **more,
    }


def _keep(answer: HttpResponse, cookie: str) -> HttpResponse:
    """Let the device keep its claims: out of reach of scripts, and not sent along from other sites' forms."""
    if not cookie:
        answer.delete_cookie(api.CLAIM_COOKIE, path="/", samesite="Lax")
        return answer
    answer.set_cookie(api.CLAIM_COOKIE, cookie, max_age=COOKIE_LIVES, path="/", **_how_kept())
    return answer


def _how_kept() -> dict[str, Any]:
    return {"secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}

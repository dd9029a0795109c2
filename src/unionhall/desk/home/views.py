"""The worker's four pages. No account: a device that has come in by a link shows what it has begun."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from unionhall.desk import shell
from unionhall.desk.home import queries
from unionhall.kernel import clock
from unionhall.kernel.law import queries as law
from unionhall.modules.campaigns import actions
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.membership.actions.undoing import WINDOW
from unionhall.modules.membership.queries import own


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits, the doors that are open, what was done."""
    return _page(request, "home")


@never_cache
@require_GET
def learn(request: HttpRequest) -> HttpResponse:
    """Lessons and papers of this device."""
    return _page(request, "learn")


@never_cache
@require_GET
def do(request: HttpRequest) -> HttpResponse:
    """The services one can turn to; only those that there are."""
    return _page(request, "do")


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What this device knows, and how to make it forget."""
    return _page(request, "mine")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is collected, why, how long, who sees it, and what people may ask."""
    rules = [law.rule(key, clock.today()) for key in ("PI-17", "PI-19", "PI-45", "PI-46", "PI-47", "PI-50", "PI-51")]
    context = {"top": queries.top(), "rules": rules, "days": WINDOW.days}
    return render(request, "desk/privacy.html", context)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """End every claim on this device; what was handed in stays counted."""
    cookie = request.COOKIES.get(campaigns.CLAIM_COOKIE, "")
    for participant in campaigns.participants_by_cookie(cookie):
        cookie = actions.forget(participant, cookie)
    response = redirect("desk:mine")
    response.delete_cookie(campaigns.CLAIM_COOKIE)
    return response


def _page(request: HttpRequest, page: str) -> HttpResponse:
    participants = campaigns.participants_by_cookie(request.COOKIES.get(campaigns.CLAIM_COOKIE, ""))
    tasks = queries.tasks(participants)
    is_own = page == "mine" and request.user.is_authenticated
    context = {
        "tab": page,
        "is_signed_in": is_own,
        "matters": own.matters(shell.actor(request)) if is_own else [],
        "participants": participants,
        "unit": participants[0].enrolment.unit if participants else None,
        "brand_note": participants[0].enrolment.unit.name if participants else "",
        "waiting": [task for task in tasks if task.is_open],
        "done": [task for task in tasks if task.is_done],
        "closed": [task for task in tasks if not task.is_open and not task.is_done],
    }
    return render(request, f"desk/worker-{page}.html", context)

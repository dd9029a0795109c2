"""The worker at a sheet. No session here: the claim cookie says whose sheet it is, a token in the form that we asked.

Every page works by plain form posts; ``autosave.js`` saves in between and shows the receipt.
"""

import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel.actor import Refused
from unionhall.kernel.address import path_to
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.models import Assignment, Sheet
from unionhall.modules.learning.queries import Sitting
from unionhall.modules.learning.queries.certificates import is_offered
from unionhall.modules.learning.views import printed, printed_result
from unionhall.modules.learning.views.reviewed import result_of
from unionhall.ui.printing import ReadyJson, ReadyRedirect

View = Callable[..., HttpResponse]


def token_of(sitting: Sitting) -> str:
    """What a form of this sheet must bring back: only who holds the claim can have been given it."""
    return keyed_hash(sitting.sheet.public, sitting.known.claim_hash, purpose="sit")


def home_of(sitting: Sitting) -> str:
    """The list of tasks from which the sheet was opened."""
    return path_to("campaigns:tasks", sitting.known.link_token)


def at_own_sheet(view: View) -> View:
    """Give the view its ``Sitting``; who does not hold the sheet sees the same page whether it exists or not."""

    @wraps(view)
    def wrapped(request: HttpRequest, public: str, **rest: Any) -> HttpResponse:
        sitting = queries.sitting_for(request.COOKIES.get(campaigns.CLAIM_COOKIE, ""), public)
        if sitting is None:
            return elsewhere(request)
        if request.method == "POST" and not _has_token(request, sitting):
            return _stale(request, sitting, 403)
        return view(request, sitting, **rest)

    return wrapped


def _has_token(request: HttpRequest, sitting: Sitting) -> bool:
    given = request.META.get("HTTP_X_TOKEN") or request.POST.get("token", "")
    return hmac.compare_digest(given.encode(), token_of(sitting).encode())


def elsewhere(request: HttpRequest) -> HttpResponse:
    """Not the device that holds this sheet, or no such sheet: open the link again."""
    return render(request, "learning/elsewhere.html", status=404)


@require_GET
def open_task(request: HttpRequest, assignment_id: int, kind: str) -> HttpResponse:
    """From the list of tasks to the participant's own sheet."""
    cookie = request.COOKIES.get(campaigns.CLAIM_COOKIE, "")
    opened = actions.open_own(cookie, assignment_id, begins=kind == "paper")
    if opened is None:
        return elsewhere(request)
    if kind == "lesson" and opened.has_lesson:
        return ReadyRedirect(path_to("learning:lesson", opened.public))
    if not opened.has_paper:
        return ReadyRedirect(path_to("campaigns:tasks", opened.link_token))
    return ReadyRedirect(path_to("learning:result" if opened.is_handed_in else "learning:paper", opened.public))


def to_paper(assignment: Assignment, sheet: Sheet, home: str) -> HttpResponse:
    """From the lesson to the paper or its result; home where there is none."""
    if not assignment.paper_id:
        return ReadyRedirect(home)
    if sheet.handed_in:
        return ReadyRedirect(path_to("learning:result", sheet.public))
    return ReadyRedirect(path_to("learning:paper", sheet.public))


@require_http_methods(["GET", "POST"])
@at_own_sheet
def paper(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """All questions in one form. A post saves what it changes and goes on as its button ``go`` says:

    ``save`` back to the paper, a question's place to that question, ``hand-in`` on to handing in.
    """
    if not sitting.has_paper:
        return elsewhere(request)
    if sitting.sheet.handed_in or queries.is_over(sitting):
        return _over(request, sitting)
    if sitting.sheet.began is None:
        try:
            actions.begin(sitting)
        except Refused as refused:
            return _shut(request, sitting, refused)
    if request.method == "POST":
        return _save_and_go(request, sitting)
    public = sitting.sheet.public
    return printed.paper_page(
        request,
        sitting,
        here=path_to("learning:paper", public),
        save=path_to("learning:save", public),
        token=token_of(sitting),
        home=home_of(sitting),
    )


def _page(
    request: HttpRequest, sitting: Sitting, template: str, title: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of a sheet: every one has its title, the way back and the token for its forms."""
    home = home_of(sitting)
    context = {"sitting": sitting, "title": title, "home": home, "token": token_of(sitting), **more}
    return render(request, template, context, status=status)


def _stale(request: HttpRequest, sitting: Sitting, status: int) -> HttpResponse:
    """A post that no page of ours would send now: nothing is changed, the newest page is offered."""
    return _page(request, sitting, "learning/stale.html", "", status=status, again=request.path)


def _shut(request: HttpRequest, sitting: Sitting, refused: Refused) -> HttpResponse:
    """Why the paper can not be begun, and the way on: to the lesson where that comes first."""
    reason = refused.reasons[0]
    is_to_learn = reason.code == "learn_first"
    return _page(request, sitting, "learning/shut.html", "", text=str(reason.text), is_to_learn=is_to_learn)


def _over(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Where a sheet leads that takes no more answers: to its result, handing it in first as it was last saved."""
    if sitting.sheet.handed_in is None:
        if not sitting.sheet.seq:
            return _page(request, sitting, "learning/ended.html", "", status=410)
        actions.hand_in(sitting)
    return ReadyRedirect(path_to("learning:result", sitting.sheet.public))


def _save_and_go(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    ahead = _whole(request.POST.get("seq"))
    try:
        posted = queries.posted(sitting, request.POST, ahead)
        if posted.changed:
            # no lower than what the device has sent, so that a message still on its way can not undo this post
            seq = ahead if ahead is not None and ahead > sitting.sheet.seq else None
            actions.save(sitting, posted.changed, seq)
    except ValueError:
        return _stale(request, sitting, 400)
    if posted.overtaken:
        return _stale(request, sitting, 409)  # from an older tab, or from the browser's memory
    return _onward(request, sitting)


def _onward(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    go, public = request.POST.get("go", "save"), sitting.sheet.public
    if go == "hand-in":
        if "sure" not in request.POST and _unanswered(sitting):
            return ReadyRedirect(path_to("learning:hand_in", public))  # which says how much is unanswered
        actions.hand_in(sitting)
        return ReadyRedirect(path_to("learning:result", public))
    number = sitting.arrangement.place_shown(_whole(go) or 0)
    return ReadyRedirect(path_to("learning:paper", public) + (f"#q-{number}" if number else ""))


def _unanswered(sitting: Sitting) -> list[int]:
    """The numbers, as shown, of the questions without an answer."""
    stored = sitting.answers
    return [number for number, place in enumerate(sitting.arrangement.order, start=1) if not stored[place - 1]]


def _whole(text: str | None) -> int | None:
    """A whole number of at most nine digits, else None."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 9 else None


@require_POST
@at_own_sheet
def save(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Save some answers in the background; the receipt is written after the row is committed.

    Form fields: ``q`` (repeated) the changed questions' places in the paper's own order, ``seq`` the device's number of
    this save, and of each question what ``queries.given_of`` reads.
    """
    places = [_whole(text) for text in request.POST.getlist("q")]
    seq = _whole(request.POST.get("seq"))
    asked = set(sitting.arrangement.order) if sitting.has_paper else set()
    if not places or seq is None or not asked.issuperset(places):
        return ReadyJson({"state": "wrong"}, status=400)
    questions = sitting.content.questions
    try:
        given = {n: queries.given_of(questions[n - 1], n, request.POST) for n in places if n is not None}
        receipt = actions.save(sitting, given, seq)
    except ValueError:
        return ReadyJson({"state": "wrong"}, status=400)
    except Refused as refused:
        reason = refused.reasons[0]
        return ReadyJson({"state": reason.code or "busy", "text": str(reason.text)}, status=409)
    told = {"state": receipt.state, "seq": receipt.seq, "time": f"{timezone.localtime(receipt.at):%H:%M:%S}"}
    return ReadyJson({**told, "answered": receipt.answered}, status=200 if receipt.state == "saved" else 409)


@require_http_methods(["GET", "POST"])
@at_own_sheet
def hand_in(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """A page that says how much is unanswered, then the button."""
    if not sitting.has_paper:
        return elsewhere(request)
    if sitting.sheet.handed_in or queries.is_over(sitting):
        return _over(request, sitting)
    if request.method == "POST":
        actions.hand_in(sitting)
        return ReadyRedirect(path_to("learning:result", sitting.sheet.public))
    return _page(
        request,
        sitting,
        "learning/hand_in.html",
        sitting.content.title,
        unanswered=(unanswered := _unanswered(sitting)),
        left=printed.told_left(len(unanswered), len(sitting.arrangement.order)),
        ends=printed.told_end(sitting.ends),
        back=path_to("learning:paper", sitting.sheet.public),
    )


@require_GET
@at_own_sheet
def result(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """How it went: one sentence, a seal, what was wrong and why. No rank, no points."""
    if not sitting.has_paper:
        return elsewhere(request)
    if sitting.sheet.handed_in is None:
        if queries.is_over(sitting):
            return _over(request, sitting)
        return ReadyRedirect(path_to("learning:paper", sitting.sheet.public))
    told = {**result_of(sitting), "has_certificate": is_offered(sitting)}
    return printed_result.result_page(
        request,
        sitting,
        told,
        token=token_of(sitting),
        home=home_of(sitting),
        here=path_to("learning:result", sitting.sheet.public),
    )


@require_POST
@at_own_sheet
def again(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Begin the next try."""
    return ReadyRedirect(path_to("learning:paper", actions.again(sitting).public))

"""The desk's pages of transfers: which there are, and one of them with the answer."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.journal.models import Line
from unionhall.kernel.law import queries as law
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.membership import actions, queries
from unionhall.modules.membership.forms.members import AnswerForm
from unionhall.modules.membership.models import Release, Transfer
from unionhall.modules.membership.procedure import (
    ACCEPT,
    ASKED,
    HOLD,
    OPEN_TRANSFER,
    REFUSE,
    TRANSFER,
    TRANSFER_DAYS,
    WITHDRAW,
)
from unionhall.modules.membership.views.members import PER_PAGE, actor, who_when
from unionhall.modules.membership.views.moving import said_by_new, said_by_old
from unionhall.ui.shell import View

LET_GO = "let_go"  # the button of the old union


@login_required
@never_cache
@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """Transfers from and to my unions: those that wait for an answer, and those that are decided."""
    found = queries.transfers(actor(request))
    view = "decided" if request.GET.get("view") == "decided" else "open"
    waiting, decided = found.filter(state__in=OPEN_TRANSFER), found.exclude(state__in=OPEN_TRANSFER)
    page = Paginator(decided if view == "decided" else waiting, PER_PAGE).get_page(request.GET.get("page"))
    url = reverse("membership:transfers")
    context = {
        "page": page,
        "rows": [(each, _state(each)) for each in page.object_list],
        "is_decided": view == "decided",
        "views": [
            View(_("等答复"), url, waiting.count(), view == "open"),
            View(_("办完的"), f"{url}?view=decided", decided.count(), view == "decided"),
        ],
    }
    return render(request, "membership/transfers.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """One transfer: the union that was asked agrees or not, the one that asked may take it back."""
    by = actor(request)
    found = queries.transfer_for(by, transfer_id)
    release = queries.release_of(found)
    step = request.POST.get("step", "")
    form = AnswerForm(request.POST if step == REFUSE else None)
    hold_form = AnswerForm(request.POST if step == HOLD else None, prefix="hold")
    for each in (form, hold_form) if found.is_by_member else ():
        each.fields["reason"].help_text = _("本人看得到。")
    if request.method == "POST" and _take(by, found, step, form):
        return redirect("membership:transfer", found.pk)
    if request.method == "POST" and release is not None and _let_go(by, release, step, hold_form):
        return redirect("membership:transfer", found.pk)
    may_answer = found.state == ASKED and not procedures.why_not(found, REFUSE, by)
    context = {
        "transfer": found,
        "state": _state(found),
        "form": form,
        "hold_form": hold_form,
        "release": release,
        "release_state": said_by_old(found) if release else "",
        "receiving_state": said_by_new(found) if release else "",
        "may_release": release is not None and release.is_open and not procedures.why_not(release, REFUSE, by),
        "duty": procedures.duties_of(found).last(),
        "days": TRANSFER_DAYS,
        "law": law.rule("MEM-03", clock.today()).cite(),
        "may_answer": may_answer,
        "against_accepting": procedures.why_not(found, ACCEPT, by) if may_answer else [],
        "may_withdraw": found.is_open and not procedures.why_not(found, WITHDRAW, by),
        "steps_taken": [
            {"state": "done", "title": line.sentence, "when": who_when(line), "text": line.line.reason}
            for line in journal.shown(_timeline(found, release, by), by)
        ],
    }
    return render(request, "membership/transfer.html", context)


def _timeline(found: Transfer, release: Release | None, by: Actor) -> list[Line]:
    """What was done with both halves, the oldest first."""
    lines = procedures.timeline(found, by) + (procedures.timeline(release, by) if release else [])
    return sorted(lines, key=lambda line: line.pk)


def _take(by: Actor, found: Transfer, step: str, form: AnswerForm) -> bool:
    """Take the step that was posted; whether one was taken. Raises Refused with its reasons."""
    if step == ACCEPT:
        actions.accept(by, found)
    elif step == WITHDRAW:
        actions.withdraw(by, found)
    elif step == REFUSE and form.is_valid():
        actions.refuse(by, found, reason=form.cleaned_data["reason"])
    else:
        return False
    return True


def _let_go(by: Actor, release: Release, step: str, form: AnswerForm) -> bool:
    """The old union's word on a member who asked; whether it was given. Raises Refused with its reasons."""
    if step == LET_GO:
        actions.let_go(by, release)
    elif step == HOLD and form.is_valid():
        actions.hold(by, release, reason=form.cleaned_data["reason"])
    else:
        return False
    return True


def _state(found: Transfer) -> str:
    return str(TRANSFER.state(found.state).label)

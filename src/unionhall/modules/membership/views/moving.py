"""The page on which a member who has signed in asks to go to another union, and sees where that stands."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Refused
from unionhall.kernel.law import queries as law
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.membership import actions
from unionhall.modules.membership import queries as roll
from unionhall.modules.membership.forms.own import MoveForm
from unionhall.modules.membership.models import Transfer
from unionhall.modules.membership.procedure import AGREED, ASKED, RELEASE, TRANSFER, TRANSFER_DAYS, WITHDRAW
from unionhall.modules.membership.queries import own as queries
from unionhall.modules.membership.views.members import actor


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest) -> HttpResponse:
    """Ask both unions, see what each says, take it back."""
    by = actor(request)
    person = queries.person_of(by)
    found = roll.open_transfer(person.pk)
    form = MoveForm(request.POST if request.method == "POST" and found is None else None)
    if found is not None and request.POST.get("step") == WITHDRAW:
        actions.withdraw(by, found)
        messages.success(request, _("撤回了，会籍还在原处"))
        return redirect("membership:my-transfer")
    if request.method == "POST" and form.is_valid():
        try:
            actions.wish(by, form.cleaned_data["unit"], reason=form.cleaned_data["reason"])
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            messages.success(request, _("已请两家工会答复，办到哪一步在这里看"))
            return redirect("membership:my-transfer")
    duty = procedures.duties_of(found).first() if found else None
    decided = [each for each in queries.own_transfers(by) if not each.is_open]
    context = {
        "form": form,
        "held": roll.open_membership(person.pk),
        "transfer": found,
        "words": _words(found) if found else [],
        "due": duty.due if duty else None,
        "decided": [(each, TRANSFER.state(each.state).label) for each in decided],
        "days": TRANSFER_DAYS,
        "law": law.rule("MEM-03", clock.today()).cite(),
    }
    return render(request, "membership/my-transfer.html", context)


def _words(found: Transfer) -> list[tuple[str, str]]:
    """What each union has said so far, the old one first."""
    if not found.is_by_member:
        return [(_("原工会") if found.unit_id == found.giving_id else _("新工会"), _("等答复"))]
    return [(_("原工会"), said_by_old(found)), (_("新工会"), said_by_new(found))]


def said_by_old(found: Transfer) -> str:
    """The giving union's word on a member who asked."""
    release = roll.release_of(found)
    return str(RELEASE.state(release.state).label) if release and release.state != ASKED else _("等答复")


def said_by_new(found: Transfer) -> str:
    """The receiving union's word on a member who asked."""
    if found.state == ASKED:
        return _("等答复")
    return _("同意接收") if found.state == AGREED else str(TRANSFER.state(found.state).label)

"""The desk's pages of the roll: which unions, the members of one, one member and who has looked."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.journal.models import Line
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people import actions as people_actions
from unionhall.kernel.people import queries as people_queries
from unionhall.kernel.people.models import Account
from unionhall.kernel.people.permissions import PeoplePermission
from unionhall.modules.membership import queries
from unionhall.modules.membership.forms.members import NameForm, RevealForm
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.queries.duplicates import pairs
from unionhall.ui.words import moment

PER_PAGE = 50
LINES_SHOWN = 30


@login_required
@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """The unions whose roll I may read, with how many members each has. With one alone, straight to its members."""
    found = queries.units_with_counts(actor(request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("membership:unit", page.object_list[0].code)
    return render(request, "membership/members.html", {"page": page})


@login_required
@never_cache
@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """The members of one union: names only for those who may read names there, numbers masked."""
    by = actor(request)
    found = org_queries.unit_for(by, code, MembershipPermission.ROLL_READ)
    context: dict[str, object] = {
        "unit": found,
        "total": queries.count_at(by, found),
        "page": None,
        "name": "",
        "may_write": False,
    }
    if by.may(MembershipPermission.NAMES_READ, at=org_queries.path_of(found)):
        form = NameForm(request.GET)
        name = form.cleaned_data["name"] if form.is_valid() else ""
        rows = queries.members_at(by, found, name=name)
        may_write = by.may(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(found))
        context |= {"may_write": may_write, "waiting": queries.transfers_waiting(by, found)}
        context |= {"twice": len(pairs(by))}
        context |= {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "name": name}
    return render(request, "membership/unit.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, person_id: int) -> HttpResponse:
    """One member: masked numbers, one of them in full against a reason, and who has looked."""
    by = actor(request)
    file = people_queries.file_now(person_id)
    found = queries.member_for(by, file)
    if file != person_id:
        return redirect("membership:member", file)
    path = org_queries.path_of(found.unit)
    may_write = found.until is None and by.may(MembershipPermission.ROLL_WRITE, at=path)
    history = list(queries.history_of(person_id))
    may_reveal = by.may(PeoplePermission.REVEAL, at=path)
    form = RevealForm(request.POST or None)
    revealed = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        revealed = people_actions.reveal(by, found.person, said["field"], path, said["why"])
    context = {
        "membership": found,
        "person": found.person,
        "unit": found.unit,
        "form": form,
        "may_reveal": may_reveal,
        "revealed": revealed,
        "shown_empty": request.method == "POST" and form.is_valid() and not revealed,
        "steps_taken": [
            {"state": "done", "title": line.sentence, "when": who_when(line), "text": line.line.reason}
            for line in journal.shown(_lines_here(found)[:LINES_SHOWN], by)
        ],
        "history": history,
        "joined": queries.joined_on(history),
        "transfer": queries.open_transfer(person_id) if may_write else None,
        "may_write": may_write,
        "may_invite": found.until is None and by.may(PeoplePermission.ACCOUNTS, at=path),
        "account": Account.objects.filter(person_id=person_id).first(),
        "is_kept": found.standing == Membership.Standing.KEPT,
    }
    return render(request, "membership/member.html", context)


def _lines_here(membership: Membership) -> QuerySet[Line]:
    """What happened to the person here; what another union wrote about them is that union's."""
    found = journal.lines_about(*people_queries.files_of(membership.person_id))
    return found.filter(Q(unit_id=membership.unit_id) | Q(unit_id=None))


def who_when(line: journal.Shown) -> str:
    """Who did it, in which office, and when."""
    who = " ".join(part for part in (line.by, line.line.office if line.line.office != line.by else "") if part)
    return f"{who} {moment(line.line.at)}".strip()


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    by: Actor = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    return by

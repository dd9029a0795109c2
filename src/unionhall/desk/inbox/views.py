"""The inbox: an officer has ten minutes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from unionhall.desk import shell
from unionhall.desk.inbox import batches, queries
from unionhall.desk.inbox.drawing import listed
from unionhall.kernel import clock
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.declare import procedures as declared
from unionhall.kernel.procedures.inboxes import MOST_COUNTED, MOST_OF_OTHERS
from unionhall.kernel.procedures.queries import View
from unionhall.modules.campaigns.queries.asked import Meter, meter
from unionhall.ui import words

PER_PAGE = 50
TITLES = {
    View.MINE: gettext_lazy("等我办"),
    View.OURS: gettext_lazy("本级全部"),
    View.BELOW: gettext_lazy("下级超期"),
    View.OTHERS: gettext_lazy("等别人办"),
    View.DONE: gettext_lazy("办完的"),
}


@shell.signed_in
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """One view of what waits, most urgent first."""
    return _page(request, [])


@shell.signed_in
@require_POST
def take_together(request: HttpRequest) -> HttpResponse:
    """Take one step on all ticked matters; those that can not be taken are named with the reason."""
    by = shell.actor(request)
    ids = [int(text) for text in request.POST.getlist("pick")[:PER_PAGE] if text.isdigit()]
    ticked = list(procedures.inbox(by).filter(pk__in=ids).select_related("unit"))
    reasons = batches.take(by, ticked, request.POST.get("step", ""))
    if reasons:
        return _page(request, reasons, status=409)
    return redirect("desk:inbox")


def _meter(request: HttpRequest) -> Meter | None:
    """What was asked of a grassroots union this month, for who acts in its name."""
    unit = shell.frame(request).unit
    if unit is None or not kinds[unit.kind].is_grassroots:
        return None
    return meter(shell.actor(request), unit, clock.today())


def _count(counts: Mapping[View, int], view: View) -> int | str | None:
    """How many the tab of a view says; None for one that is not counted."""
    most = MOST_COUNTED if view is View.MINE else MOST_OF_OTHERS
    return words.up_to(counts[view], most) if view in counts else None


if TYPE_CHECKING:
    _Paginator = Paginator[int]
else:
    _Paginator = Paginator


class _Pages(_Paginator):
    """Pages of which there may be more than were counted (``is_open``): then nobody says how many."""

    def __init__(self, counted: range, per_page: int, *, is_open: bool) -> None:
        super().__init__(counted, per_page)
        self.is_open = is_open


def _view(request: HttpRequest) -> View:
    asked = request.GET.get("view", "")
    return View(asked) if asked in TITLES else View.MINE


def _page(request: HttpRequest, reasons: list[str], *, status: int = 200) -> HttpResponse:
    by, view = shell.actor(request), _view(request)
    procedure = request.GET.get("procedure", "")
    procedure = procedure if procedure in declared else ""
    asked = request.GET.get("page", "")
    most = max(MOST_OF_OTHERS, min((int(asked) + 1 if asked.isdecimal() else 0) * PER_PAGE, MOST_COUNTED))
    counts = procedures.counts(by, view, most)
    shell.frame(request).waiting = counts[View.MINE]
    counted = counts.get(view) if not procedure else None
    if counted is None:
        counted = procedures.count_of(by, view, procedure, most)
    is_open = counted >= most and (view is not View.MINE or bool(procedure))
    page = _Pages(range(counted), PER_PAGE, is_open=is_open).get_page(asked)
    first = max(page.start_index() - 1, 0)
    found = procedures.first_of(by, view, first, min(first + PER_PAGE, counted), procedure) if counted else []
    rows = queries.rows(by, found, view)
    grouped = [queries.Group(_("办完的"), rows)] if view is View.DONE and rows else queries.groups(rows)
    steps = batches.offered(rows) if view is View.MINE else []
    context: dict[str, Any] = {
        "view": view.value,
        "views": [
            {"label": title, "url": f"?view={key.value}", "count": _count(counts, key), "is_here": key == view}
            for key, title in TITLES.items()
        ],
        "procedure": procedure,
        "procedures": queries.kinds(),
        "page": page,
        "groups": [(one.title, len(one.rows), listed(one.rows, view, may_tick=bool(steps))) for one in grouped],
        "batch_steps": steps,
        "reasons": reasons,
        "has_office": bool(by.seats),
        "meter": _meter(request) if view is View.MINE else None,
        "query": shell.query_without(request, "page"),
    }
    return render(request, "desk/inbox.html", context, status=status)

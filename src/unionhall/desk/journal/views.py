"""What was done at my units, by whom; names of those it was about only for whoever may see them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unionhall.desk import shell
from unionhall.kernel.actor import Scope
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.journal.permissions import JournalPermission
from unionhall.kernel.org import queries as org

PER_PAGE = 50


@shell.signed_in
@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """The lines at one of my units and below it, newest first."""
    by = shell.actor(request)
    code = request.GET.get("unit", "")
    unit = org.unit_for(by, code or shell.own_unit(request).code, JournalPermission.READ)
    scope = Scope(below=(org.path_of(unit),))
    page = Paginator(journal.lines_at(by, scope), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "page": page,
        "lines": journal.shown(page, by),
        "query": shell.query_without(request, "page"),
    }
    return render(request, "desk/journal.html", context)

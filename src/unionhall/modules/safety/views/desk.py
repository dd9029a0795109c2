"""Pages of the desk: the ledger and one hazard."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unionhall.modules.safety import queries

PER_PAGE = 50


@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The hazards that I may see."""
    by = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    queries.must_see(by)
    page = Paginator(queries.hazards(by), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "safety/ledger.html", {"page": page})


@login_required
@require_GET
def hazard(request: HttpRequest, hazard_id: int) -> HttpResponse:
    """One of them."""
    by = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    return render(request, "safety/hazard.html", {"hazard": queries.hazard_for(by, hazard_id)})

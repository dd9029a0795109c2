"""The ledger of hazards at the desk."""

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

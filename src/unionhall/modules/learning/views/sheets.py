"""Where a disputed sheet is looked at."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.views.desk import actor_of


@require_GET
@login_required
def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """One sheet: what was answered, what it is worth, every receipt. The sight is journalled."""
    by = actor_of(request)
    found = actions.look_at_sheet(by, sheet_id)
    return render(
        request,
        "learning/sheet.html",
        {"sheet": found, "lines": queries.answers_on(found), "receipts": queries.receipts_of(found)},
    )

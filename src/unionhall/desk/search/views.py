"""Finding units and people within reach."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from unionhall.desk import shell
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.search import queries as search
from unionhall.modules.membership.permissions import MembershipPermission

LIMIT = 30


@shell.signed_in
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What fits the words: units, and people where their names may be seen."""
    by = shell.actor(request)
    q = request.GET.get("q", "").strip()[:60]
    groups: list[dict[str, Any]] = []
    if q:
        units = search.find(by, q, {"unit": OrgPermission.UNIT_READ}, limit=LIMIT)
        people = search.find(by, q, {"person": MembershipPermission.NAMES_READ}, limit=LIMIT)
        known = Unit.objects.in_bulk({entry.object_id for entry in units} | {entry.unit_id for entry in people})
        groups = [
            {"title": _("单位"), "kind": "unit", "rows": [known[e.object_id] for e in units if e.object_id in known]},
            {"title": _("人"), "kind": "person", "rows": [(e, known.get(e.unit_id)) for e in people]},
        ]
    context = {"q": q, "groups": [group for group in groups if group["rows"]], "limit": LIMIT}
    return render(request, "desk/search.html", context)

"""The desk's page of the roll as it stood on any day, and as it may vote; it can be taken along as a file."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.membership import queries
from unionhall.modules.membership.actions import exporting
from unionhall.modules.membership.forms.members import RollForm
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.views.members import PER_PAGE, actor
from unionhall.ui import exports


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def roll(request: HttpRequest, code: str) -> HttpResponse:
    """The roll or the electoral roll of a day; a post gives it as a file, which the journal knows."""
    by = actor(request)
    unit = org_queries.unit_for(by, code, MembershipPermission.NAMES_READ)
    sent = request.POST if request.method == "POST" else request.GET
    form = RollForm({"on": sent.get("on") or clock.today().isoformat(), "who": sent.get("who") or "all"})
    form.is_valid()
    day = form.cleaned_data.get("on") or clock.today()
    is_electoral = form.cleaned_data.get("who") == "electors"
    if request.method == "POST" and form.is_valid():
        rows = exporting.export_roll(by, unit, day, is_electoral=is_electoral)
        name = exporting.file_name(unit, day, is_electoral=is_electoral)
        return exports.as_file("csv" if sent.get("file") == "csv" else "xlsx", name, exporting.HEAD, rows)
    found = (queries.electors_at if is_electoral else queries.members_at)(by, unit, on=day)
    context = {
        "form": form,
        "unit": unit,
        "day": day,
        "is_electoral": is_electoral,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "law": law.rule("ELE-04", clock.today()).cite(),
    }
    return render(request, "membership/roll.html", context)

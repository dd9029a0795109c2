"""Whose local rules lie over the national ones here: an administrator looks at what would differ, then chooses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from unionhall.desk import shell
from unionhall.desk.law.forms import RegionForm
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.law import actions, queries
from unionhall.kernel.law.permissions import LawPermission
from unionhall.kernel.law.queries import NATIONAL, Side


@shell.signed_in
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose (``?to=``), see which rules would say something else from today on, and go by them."""
    by = shell.actor(request)
    if not by.holds_any(LawPermission.EDIT):
        raise Denied(LawPermission.EDIT.value)
    now = queries.region()
    form = RegionForm(request.POST or request.GET or None, initial={"to": now or NATIONAL})
    wanted: str | None = None
    if form.is_bound and form.is_valid():
        wanted = "" if form.cleaned_data["to"] == NATIONAL else form.cleaned_data["to"]
        if request.method == "POST":
            try:
                actions.choose_region(by, wanted)
            except Refused as refused:
                shell.show(form, refused)
            else:
                return redirect("desk:law-layers")
    names = queries.layers()
    context = {
        "form": form,
        "now": names.get(now, ""),
        "is_chosen": queries.is_region_chosen(),
        "wanted": wanted,
        "to": names[wanted] if wanted else "",
        "is_same": wanted == now,
        "pairs": _differing(now, wanted) if wanted is not None else [],
    }
    return render(request, "desk/law-region.html", context)


def _differing(now: str, wanted: str) -> list[queries.Pair]:
    today = clock.today()
    return [pair for pair in queries.compare(Side(now, today), Side(wanted, today)) if pair.differs]

"""The figures of a quarter or a year: prefilled, signed, and then as they were."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Refused
from unionhall.modules.safety import queries
from unionhall.modules.safety.actions.returns import sign
from unionhall.modules.safety.procedure.returns import QUARTERLY_LAW, YEARLY_LAW
from unionhall.modules.safety.queries import returns


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest) -> HttpResponse:
    """One period's figures of my union and what stands below it; a POST signs them."""
    by = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    asked = request.POST.get("of") or request.GET.get("of") or ""
    unit, choices = returns.signing_unit(by, asked), returns.periods(clock.today())
    wanted = request.POST.get("period") or request.GET.get("period") or f"{choices[0].year}-{choices[0].quarter}"
    period = next((each for each in choices if f"{each.year}-{each.quarter}" == wanted), None)
    if period is None:
        raise Http404
    if request.method == "POST":
        try:
            sign(by, unit, period)
        except Refused as refused:
            messages.error(request, str(refused.reasons[0].text))
        else:
            messages.success(request, _("签好了。以后这一期的数不再变。"))
        return redirect(f"{request.path}?period={wanted}&of={unit.pk}")
    found = returns.signed(unit, period)
    context = {
        "unit": unit,
        "period": period,
        "wanted": wanted,
        "choices": [(f"{each.year}-{each.quarter}", each.label) for each in choices],
        "signed": found,
        "figures": found.figures if found else returns.figures(unit, period),
        "is_late": returns.is_late(unit, period),
        "law": queries.cited(YEARLY_LAW if period.quarter == 0 else QUARTERLY_LAW),
    }
    return render(request, "safety/figures.html", context)

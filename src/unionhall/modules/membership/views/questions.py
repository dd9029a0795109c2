"""What a file leaves open, asked once for all rows that wait for it."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unionhall.kernel.actor import Refused
from unionhall.modules.membership import actions
from unionhall.modules.membership.forms.answers import AnswersForm
from unionhall.modules.membership.models import RollImport
from unionhall.modules.membership.queries import effects
from unionhall.modules.membership.queries import imports as standing
from unionhall.modules.membership.views.imports import steps
from unionhall.modules.membership.views.members import actor


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, import_id: int) -> HttpResponse:
    """Which unit a name means, which way dates are written; a post compares the file anew."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    if found.state != RollImport.State.STAGED:
        return redirect("membership:import", found.pk)
    asked = actions.questions(by, found)
    above = standing.superiors_of(unit for each in asked for unit in each.units)
    meant = partial(actions.unit_meant, by, found)
    form = AnswersForm(asked, above, meant, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(by, found, form.given())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            return redirect("membership:import", found.pk)
    context = {"roll_import": found, "form": form, "steps": steps(), "rows": sum(each.rows for each in asked)}
    return render(request, "membership/import_questions.html", context)

"""Beginning a briefing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from unionhall.desk import shell
from unionhall.desk.briefing import starting
from unionhall.desk.briefing.forms import NewBriefingForm
from unionhall.kernel.actor import Refused
from unionhall.modules.briefings import queries


@shell.signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a kind and a campaign; the draft that comes of it has its figures in it already."""
    by = shell.actor(request)
    unit = queries.drafting_unit(by)
    reckonings = queries.reckonings_of(unit)
    asked = request.GET.get("campaign", "")
    about = next((each.pk for each in reckonings if each.key == f"campaigns:{asked}"), None)
    first = about or (reckonings[0].pk if reckonings else "")
    form = NewBriefingForm(request.POST or None, reckonings=reckonings, initial={"reckoning": first})
    if request.method == "POST" and form.is_valid():
        try:
            made = starting.begin(by, unit, kind=form.cleaned_data["kind"], reckoning=form.chosen)
            return redirect("briefings:edit", made.pk)
        except Refused as refused:
            shell.show(form, refused)
    return render(request, "desk/briefing-new.html", {"unit": unit, "form": form})

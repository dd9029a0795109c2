"""The holidays: anybody who signed in may read them, an administrator keeps them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.desk import shell
from unionhall.desk.holidays.forms import YearForm, lines_of
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.calendar import actions, queries
from unionhall.kernel.calendar.permissions import CalendarPermission

EARLIEST, AHEAD = 2000, 5  # years that can be laid down: from, and how many ahead


@shell.signed_in
@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """One year's days, this one if none is asked for."""
    known = {each.year: each for each in queries.years_laid_down()}
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isdigit() and int(asked) in known else clock.today().year
    next_one = max(known, default=clock.today().year - 1) + 1
    context: dict[str, Any] = {
        "year": known.get(number),
        "number": number,
        "views": [
            {"label": str(each), "url": f"?year={each}", "count": None, "is_here": each == number}
            for each in sorted(known)
        ],
        "days": queries.days_of(number),
        "may_edit": shell.actor(request).holds_any(CalendarPermission.EDIT),
        "next_one": next_one if next_one <= clock.today().year + AHEAD else None,
    }
    return render(request, "desk/holidays.html", context)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def lay_down(request: HttpRequest, number: int) -> HttpResponse:
    """Lay a year down anew: read what was pasted or sent, show it, and on the second button keep it."""
    by = shell.actor(request)
    if not by.holds_any(CalendarPermission.EDIT) or not EARLIEST <= number <= clock.today().year + AHEAD:
        raise Denied(CalendarPermission.EDIT.value)
    form = YearForm(request.POST or None, request.FILES or None, year=number, initial=_as_it_is(number))
    upload = request.FILES.get("file") if request.method == "POST" else None
    if isinstance(upload, UploadedFile):
        form = _with_table(request, number, upload)
    if form.is_bound and form.is_valid() and "save" in request.POST:
        said = form.cleaned_data
        try:
            actions.lay_down_year(by, number, form.days, said["source"], is_provisional=said["is_provisional"])
        except Refused as refused:
            shell.show(form, refused)
        else:
            return redirect(f"{reverse('desk:holidays')}?year={number}")
    return render(request, "desk/holidays-year.html", {"form": form, "number": number, "days": form.days})


def _with_table(request: HttpRequest, number: int, upload: UploadedFile[Any]) -> YearForm:
    """The form with the table's rows in its box, to be looked at; the file itself is not kept."""
    typed = request.POST.copy()
    typed.pop("save", None)
    try:
        typed["text"] = lines_of(upload)
    except Refused as refused:
        form = YearForm(typed, year=number)
        for reason in refused.reasons:
            form.add_error("file", str(reason.text))
        return form
    request.POST = typed  # type: ignore[assignment]  # what was read is looked at before it is kept
    return YearForm(typed, year=number)


def _as_it_is(number: int) -> dict[str, Any]:
    """A year that is laid down already, as lines to be changed."""
    known = {each.year: each for each in queries.years_laid_down()}.get(number)
    days = queries.days_of(number)
    lines = [f"{day.date:%Y-%m-%d} {'上班' if day.is_working else '放假'} {day.name}".rstrip() for day in days]
    return {
        "text": "\n".join(lines),
        "source": known.source if known else "",
        "is_provisional": known.is_provisional if known else False,
    }

"""The page of the tour: the steps one after the other. An installation without a tour has no such page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unionhall.desk.tour import queries


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """All steps, each with a link and with whom to be."""
    found = queries.tour()
    if found is None:
        raise Http404
    return render(request, "desk/tour.html", {"tour": found})

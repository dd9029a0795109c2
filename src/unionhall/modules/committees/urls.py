"""Addresses of foundings, terms and elections."""

from django.urls import path

from unionhall.modules.committees.views import founding, terms

app_name = "committees"

urlpatterns = [
    path("desk/units/terms/", terms.calendar, name="terms"),
    path("desk/units/<slug:code>/term/", terms.unit, name="term"),
    path("desk/units/<slug:code>/election/", terms.report, name="report"),
    path("desk/units/<slug:code>/prepare/", founding.apply, name="apply"),
    path("desk/elections/<int:election_id>/", terms.election, name="election"),
    path("desk/foundings/", founding.foundings, name="foundings"),
    path("desk/foundings/<int:founding_id>/", founding.founding, name="founding"),
]

"""Addresses of safety: ``/voice/hazard/`` is in the anonymous lane."""

from django.urls import URLPattern, URLResolver, path

from unionhall.modules.safety.views import desk

app_name = "safety"
urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/safety/", desk.ledger, name="ledger"),
    path("desk/safety/<int:hazard_id>/", desk.hazard, name="hazard"),
]

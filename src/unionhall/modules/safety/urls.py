"""Addresses of safety: ``/voice/hazard/`` is in the anonymous lane."""

from django.urls import URLPattern, URLResolver, path

from unionhall.modules.safety.views import desk, reporting, talk

app_name = "safety"
urlpatterns: list[URLPattern | URLResolver] = [
    path("voice/hazard/", talk.talk, name="talk"),
    path("voice/hazard/photo/<str:photo_key>/", reporting.photo, name="photo"),
    path("voice/hazard/at/<slug:code>/", reporting.report, name="report"),
    path("desk/safety/", desk.ledger, name="ledger"),
    path("desk/safety/<int:hazard_id>/", desk.hazard, name="hazard"),
]

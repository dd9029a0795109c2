"""Addresses of feedback: ``/voice/`` is the anonymous lane."""

from django.urls import path

from unionhall.modules.feedback import views

app_name = "feedback"
urlpatterns = [
    path("voice/", views.new, name="new"),
    path("voice/check/", views.check, name="check"),
    path("desk/feedback/", views.voices, name="voices"),
    path("desk/feedback/<int:voice_id>/", views.voice, name="voice"),
]

"""Addresses of sweeps."""

from django.urls import path

from unionhall.desk.sweep import views

urlpatterns = [
    path("sweeps/", views.sweeps, name="sweeps"),
    path("sweeps/<int:campaign_id>/", views.sweep, name="sweep"),
]

"""Addresses of the look itself."""

from django.urls import path

from unionhall.ui import installing, views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("choose", views.choose, name="choose"),
    path("offline", installing.offline, name="offline"),
    path("app-<slug:language>.webmanifest", installing.manifest, name="manifest"),
]

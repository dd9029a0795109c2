"""Addresses of units."""

from django.urls import path

from unionhall.desk.tree import views

urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/<slug:code>/", views.unit, name="unit"),
    path("units/<slug:code>/found/", views.found, name="unit-found"),
    path("units/<slug:code>/rename/", views.rename, name="unit-rename"),
    path("units/<slug:code>/edit/", views.edit, name="unit-edit"),
    path("units/<slug:code>/stand/", views.stand, name="unit-stand"),
    path("units/<slug:code>/move/", views.move, name="unit-move"),
    path("units/<slug:code>/end/", views.end, name="unit-end"),
]

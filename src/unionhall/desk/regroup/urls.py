"""Addresses of mergers and splits."""

from django.urls import path

from unionhall.desk.regroup import views

urlpatterns = [
    path("units/<slug:code>/merge/", views.merge, name="unit-merge"),
    path("units/<slug:code>/split/", views.split, name="unit-split"),
]

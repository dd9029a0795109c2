"""Addresses of the inbox."""

from django.urls import path

from unionhall.desk.inbox import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("inbox/together/", views.take_together, name="take-together"),
]

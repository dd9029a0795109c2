"""Addresses of the launch. The other pages of campaigns belong to the module."""

from django.urls import path

from unionhall.desk.campaigns import views

urlpatterns = [
    path("campaigns/new/", views.theme, name="launch"),
    path("campaigns/new/asks/", views.asks, name="launch-asks"),
    path("campaigns/new/lesson/", views.lesson, name="launch-lesson"),
    path("campaigns/new/paper/", views.paper, name="launch-paper"),
    path("campaigns/new/preview/", views.preview, name="launch-preview"),
    path("campaigns/new/forget/", views.forget, name="launch-forget"),
]

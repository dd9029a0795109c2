"""Addresses of the worker's side."""

from django.urls import path

from unionhall.desk.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("learn/", views.learn, name="learn"),
    path("do/", views.do, name="do"),
    path("me/", views.mine, name="mine"),
    path("privacy/", views.privacy, name="privacy"),
    path("me/forget/", views.forget, name="forget-me"),
]

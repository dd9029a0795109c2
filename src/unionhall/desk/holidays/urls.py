"""Addresses of the holidays."""

from django.urls import path

from unionhall.desk.holidays import views

urlpatterns = [
    path("holidays/", views.year, name="holidays"),
    path("holidays/<int:number>/", views.lay_down, name="holidays-year"),
]

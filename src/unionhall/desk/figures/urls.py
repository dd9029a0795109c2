"""Addresses of figures."""

from django.urls import path

from unionhall.desk.figures import views

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/<str:measure>/", views.rows, name="figure"),
]

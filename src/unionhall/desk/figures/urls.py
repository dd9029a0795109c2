"""Addresses of figures."""

from django.urls import path

from unionhall.desk.figures import burden, views

urlpatterns = [
    path("burden/", burden.burden, name="burden"),
    path("figures/", views.figures, name="figures"),
    path("figures/<str:measure>/", views.rows, name="figure"),
]

"""Where the tour stands."""

from django.urls import path

from unionhall.desk.tour import views

urlpatterns = [path("tour/", views.show, name="tour")]

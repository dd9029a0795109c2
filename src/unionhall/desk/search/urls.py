"""Address of the search."""

from django.urls import path

from unionhall.desk.search import views

urlpatterns = [path("search/", views.results, name="search")]

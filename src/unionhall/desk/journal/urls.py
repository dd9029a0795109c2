"""Address of the journal."""

from django.urls import path

from unionhall.desk.journal import views

urlpatterns = [path("journal/", views.lines, name="journal")]

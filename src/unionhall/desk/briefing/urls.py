"""Address of beginning a briefing."""

from django.urls import path

from unionhall.desk.briefing import views

urlpatterns = [path("briefings/new/", views.new, name="new-briefing")]

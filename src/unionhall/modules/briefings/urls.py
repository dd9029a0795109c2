"""Addresses of briefings."""

from django.urls import path

from unionhall.modules.briefings.views import files, reading, writing

app_name = "briefings"

urlpatterns = [
    path("desk/briefings/", reading.briefings, name="briefings"),
    path("desk/briefings/<int:briefing_id>/", reading.briefing, name="briefing"),
    path("desk/briefings/<int:briefing_id>/edit/", writing.edit, name="edit"),
    path("desk/briefings/<int:briefing_id>/pick/", writing.pick, name="pick"),
    path("desk/briefings/<int:briefing_id>/file.<str:form>", files.file, name="file"),
]

"""Addresses of the roll."""

from django.urls import path

from unionhall.modules.membership.views import members

app_name = "membership"
urlpatterns = [
    path("desk/members/", members.members, name="members"),
    path("desk/members/<str:code>/", members.unit, name="unit"),
    path("desk/members/person/<int:person_id>/", members.member, name="member"),
]

"""Addresses of the roll."""

from django.urls import path

from unionhall.modules.membership import views

app_name = "membership"
urlpatterns = [
    path("desk/members/", views.members, name="members"),
    path("desk/members/<str:code>/", views.unit, name="unit"),
    path("desk/members/person/<int:person_id>/", views.member, name="member"),
]

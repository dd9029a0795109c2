"""Addresses of offices."""

from django.urls import path

from unionhall.desk.people import views

urlpatterns = [
    path("offices/", views.offices, name="offices"),
    path("offices/<int:pk>/hand-over/", views.hand_over, name="hand-over"),
    path("offices/<int:pk>/second/", views.reset_second, name="second-reset"),
    path("offices/<int:pk>/invite/", views.invite, name="invite"),
    path("members/person/<int:person_id>/slip/", views.invite_member, name="invite-member"),
    path("offices/at/<slug:code>/new/", views.appoint, name="appoint"),
]

"""Addresses of the board."""

from django.urls import path

from unionhall.desk.board import views

urlpatterns = [
    path("board/<int:campaign_id>/", views.board, name="board"),
    path("board/<int:campaign_id>/compare/", views.compare, name="board-compare"),
]

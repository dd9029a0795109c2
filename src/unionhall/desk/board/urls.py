"""Addresses of the board."""

from django.urls import path

from unionhall.desk.board import closing, views, wall

urlpatterns = [
    path("board/<int:campaign_id>/", views.board, name="board"),
    path("board/<int:campaign_id>/compare/", views.compare, name="board-compare"),
    path("board/<int:campaign_id>/close/", closing.close, name="board-close"),
    path("board/<int:campaign_id>/walls/", wall.links, name="board-walls"),
    path("wall/<str:wall_token>/", wall.wall, name="wall"),
]

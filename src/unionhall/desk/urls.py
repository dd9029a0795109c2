"""Addresses of the desk's rooms, gathered for ``config.urls``."""

from django.urls import include, path

app_name = "desk"

urlpatterns = [
    path("desk/", include("unionhall.desk.signin.urls")),
    path("desk/", include("unionhall.desk.inbox.urls")),
    path("desk/", include("unionhall.desk.tree.urls")),
    path("desk/", include("unionhall.desk.regroup.urls")),
    path("desk/", include("unionhall.desk.people.urls")),
    path("desk/", include("unionhall.desk.figures.urls")),
    path("desk/", include("unionhall.desk.campaigns.urls")),
    path("desk/", include("unionhall.desk.briefing.urls")),
    path("desk/", include("unionhall.desk.sweep.urls")),
    path("desk/", include("unionhall.desk.search.urls")),
    path("desk/", include("unionhall.desk.journal.urls")),
    path("desk/", include("unionhall.desk.holidays.urls")),
    path("", include("unionhall.desk.law.urls")),
    path("", include("unionhall.desk.board.urls")),
    path("", include("unionhall.desk.tour.urls")),
    path("", include("unionhall.desk.home.urls")),
]

"""Addresses of campaigns. A worker's address carries the link's token and never a person."""

from django.urls import path

from unionhall.modules.campaigns.views import desk, people, worker

app_name = "campaigns"
urlpatterns = [
    path("c/<str:token>/", worker.landing, name="landing"),
    path("c/<str:token>/tasks/", worker.tasks, name="tasks"),
    path("c/<str:token>/not-me/", worker.not_me, name="not-me"),
    path("own/", worker.own_begin, name="own-begin"),
    path("own/<str:token>/", worker.own, name="own"),
    path("desk/campaigns/", desk.campaigns, name="list"),
    path("desk/campaigns/<int:campaign_id>/", desk.campaign, name="campaign"),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/", desk.unit, name="unit"),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/enrol/", desk.enrol, name="enrol"),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/excuse/", desk.excuse, name="excuse"),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/link/", desk.link, name="link"),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/poster.pdf", desk.poster, name="poster"),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/noted/", desk.noted, name="noted"),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/settle/", people.settle, name="settle"),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/people/", people.begun, name="people"),
    path(
        "desk/campaigns/<int:campaign_id>/units/<str:code>/people/<int:participant_id>/",
        people.release,
        name="release",
    ),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/slips/", people.slips, name="slips"),
]

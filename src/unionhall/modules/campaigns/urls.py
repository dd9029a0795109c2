"""Addresses of campaigns. A worker's address carries the link's token and never a person."""

from django.urls import path

from unionhall.modules.campaigns.views import acts, desk, joining_late, nudges, people, presenting, tasks, worker

app_name = "campaigns"
urlpatterns = [
    path("c/<str:token>/", worker.landing, name="landing"),
    path("c/<str:token>/tasks/", worker.tasks, name="tasks"),
    path("c/<str:token>/not-me/", worker.not_me, name="not-me"),
    path("own/", worker.own_begin, name="own-begin"),
    path("own/<str:token>/", worker.own, name="own"),
    path("desk/campaigns/", desk.campaigns, name="list"),
    path("desk/campaigns/<int:campaign_id>/", desk.campaign, name="campaign"),
    path("media/campaigns/cover/<str:cover>", presenting.cover, name="cover"),
    path("desk/campaigns/<int:campaign_id>/present/", presenting.present, name="present"),
    path("desk/campaigns/<int:campaign_id>/tasks/new/", tasks.new, name="task-new"),
    path("desk/campaigns/<int:campaign_id>/tasks/<int:task_id>/drop/", tasks.drop, name="task-drop"),
    path("desk/campaigns/<int:campaign_id>/ask/", joining_late.ask, name="ask-late"),
    path("desk/campaigns/<int:campaign_id>/nudge/", nudges.nudge, name="nudge"),
    path("desk/campaigns/<int:campaign_id>/nudge/copied/", nudges.copied, name="nudge-copied"),
    path("desk/campaigns/acts/<int:act_id>/", acts.act, name="act"),
    path("desk/campaigns/acts/<int:act_id>/change/", acts.change, name="act-change"),
    path("desk/campaigns/acts/<int:act_id>/withdraw/", acts.withdraw, name="act-withdraw"),
    path("desk/campaigns/acts/<int:act_id>/proof/", acts.proof, name="act-proof"),
    path("desk/campaigns/<int:campaign_id>/units/<str:code>/acts/new/", acts.new, name="act-new"),
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

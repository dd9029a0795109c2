"""Launching: for whom, what everybody is to reach, how much that asks, and an earlier campaign once more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel import clock
from unionhall.kernel.org import actions as org
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns import queries
from unionhall.modules.campaigns.actions import NewTask
from unionhall.modules.campaigns.models import Campaign, Task
from unionhall.modules.campaigns.queries import Audience
from unionhall.modules.learning.models import Assignment

SignIn = Callable[[Person], Client]
LECTURE = {"words": "每家办一场宣讲", "measure": "campaigns.acts/lecture", "target": "least", "number": "1"}
SHARE = {"words": "八成会员参加", "measure": "campaigns.people", "target": "share", "number": "80"}


def theme(**changes: Any) -> dict[str, Any]:
    today = clock.today()
    whole = {"name": "新行动", "theme": "做一件事", "since": today.isoformat(), "days": "40", "contact": ""}
    return {**whole, "enrol_until": (today + timedelta(days=5)).isoformat(), **changes}


def asks(*tasks: dict[str, str], **audience: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"tasks-TOTAL_FORMS": str(len(tasks)), "tasks-INITIAL_FORMS": "0", **audience}
    for number, task in enumerate(tasks):
        data |= {f"tasks-{number}-{name}": value for name, value in task.items()}
    return data


def to_preview(client: Client, given: dict[str, Any], **changes: Any) -> str:
    client.post("/desk/campaigns/new/", theme(**changes))
    answer = client.post("/desk/campaigns/new/asks/", given)
    assert answer.status_code == 302, answer.content.decode()
    client.post("/desk/campaigns/new/lesson/", {"source": "none"})
    client.post(
        "/desk/campaigns/new/paper/", {"source": "none", "questions-TOTAL_FORMS": "0", "questions-INITIAL_FORMS": "0"}
    )
    return client.get("/desk/campaigns/new/preview/").content.decode()


def test_the_preview_says_whom_it_reaches_and_what_it_asks(hall: Hall, as_: SignIn) -> None:
    client = as_(hall.ana)
    page = to_preview(client, asks(LECTURE, SHARE, {"words": ""}, parts=[hall.east.pk]), basis="TUL-10")
    for said in ("共 40 天", "发给 2 家", "每家办一场宣讲", "八成会员参加：系统自己数", "听泉街道总工会", "第十条"):
        assert said in page
    assert 'row">石桥镇' not in page
    assert client.post("/desk/campaigns/new/preview/").status_code == 302
    launched = Campaign.objects.get()
    assert (launched.until - launched.since).days == 39  # 40 days with the first and the last
    assert [(task.measure, task.number, task.due) for task in launched.tasks.all()] == [
        ("campaigns.acts/lecture", 1, launched.until),
        ("campaigns.people", 80, launched.until),
    ]
    assert (launched.audience, launched.basis) == ({"parts": [hall.east.pk]}, "TUL-10")
    shown = client.get(f"/desk/campaigns/{launched.pk}/").content.decode()
    assert "0 / 2 家做到" in shown


def test_an_audience_narrows(hall: Hall) -> None:
    org.edit(SYSTEM, hall.mill, uscc="", trade="C")
    for audience, asked in (
        (Audience(), {hall.mill, hall.shop, hall.yard}),
        (Audience(parts=(hall.west.pk,)), {hall.yard}),
        (Audience(trades=("C",)), {hall.mill}),
        (Audience(fewest=1), {hall.mill}),
        (Audience(most=6), {hall.shop, hall.yard}),
        (Audience(kinds=("joint",)), set()),
    ):
        assert set(queries.would_be_asked(SYSTEM, hall.federation, audience)) == asked
        assert Audience.of(audience.kept()) == audience
        assert queries.reach(SYSTEM, hall.federation, audience).units == len(asked)
    assert queries.reach(SYSTEM, hall.federation).members == len(hall.members)


def test_what_can_not_be_is_said_beside_the_field(hall: Hall, as_: SignIn) -> None:
    client = as_(hall.ana)
    today = clock.today()
    wrong = client.post("/desk/campaigns/new/", theme(until=(today + timedelta(days=9)).isoformat())).content.decode()
    assert "是 10 天，对不上" in wrong
    client.post("/desk/campaigns/new/", theme())
    for given, says in (
        (asks({**SHARE, "number": "101"}), "1 到 100"),
        (asks({**SHARE, "words": ""}), "写上要做什么"),
        (asks(SHARE, SHARE), "要两遍"),
        (asks({**LECTURE, "due": "2020-01-01"}), "开始和结束之间"),
        (asks(fewest="9", most="2"), "不能比最少还少"),
    ):
        assert says in client.post("/desk/campaigns/new/asks/", given).content.decode()
    assert "八成会员参加" in client.post("/desk/campaigns/new/asks/", asks(SHARE, fewest="x")).content.decode()


def test_a_figure_that_is_known_is_not_asked_for_in_words(hall: Hall, as_: SignIn) -> None:
    page = to_preview(as_(hall.ana), asks(), theme="月底前上报参加职工人数")
    assert "不要再让单位报一遍" in page


def test_last_years_is_done_again_with_everything_but_the_days(hall: Hall, campaign: Campaign, as_: SignIn) -> None:
    lecture = NewTask(LECTURE["words"], LECTURE["measure"], Task.Target.AT_LEAST, 1, campaign.until)
    campaigns.set_tasks(SYSTEM, campaign, hall.federation, [lecture])
    client = as_(hall.ana)
    first = client.get(f"/desk/campaigns/new/?like={campaign.pk}").content.decode()
    assert campaign.name in first
    answer = client.post("/desk/campaigns/new/", theme(name="今年的", like=campaign.pk))
    assert answer["Location"] == "/desk/campaigns/new/preview/"
    client.post("/desk/campaigns/new/preview/")
    again = Campaign.objects.latest("pk")
    assert (again.name, [task.words for task in again.tasks.all()]) == ("今年的", ["每家办一场宣讲"])
    was, now = (Assignment.objects.get(campaign=each) for each in (campaign, again))
    assert (was.lesson_id, was.paper_id) == (now.lesson_id, now.paper_id)
    assert as_(hall.outsider).get(f"/desk/campaigns/new/?like={campaign.pk}").status_code == 404


def test_a_unit_founded_later_is_asked_later(hall: Hall, campaign: Campaign, as_: SignIn) -> None:
    late = org.found(SYSTEM, name="新厂工会", kind="grassroots", parent=hall.east)
    page = f"/desk/campaigns/{campaign.pk}/ask/"
    client = as_(hall.ben)
    assert "新厂工会" in client.get(page).content.decode()
    client.post(page, {"pick": [late.pk]})
    assert campaign.enrolments.get(unit=late).state == "asked"
    assert "没有可以补请的" in client.get(page).content.decode()

"""Walks through the desk: launching, enrolling together, handing over, moving; and figures that open their rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from unionhall.desk.tests.conftest import SYSTEM, Hall, sit
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.api import CLAIM_COOKIE
from unionhall.modules.campaigns.models import Campaign, Enrolment
from unionhall.modules.learning.models import Assignment
from unionhall.modules.membership.actions import joining
from unionhall.modules.membership.models import Application

SignIn = Callable[[Person], Client]


def _theme(**changes: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "name": "新行动",
        "theme": "做一件事",
        "since": today.isoformat(),
        "until": (today + timedelta(days=30)).isoformat(),
        "enrol_until": (today + timedelta(days=5)).isoformat(),
        "contact": "",
        **changes,
    }


def _questions(*questions: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {"questions-TOTAL_FORMS": str(len(questions)), "questions-INITIAL_FORMS": "0"}
    for number, question in enumerate(questions):
        data |= {f"questions-{number}-{field}": value for field, value in {"kind": "single", **question}.items()}
    return data


EVERYBODY = {"tasks-TOTAL_FORMS": "0", "tasks-INITIAL_FORMS": "0"}
PAPER = {"source": "new", "title": "一卷", "marks_each": "50", "pass_marks": "60", "tries": "2"}
ASKED = {"text": "哪个对", "a": "这个", "b": "那个", "right": ["A"]}


def test_a_campaign_is_launched_with_a_new_lesson_and_paper(hall: Hall, as_: SignIn) -> None:
    client = as_(hall.ana)
    assert client.post("/desk/campaigns/new/", _theme())["Location"] == "/desk/campaigns/new/asks/"
    assert client.post("/desk/campaigns/new/asks/", EVERYBODY)["Location"] == "/desk/campaigns/new/lesson/"
    lesson = {"source": "new", "title": "一课", "text": "第一段\n第二段"}
    assert client.post("/desk/campaigns/new/lesson/", lesson)["Location"] == "/desk/campaigns/new/paper/"
    judged = {"text": "对不对", "kind": "true_false", "right": ["B"]}
    answer = client.post("/desk/campaigns/new/paper/", {**PAPER, **_questions(ASKED, judged, {"text": ""})})
    assert answer["Location"] == "/desk/campaigns/new/preview/"
    page = client.get("/desk/campaigns/new/preview/").content.decode()
    assert "发给 3 家" in page
    assert "2 题，满分 100 分，60 分合格" in page
    assert client.post("/desk/campaigns/new/preview/").status_code == 302
    launched = Campaign.objects.get()
    assert Assignment.objects.get(campaign=launched).paper is not None
    assert Enrolment.objects.filter(campaign=launched).count() == 3
    assert client.get("/desk/campaigns/new/preview/")["Location"] == "/desk/campaigns/new/"


def test_nothing_that_was_typed_is_lost_on_the_way(hall: Hall, as_: SignIn) -> None:
    client = as_(hall.ana)
    client.post("/desk/campaigns/new/", _theme())
    client.post("/desk/campaigns/new/asks/", EVERYBODY)
    client.post("/desk/campaigns/new/lesson/", {"source": "none"})
    more = client.post("/desk/campaigns/new/paper/", {**PAPER, **_questions(ASKED), "more": "1"}).content.decode()
    assert "哪个对" in more
    assert more.count('<fieldset class="sheet') == 6
    client.post("/desk/campaigns/new/paper/", {**PAPER, **_questions(ASKED)})
    assert "新行动" in client.get("/desk/campaigns/new/").content.decode()
    assert "哪个对" in client.get("/desk/campaigns/new/paper/").content.decode()


def test_what_can_not_be_is_said_beside_the_field(hall: Hall, as_: SignIn) -> None:
    client = as_(hall.ana)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    assert "已经过去" in client.post("/desk/campaigns/new/", _theme(until=yesterday)).content.decode()
    client.post("/desk/campaigns/new/", _theme())
    client.post("/desk/campaigns/new/asks/", EVERYBODY)
    assert "至少一段" in client.post("/desk/campaigns/new/lesson/", {"source": "new", "title": "课"}).content.decode()
    client.post("/desk/campaigns/new/lesson/", {"source": "none"})
    wrong = client.post("/desk/campaigns/new/paper/", {**PAPER, **_questions({**ASKED, "right": []})}).content.decode()
    assert "选出正确答案" in wrong
    assert "至少出一道题" in client.post("/desk/campaigns/new/paper/", {**PAPER, **_questions({})}).content.decode()


def test_only_who_may_launch_finds_the_walk(hall: Hall, as_: SignIn) -> None:
    access.appoint(SYSTEM, person=hall.outsider, unit=hall.mill, office="organiser")
    for step in ("", "asks/", "lesson/", "paper/", "preview/"):
        assert as_(hall.outsider).get(f"/desk/campaigns/new/{step}").status_code == 404


def test_an_inbox_shows_what_waits_and_takes_it_together(hall: Hall, campaign: Campaign, as_: SignIn) -> None:
    access.appoint(SYSTEM, person=hall.cleo, unit=hall.shop, office="officer")
    client = as_(hall.cleo)
    page = client.get("/desk/").content.decode()
    assert page.count('name="pick"') == 2
    assert "一起报名" in page
    picks = [part.split('"')[0] for part in page.split('name="pick" value="')[1:]]
    assert client.post("/desk/inbox/together/", {"pick": picks, "step": "campaigns.enrolment/enrol"}).status_code == 302
    assert Enrolment.objects.filter(campaign=campaign, state="enrolled").count() == 2
    assert "没有等您办的事" in client.get("/desk/").content.decode()
    assert "办完" in client.get("/desk/?view=done").content.decode()


def test_others_matters_are_not_taken_along(hall: Hall, campaign: Campaign, as_: SignIn) -> None:
    page = as_(hall.cleo).get("/desk/?view=mine").content.decode()
    assert "恒岱机械厂工会" in page
    duties = list(Duty.objects.values_list("pk", flat=True))
    as_(hall.dora).post("/desk/inbox/together/", {"pick": duties, "step": "campaigns.enrolment/enrol"})
    assert Enrolment.objects.get(campaign=campaign, state="enrolled").unit_id == hall.shop.pk


def test_the_union_above_urges_what_only_the_union_below_may_do(hall: Hall, as_: SignIn) -> None:
    link = joining.open_link(SYSTEM, hall.mill)
    said = {"name": "王甲", "phone": "13800000071", "document_kind": "id", "document": "", "group": ""}
    joining.apply_to_join(link, said)
    with clock.set_to(clock.now() + timedelta(days=12)):
        procedures.rise_overdue(SYSTEM)
        page = as_(hall.ben).get("/desk/").content.decode()
        theirs = as_(hall.cleo).get("/desk/").content.decode()
        further = as_(hall.wim).get("/desk/").content.decode()
    where = Application.objects.get().get_absolute_url()
    assert "恒岱机械厂工会有一件“批准入会申请”超期了，请催办" in page
    assert where not in page
    assert where in theirs
    assert "请催办" not in further
    assert as_(hall.ben).get(where).status_code == 404


def test_every_figure_of_the_board_equals_the_rows_it_opens(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    client = as_(hall.ana)
    for measure, total in (("campaigns.units", 1), ("campaigns.people", 6), ("learning.papers", 6)):
        page = client.get(f"/desk/figures/{measure}/?campaign={papers.pk}").content.decode()
        assert f'<p class="figure-value">{total}' in page, measure
        assert f"一条一条，共 {total} 条" in page, measure
        assert "乙员" not in page
    assert "83.3%" in client.get(f"/board/{papers.pk}/").content.decode()


def test_names_behind_a_figure_are_shown_to_their_own_chair_alone(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    path = f"/desk/figures/campaigns.people/?campaign={papers.pk}"
    assert "乙员" in as_(hall.cleo).get(path).content.decode()
    for person in (hall.ana, hall.ben):
        assert "乙员" not in as_(person).get(path).content.decode()
        assert "乙员" not in as_(person).get(path + "&as=csv").content.decode("utf-8-sig")


def test_each_sees_their_own_part_of_the_board(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    top = as_(hall.ana).get(f"/board/{papers.pk}/").content.decode()
    assert "听泉街道总工会" in top
    assert "石桥镇总工会" in top
    ben = as_(hall.ben).get(f"/board/{papers.pk}/").content.decode()
    assert "恒岱机械厂工会" in ben
    assert "石桥镇" not in ben
    assert as_(hall.ben).get(f"/board/{papers.pk}/?unit={hall.west.code}").status_code == 404
    assert as_(hall.cleo).get(f"/board/{papers.pk}/").status_code == 200
    assert as_(hall.ana).get("/board/999999/").status_code == 404


def test_unknown_measures_slices_and_campaigns_are_not_found(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    client = as_(hall.ana)
    for path in (
        "nothing.here/",
        "learning.papers/?slice=nonsense",
        "campaigns.people/",
        "campaigns.people/?campaign=999",
    ):
        assert client.get(f"/desk/figures/{path}").status_code == 404, path
    assert client.get(f"/desk/figures/learning.pass_rate/?campaign={papers.pk}").status_code == 200
    told = client.get(f"/desk/figures/learning.papers/?campaign={papers.pk}&slice=passed")
    assert "要有查看名单的权限" in told.content.decode()


def test_an_office_is_handed_over_and_the_new_holder_gets_a_slip(hall: Hall, as_: SignIn) -> None:
    held = hall.cleo.appointments.get()
    client = as_(hall.ben)
    assert client.get(f"/desk/offices/{held.pk}/hand-over/").status_code == 200
    wanted = {"name": "新主席", "phone": "13612345678", "on": clock.today().isoformat()}
    slip = client.post(f"/desk/offices/{held.pk}/hand-over/", wanted).content.decode()
    code = slip.split('figure-value num">')[1].split("<")[0]
    new = Client()
    answer = new.post(
        "/desk/activate/",
        {"code": code, "phone": wanted["phone"], "password": "a-brand-new-word", "again": "a-brand-new-word"},
    )
    assert answer.status_code == 302
    assert "恒岱机械厂工会" in new.get("/desk/").content.decode()
    assert as_(hall.cleo).get("/desk/units/").status_code == 404
    assert as_(hall.dora).get(f"/desk/offices/{held.pk}/hand-over/").status_code == 404


def test_a_move_shows_its_effects_before_the_button_that_names_them(hall: Hall, as_: SignIn) -> None:
    client, url = as_(hall.ana), f"/desk/units/{hall.mill.code}/move/"
    asked = {"to": hall.west.code, "on": clock.today().isoformat(), "reason": "批复 1 号"}
    page = client.get(url, asked).content.decode()
    assert "石桥镇总工会下面</button>" in page
    assert "会员" in page
    assert client.post(url, asked).status_code == 302
    assert [unit.pk for unit in org_queries.superiors(hall.mill)][-1] == hall.west.pk
    assert "没找到这个代码" in client.get(url, {**asked, "to": "nowhere"}).content.decode()
    assert "button" not in client.get(url, {**asked, "to": hall.west.code}).content.decode().split("why-not")[1][:600]


def test_a_unit_is_founded_renamed_and_ended(hall: Hall, as_: SignIn) -> None:
    client = as_(hall.ana)
    made = client.post(f"/desk/units/{hall.west.code}/found/", {"name": "新厂工会", "kind": "grassroots"})
    assert made.status_code == 302
    url = made["Location"]
    assert client.post(url + "rename/", {"name": "新新厂工会"}).status_code == 302
    assert "撤销这 1 家" in client.get(url + "end/").content.decode()
    assert client.post(url + "end/", {"on": clock.today().isoformat(), "reason": "关了"}).status_code == 302
    assert "已撤销" in client.get(url).content.decode()
    bad = client.post(f"/desk/units/{hall.west.code}/found/", {"name": "厂", "kind": "grassroots", "uscc": "123"})
    assert bad.status_code == 200


def test_a_device_sees_its_tasks_and_can_forget_them(hall: Hall, campaign: Campaign, lanes_client: Client) -> None:
    enrolment = Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=hall.mill)
    link = campaigns.enrol(actor_for(Account.objects.get(person=hall.cleo)), enrolment)
    begun = campaigns.identify(link, name=hall.members[0].name, tail=hall.members[0].phone[-4:])
    lanes_client.cookies[CLAIM_COOKIE] = begun.cookie
    home = lanes_client.get("/").content.decode()
    assert "等您办的" in home
    assert "一卷" in home or "一课" in home
    assert "甲员" in lanes_client.get("/me/").content.decode()
    report = f"/voice/hazard/at/{hall.mill.code}/"  # of the union whose link it came in by
    assert report in lanes_client.get("/do/").content.decode()
    assert lanes_client.get(report).status_code == 200
    assert lanes_client.post("/me/forget/").status_code == 302
    lanes_client.cookies[CLAIM_COOKIE] = begun.cookie
    assert "怎么参加" in lanes_client.get("/").content.decode()


def test_a_device_that_is_done_sees_what_it_did(hall: Hall, campaign: Campaign, lanes_client: Client) -> None:
    enrolment = Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=hall.mill)
    link = campaigns.enrol(actor_for(Account.objects.get(person=hall.cleo)), enrolment)
    lanes_client.cookies[CLAIM_COOKIE] = sit(link, hall.members[0], right=True)
    home = lanes_client.get("/").content.decode()
    assert "办完的" in home
    assert "眼下没有要您办的" in home


def test_the_journal_names_no_worker_above_their_own_union(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    own = as_(hall.cleo).get("/desk/journal/")
    if own.status_code == 200:
        assert "乙员" in own.content.decode()
    for person in (hall.ana, hall.ben):
        page = as_(person).get("/desk/journal/").content.decode()
        assert "乙员" not in page
        assert "答对" not in page
        assert "柯洛" in page  # who acts in an office is named

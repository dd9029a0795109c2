"""From a call by the federation to the signed briefing, as the people who walk it: learn, sit, report, nudge, close."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cluster
from tests.journeys import steps
from tests.journeys.conftest import Hall, Visitor

LECTURE = "每家办一场宣讲"
NAMES = {360: "冬季防火、防滑、防中毒", 1440: "先学后考：认识我们的工会"}
PAPERS = {360: "冬季安全五道题", 1440: "认识工会五道题"}
QUESTIONS = (
    ("宿舍里能不能用煤炉取暖、关着窗睡？", "不能，会煤气中毒", "能，开个门缝就行"),
    ("地上结了冰，先做什么？", "撒沙子、围起来，再报告", "绕过去就行"),
    ("灭火器压力表的指针在红区，说明什么？", "压力不够，要换", "刚充满，正好"),
    ("电暖器烤衣服，行不行？", "不行，容易起火", "行，看着就行"),
    ("看到安全出口堆了货，怎么办？", "马上报告，请人挪开", "下班再说"),
)

Visit = Callable[..., Visitor]
SignIn = Callable[[Visitor, str], None]


def _paper(hall: Hall, title: str) -> None:
    """A paper of the federation: the officer wrote its questions, the chair has reviewed them."""
    hall.home.ask(
        "from unionhall.kernel.access.models import Appointment\n"
        "from unionhall.kernel.access.queries import actor_for\n"
        "from unionhall.modules.learning import actions\n"
        "held = Appointment.objects.filter(unit__kind='federation', until=None).select_related('person', 'unit')\n"
        "officer, chair = held.get(office='officer'), held.get(office='chair')\n"
        f"given = [actions.Given('single', text, said, (0,)) for text, *said in {QUESTIONS!r}]\n"
        "by = actor_for(officer.person)\n"
        "asked = actions.write_questions(by, unit=officer.unit, given=given)\n"
        "actions.send_to_review(by, asked)\n"
        "actions.approve(actor_for(chair.person), asked)\n"
        "worth = [(question, 20) for question in asked]\n"
        f"actions.write_paper(by, unit=officer.unit, title={title!r}, questions=worth, pass_marks=60, tries=1)"
    )


def _launch(officer: Visitor, name: str, paper: str) -> int:
    """The officer writes theme and lesson, takes a paper, looks at whom it reaches, and sends it; the campaign's id."""
    page = officer.go("/desk/campaigns/new/")
    page.get_by_label("叫什么").fill(name)
    page.get_by_role("textbox", name="要大家做什么").fill("每家单位月底前学一遍，每个人答一份。")
    page.get_by_label("从哪天起").fill(date.today().isoformat())  # noqa: DTZ011  # as the officer reads it off the wall
    page.get_by_label("到哪天止").fill((date.today() + timedelta(days=39)).isoformat())  # noqa: DTZ011
    page.get_by_label("单位报名到哪天").fill((date.today() + timedelta(days=9)).isoformat())  # noqa: DTZ011
    officer.look("launch-theme")
    page.get_by_role("button", name="下一步").click()
    task = page.get_by_role("group", name="任务 1")
    task.get_by_label("要做到什么").fill(LECTURE)
    task.get_by_label("按哪个数算").select_option(label="办的活动：宣讲（场次）")
    task.get_by_label("多少").fill("1")
    officer.look("launch-asks")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("写一课新的").check()
    page.get_by_label("课的标题").fill("冬天三件事")
    page.get_by_label("课文").fill("通风。\n防滑。\n堵住安全出口就是堵住活路。")
    officer.look("launch-lesson")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label(f"用写好的：{paper}").check()
    officer.look("launch-paper")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("main")).to_contain_text(LECTURE)
    officer.look("launch-preview")
    page.get_by_role("button", name=re.compile("发给")).click()
    found = re.search(r"/desk/campaigns/(\d+)/", page.url)
    assert found, page.url
    officer.look("launched")
    return int(found.group(1))


def _enrol(chair: Visitor, name: str) -> tuple[str, bytes]:
    """The chair finds the call in the inbox and enrols; the link from the text for the group, and the poster."""
    page = chair.go("/desk/")
    chair.look("inbox")
    page.get_by_role("link", name=re.compile(name)).first.click()
    page.get_by_role("button", name="报名参加").click()
    text = page.get_by_label("发到群里的文字").input_value()
    assert name in text
    chair.look("enrolled")
    link = re.search(r"https?://[^/\s]+(/c/\S+)", text)
    assert link, text
    poster = chair.context.request.get(chair.url + _href(page, "打印海报"))
    assert poster.headers["content-type"] == "application/pdf"
    return link.group(1), poster.body()


def _href(page: Page, name: str) -> str:
    href = page.get_by_role("link", name=name).get_attribute("href")
    assert href
    return href


def _take_part(worker: Visitor, link: str, name: str, tail: str) -> None:
    """The worker opens the link, says who they are, reads, answers with one mistake, hands in, sees the result."""
    page = worker.go(link)
    worker.look("landing")
    page.get_by_label("您的姓名").fill(name)
    page.get_by_label("手机号后四位").fill(tail)
    page.get_by_role("button", name="开始").click()
    worker.look("tasks")
    page.locator("a.btn-primary").click()
    worker.look("lesson")
    page.get_by_role("button", name="去答卷").click()
    for number in range(1, len(QUESTIONS) + 1):
        letter = "B" if number == 2 else "A"
        with page.expect_response(re.compile("/save$")):
            steps.choose(page, letter)
        expect(page.locator("[data-saved-text]")).to_contain_text(re.compile(r"\d\d:\d\d"))  # a receipt after COMMIT
        if number in (1, 3):
            page.reload()  # nothing acknowledged is lost
            page.goto(f"{page.url.partition('#')[0]}#q-{number}")
            expect(steps.answer(page, letter)).to_be_checked()
        if number == 3:
            worker.look("question")
        steps.onward(page)
    worker.look("hand-in")
    steps.hand_in(page)
    expect(page.locator(".figure-value")).to_contain_text("4")
    expect(page.get_by_role("img", name="合格")).to_be_visible()
    expect(page.locator(".review")).to_contain_text(QUESTIONS[1][1])
    worker.look("result")


def _report(chair: Visitor, campaign: int, unit: str) -> None:
    """The chair writes down a lecture that was held in the canteen: a minute, and it is counted as reported."""
    page = chair.go(f"/desk/campaigns/{campaign}/units/{unit}/")
    page.get_by_role("link", name="记一次活动").click()
    page.get_by_label("宣讲").check()
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_role("main")).to_contain_text("写上在哪里办的")  # beside the field; the choice is kept
    expect(page.get_by_label("宣讲")).to_be_checked()
    page.get_by_label("在哪里").fill("职工食堂")
    page.get_by_label("到场多少人").fill("36")
    chair.look("act")
    page.get_by_role("button", name="上报").click()
    task = page.locator(".worklist li").filter(has_text=LECTURE)
    expect(task).to_contain_text("做到了")
    expect(task).to_contain_text("上报")
    chair.look("reported")


def _nudge(township: Visitor, late: Visitor, campaign: int, name: str) -> None:
    """The township reminds who is behind, takes the text to the group, and sees who has read it; once a day."""
    page = township.go(f"/desk/campaigns/{campaign}/nudge/")
    ticks = page.locator("input[name=pick]:enabled").count()
    assert ticks > 0
    page.get_by_label("加一句话").fill("有难处打电话")
    township.look("nudge")
    page.get_by_role("button", name="催勾上的").click()
    text = page.get_by_label("发到群里的催办").input_value()
    assert "有难处打电话" in text
    assert name in text
    expect(page.locator("input[name=pick]:enabled")).to_have_count(0)  # one a unit a day
    expect(page.get_by_role("main")).to_contain_text("看过 0 家")
    read = late.go("/desk/")
    late.look("nudged")
    read.get_by_role("link", name=re.compile(f"催办：{name}")).click()
    expect(read.get_by_role("main")).to_contain_text("有难处打电话")
    late.look("read")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("看过 1 家")
    township.look("nudges")


def _close(officer: Visitor, campaign: int) -> None:
    """The office that called looks at what is open and signs that the figures stand."""
    page = officer.go(f"/board/{campaign}/close/")
    page.get_by_label("为什么提前截止").fill("都办完了")
    officer.look("close")
    page.get_by_role("button", name="签认，固定数字").click()
    expect(page.get_by_role("main")).to_contain_text("签认记录")


def _issue(officer: Visitor, chair: Visitor, campaign: int, name: str) -> str:
    """The officer drafts a briefing with the campaign's figures, the chair issues it; its address."""
    page = officer.go(f"/desk/briefings/new/?campaign={campaign}")
    page.get_by_role("button", name="起草").click()
    page.get_by_role("button", name="存好，看样").click()
    page.get_by_role("button", name="送签").click()
    officer.look("briefing-sent")
    address = page.url.removeprefix(officer.url)
    page = chair.go(address)
    page.get_by_role("button", name="签发").click()
    expect(page.get_by_label("发到群里的话")).to_be_visible()
    chair.look("briefing-issued")
    for form, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert chair.context.request.get(f"{chair.url}{address}file.{form}").body().startswith(begins)
    return address


def _chair_of_federation(hall: Hall) -> str:
    told: str = hall.home.ask(
        "from unionhall.kernel.access.models import Appointment\n"
        "print(Appointment.objects.get(unit__kind='federation', office='chair', until=None).person.phone)"
    )
    return told


def _figures(hall: Hall, unit: str, campaign: int) -> dict[str, Any]:
    told = json.loads(hall.home.done("figures", unit, "--campaign", str(campaign), "--json"))
    figures: dict[str, Any] = told["reckonings"][0]["figures"]
    return figures


@pytest.mark.parametrize("width", [360, 1440])
def test_from_the_call_to_figures_that_open(
    hall: Hall, visitor: Visit, sign_in: SignIn, chairs: list[tuple[str, str, str]], width: int
) -> None:
    name = NAMES[width]
    officer, chair, worker = (visitor(role, width=width) for role in ("officer", "chair", "worker"))
    sign_in(officer, "officer")
    _paper(hall, PAPERS[width])
    campaign = _launch(officer, name, PAPERS[width])
    sign_in(chair, "chair")
    link, poster = _enrol(chair, name)
    assert poster.startswith(b"%PDF")

    _take_part(worker, link, hall.cast["worker"], hall.cast["tail"])
    township = visitor("township", width=width)
    sign_in(township, "township")

    for one in (officer, township, chair):
        page = one.go(f"/board/{campaign}/")
        figures = page.locator(".figure")
        expect(figures.filter(has_text="参加职工").locator(".figure-value")).to_have_text(re.compile("^1人"))
        expect(figures.filter(has_text="交来的答卷").locator(".figure-value")).to_have_text(re.compile("^1份"))
        expect(page.get_by_role("main")).to_contain_text(LECTURE)
        one.look("board")
        figures.filter(has_text="参加职工").get_by_role("link", name="看明细").click()
        expect(page.get_by_role("main")).to_contain_text("1")
        one.look("rows")
        shows_names = hall.cast["worker"] in page.get_by_role("main").inner_text()
        assert shows_names is (one is chair)  # names stay below, figures go up

    told = _figures(hall, hall.cast["unit"], campaign)
    assert told["learning.papers"]["value"] == told["campaigns.people"]["value"] == told["learning.papers"]["n"] == 1
    if width == 1440 and not cluster.wanted():  # what follows asks the database nothing that other tests do not
        late = next(phone for code, _, phone in chairs if code.startswith(hall.cast["unit"].rpartition("-")[0]))
        _to_the_briefing(hall, visitor, sign_in, campaign, late)
    assert hall.home.run("recount").returncode == 0
    assert hall.home.run("doctor").returncode == 0

    _others_see_nothing(hall, visitor, sign_in, campaign, name, width)


def _to_the_briefing(hall: Hall, visitor: Visit, sign_in: SignIn, campaign: int, late: str) -> None:
    """The walk goes on: chairs on their phones, officers at their desks report, nudge, close and issue."""
    name = NAMES[1440]
    chair, behind = visitor("chair-phone", width=360), visitor("late", width=360)
    officer, township, top = (visitor(role, widths=(1440, 360)) for role in ("officer-2", "township-2", "top"))
    everybody = (chair, "chair"), (behind, late), (officer, "officer"), (township, "township")
    for one, role in (*everybody, (top, _chair_of_federation(hall))):
        sign_in(one, role)
    _report(chair, campaign, hall.cast["unit"])
    _nudge(township, behind, campaign, name)
    _agrees(hall, campaign, "live")
    _close(officer, campaign)
    _agrees(hall, campaign, "snapshot")
    briefing = _issue(officer, top, campaign, name)
    page = township.go(briefing)
    expect(page.get_by_role("main")).to_contain_text(name)
    township.look("briefing")


def _agrees(hall: Hall, campaign: int, source: str) -> None:
    """The command tells the same, counted and reported apart, live and once it was signed."""
    for unit in ("119900", hall.cast["unit"]):
        told = _figures(hall, unit, campaign)
        assert told["learning.papers"]["value"] == told["campaigns.people"]["value"] == 1
        assert told["learning.papers"]["n"] == 1
        assert (told["campaigns.acts"]["value"], told["campaigns.reached"]["value"]) == (1, 36)
        assert told["campaigns.acts"]["source"] == source


def _others_see_nothing(hall: Hall, visitor: Visit, sign_in: SignIn, campaign: int, name: str, width: int) -> None:
    """A neighbour's chair finds the neighbour's part nowhere; somebody without an account finds nothing at all."""
    unit, worker = hall.cast["unit"], hall.cast["worker"]
    paths = [
        f"/desk/campaigns/{campaign}/units/{unit}/",
        f"/desk/campaigns/{campaign}/units/{unit}/poster.pdf",
        f"/board/{campaign}/?unit={unit}",
        f"/desk/figures/campaigns.people/?unit={unit}&campaign={campaign}",
        f"/desk/figures/learning.papers/?unit={unit}&campaign={campaign}&as=csv",
        f"/desk/members/{unit}/",
        f"/desk/units/{unit}/",
    ]
    neighbour, outsider = visitor("neighbour", width=width), visitor("outsider", width=width)
    sign_in(neighbour, "neighbour")
    for path in paths:
        assert neighbour.context.request.get(hall.url + path).status == 404, path
        answer = outsider.context.request.get(hall.url + path)
        assert worker not in answer.text(), path
        assert name not in answer.text(), path
        assert "/desk/sign-in/" in answer.url or answer.status == 404, path
    page = neighbour.go(f"/desk/search/?q={worker}")
    expect(page.get_by_role("main")).to_contain_text("没找到")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(0)

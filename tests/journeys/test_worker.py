"""The worker when things are not ideal: no scripts, no network, two tabs, a dead server, not on the roll."""

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Hall, Visitor

Visit = Callable[..., Visitor]
Members = Iterator[tuple[str, str]]
OFFLINE = re.compile("没有网络")


def _stored(hall: Hall, page: Page) -> list[str]:
    """The letters of this page's sheet as they stand in the database, question by question."""
    public = page.url.split("/sit/")[1].split("/")[0]
    told = hall.home.ask(
        "import json\n"
        "from unionhall.modules.learning.models import Sheet\n"
        "from unionhall.modules.learning.queries import sitting\n"
        "from unionhall.modules.learning.queries import content_of, split_answers\n"
        f"sheet = Sheet.objects.select_related('assignment__paper').get(public={public!r})\n"
        "paper = sheet.assignment.paper\n"
        "count = len(content_of(paper.pk, paper.version).questions)\n"
        "print(json.dumps(split_answers(sheet.answers, count)))"
    )
    letters: list[str] = json.loads(told)
    return letters


def _kept(page: Page) -> int:
    """How many saves wait on the device."""
    return int(page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('uh:save:')).length"))


def _until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for what no element shows. (Playwright's own wait evaluates text, which our pages' CSP forbids.)"""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_without_scripts(hall: Hall, visitor: Visit, members: Members) -> None:
    worker = visitor("no-scripts", width=360, java_script_enabled=False)
    page = steps.to_paper(worker, hall.cast["link"], next(members))
    worker.look("paper", has_scripts=False)
    steps.choose(page, "B", 1)
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.locator("[data-saved-text]")).to_have_text(steps.SAVED)
    expect(steps.answer(page, "B", 1)).to_be_checked()
    for number in range(2, steps.asked(page).count()):
        steps.choose(page, "A", number)
    page.get_by_role("button", name="交卷", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("还有 1 题没答")
    worker.look("hand-in", has_scripts=False)
    page.get_by_role("navigation").get_by_role("link").click()
    steps.choose(page, "A", steps.asked(page).count())
    steps.hand_in(page)
    worker.look("result", has_scripts=False)


def test_network_cut_in_the_middle(hall: Hall, visitor: Visit, members: Members) -> None:
    worker = visitor("offline", width=360)
    page = steps.to_paper(worker, hall.cast["link"], next(members))
    steps.choose(page, "A")
    steps.is_saved(page)
    steps.onward(page)

    worker.context.set_offline(True)
    steps.choose(page, "B")
    expect(page.locator("[data-saved-text]")).to_have_text(OFFLINE)
    worker.look("offline")
    assert _kept(page) == 1
    worker.context.set_offline(False)
    steps.is_saved(page)
    page.reload()
    expect(steps.answer(page, "B", 2)).to_be_checked()
    assert _stored(hall, page)[:2] == ["A", "B"]


def test_closed_without_network_and_opened_again(hall: Hall, visitor: Visit, members: Members) -> None:
    """What was chosen in a dead spot is sent when the paper is opened later."""
    worker = visitor("dead-spot", width=360)
    page = steps.to_paper(worker, hall.cast["link"], next(members))
    address = page.url
    worker.context.set_offline(True)
    steps.choose(page, "B")
    expect(page.locator("[data-saved-text]")).to_have_text(OFFLINE)
    page.close()
    worker.context.set_offline(False)
    later = worker.context.new_page()
    later.goto(address)
    expect(steps.answer(later, "B", 1)).to_be_checked()
    _until(lambda: _kept(later) == 0)
    later.reload()
    expect(steps.answer(later, "B", 1)).to_be_checked()
    assert _stored(hall, later)[0] == "B"


def test_two_tabs(hall: Hall, visitor: Visit, members: Members) -> None:
    """The older tab learns the newer answer, and going on from it changes nothing."""
    worker = visitor("two-tabs", width=360)
    older = steps.to_paper(worker, hall.cast["link"], next(members))
    steps.choose(older, "A")
    steps.is_saved(older)
    newer = worker.context.new_page()
    newer.goto(re.sub(r"(#.*)?$", "#q-1", older.url))
    steps.choose(newer, "B")
    steps.is_saved(newer)
    expect(steps.answer(older, "B", 1)).to_be_checked()
    steps.onward(older)
    steps.choose(older, "A")
    steps.is_saved(older)
    newer.reload()
    expect(steps.answer(newer, "B", 1)).to_be_checked()
    assert _stored(hall, newer)[:2] == ["B", "A"]
    newer.goto(re.sub(r"(#.*)?$", "#q-3", newer.url))
    steps.choose(newer, "A")
    address = newer.url
    newer.goto(hall.url + hall.cast["link"])  # within the moment that changes wait for each other
    newer.goto(address)
    _until(lambda: _kept(newer) == 0)
    assert _stored(hall, newer)[:3] == ["B", "A", "A"]


def test_two_tabs_without_scripts(hall: Hall, visitor: Visit, members: Members) -> None:
    """The older tab still shows the older answer; going on from it must not bring that back."""
    worker = visitor("two-plain-tabs", width=360, java_script_enabled=False)
    older = steps.to_paper(worker, hall.cast["link"], next(members))
    steps.choose(older, "A", 1)
    older.get_by_role("button", name="保存", exact=True).last.click()
    newer = worker.context.new_page()
    newer.goto(older.url)
    steps.choose(newer, "B", 1)
    newer.get_by_role("button", name="保存", exact=True).last.click()
    expect(newer.locator("[data-saved-text]")).to_have_text(steps.SAVED)
    older.get_by_role("button", name="保存", exact=True).last.click()
    worker.page = older
    worker.look("overtaken", has_scripts=False)
    older.get_by_role("link", name="打开最新的一页").click()
    expect(steps.answer(older, "B", 1)).to_be_checked()
    assert _stored(hall, newer)[0] == "B"


def test_late_message_undoes_nothing(hall: Hall, visitor: Visit, members: Members) -> None:
    """A save that was on its way for long is told that it is overtaken."""
    worker = visitor("late", width=360)
    page = steps.to_paper(worker, hall.cast["link"], next(members))
    with page.expect_request(re.compile("/save$")) as sent:
        steps.choose(page, "A")
    steps.is_saved(page)
    steps.choose(page, "B")
    steps.is_saved(page)
    expect(page.locator("[data-saved-text]")).to_have_text(steps.SAVED)
    again = worker.context.request.post(
        sent.value.url,
        headers={"X-Token": sent.value.headers["x-token"], "Content-Type": "application/x-www-form-urlencoded"},
        data=sent.value.post_data,
    )
    assert again.status == 409, again.text()
    page.reload()
    expect(steps.answer(page, "B", 1)).to_be_checked()


def test_web_process_killed(hall: Hall, visitor: Visit, members: Members) -> None:
    """What was acknowledged before the kill is there after it; what was chosen while it was dead arrives by itself."""
    worker = visitor("killed", width=360)
    page = steps.to_paper(worker, hall.cast["link"], next(members))
    steps.choose(page, "B")
    steps.is_saved(page)
    steps.onward(page)
    os.killpg(hall.served.children()["web"], signal.SIGKILL)
    steps.choose(page, "B")
    expect(page.locator("[data-saved-text]")).to_have_text(re.compile("尚未保存|没有网络"))
    hall.served.wait()
    expect(page.locator("[data-saved-text]")).to_have_text(steps.SAVED, timeout=30_000)
    page.reload()
    expect(steps.answer(page, "B", 2)).to_be_checked()
    assert _stored(hall, page)[:2] == ["B", "B"]


def test_another_phone_goes_on_by_the_resume_code(hall: Hall, visitor: Visit, members: Members) -> None:
    """The second phone takes the sheet over with what was saved; the first one says where the paper is."""
    who = next(members)
    first = visitor("first-phone", width=360)
    page = steps.begin(first, hall.cast["link"], who)
    first.look("tasks-with-code")
    code = page.locator(".figure-value").inner_text()
    assert re.fullmatch(r"\d{3} \d{3}", code)
    page.locator("a.btn-primary").click()
    page.get_by_role("button", name="去答卷").click()
    steps.choose(page, "B")
    steps.is_saved(page)

    second = visitor("second-phone", width=360)
    there = second.go(hall.cast["link"])
    there.get_by_label("您的姓名").fill(who[0])
    there.get_by_label("手机号后四位").fill(who[1])
    there.get_by_text("在别的手机上做过一半？").click()
    there.get_by_label("续答码").fill("000 000")
    there.get_by_role("button", name="开始").click()
    expect(there.get_by_role("main")).to_contain_text("续答码对不上")
    expect(there.get_by_label("您的姓名")).to_have_value(who[0])  # nothing typed is lost
    second.look("wrong-code")
    there.get_by_label("续答码").fill(code)
    there.get_by_role("button", name="开始").click()
    expect(there.locator(".figure-value")).not_to_have_text(code)
    there.locator("a.btn-primary").click()
    expect(steps.answer(there, "B", 1)).to_be_checked()
    steps.choose(page, "A")
    expect(page.locator("[data-saved-text]")).to_have_text(re.compile("尚未保存"))
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("另一部手机")
    first.look("elsewhere")
    assert _stored(hall, there)[0] == "B"


def test_a_slow_line(hall: Hall, visitor: Visit, members: Members) -> None:
    """A line of 2G: 50 kbit/s, half a second there and back. Every step comes, nothing is lost."""
    worker = visitor("slow-line", width=360)
    line = worker.context.new_cdp_session(worker.page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 20_000 / 8},
    )
    worker.page.set_default_timeout(60_000)
    page = steps.to_paper(worker, hall.cast["link"], next(members))
    expect(steps.asked(page)).to_have_count(1, timeout=60_000)  # the plain form is there before its script
    steps.choose(page, "B")
    expect(page.locator("[data-saved-text]")).to_have_text(steps.SAVED, timeout=30_000)
    steps.onward(page)
    steps.choose(page, "A")
    page.wait_for_timeout(300)
    page.get_by_text("答题卡").click()
    last = page.locator(".paper-part").last
    page.locator(".answer-card a").last.click()
    expect(last).to_be_visible()
    steps.onward(page)
    # does not wait for the receipt: the button's own post carries the answer
    page.get_by_role("button", name=re.compile("^空着")).click()
    expect(page.locator(".figure-value")).to_be_visible(timeout=60_000)
    assert _stored(hall, page)[:2] == ["B", "A"]


def test_not_on_the_roll(hall: Hall, visitor: Visit, sign_in: Callable[..., None], members: Members) -> None:
    """Whoever the roll does not know sees the very pages a member sees, is not counted, and waits for the chair."""
    before = _people(hall)
    seen = {}
    for name, who in (("member", next(members)), ("stranger", ("欧阳未名", "0000"))):
        one = visitor(name, width=360)
        page = steps.begin(one, hall.cast["link"], who)
        texts = [_text(page, who)]
        page.locator("a.btn-primary").click()
        texts.append(_text(page, who))
        page.get_by_role("button", name="去答卷").click()
        texts.append(_text(page, who))
        steps.finish(page)
        texts.append(_text(page, who))
        one.look("result")
        page.goto(hall.url + "/")
        texts.append(_text(page, who))
        page.goto(hall.url + "/me/")
        texts.append(_text(page, who))
        seen[name] = texts
        assert _people(hall) == before + 1, name
    assert seen["member"] == seen["stranger"]
    chair = visitor("chair-confirms", width=1440)
    sign_in(chair, "chair")
    page = chair.go(f"/desk/campaigns/{hall.cast['campaign']}/units/{hall.cast['unit']}/")
    expect(page.get_by_role("main")).to_contain_text("欧阳未名")
    chair.look("to-confirm")


def _text(page: Page, who: tuple[str, str]) -> str:
    """What the page says, without the name, the time of day and the resume code."""
    said = page.get_by_role("main").inner_text().replace(who[0], "某人")
    return re.sub(r"\d\d:\d\d(:\d\d)?|\b\d{3} \d{3}\b", "", said)


def _people(hall: Hall) -> int:
    told = json.loads(hall.home.done("figures", hall.cast["unit"], "--campaign", str(hall.cast["campaign"]), "--json"))
    figures: dict[str, dict[str, Any]] = told["reckonings"][0]["figures"]
    return int(figures["campaigns.people"]["value"])

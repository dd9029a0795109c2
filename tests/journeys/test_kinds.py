"""A worker with large type meets every way of answering, and the end of the time; an attempt takes few taps."""

import json
from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, expect

from tests.journeys import steps
from tests.journeys.conftest import Hall, Visitor

SECONDS_A_TAP = 5  # of somebody who reads, looks for the place and taps; a field to fill in is one
THREE_MINUTES = 180

MAKE = """
import json
from datetime import timedelta
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Enrolment
from unionhall.modules.learning import actions as learning
by, unit = Actor.system("test"), Unit.objects.get(code={unit!r})
top = Unit.objects.order_by("pk").first()
given = [
    learning.Given("single", "触电了，最先做什么？", ("泼水", "切断电源"), (1,)),
    learning.Given("fill", "先____，再打____。", accepts=(("断电", "切断电源"), ("120",))),
    learning.Given("matching", "什么火用什么灭？", ("水", "干粉灭火器"), (1, 0), lefts=("配电箱着火", "木头着火")),
    learning.Given("multiple", "开车床要戴哪些？", ("护目镜", "围巾", "工作帽"), (0, 2)),
]
made = learning.write_questions(by, unit=top, given=given)
learning.send_to_review(by, made)
learning.approve(by, made)
rules = learning.Rules(minutes=10)
paper = learning.write_paper(
    by, unit=top, title="各种题", questions=[(q, 25) for q in made], pass_marks=60, tries=1, rules=rules
)
today = clock.today()
until = today + timedelta(days=9)
campaign = campaigns.launch(by, top, name="限时答卷", since=today, until=until, enrol_until=until)
learning.assign(by, campaign.pk, None, paper)
asked = Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=unit)
print(json.dumps(campaigns.enrol(by, asked).token))
"""
PASS = """
from datetime import timedelta
from unionhall.kernel import clock
from unionhall.modules.learning.models import Sheet
Sheet.objects.filter(public={public!r}).update(ends=clock.now() - timedelta(seconds={seconds}))
"""


def test_every_kind_in_large_type_until_the_time_is_over(
    hall: Hall, visitor: Callable[..., Visitor], members: Iterator[tuple[str, str]]
) -> None:
    link = f"/c/{json.loads(hall.home.ask(MAKE.format(unit=hall.cast['unit'])))}/"
    worker = visitor("kinds", width=360)
    worker.go("/ui/choose?theme=light&type=large&next=/healthz")
    name, tail = next(members)
    taps = 0

    def tap(what: Locator, fill: str = "", choose: str = "") -> None:
        nonlocal taps
        taps += 1
        if fill:
            what.fill(fill)
        elif choose:
            what.select_option(label=choose)
        else:
            what.click()

    page = worker.go(link)
    tap(page.get_by_label("您的姓名"), fill=name)
    tap(page.get_by_label("手机号后四位"), fill=tail)
    tap(page.get_by_role("button", name="开始"))
    tap(page.locator("a.btn-primary"))
    onward = page.locator("[data-paper-next]")
    tap(steps.asked(page).locator(".choice").nth(1))
    steps.is_saved(page)
    worker.look("single")
    tap(onward)
    tap(page.get_by_label("空 ①"), fill="断电")
    tap(page.get_by_label("空 ②"), fill="１２０")
    worker.look("fill-in")
    tap(onward)
    tap(page.get_by_label("配电箱着火"), choose="干粉灭火器")
    tap(page.get_by_label("木头着火"), choose="水")
    steps.is_saved(page)
    worker.look("matching")

    # within the grace a save is still taken
    public = page.url.split("/sit/")[1].split("/")[0]
    hall.home.ask(PASS.format(public=public, seconds=30))
    tap(onward)
    tap(steps.asked(page).locator(".choice").first)
    steps.is_saved(page)
    # after it nothing is, and what was saved is handed in
    hall.home.ask(PASS.format(public=public, seconds=130))
    tap(steps.asked(page).locator(".choice").nth(2))
    expect(page.get_by_text("交卷时间已过").first).to_be_visible()
    worker.look("over")
    page.goto(hall.url + f"/sit/{public}/result/")
    expect(page.locator(".figure-value")).to_contain_text("3")
    expect(page.locator("main")).to_contain_text("合格")
    expect(page.locator("main")).to_contain_text("护目镜")
    worker.look("result")
    assert (taps + 1) * SECONDS_A_TAP < THREE_MINUTES  # one more hands in

"""A hazard is reported without a name, talked about both ways, graded major, planned; nobody mends it, and it rises."""

import io
import re
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import Hall, Visitor

PLAN = ("目标和任务", "方法和措施", "经费和物资", "机构和人员", "时限和要求", "应急预案")
RISES = """
from datetime import timedelta
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.procedures import actions
with clock.set_to(clock.now() + timedelta(days=40)):
    print(actions.rise_overdue(Actor.system("test")))
"""


def test_a_hazard_from_the_phone_to_two_levels_up(
    hall: Hall, visitor: Callable[..., Visitor], sign_in: Callable[..., None]
) -> None:
    reporter = visitor("reports", width=360)
    page = reporter.go(f"/voice/hazard/at/{hall.cast['unit']}/")
    expect(page.get_by_text("眼看要出事？")).to_be_visible()
    reporter.look("where")
    page.get_by_label("在哪里？").fill("锅炉房北墙")
    page.get_by_role("button", name="下一步").last.click()
    page.get_by_label("您看到了什么？").fill("门坏了")
    page.get_by_role("button", name="下一步").last.click()
    expect(page.locator(".wrong").filter(has_text="太短了")).to_be_visible()
    page.get_by_label("您看到了什么？").fill("压力表不动了，安全阀也锈死了，夜班还在烧")
    page.get_by_label("机器").check()
    page.locator("input[name=photos]").set_input_files(
        [
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": _picture()},
            {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": b"<svg><script>alert(1)</script></svg>"},
        ]
    )
    page.get_by_role("button", name="把照片 1 里的人脸、工牌涂掉").click()
    page.locator(".blotter canvas").press("Enter")
    expect(page.get_by_text("涂了 1 处")).to_be_visible()
    reporter.look("blotted")
    page.get_by_role("button", name="涂好了").click()
    expect(page.locator(".blotter")).to_have_count(0)
    page.get_by_role("button", name="下一步").last.click()
    expect(page.locator(".wrong").filter(has_text="打不开")).to_be_visible()
    expect(page.get_by_alt_text("照片 1")).to_be_visible()
    reporter.look("what")
    page.get_by_role("button", name="下一步").last.click()
    expect(page.get_by_text("这件事跟谁有关？")).to_be_visible()
    page.get_by_role("button", name="下一步").last.click()
    expect(page.get_by_label("不留名")).to_be_checked()
    reporter.look("name")
    page.get_by_role("button", name="报上去").click()
    code = page.locator(".clock-left").inner_text().strip()
    assert re.fullmatch(r"[0-9A-Z]{4}( [0-9A-Z]{4}){2}", code)
    reporter.look("receipt")

    chair = visitor("handles", width=1440)
    sign_in(chair, "chair")
    desk = chair.page
    desk.get_by_role("link", name=re.compile("^隐患：.*工会（机器）")).first.click()
    expect(desk.get_by_role("main")).to_contain_text("安全阀也锈死了")
    chair.look("hazard")
    desk.get_by_role("button", name="受理").click()
    expect(desk.get_by_role("heading", name="定级")).to_be_visible()
    talk = desk.locator("form").filter(has=desk.get_by_role("button", name="发给报的人"))
    talk.get_by_label("对他说").fill("收到了，今晚先停炉。")
    talk.get_by_role("button", name="发给报的人").click()
    expect(desk.get_by_role("main")).to_contain_text("今晚先停炉")

    page.get_by_role("link", name="看办到哪一步").click()
    page.get_by_label("回执码").fill(code.lower())
    page.get_by_role("button", name="看办到哪一步").click()
    expect(page.get_by_role("main")).to_contain_text("收到了，今晚先停炉。")
    page.get_by_label("补充情况").fill("停了，谢谢。白班的也一样。")
    page.get_by_role("button", name="发给工会").click()
    expect(page.get_by_role("main")).to_contain_text("发出去了")
    reporter.look("talk")
    assert reporter.context.cookies() == []

    desk.get_by_label("重大隐患").check()
    desk.get_by_role("button", name="定级").click()
    expect(desk.get_by_role("heading", name="交办")).to_be_visible()
    expect(desk.get_by_role("main")).to_contain_text("白班的也一样")
    desk.get_by_label("谁来改").fill("动力科")
    desk.get_by_role("button", name="交办").click()
    expect(desk.get_by_role("heading", name="报治理方案")).to_be_visible()
    expect(desk.locator(".why-not")).to_contain_text("经费和物资的落实")
    for part in PLAN:
        desk.get_by_label(re.compile(part)).fill("停炉，换压力表和安全阀，月底前")
    chair.look("plan")
    desk.get_by_role("button", name="报治理方案").click()
    expect(desk.get_by_role("heading", name="登记整改")).to_be_visible()
    chair.look("assigned")

    hall.home.ask(RISES)
    for role in ("township", "officer"):
        above = visitor(role, width=1440)
        sign_in(above, role)
        expect(above.page.get_by_role("main")).to_contain_text("整改隐患")

    desk.goto(f"{hall.url}/desk/safety/?grade=major")
    expect(desk.get_by_role("link", name="锅炉房北墙")).to_be_visible()
    chair.look("ledger")


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(out, "JPEG")
    return out.getvalue()

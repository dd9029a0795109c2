"""An officer writes with figures as chips, and puts one where the cursor stands; a chair below reads what is issued."""

from collections.abc import Callable

from tests.journeys.conftest import Hall, Visitor

Visit = Callable[..., Visitor]
MEMBERS = """
from unionhall.modules.membership.models import Membership
print(Membership.objects.filter(until=None).count())
"""


def test_a_figure_comes_to_where_the_cursor_stands(hall: Hall, visitor: Visit, sign_in: Callable[..., None]) -> None:
    officer = visitor("briefing-officer", width=1440)
    sign_in(officer, "officer")
    page = officer.go("/desk/briefings/new/")
    officer.look("new")
    page.get_by_role("button", name="起草").click()
    text = page.get_by_role("textbox", name="正文")
    assert "{{" not in text.inner_text()
    assert page.locator(".cited", has_text="报名单位").count()

    text.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("共有")
    page.get_by_role("button", name="加数字、图表").click()
    officer.look("pick")
    page.get_by_role("row", name="会员").get_by_role("button", name="这个数").click()
    officer.look("edit")
    assert page.locator(".briefing-text").inner_text().startswith("共有会员")
    page.get_by_role("button", name="存好，看样").click()
    officer.look("draft")
    first = page.locator(".gongwen p", has_text="共有").first.inner_text()
    assert first.startswith(f"共有{hall.home.ask(MEMBERS)}[1]人")
    page.get_by_role("button", name="送签").click()
    page.get_by_text("等签发").first.wait_for()
    officer.go("/desk/briefings/")
    officer.look("list")

    chair = visitor("briefing-chair", width=360)
    sign_in(chair, "chair")
    page = chair.go("/desk/briefings/?view=above")
    chair.look("above")
    page.get_by_role("link", name="“查隐患、保安全”进展情况").click()
    chair.look("issued")
    assert not page.get_by_role("link", name="看明细").count()

"""Complaints and suggestions: sent without a trace, answered at the desk, read by the receipt code."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import Hall, Visitor


def test_from_a_complaint_to_its_answer(
    hall: Hall, visitor: Callable[..., Visitor], sign_in: Callable[..., None]
) -> None:
    sender = visitor("sender", width=360)
    page = sender.go("/voice/")
    sender.look("new")
    page.get_by_label("建议").check()
    page.get_by_label("您想说什么").fill("夜班食堂八点就关了，后半夜的人吃不上热饭。")
    page.get_by_role("button", name="寄出").click()
    code = page.locator(".clock-left").inner_text().strip()
    assert re.fullmatch(r"[0-9A-Z]{4}( [0-9A-Z]{4}){2}", code)
    sender.look("receipt")
    assert sender.context.cookies() == []

    officer = visitor("answers", width=1440)
    sign_in(officer, "officer")
    desk = officer.page
    desk.get_by_role("link", name=re.compile("^建议")).first.click()
    expect(desk.get_by_role("main")).to_contain_text("夜班食堂")
    officer.look("voice")
    desk.get_by_role("textbox", name="答复").fill("从下周一起，夜班食堂开到两点。经办人：林晓禾。")
    desk.get_by_role("main").get_by_role("button", name="答复").click()
    expect(desk.get_by_role("main")).to_contain_text("开到两点")
    officer.look("answered")

    page.get_by_role("link", name="看答复").click()
    page.get_by_label("回执码").fill(code.lower())
    page.get_by_role("button", name="看答复").click()
    expect(page.get_by_role("main")).to_contain_text("从下周一起，夜班食堂开到两点。")
    sender.look("answer")
    assert sender.context.cookies() == []


def test_every_page_leads_there(hall: Hall, visitor: Callable[..., Visitor], sign_in: Callable[..., None]) -> None:
    officer = visitor("finds-voice", width=1440)
    for path in ("/", hall.cast["link"], "/desk/sign-in/", "/nowhere/"):
        expect(officer.go(path).get_by_role("contentinfo").get_by_role("link", name="投诉建议")).to_be_visible()
    sign_in(officer, "officer")
    for path in ("/desk/", f"/board/{hall.cast['campaign']}/"):
        expect(officer.go(path).get_by_role("contentinfo").get_by_role("link", name="投诉建议")).to_be_visible()

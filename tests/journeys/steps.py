"""What workers do in more than one journey."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor

SAVED = re.compile(r"\d\d:\d\d:\d\d 已保存")


def begin(worker: Visitor, link: str, who: tuple[str, str]) -> Page:
    """Open the link and say who one is; now the tasks are there."""
    page = worker.go(link)
    page.get_by_label("您的姓名").fill(who[0])
    page.get_by_label("手机号后四位").fill(who[1])
    page.get_by_role("button", name="开始").click()
    page.wait_for_load_state()
    return page


def to_paper(worker: Visitor, link: str, who: tuple[str, str]) -> Page:
    """Come in, read, and stand before the first question."""
    page = begin(worker, link, who)
    page.locator("a.btn-primary").click()
    page.get_by_role("button", name="去答卷").click()
    page.wait_for_load_state()
    return page


def asked(page: Page, number: int = 0) -> Locator:
    """The question of this number; by default the one that is shown."""
    return page.locator(f"#q-{number}" if number else ".paper-part:not([hidden])")


def choose(page: Page, letter: str, number: int = 0) -> None:
    """Tap an answer, and see that it is chosen."""
    asked(page, number).locator(".choice").filter(has=page.locator(f"input[value={letter}]")).click()
    expect(answer(page, letter, number)).to_be_checked()


def answer(page: Page, letter: str, number: int = 0) -> Locator:
    """One answer's circle or box."""
    return asked(page, number).locator(f"input[value={letter}]")


def is_saved(page: Page) -> None:
    """Wait for the receipt, which is written after COMMIT."""
    expect(page.locator("[data-saved-text]")).to_have_text(SAVED)


def onward(page: Page) -> None:
    """To the next question, or from the last one to the end of the paper; the one left behind is out of sight then."""
    left = page.locator(f"#{asked(page).get_attribute('id')}")
    page.get_by_role("button", name=re.compile("下一题|去交卷")).click()
    expect(left).to_be_hidden()


def finish(page: Page, letter: str = "A") -> None:
    """Answer everything from here on with the same letter and hand in."""
    while asked(page).count():
        choose(page, letter)
        onward(page)
    hand_in(page)


def hand_in(page: Page) -> None:
    """Press the button at the end of the paper."""
    page.get_by_role("button", name="交卷", exact=True).click()
    expect(page.locator(".figure-value")).to_be_visible()

"""Without a mouse, and with ears: every step by Tab, space and Enter; each control says what it is and is seen."""

import re
from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Hall, Visitor

Visit = Callable[..., Visitor]
NAMED = re.compile(r"\S")

# Where the focus is: nowhere ("end"), seen, or not: framed by itself or by the row that stands for it, in the window,
# and further on than before.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "end";
  const drawn = [one, one.closest(".choice, label, .sheet")].filter(Boolean).map((each) => getComputedStyle(each));
  const framed = drawn.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none");
  const box = (one.closest(".choice") || one).getBoundingClientRect();
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const was = window.walked;
  const back = was && was.isConnected && was.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING;
  window.walked = one;
  if (framed && inside && !back) return "seen";
  return `${back ? "back" : framed ? "outside" : "unseen"}: ${one.outerHTML.slice(0, 120)}`;
}"""


class Keyboard:
    """Somebody who has no mouse."""

    LIMIT = 60  # presses of Tab that a page may ask for

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, target: Locator) -> None:
        """Press Tab until ``target`` has the focus, which a screen reader then names."""
        expect(target.first).to_be_attached()
        for _press in range(self.LIMIT):
            self.page.keyboard.press("Tab")
            if target.first.evaluate("(element) => element === document.activeElement"):
                expect(target.first).to_have_accessible_name(NAMED)
                return
        raise AssertionError(f"Tab does not lead to {target}")

    def press(self, target: Locator) -> None:
        """Go there and press Enter."""
        self.to(target)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def through(self, most: int = 150) -> int:
        """Tab from the skip link to the end: the focus is seen everywhere, goes onward, and is held nowhere."""
        self.page.keyboard.press("Tab")
        skip = self.page.locator(".skip")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        for stops in range(1, most):
            self.page.keyboard.press("Tab")
            told = self.page.evaluate(FOCUS)
            if told == "end":
                return stops
            assert told == "seen", told
        raise AssertionError("Tab does not come to the end of the page")

    def skip(self) -> None:
        """The skip link leads past everything to what the page is about."""
        self.page.reload()
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        expect(self.page).to_have_url(re.compile("#main$"))
        self.page.keyboard.press("Tab")
        assert self.page.evaluate("Boolean(document.activeElement.closest('main'))")


def test_a_paper_from_start_to_result(hall: Hall, visitor: Visit, members: Iterator[tuple[str, str]]) -> None:
    worker = visitor("keyboard", width=1440)
    page, name_and_tail = worker.go(hall.cast["link"]), next(members)
    keys = Keyboard(page)
    for label, text in zip(("您的姓名", "手机号后四位"), name_and_tail, strict=True):
        keys.to(page.get_by_role("textbox", name=label))
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/")
    keys.press(page.locator("a.btn-primary"))
    keys.press(page.get_by_role("button", name="去答卷"))
    page.wait_for_url("**/paper/")
    assert keys.through() > 5
    page.reload()
    while steps.asked(page).count():
        left = page.locator(f"#{steps.asked(page).get_attribute('id')}")
        question = page.get_by_role("group", name=steps.asked(page).locator("legend").inner_text())
        answers = question.get_by_role("radio").or_(question.get_by_role("checkbox"))
        for answer in answers.all():
            expect(answer).to_have_accessible_name(re.compile(r"[\u4e00-\u9fff]"))
        keys.to(answers.first)
        page.keyboard.press("Space")
        expect(page.get_by_role("status").filter(has_text=steps.SAVED)).to_be_visible()
        worker.look("focus") if "#" not in page.url else None
        keys.to(page.get_by_role("button", name=re.compile("下一题|去交卷")))
        page.keyboard.press("Enter")
        expect(left).to_be_hidden()
    keys.press(page.get_by_role("button", name="交卷"))
    expect(page.get_by_role("heading", level=1)).to_have_text(NAMED)
    expect(page.locator(".figure-value")).to_be_visible()


def test_the_inbox_one_matter_and_the_next(
    hall: Hall, visitor: Visit, sign_in: Callable[..., None], chairs: list[tuple[str, str, str]]
) -> None:
    code, _name, phone = chairs[2]
    hall.home.ask(
        "from unionhall.kernel.actor import Actor\n"
        "from unionhall.kernel.org.models import Unit\n"
        "from unionhall.modules.membership.actions import joining\n"
        f"link = joining.open_link(Actor.system('journeys'), Unit.objects.get(code={code!r}))\n"
        "for n in range(2):\n"
        "    joining.apply_to_join(link, {'name': f'季新来{n}', 'phone': f'1371234000{n}'})"
    )
    chair = visitor("keyboard-desk", width=1440)
    sign_in(chair, phone)
    page, keys = chair.page, Keyboard(chair.page)
    page.reload()
    assert keys.through() > 20
    keys.skip()
    waiting = page.get_by_role("listitem").filter(has_text="入会申请")
    expect(waiting).to_have_count(2)
    first = waiting.first.get_by_role("heading", level=3).inner_text()
    keys.press(page.get_by_role("link", name=first))
    expect(page.get_by_role("heading", level=1, name=first)).to_be_visible()
    keys.press(page.get_by_role("button", name="批准入会"))
    expect(page.get_by_role("button", name="批准入会")).to_have_count(0)
    expect(page.get_by_role("listitem").filter(has_text="批准入会").last).to_be_visible()
    keys.press(page.get_by_role("link", name="收件箱"))
    expect(waiting).to_have_count(1)
    keys.press(waiting.get_by_role("link").first)
    keys.to(page.get_by_role("textbox"))

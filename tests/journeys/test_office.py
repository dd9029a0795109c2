"""Officers at the door: a slip, a password, a code, a hand-over, somebody who guesses."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, Visitor

Visit = Callable[..., Visitor]
SignIn = Callable[[Visitor, str], None]
Chairs = list[tuple[str, str, str]]
PASSWORD = "dasheng-kaihui-qian"  # of a chair who exists in this test alone


def test_an_office_changes_hands(hall: Hall, visitor: Visit, sign_in: SignIn, chairs: Chairs) -> None:
    """The officer hands a chair's office over and prints the slip; the new chair comes in, the old one is out."""
    code, was, phone = chairs[-1]
    old, officer, new = (visitor(name, width=1440) for name in ("old-chair", "hands-over", "new-chair"))
    sign_in(old, phone)
    sign_in(officer, "officer")
    page = officer.go(f"/desk/offices/?unit={code}")
    officer.look("offices")
    page.get_by_role("row", name=re.compile(was)).get_by_role("link", name="交接").click()
    page.get_by_label("姓名").fill("温如言")
    page.get_by_label("手机号").fill("13911990001")
    officer.look("hand-over")
    page.get_by_role("button", name="办交接").click()
    officer.look("slip")
    slip = page.locator(".figure-value").inner_text().strip()

    door = new.go("/desk/activate/")
    door.get_by_label("启用码").fill(slip)
    door.get_by_label("手机号").fill("139 1199 0001")
    door.get_by_label("新密码").fill(PASSWORD)
    door.get_by_label("再写一遍").fill(PASSWORD)
    new.look("activate")
    door.get_by_role("button", name="启用并登录").click()
    door.wait_for_url("**/desk/")
    new.look("first-day")
    assert new.go(f"/desk/members/{code}/").title()
    assert new.context.request.get(f"{hall.url}/desk/members/{code}/").status == 200

    assert old.context.request.get(f"{hall.url}/desk/members/{code}/").status == 404
    old.go("/desk/")
    expect(old.page.get_by_text("您现在没有职务")).to_be_visible()
    old.look("no-office")
    # an article on a page leads to its rule, which anybody may read
    page = officer.go("/desk/units/terms/")
    page.locator("details.basis summary").click()
    page.get_by_role("link", name="看这一条").click()
    expect(page.get_by_role("heading", name="各个版本")).to_be_visible()
    officer.look("rule")
    officer.go("/desk/law/")
    officer.look("law")
    # the slip opens nothing twice
    again = visitor("finds-the-slip", width=360)
    again.go("/law/")
    again.look("public-law")
    door = again.go("/desk/activate/")
    for label, text in (("启用码", slip), ("手机号", "13911990001"), ("新密码", PASSWORD), ("再写一遍", PASSWORD)):
        door.get_by_label(label).fill(text)
    door.get_by_role("button", name="启用并登录").click()
    expect(door.get_by_role("main")).to_contain_text("启用码或手机号不对")
    again.look("refused")


def test_guessing_is_slowed_for_one_account_only(hall: Hall, visitor: Visit, sign_in: SignIn, chairs: Chairs) -> None:
    """Ten wrong passwords close the password door of one number; colleagues at the same address come in as ever."""
    _code, _name, phone = chairs[0]
    guesser = visitor("guesser", width=360)
    page = guesser.go("/desk/sign-in/")
    for number in range(10):
        _try(page, phone, f"wrong-password-{number}")
        expect(page.get_by_role("main")).to_contain_text("手机号或密码不对")
    _try(page, phone, hall.cast["password"])
    expect(page.get_by_role("main")).to_contain_text("密码错了 10 次")
    guesser.look("slowed")

    colleague = visitor("colleague", width=360)
    sign_in(colleague, "chair")

    # a number without an account is slowed in the same words
    for number in range(10):
        _try(page, "13900000000", f"wrong-password-{number}")
    _try(page, "13900000000", "whatever-it-is")
    expect(page.get_by_role("main")).to_contain_text("密码错了 10 次")

    _by_code(hall, visitor("owner", width=360), phone)


def _try(page: Page, phone: str, password: str) -> None:
    page.get_by_label("手机号").fill(phone)
    page.get_by_label("密码").fill(password)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def _by_code(hall: Hall, owner: Visitor, phone: str) -> None:
    """The owner of the slowed account comes in by the code that the console sender prints."""
    page = owner.go("/desk/sign-in/")
    page.get_by_role("link", name="用验证码登录").click()
    page.get_by_label("手机号").fill(phone)
    owner.look("ask-code")
    page.get_by_role("button", name="发验证码").click()
    page.wait_for_url("**/code/enter/")
    owner.look("enter-code")
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("main")).to_contain_text("验证码不对")
    page.get_by_label("验证码").fill(_printed_code(hall, phone))
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")


def _printed_code(hall: Hall, phone: str) -> str:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        found = re.findall(rf"{phone[-4:]} (\d{{6}})$", hall.log.read_text(encoding="utf-8"), re.MULTILINE)
        if found:
            assert phone not in hall.log.read_text(encoding="utf-8")  # masked even on the console
            return str(found[-1])
        time.sleep(0.05)
    raise AssertionError("no code was printed")

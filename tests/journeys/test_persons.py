"""Somebody is on file twice, and somebody sees what is kept about them: merged and parted, corrected, asked to move."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import Hall, Visitor

Visit = Callable[..., Visitor]
SignIn = Callable[[Visitor, str], None]
PASSWORD = "ri-zi-yi-tian-tian"  # of members who exist in this test alone


def _members(hall: Hall, name: str, *phones: str) -> None:
    """People of this name on the roll of the cast's unit, one for each telephone."""
    hall.home.ask(
        "from unionhall.kernel.actor import Actor\n"
        "from unionhall.kernel.org.models import Unit\n"
        "from unionhall.kernel.people.actions import NewPerson, add_people\n"
        "from unionhall.modules.membership import actions\n"
        f"by, unit = Actor.system('journey'), Unit.objects.get(code={hall.cast['unit']!r})\n"
        f"for person in add_people(by, [NewPerson({name!r}, phone=phone) for phone in {phones!r}]):\n"
        "    actions.join(by, person, unit)\n"
        "print()"
    )


def test_two_files_are_made_one_and_two_again(hall: Hall, visitor: Visit, sign_in: SignIn) -> None:
    """The chair finds the pair, sees what differs and what merging does, merges it, and takes it back."""
    name, phone = "双影", "13911993601"
    _members(hall, name, phone, phone)
    chair = visitor("merges", widths=(360, 1440))
    sign_in(chair, "chair")
    page = chair.go(f"/desk/members/{hall.cast['unit']}/")
    chair.look("roll")
    page.get_by_role("link", name=re.compile("登记了两遍的人")).click()
    chair.look("pairs")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_text("两份都有，只算留下的这份")).to_be_visible()
    chair.look("side-by-side")
    page.get_by_role("button", name="是同一个人，合成一份").click()
    expect(page.get_by_role("main").get_by_text("写上凭什么说是同一个人").first).to_be_visible()
    page.get_by_label("凭什么说是同一个人").fill("核对了身份证")
    page.get_by_role("button", name="是同一个人，合成一份").click()
    expect(page.get_by_text("合成一份了")).to_be_visible()
    chair.look("merged")
    page.get_by_label("为什么要分开").fill("是父子两个人")
    page.get_by_role("button", name="撤销合并").click()
    expect(page.get_by_text("又分成两份了")).to_be_visible()
    chair.go("/desk/members/duplicates/")
    expect(page.get_by_role("link", name=name)).to_be_visible()


def test_a_member_sees_their_data_has_it_corrected_and_asks_to_move(
    hall: Hall, visitor: Visit, sign_in: SignIn
) -> None:
    """With a slip from the chair a member comes in on the phone; the chair answers on the desk."""
    name, phone = "顾盼", "13911990360"
    _members(hall, name, phone)
    chair, me = visitor("answers", width=1440), visitor("member", width=360)
    me.go("/privacy/")
    me.look("privacy")
    me.page.get_by_role("link", name="看我的个人信息").click()
    me.page.wait_for_url("**/desk/sign-in/**")  # name and four digits are not enough here

    sign_in(chair, "chair")
    page = chair.go(f"/desk/members/{hall.cast['unit']}/?name={name}")
    page.get_by_role("link", name=name).click()
    chair.look("a-member")
    page.get_by_role("button", name="印启用条").click()
    slip = page.locator(".figure-value").inner_text().strip()
    chair.look("slip")

    own = me.go("/desk/activate/")
    for label, text in (("启用码", slip), ("手机号", phone), ("新密码", PASSWORD), ("再写一遍", PASSWORD)):
        own.get_by_label(label).fill(text)
    own.get_by_role("button", name="启用并登录").click()
    own.wait_for_url("**/me/")
    me.look("mine")
    own.get_by_role("link", name="看我的个人信息").click()
    expect(own.get_by_text("139****0360")).to_be_visible()
    expect(own.get_by_text("没有人看过完整的号码")).to_be_visible()
    me.look("my-data")
    own.get_by_role("button", name="看完整的号码").click()
    expect(own.get_by_text(phone)).to_be_visible()
    own.get_by_role("link", name="哪里错了").click()
    own.get_by_label("姓名").fill("顾昐")
    me.look("correct")
    own.get_by_role("button", name="请工会改").click()
    expect(own.get_by_text("写一句怎么错的").first).to_be_visible()
    own.get_by_label("怎么错的").fill("字写错了")
    own.get_by_role("button", name="请工会改").click()
    expect(own.get_by_text("等工会办")).to_be_visible()
    me.go("/me/data/erase/")
    me.look("erase")
    me.go("/me/transfer/")
    me.look("transfer")

    page = chair.go("/desk/")
    page.get_by_role("link", name=re.compile("更正个人信息")).click()
    expect(page.get_by_text("顾昐", exact=True)).to_be_visible()
    chair.look("request")
    page.get_by_role("button", name="照办，改过来").click()
    expect(page.get_by_text("已办").first).to_be_visible()
    me.go("/me/data/")
    expect(own.get_by_text("顾昐", exact=True).first).to_be_visible()

    code = hall.home.ask(
        "from unionhall.kernel.access.models import Appointment\n"
        "from unionhall.kernel.people import accounts\n"
        f"person = accounts.account_by_phone({hall.cast['neighbour']!r}).person\n"
        "print(Appointment.objects.get(person=person, office='chair', until=None).unit.code)"
    ).strip()
    me.go("/me/transfer/")
    own.get_by_label("转到哪个工会").fill(code)
    own.get_by_role("button", name="请两家工会办").click()
    expect(own.get_by_text("已请两家工会答复")).to_be_visible()
    me.look("asked-to-move")
    page = chair.go("/desk/members/transfers/")
    page.get_by_role("link", name="顾昐").click()
    chair.look("let-go")
    page.get_by_role("button", name="同意转出", exact=True).click()
    new = visitor("takes-in", width=1440)
    sign_in(new, "neighbour")
    page = new.go("/desk/members/transfers/")
    page.get_by_role("link", name="顾昐").click()
    page.get_by_role("button", name="同意转会").click()
    me.go("/me/transfer/")
    expect(own.get_by_text("已转")).to_be_visible()
    me.look("moved")

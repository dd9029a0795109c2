"""A union is founded and stands; another is merged away and its members are elsewhere the same day."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Hall, Visitor
from unionhall.kernel import clock

Visit = Callable[..., Visitor]
SignIn = Callable[[Visitor, str], None]


def _township(hall: Hall) -> str:
    """The code of the union above the cast's enterprise."""
    return str(hall.cast["unit"]).rpartition("-")[0]


@pytest.mark.parametrize("width", [360])
def test_from_the_application_to_the_standing_union(hall: Hall, visitor: Visit, sign_in: SignIn, width: int) -> None:
    name, phone = f"青禾纺织{width}工会", f"139{width:08d}"
    officer = visitor("founds", width=width)
    sign_in(officer, "officer")
    page = officer.go(f"/desk/units/{_township(hall)}/prepare/")
    page.get_by_label("工会全称").fill(name)
    page.get_by_label("企业的统一社会信用代码").fill("9111")
    page.get_by_label("职工人数").fill("60")
    page.get_by_label("筹备组成员").fill("申屠明\n公孙丽")
    page.get_by_label("找谁联系").fill(f"申屠明 {phone}")
    page.get_by_role("button", name="报上去").click()
    expect(page.get_by_role("main")).to_contain_text("统一社会信用代码是18位，这里有4位")
    officer.look("wrong-code")
    page.get_by_label("企业的统一社会信用代码").fill("")
    page.get_by_role("button", name="报上去").click()
    expect(page.get_by_role("main")).to_contain_text("等批复筹建")
    officer.look("asked")
    page.get_by_label("批复文号").fill("松工发〔2026〕21号")
    page.get_by_role("button", name="批准筹建").click()
    expect(page.get_by_role("main")).to_contain_text("筹建中")
    page.get_by_role("link", name="报成立大会的结果").click()
    page.get_by_label("哪天开的会").fill(clock.today().isoformat())
    page.get_by_label("3 年").check()
    page.get_by_label("应到会多少人").fill("60")
    page.get_by_label("实到多少人").fill("30")
    page.get_by_label("主席", exact=True).fill("申屠明")
    page.get_by_label("主席的手机号").fill(phone)
    page.get_by_label("其他委员").fill("公孙丽\n澹台静")
    page.get_by_label("核对过").check()
    page.get_by_role("button", name="报给上级工会").click()
    expect(page.get_by_role("main")).to_contain_text("三分之二是 40 人")
    officer.look("no-quorum")
    page.get_by_label("实到多少人").fill("52")
    page.get_by_role("button", name="报给上级工会").click()
    officer.look("result")
    page.get_by_label("批复文号").fill("松工发〔2026〕22号")
    page.get_by_role("button", name="批准成立").click()
    expect(page.get_by_role("main")).to_contain_text("已批准")
    officer.look("approved")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", name="第 1 届委员会")).to_be_visible()
    officer.look("term")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("main")).to_contain_text("批准成立")
    officer.look("unit")
    officer.go("/desk/units/terms/")
    expect(page.get_by_role("link", name=name)).to_be_visible()
    officer.look("calendar")
    officer.go("/desk/foundings/?view=decided")
    officer.look("foundings")


@pytest.mark.parametrize("width", [1440])
def test_a_union_is_merged_into_another(hall: Hall, visitor: Visit, sign_in: SignIn, width: int) -> None:
    officer = visitor("merges", width=width)
    sign_in(officer, "officer")
    page = officer.page
    codes = {}
    for name in (f"东配{width}工会", f"西配{width}工会"):
        officer.go(f"/desk/units/{_township(hall)}/found/")
        page.get_by_label("单位全称").fill(name)
        page.get_by_label("基层工会").check()
        page.get_by_role("button", name="登记单位").click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        codes[name] = page.url.rstrip("/").rpartition("/")[2]
    gone, kept = codes.values()
    hall.home.ask(
        "from unionhall.kernel.actor import Actor\n"
        "from unionhall.kernel.org.models import Unit\n"
        "from unionhall.kernel.people import actions as people\n"
        "from unionhall.modules.membership import actions as membership\n"
        "by = Actor.system('test')\n"
        f"new = [people.NewPerson(name='配员' + str(n), phone='137{width:04d}000' + str(n)) for n in range(4)]\n"
        "for person in people.add_people(by, new):\n"
        f"    membership.join(by, person, Unit.objects.get(code={gone!r}))\n"
    )
    officer.go(f"/desk/units/{gone}/merge/")
    page.get_by_label("并入哪家").fill("no-such-unit")
    page.get_by_label("依据").fill("松工发〔2026〕30号")
    page.get_by_role("button", name="看影响").click()
    expect(page.get_by_role("main")).to_contain_text("没找到代码是“no-such-unit”的单位")
    officer.look("wrong-unit")
    page.get_by_label("并入哪家").fill(kept)
    page.get_by_role("button", name="看影响").click()
    expect(page.get_by_role("row", name=f"东配{width}工会的会员")).to_contain_text("4")
    officer.look("effects")
    page.get_by_role("button", name=f"把 1 家并入西配{width}工会").click()
    expect(page.get_by_role("heading", name=f"西配{width}工会")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(f"东配{width}工会并入")
    officer.look("kept")
    officer.go(f"/desk/units/{gone}/")
    expect(page.get_by_role("main")).to_contain_text(f"并入西配{width}工会")
    officer.look("gone")
    officer.go(f"/desk/units/{kept}/split/")
    officer.look("split")

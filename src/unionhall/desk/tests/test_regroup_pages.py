"""The pages on which units are merged and split."""

from collections.abc import Callable

from django.test import Client

from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel import clock
from unionhall.kernel.org import actions, merging
from unionhall.kernel.org.models import Succession, Unit
from unionhall.kernel.org.plans import Merger
from unionhall.kernel.people.models import Person
from unionhall.modules.membership.actions.members import edit_member
from unionhall.modules.membership.models import Membership

As = Callable[[Person], Client]


def test_effects_first_then_the_button(hall: Hall, as_: As) -> None:
    browser, url = as_(hall.ben), f"/desk/units/{hall.mill.code}/merge/"
    typed = {"how": "into", "into": hall.shop.code, "on": clock.today().isoformat(), "reason": "批复"}
    page = browser.get(url, typed).content.decode()
    assert "把 1 家并入云杉食品工会" in page
    assert "恒岱机械厂工会的会员" in page
    assert not Succession.objects.exists()
    assert browser.post(url, typed)["Location"] == f"/desk/units/{hall.shop.code}/"
    assert Succession.objects.get().successor == hall.shop


def test_a_code_that_names_nothing_is_said_beside_the_field_and_nothing_is_lost(hall: Hall, as_: As) -> None:
    typed = {"how": "into", "into": hall.yard.code, "on": clock.today().isoformat(), "reason": "批复 7 号"}
    page = as_(hall.ben).get(f"/desk/units/{hall.mill.code}/merge/", typed).content.decode()
    assert f"没找到代码是“{hall.yard.code}”的单位" in page  # the yard is another town's
    assert "批复 7 号" in page


def test_two_into_a_new_one(hall: Hall, as_: As) -> None:
    typed = {
        "how": "new",
        "others": hall.shop.code,
        "name": "恒杉工会",
        "on": clock.today().isoformat(),
        "reason": "批复",
    }
    assert as_(hall.ben).post(f"/desk/units/{hall.mill.code}/merge/", typed).status_code == 302
    assert Unit.objects.get(name="恒杉工会").predecessions.count() == 2


def test_who_may_not_decide_reads_why(hall: Hall, as_: As) -> None:
    typed = {"how": "into", "into": hall.mill.code, "on": clock.today().isoformat(), "reason": "批复"}
    page = as_(hall.cleo).get(f"/desk/units/{hall.mill.code}/merge/", typed)
    assert "同一家单位写了两遍" in page.content.decode()


def test_a_split_by_group_and_by_list(hall: Hall, as_: As) -> None:
    for person in hall.members[:2]:
        edit_member(SYSTEM, Membership.objects.get(person=person), {"group": "二车间"})
    browser, url = as_(hall.ben), f"/desk/units/{hall.mill.code}/split/"
    assert "二车间（2）" in browser.get(url).content.decode()
    third = hall.members[2]
    typed = {
        "n": "1",
        "part0-name": "恒岱二厂工会",
        "part0-groups": "二车间",
        "part0-people": f"{third.name} {third.phone[-4:]}\n查无此人 0000",
        "on": clock.today().isoformat(),
        "reason": "批复",
    }
    page = browser.post(url, typed).content.decode()
    assert "第 2 行在名册上没对上" in page
    assert "查无此人 0000" in page
    typed["part0-people"] = f"{third.name} {third.phone[-4:]}"
    assert "分出 1 家" in browser.post(url, typed).content.decode()
    assert browser.post(url, typed | {"do": "1"}).status_code == 302
    new = Unit.objects.get(name="恒岱二厂工会")
    assert Membership.objects.open().filter(unit=new).count() == 3


def test_another_part_keeps_what_was_typed(hall: Hall, as_: As) -> None:
    page = as_(hall.ben).post(
        f"/desk/units/{hall.mill.code}/split/", {"n": "1", "part0-name": "恒岱二厂工会", "more": "1"}
    )
    assert "恒岱二厂工会" in page.content.decode()
    assert "分出的第 2 家" in page.content.decode()


def test_the_unit_tells_its_history(hall: Hall, as_: As) -> None:
    actions.rename(SYSTEM, hall.mill, name="恒岱重工工会", reason="改制")
    merging.merge(SYSTEM, Merger((hall.mill,), hall.shop, clock.today(), "批复 3 号"))
    gone = as_(hall.ben).get(f"/desk/units/{hall.mill.code}/").content.decode()
    for words in ("建立，隶属听泉街道总工会", "“恒岱机械厂工会”改名为“恒岱重工工会”", "并入云杉食品工会", "批复 3 号"):
        assert words in gone
    assert "恒岱重工工会并入" in as_(hall.ben).get(f"/desk/units/{hall.shop.code}/").content.decode()

"""Every page comes, for whom it is; for everybody else there is nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel import clock
from unionhall.kernel.org import actions as org
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns.models import Campaign

SignIn = Callable[[Person], Client]
ROOMS = (
    "/desk/",
    "/desk/?view=ours",
    "/desk/?view=below",
    "/desk/?view=others",
    "/desk/?view=done",
    "/desk/?view=nonsense&procedure=nonsense&page=x",
    "/desk/units/",
    "/desk/offices/",
    "/desk/figures/",
    "/desk/figures/membership.members/",
    "/desk/search/",
    "/desk/search/?q=工会",
    "/desk/account/",
    "/desk/password/",
)
WORKER = ("/", "/learn/", "/do/", "/me/")
DOOR = ("/desk/sign-in/", "/desk/sign-in/code/", "/desk/sign-in/forgot/", "/desk/activate/")


@pytest.mark.parametrize("url", [*WORKER, *DOOR])
def test_public_pages_come_for_anybody_with_a_way_to_complain(url: str, hall: Hall, lanes_client: Client) -> None:
    answer = lanes_client.get(url)
    assert answer.status_code == 200
    assert "/voice/" in answer.content.decode()


@pytest.mark.parametrize("url", [*ROOMS, "/desk/journal/", "/desk/campaigns/new/", "/board/1/"])
def test_a_visitor_is_sent_to_the_door(url: str, hall: Hall, lanes_client: Client) -> None:
    answer = lanes_client.get(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/sign-in/?next=")


@pytest.mark.parametrize("url", ROOMS)
@pytest.mark.parametrize("who", ["ana", "ben", "cleo"])
def test_rooms_come_for_officers_of_every_level(url: str, who: str, hall: Hall, papers: Campaign, as_: SignIn) -> None:
    answer = as_(getattr(hall, who)).get(url)
    assert answer.status_code == 200
    assert "/voice/" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_an_account_without_office_has_an_empty_inbox_and_no_rooms(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    client = as_(hall.outsider)
    assert client.get("/desk/").status_code == 200
    assert client.get("/desk/account/").status_code == 200
    for url in ("/desk/units/", "/desk/offices/", "/desk/figures/", "/desk/journal/", "/desk/campaigns/new/"):
        assert client.get(url).status_code == 404, url
    for url in (
        f"/desk/units/{hall.mill.code}/",
        f"/desk/units/?of={hall.federation.code}",
        f"/desk/figures/?unit={hall.mill.code}",
        f"/desk/offices/?unit={hall.mill.code}",
        f"/board/{papers.pk}/",
        f"/board/{papers.pk}/?unit={hall.mill.code}",
    ):
        assert client.get(url).status_code == 404, url
    assert "恒岱" not in client.get("/desk/search/?q=恒岱").content.decode().replace("搜“恒岱”", "").replace(
        'value="恒岱"', ""
    )


def test_a_neighbours_chair_finds_nothing_of_the_mill(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    client = as_(hall.dora)
    for url in (
        f"/desk/units/{hall.mill.code}/",
        f"/desk/units/?of={hall.mill.code}",
        f"/desk/units/{hall.mill.code}/move/",
        f"/desk/units/{hall.mill.code}/end/",
        f"/desk/units/{hall.mill.code}/found/",
        f"/desk/units/{hall.mill.code}/rename/",
        f"/desk/offices/?unit={hall.mill.code}",
        f"/desk/offices/at/{hall.mill.code}/new/",
        f"/desk/figures/?unit={hall.mill.code}",
        f"/desk/figures/learning.papers/?unit={hall.mill.code}&campaign={papers.pk}",
        f"/desk/journal/?unit={hall.mill.code}",
        f"/board/{papers.pk}/?unit={hall.mill.code}",
        f"/board/{papers.pk}/?unit={hall.federation.code}",
    ):
        assert client.get(url).status_code == 404, url
    own = client.get(f"/board/{papers.pk}/")
    assert own.status_code == 200
    assert "恒岱" not in own.content.decode()
    assert "/desk/units/" not in client.get("/desk/search/?q=恒岱").content.decode().split("<main")[1]
    assert "甲员" not in client.get("/desk/search/?q=甲员").content.decode().replace("搜“甲员”", "").replace(
        'value="甲员"', ""
    )


def test_names_are_found_by_their_own_chair_alone(hall: Hall, as_: SignIn) -> None:
    path = "/desk/search/?q=甲员"
    assert "/desk/members/" in as_(hall.cleo).get(path).content.decode().split("<main")[1]
    for person in (hall.ana, hall.ben, hall.dora):
        assert "/desk/members/" not in as_(person).get(path).content.decode().split("<main")[1]


def test_a_unit_shows_its_offices_history_and_acts(hall: Hall, as_: SignIn) -> None:
    page = as_(hall.ben).get(f"/desk/units/{hall.mill.code}/").content.decode()
    assert "柯洛" in page
    assert "隶属听泉街道总工会" in page
    assert f"/desk/units/{hall.mill.code}/move/" in page or "改隶属" not in page


def test_units_are_found_by_name_pinyin_and_code(hall: Hall, as_: SignIn) -> None:
    client = as_(hall.ana)
    for q in ("恒岱", "hdjx", hall.mill.code):
        main = client.get(f"/desk/units/?q={q}").content.decode().split("<main")[1]
        assert "恒岱机械厂工会" in main, q
        assert "青石" not in main, q


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_units_can_be_taken_away_as_a_file_without_formulas(kind: str, hall: Hall, as_: SignIn) -> None:
    from unionhall.desk.tests.conftest import SYSTEM
    from unionhall.kernel.org import actions as org

    org.rename(SYSTEM, hall.mill, name="=HYPERLINK(1)")
    answer = as_(hall.ben).get(f"/desk/units/?as={kind}")
    assert answer.status_code == 200
    assert kind in answer["Content-Disposition"]
    if kind == "csv":
        text = answer.content.decode("utf-8-sig")
        assert "'=HYPERLINK(1)" in text
        assert answer.content.startswith(b"\xef\xbb\xbf")


def test_the_navigation_shows_only_what_one_may_see(hall: Hall, as_: SignIn) -> None:
    nav = as_(hall.outsider).get("/desk/").content.decode().split('<nav class="desk-nav"')[1].split("</nav>")[0]
    assert "/desk/units/" not in nav
    assert "/desk/figures/" not in nav


@pytest.mark.parametrize(
    "url", ["/desk/", "/desk/units/", "/desk/figures/", "/desk/offices/", "/desk/search/?q=工会", "/desk/journal/"]
)
def test_lists_take_a_constant_number_of_queries(
    url: str, hall: Hall, papers: Campaign, as_: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = as_(hall.ana)
    client.get(url)
    with django_assert_max_num_queries(40):
        client.get(url)


def test_the_board_takes_as_many_queries_for_many_units_as_for_few(
    hall: Hall, papers: Campaign, as_: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = as_(hall.ana)
    with django_assert_max_num_queries(50):
        assert client.get(f"/board/{papers.pk}/").status_code == 200


def test_units_are_narrowed_by_trade_and_by_what_became_of_them(hall: Hall, as_: SignIn) -> None:
    browser = as_(hall.ana)
    typed = {"uscc": "9111", "trade": "C"}
    url = f"/desk/units/{hall.mill.code}/edit/"
    assert "统一社会信用代码是18位" in browser.post(url, typed).content.decode()
    assert browser.post(url, typed | {"uscc": ""}).status_code == 302
    assert "制造业" in browser.get(f"/desk/units/{hall.mill.code}/").content.decode()
    page = browser.get("/desk/units/?trade=C").content.decode()
    assert hall.mill.name in page  # from further down than the next level
    assert hall.shop.name not in page
    org.end(SYSTEM, hall.shop, on=clock.today(), reason="关停")
    gone = browser.get("/desk/units/?state=ended").content.decode()
    assert hall.shop.name in gone
    assert hall.mill.name not in gone
    assert hall.shop.name not in as_(hall.wim).get("/desk/units/?state=ended").content.decode()

"""The board: the same numbers on the page, in the file and behind each of them, as of now and as of any day."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from unionhall.desk.tests.conftest import SYSTEM, Hall, sit
from unionhall.kernel import clock
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.models import Wall
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns.actions.setting_tasks import NewTask, set_tasks
from unionhall.modules.campaigns.models import Campaign, Link

SignIn = Callable[[Person], Client]


def table_of(client: Client, url: str) -> list[list[str]]:
    """The board's table as it is taken away."""
    return list(csv.reader(io.StringIO(client.get(url).content.decode("utf-8-sig"))))


def test_the_table_is_taken_away_as_it_stands(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    head, *rows = table_of(as_(hall.ana), f"/board/{papers.pk}/?as=csv")
    assert head[:4] == ["单位", "代码", "应参加", "报名单位（家）"]
    told = {row[0]: row[2:] for row in rows}
    assert told["听泉街道总工会"][:4] == ["2", "1", "6", "6"]
    assert told["石桥镇总工会"][:4] == ["1", "", "", ""]  # has not begun, which is not 0
    assert told["松涧区总工会"][:4] == ["3", "1", "6", "6"]


def test_the_order_is_chosen_but_results_order_nobody_while_it_runs(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    client, url = as_(hall.ana), f"/board/{papers.pk}/"
    first = [row[0] for row in table_of(client, f"{url}?as=csv")[1:3]]
    assert first == ["石桥镇总工会", "听泉街道总工会"]  # furthest behind first
    for sort in ("-campaigns.people", "-campaigns.units", "name"):
        assert [row[0] for row in table_of(client, f"{url}?as=csv&sort={sort}")[1:3]] == first[::-1]
    assert [row[0] for row in table_of(client, f"{url}?as=csv&sort=-learning.pass_rate")[1:3]] == first
    assert "sort=-learning.pass_rate" not in client.get(url).content.decode()
    facts.close(SYSTEM, papers.reckoning, reason="试一试")  # type: ignore[arg-type]
    assert "sort=-learning.pass_rate" in client.get(url).content.decode()


def test_as_of_a_day_before_there_was_nothing(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    client, url = as_(hall.ana), f"/board/{papers.pk}/"
    with clock.set_to(clock.now() + timedelta(days=2)):
        today = table_of(client, f"{url}?as=csv")
        assert table_of(client, f"{url}?as=csv&on={clock.today():%Y-%m-%d}") == today
    Campaign.objects.filter(pk=papers.pk).update(since=clock.today() - timedelta(days=3))
    before = table_of(client, f"{url}?as=csv&on={clock.today() - timedelta(days=1):%Y-%m-%d}")
    assert all(row[3:] == [""] * len(row[3:]) for row in before[1:])


def test_a_day_that_is_none_gets_a_sentence_beside_the_field(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    client, url = as_(hall.ana), f"/board/{papers.pk}/"
    for on, said in (("x", "日期写成"), ("2000-01-01", "开始，选这天或以后的一天"), ("2999-01-01", "这天还没到")):
        page = client.get(f"{url}?on={on}")
        assert page.status_code == 200
        assert said in page.content.decode()


def test_every_figure_opens_the_rows_it_counts(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    page = as_(hall.ana).get(f"/board/{papers.pk}/").content.decode()
    rows = f"/desk/figures/campaigns.people/?unit={hall.east.code}&amp;campaign={papers.pk}"
    assert rows in page
    opened = as_(hall.ana).get(rows.replace("&amp;", "&")).content.decode()
    assert "一条一条，共 6 条" in opened


def test_units_are_compared_by_size_when_it_is_over(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    client, url = as_(hall.ana), f"/board/{papers.pk}/compare/"
    assert "行动还没截止" in client.get(url).content.decode()
    facts.close(SYSTEM, papers.reckoning, reason="试一试")  # type: ignore[arg-type]
    page = client.get(url).content.decode()
    assert "不到 25 人" in page
    assert "恒岱" not in page  # nobody is named, and nobody gets a place
    assert as_(hall.outsider).get(url).status_code == 404


def test_every_task_stands_with_units_done_of_asked(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    task = NewTask(words="每家交五份答卷", measure="learning.papers", target="least", number=5, due=papers.until)
    set_tasks(SYSTEM, papers, papers.unit, [task])
    page = as_(hall.ana).get(f"/board/{papers.pk}/").content.decode()
    assert "每家交五份答卷" in page
    assert "1 / 3 家" in page
    assert "1 / 2" in page.split("任务在各单位")[1]  # of the east: the mill has, the shop has not
    own = as_(hall.cleo).get(f"/board/{papers.pk}/").content.decode()
    assert "要 5" in own


def test_the_office_that_called_signs_and_opens_again(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    client, url = as_(hall.ana), f"/board/{papers.pk}/close/"
    page = client.get(url).content.decode()
    assert "签认前看一遍" in page
    assert "答了没交的卷子" in page
    said = client.post(url, {"do": "close", "reason": ""}).content.decode()
    assert "要提前截止，写上为什么" in said
    assert client.post(url, {"do": "close", "reason": "提前做完了"}).status_code == 302
    link = Link.objects.select_related("enrolment__campaign").get(enrolment__campaign=papers)
    sit(link, hall.members[6], right=True)  # late
    page = client.get(url).content.decode()
    assert "林晓禾" in page
    assert "提前做完了" in page
    assert "+1" in page.split("截止以后才来的")[1]
    assert table_of(client, f"/board/{papers.pk}/?as=csv")[3][2:6] == ["3", "1", "6", "6"]
    assert "写上为什么重新打开" in client.post(url, {"do": "reopen"}).content.decode()
    assert client.post(url, {"do": "reopen", "reason": "厂里漏了一份"}).status_code == 302
    page = client.get(url).content.decode()
    assert "+1" in page.split("和上一次签认比")[1]
    assert "听泉街道总工会" in page.split("差在哪些单位")[1]
    assert table_of(client, f"/board/{papers.pk}/?as=csv")[3][2:6] == ["3", "1", "7", "7"]


def test_nobody_below_closes_what_was_called_above(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    for person in (hall.ben, hall.cleo, hall.outsider):
        assert as_(person).get(f"/board/{papers.pk}/close/").status_code == 404
        assert as_(person).post(f"/board/{papers.pk}/close/", {"do": "close"}).status_code == 404
    papers.refresh_from_db()
    assert papers.reckoning is not None
    assert papers.reckoning.closed is None


def test_a_wall_shows_counts_to_whoever_has_the_link_until_it_is_stopped(
    hall: Hall, papers: Campaign, as_: SignIn, lanes_client: Client
) -> None:
    office, url = as_(hall.ben), f"/board/{papers.pk}/walls/"
    assert office.post(url).status_code == 302
    wall = Wall.objects.get()
    assert wall.unit == hall.east
    page = lanes_client.get(f"/wall/{wall.token}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "data-refresh" in text
    assert "恒岱机械厂工会" in text
    assert "石桥镇" not in text  # another part of the tree
    for hidden in ("合格率", "甲员", "/desk/figures/"):
        assert hidden not in text
    assert page["Cache-Control"] == "no-store"
    assert as_(hall.wim).post(url, {"stop": wall.pk}).status_code == 302  # of another part: nothing happens
    assert lanes_client.get(f"/wall/{wall.token}/").status_code == 200
    office.post(url, {"stop": wall.pk})
    assert lanes_client.get(f"/wall/{wall.token}/").status_code == 404
    assert lanes_client.get("/wall/nonsense/").status_code == 404


def test_what_the_unit_is_made_of_opens_those_very_unions_and_members(
    hall: Hall, papers: Campaign, as_: SignIn
) -> None:
    client = as_(hall.ana)
    unions, members = [], []
    for part in client.get(f"/board/{papers.pk}/").context["made_of"]:
        (members if "figures" in part.url else unions).append(part)
    assert {part.label: part.number for part in unions}["基层工会"] == 3
    for part in unions:
        assert len(table_of(client, f"{part.url}&as=csv")) == part.number + 1
    [told] = members
    assert f"{told.number:,}" in client.get(told.url).content.decode()

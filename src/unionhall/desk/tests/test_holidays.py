"""The holidays of a year: read from the notice, from lines or from a table, looked at, then kept."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from unionhall.desk.holidays.reading import days_of
from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel.access import actions as access
from unionhall.kernel.calendar import queries
from unionhall.kernel.people.models import Person

SignIn = Callable[[Person], Client]
NOTICE = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。"""


def test_the_notice_is_read_in_its_own_words() -> None:
    days, wrong = days_of(NOTICE, 2026)
    assert not wrong
    assert [day.isoformat()[5:] for day, works, _name in days if works] == ["01-04", "02-14", "02-28"]
    assert sum(not works for _day, works, _name in days) == 3 + 9 + 3
    assert {name for _day, works, name in days if not works} == {"元旦", "春节", "清明节"}


@pytest.mark.parametrize(
    ("line", "day", "works", "name"),
    [
        ("2027-10-01 放假 国庆节", date(2027, 10, 1), False, "国庆节"),
        ("2027年10月9日 上班 国庆节调休", date(2027, 10, 9), True, "国庆节"),
        ("１０/１ 休", date(2027, 10, 1), False, ""),
        ("2027.5.1 放假 劳动节", date(2027, 5, 1), False, "劳动节"),
    ],
)
def test_a_line_is_read_as_people_write_it(line: str, day: date, works: bool, name: str) -> None:
    assert days_of(line, 2027) == ([(day, works, name)], [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2026-10-01 放假", "不在 2027 年里"),
        ("2月30日 放假", "不是日期"),
        ("10月1日 国庆节", "没写放假还是上班"),
        ("放假 国庆节", "没有看到日期"),
        ("5日 放假", "不是日期"),
        ("10月7日至1日 放假", "不对"),
        ("10月1日 放假\n10月1日 上班", "又放假又上班"),
    ],
)
def test_a_line_that_can_not_be_read_is_named(line: str, why: str) -> None:
    _days, wrong = days_of(line, 2027)
    assert why in wrong[0]
    assert wrong[0].startswith("第 ")


def test_a_year_is_looked_at_and_then_kept(hall: Hall, as_: SignIn) -> None:
    access.appoint(SYSTEM, person=hall.ana, unit=hall.federation, office="administrator")
    client, url = as_(hall.ana), "/desk/holidays/2027/"
    assert "还没有排" in client.get("/desk/holidays/").content.decode()
    typed = {"text": "2027-01-01 放假 元旦\n胡写", "source": "国办发明电〔2026〕7号"}
    page = client.post(url, typed).content.decode()
    assert "第 2 行" in page
    assert "胡写" in page
    looked = client.post(url, typed | {"text": "1月1日 放假 元旦", "look": "1"}).content.decode()
    assert "就这样记下" in looked
    assert 2027 not in {year.year for year in queries.years_laid_down()}
    assert client.post(url, typed | {"text": "1月1日 放假 元旦", "save": "1"}).status_code == 302
    assert not queries.is_working_day(date(2027, 1, 1))
    assert "元旦" in as_(hall.cleo).get("/desk/holidays/?year=2027").content.decode()


def test_a_table_fills_the_box_and_is_not_kept_unseen(hall: Hall, as_: SignIn) -> None:
    access.appoint(SYSTEM, person=hall.ana, unit=hall.federation, office="administrator")
    rows = "日期,安排,名称\n2027-01-01,放假,元旦\n2027-01-03,上班,元旦调休\n".encode("gb18030")
    page = as_(hall.ana).post(
        "/desk/holidays/2027/", {"file": SimpleUploadedFile("h.csv", rows), "source": "通知", "save": "1"}
    )
    assert "2027-01-03 上班 元旦调休" in page.content.decode()
    assert not queries.days_of(2027)


def test_only_the_administrator_keeps_them(hall: Hall, as_: SignIn) -> None:
    assert as_(hall.cleo).get("/desk/holidays/").status_code == 200
    for person in (hall.ana, hall.cleo, hall.outsider):
        assert as_(person).post("/desk/holidays/2027/", {"text": "1月1日 放假", "source": "x"}).status_code == 404

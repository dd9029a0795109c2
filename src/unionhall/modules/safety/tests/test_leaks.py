"""Nothing that the employer's side, the person complained of or an outsider can reach tells who reported; nor when."""

import io
import logging
import zipfile
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.district import NOW, District
from unionhall.config import lanes, senders
from unionhall.kernel import clock
from unionhall.kernel.facts.models import Fact
from unionhall.kernel.journal.models import Line
from unionhall.kernel.people.models import Account
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.safety import actions
from unionhall.modules.safety.models import Hazard, Photo, Report
from unionhall.modules.safety.tests.given import assigned, picture, reported, walk

NAME, PHONE, WORDS, TALK = "鲁知微", "13955550123", "我在冲床边上干了七年", "昨晚只有我一个人当班"
MINUTE = NOW.replace(minute=37, second=21)
SAID = actions.Said("3 号车间东头", WORDS, "machine", name=NAME, phone=PHONE)
ABOUT = actions.Said("财务室门口", "主席把消防门锁了", "fire", about=("all",))
PAGES = (
    "/desk/",
    "/desk/safety/",
    "/desk/safety/file.xlsx",
    "/desk/safety/printed/",
    "/desk/safety/figures/",
    "/desk/search/?q=%E8%BD%A6%E9%97%B4",
    "/desk/search/?q=%E8%B4%A2%E5%8A%A1",
    "/desk/journal/",
    "/desk/figures/",
    "/desk/figures/safety.found/",
    "/desk/figures/safety.overdue/",
)


def _hazards(district: District) -> tuple[Hazard, Hazard]:
    """One protected report that is on its way to be mended, one about the union's own people."""
    inspector = district.actor("检查员", district.mill, "inspector")
    with clock.set_to(MINUTE):
        hazard, told, _code = reported(district.mill, SAID)
        actions.say(told, TALK)
        about, _told, _other = reported(district.mill, ABOUT, ticket="u")
    actions.receive(inspector, hazard, words="冲床护罩拆了")
    actions.answer(inspector, told, "谢谢您说出来，今晚换人")
    assigned(inspector, hazard)
    return hazard, about


def _read(client: Client, account: Account, urls: tuple[str, ...]) -> str:
    client.force_login(account)
    found = []
    for url in urls:
        answer = client.get(url)
        found.append(_text(answer) if answer.status_code == 200 else "")
    return "\n".join(found)


def _text(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return str(body.decode("utf-8", "replace")) + str(dict(answer.headers))


def test_the_employers_side_learns_what_is_to_be_mended_and_nothing_of_who_said_so(
    district: District, lanes_client: Client
) -> None:
    hazard, about = _hazards(district)
    manager = district.account("安全员", district.mill, "safety_manager")
    chair = district.account("郭主席", district.mill, "chair")
    seen = _read(lanes_client, manager, (*PAGES, hazard.get_absolute_url(), about.get_absolute_url()))
    assert "冲床护罩拆了" in seen
    for secret in (NAME, PHONE, WORDS, TALK, "今晚换人", ABOUT.place, ABOUT.words, "职工报的"):
        assert secret not in seen, secret
    seen = _read(lanes_client, chair, (*PAGES, about.get_absolute_url()))
    for secret in (ABOUT.place, ABOUT.words, str(about.pk)):
        assert secret not in seen, secret


def test_neighbours_and_outsiders_find_nothing_at_all(district: District, lanes_client: Client) -> None:
    hazard, about = _hazards(district)
    neighbour = district.account("邻厂主席", district.shop, "chair")
    for account in (neighbour, district.account("路人")):
        urls = (*PAGES, hazard.get_absolute_url(), about.get_absolute_url())
        seen = _read(lanes_client, account, urls)
        for secret in (NAME, PHONE, WORDS, TALK, SAID.place, ABOUT.place, "冲床护罩", hazard.number):
            assert secret not in seen, secret
    told = hazard.reports.get()
    post = reverse("safety:answer", args=(hazard.pk, told.pk))
    assert lanes_client.post(post, {"text": "你是谁"}).status_code == 404


def test_a_union_above_sees_the_hazard_and_not_who_reported_it(district: District, lanes_client: Client) -> None:
    hazard, _about = _hazards(district)
    township = district.account("街道主席", district.east, "chair")
    seen = _read(lanes_client, township, (*PAGES, hazard.get_absolute_url()))
    assert "冲床护罩拆了" in seen
    for secret in (NAME, PHONE, WORDS, TALK):
        assert secret not in seen, secret


def test_the_journal_says_nothing_until_an_officer_acts(district: District) -> None:
    before = Line.objects.count()
    with clock.set_to(MINUTE):
        _hazard, told, _code = reported(district.mill, SAID)
        actions.say(told, TALK)
    assert Line.objects.count() == before


def test_with_the_database_in_hand_there_is_neither_name_nor_minute(district: District) -> None:
    with clock.set_to(MINUTE):
        photo = actions.keep_photo(io.BytesIO(picture()), 1)
        code = actions.report(district.mill, SAID, ticket="t", photos=[photo.key], sender="hash")
        told = Report.objects.get()
        actions.say(told, TALK)
    rows = _dump()
    for secret in (NAME, PHONE, WORDS, TALK, code, "SecretPhone", "'hash'"):
        assert secret not in rows, secret
    hour = NOW.replace(minute=0, second=0)
    moments = [told.hour, Photo.objects.get().hour, *told.messages.values_list("hour", flat=True)]
    moments += [duty.opened for duty in Duty.objects.filter(procedure__startswith="safety.")]
    assert {moment.astimezone(hour.tzinfo) for moment in moments} == {hour}
    assert all(duty.pk < 0 for duty in Duty.objects.filter(procedure__startswith="safety."))
    assert not [value for value in _moments() if value.astimezone(NOW.tzinfo) == MINUTE]


def _dump() -> str:
    """Everything in every table."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def _moments() -> list[datetime]:
    """Every moment that any row of safety, of the inbox, the facts or the journal holds."""
    found = []
    for model in [*apps.get_app_config("safety").get_models(), Duty, Fact, Line]:
        for row in model._default_manager.values():
            found += [value for value in row.values() if isinstance(value, datetime)]
    return found


def test_no_log_no_cookie_and_of_the_address_a_hash_for_a_day(
    district: District, lanes_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = walk(lanes_client, district, shown="named", name=NAME, phone=PHONE)
    assert "报上去了" in page
    assert not [record for record in caplog.records if record.name.startswith(("unionhall", "django.request"))]
    environ = {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_REAL_IP": "198.51.100.7", "HTTP_USER_AGENT": "phone"}
    lanes.strip(environ)
    assert "203.0.113.9" not in str(environ)
    assert "198.51.100.7" not in str(environ)
    first = senders.hashed("198.51.100.7")
    assert environ[lanes.SENDER] == first
    with clock.set_to(NOW.replace(day=11)):
        assert senders.hashed("198.51.100.7") != first


def test_messages_and_notices_tell_nothing(district: District) -> None:
    hazard, _about = _hazards(district)
    for told in (hazard.duty_title(), str(hazard), str(hazard.reports.get()), hazard.reports.get().duty_title()):
        for secret in (NAME, PHONE, WORDS, TALK):
            assert secret not in told

"""Complaints and suggestions: anybody sends, the receipt reads, the office answers."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.district import SYSTEM, District
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures import queries as inbox
from unionhall.modules.feedback import actions, queries
from unionhall.modules.feedback.models import Voice

SAID = {"kind": "complaint", "text": "食堂的消防门锁着，晚班出不去。", "about": "恒岱机械厂工会", "contact": ""}


def test_anybody_sends_and_the_top_union_has_a_clock(district: District) -> None:
    code = actions.send(ticket="t", **SAID)
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{12}", code)
    voice = Voice.objects.get()
    assert (voice.unit, voice.about, voice.state) == (district.federation, district.mill, "received")
    assert code not in str(Voice.objects.values().get())
    (duty,) = inbox.inbox(district.actor("区主席", district.federation, "chair"))
    assert duty.due == date(2026, 12, 1)  # fifteen working days after 10 November
    assert "消防门" not in duty.title
    assert not inbox.inbox(district.actor("郭主席", district.mill, "chair")).exists()


def test_the_same_form_twice_is_received_once(district: District) -> None:
    assert actions.send(ticket="t", **SAID) == actions.send(ticket="t", **SAID)
    assert actions.send(ticket="u", **SAID) != actions.send(ticket="t", **SAID)
    assert Voice.objects.count() == 2


def test_a_unit_nobody_knows_is_kept_as_typed(district: District) -> None:
    actions.send(ticket="t", **{**SAID, "about": "不存在的工会"})
    voice = Voice.objects.get()
    assert (voice.about, voice.about_text) == (None, "不存在的工会")


def test_without_any_union_nobody_could_answer(db: None) -> None:
    with pytest.raises(Refused, match="还没有成立"):
        actions.send(ticket="t", **SAID)


def test_very_much_at_once_is_slowed_down(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_IN_AN_HOUR", 2)
    for ticket in "ab":
        actions.send(ticket=ticket, **SAID)
    with pytest.raises(Refused, match="太多"):
        actions.send(ticket="c", **SAID)
    actions.send(ticket="a", **SAID)  # what was received is received


def test_the_office_answers_and_the_receipt_reads_it(district: District) -> None:
    code = actions.send(ticket="t", **SAID)
    voice = Voice.objects.get()
    for by in (district.actor("外人"), district.actor("郭主席", district.mill, "chair")):
        with pytest.raises(Denied):
            queries.voice_for(by, voice.pk)
        with pytest.raises(Denied):
            actions.answer(by, voice, text="好")
    officer = district.actor("区经办", district.federation, "officer")
    with pytest.raises(Refused, match="答复"):
        actions.answer(officer, voice, text=" ")
    actions.answer(officer, voice, text="今天已经打开。")
    with pytest.raises(Refused):
        actions.answer(officer, voice, text="再答一次")
    read = queries.voice_by_receipt(f" {code[:4]}-{code[4:].lower()} ")
    assert read is not None
    assert read.answer == "今天已经打开。"
    assert queries.voice_by_receipt("") is None
    assert queries.voice_by_receipt("AAAA") is None


def test_the_pages_of_the_anonymous_lane(district: District, lanes_client: Client) -> None:
    district.member("王甲", district.mill)
    lanes_client.cookies["sessionid"] = "x"
    page = lanes_client.get(reverse("feedback:new")).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket
    wrong = lanes_client.post(reverse("feedback:new"), {"kind": "complaint", "text": "门", "ticket": ticket[1]})
    assert "再写一句" in wrong.content.decode()
    assert ticket[1] in wrong.content.decode()
    sent = lanes_client.post(reverse("feedback:new"), {**SAID, "ticket": ticket[1]})
    code = re.search(r"\b([2-9A-Z]{4}) ([2-9A-Z]{4}) ([2-9A-Z]{4})\b", sent.content.decode())
    assert code
    assert not sent.cookies
    check = reverse("feedback:check")
    assert "没有这个回执码" in lanes_client.post(check, {"code": "AAAA"}).content.decode()
    assert "还没有答复" in lanes_client.post(check, {"code": code[0]}).content.decode()
    actions.answer(SYSTEM, Voice.objects.get(), text="今天已经打开。")
    assert "今天已经打开。" in lanes_client.post(check, {"code": code[0]}).content.decode()
    assert Person.objects.count() == 1


def test_the_desk_lists_and_answers(district: District, lanes_client: Client) -> None:
    actions.send(ticket="t", **SAID)
    url = reverse("feedback:voice", args=(Voice.objects.get().pk,))
    lanes_client.force_login(district.account("区经办", district.federation, "officer"))
    assert url in lanes_client.get(reverse("feedback:voices")).content.decode()
    assert "消防门" in lanes_client.get(url).content.decode()
    assert "写上答复" in lanes_client.post(url, {"text": ""}).content.decode()
    assert lanes_client.post(url, {"text": "今天已经打开。"}).status_code == 302
    assert "今天已经打开" in lanes_client.get(url).content.decode()
    assert url in lanes_client.get(reverse("feedback:voices") + "?view=answered").content.decode()
    for account in (district.account("外人"), district.account("郭主席", district.mill, "chair")):
        lanes_client.force_login(account)
        assert lanes_client.get(url).status_code == 404
        assert url not in lanes_client.get(reverse("feedback:voices")).content.decode()

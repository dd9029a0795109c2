"""Certificates: by rule, masked where identity is weak, checked by everybody, taken back, ending, reminded of."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.journal.models import Line
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.learning import actions, notices
from unionhall.modules.learning.actions import certificates
from unionhall.modules.learning.actions.certificates import give_certificate, revoke_certificate
from unionhall.modules.learning.models import Certificate, CertificateRule, Ending, Sheet
from unionhall.modules.learning.queries import Sitting
from unionhall.modules.learning.queries import certificates as queries
from unionhall.modules.learning.tests.conftest import NOON, RIGHT, SYSTEM, Hall
from unionhall.modules.learning.tests.test_desk import signed_in, text_of
from unionhall.modules.learning.tests.test_lessons import officer_of

WORDING = "{name} 同志 {date} 答卷合格。"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What a process keeps of another test's rules is no rule of this one."""
    cache.clear()
    yield
    cache.clear()


def rule(hall: Hall, **more: Any) -> CertificateRule:
    told = {"title": "安全证书", "wording": WORDING, **more}
    return certificates.write_rule(SYSTEM, assignment=hall.assignment, **told)


def passed(hall: Hall, sitting: Sitting) -> Sitting:
    for place, letters in RIGHT.items():
        actions.save(sitting, {place: letters})
    actions.hand_in(sitting)
    return sitting


def test_who_passed_gets_one_and_the_same_again(hall: Hall) -> None:
    rule(hall)
    sitting = hall.sitting(*hall.member("欧阳建国"))
    with pytest.raises(Refused):
        give_certificate(sitting)
    passed(hall, sitting)
    first, again = give_certificate(sitting), give_certificate(sitting)
    assert first == again
    assert (first.issued, first.expires, queries.state_of(first)) == (NOON.date(), None, "holds")
    assert len(first.token) == 20


def test_who_did_not_pass_or_has_too_few_marks_gets_none(hall: Hall) -> None:
    rule(hall, least_marks=100)
    sitting = hall.sitting(*hall.member("差一点"))
    for place, letters in list(RIGHT.items())[:4]:
        actions.save(sitting, {place: letters})
    actions.hand_in(sitting)
    assert sitting.sheet.is_passed
    assert not queries.is_offered(sitting)
    with pytest.raises(Refused):
        give_certificate(sitting)


def test_one_for_learning_needs_the_lesson_alone(hall: Hall) -> None:
    rule(hall, asks="learnt")
    sitting = hall.sitting(*hall.member("学完的"))
    assert not queries.is_offered(sitting)
    actions.finish_lesson(sitting)
    assert give_certificate(sitting).pk


def test_nobody_learns_from_it_who_is_on_the_roll(hall: Hall, lanes_client: Client) -> None:
    rule(hall)
    pages = []
    for participant, cookie in (hall.member("王一一", "1111"), hall.worker("王一一", "2222")):
        sitting = passed(hall, hall.sitting(participant, cookie))
        lanes_client.cookies[campaigns.CLAIM_COOKIE] = cookie
        page = text_of(lanes_client.get(reverse("learning:certificate", args=[sitting.sheet.public])))
        token = Certificate.objects.get(participant=participant).token
        pages.append(page.replace(token, "").replace(sitting.sheet.public, "").replace(participant.link.token, ""))
    assert pages[0] == pages[1]
    assert "王＊＊" in pages[0]
    assert "王一一" not in pages[0]


def test_the_check_page_says_a_masked_name_a_title_a_day_and_no_more(hall: Hall, lanes_client: Client) -> None:
    rule(hall)
    made = give_certificate(passed(hall, hall.sitting(*hall.member("欧阳建国"))))
    answer = lanes_client.get(reverse("learning:check", args=[made.token]))
    page = text_of(answer)
    assert "欧＊＊" in page
    assert "安全证书" in page
    assert "有效" in page
    for hidden in ("欧阳", "恒岱", "合格。", "100"):
        assert hidden not in page.partition("<main")[2].partition("</main")[0]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert lanes_client.get(reverse("learning:check", args=["x" * 20])).status_code == 404


@given(st.text(min_size=1, max_size=20).filter(str.strip))
def test_a_masked_name_shows_its_first_character_and_not_its_length(name: str) -> None:
    assert queries.mask_name(name) == name.strip()[0] + "＊＊"


def test_it_is_taken_back_with_a_reason_once(hall: Hall, lanes_client: Client) -> None:
    rule(hall)
    participant, cookie = hall.member("欧阳建国")
    sitting = passed(hall, hall.sitting(participant, cookie))
    made = give_certificate(sitting)
    with pytest.raises(Denied):
        revoke_certificate(Actor.nobody(), certificate_id=made.pk, reason="x")
    with pytest.raises(Refused):
        revoke_certificate(SYSTEM, certificate_id=made.pk, reason="  ")
    chair, _by = officer_of(hall, lanes_client, hall.unit)
    answer = chair.post(reverse("learning:certificate_revoke", args=[made.pk]), {"reason": "替别人答的"})
    assert answer.status_code == 302
    with pytest.raises(Refused, match="已经收回"):
        revoke_certificate(SYSTEM, certificate_id=made.pk, reason="再来")
    checked = queries.check(made.token)
    assert checked is not None
    assert checked.state == "revoked"
    lanes_client.cookies[campaigns.CLAIM_COOKIE] = cookie
    assert "替别人答的" in text_of(lanes_client.get(reverse("learning:certificate", args=[sitting.sheet.public])))
    assert lanes_client.get(reverse("learning:certificate_pdf", args=[sitting.sheet.public])).status_code == 409


def test_what_is_passed_no_more_is_in_question(hall: Hall) -> None:
    rule(hall)
    sitting = passed(hall, hall.sitting(*hall.member("甲")))
    made = give_certificate(sitting)
    Sheet.objects.filter(pk=sitting.sheet.pk).update(is_passed=False)
    checked = queries.check(made.token)
    assert checked is not None
    assert checked.state == "in_question"
    with pytest.raises(Refused, match="本人看得到"):
        certificates.keep_certificate(SYSTEM, certificate_id=made.pk, reason=" ")
    certificates.keep_certificate(SYSTEM, certificate_id=made.pk, reason="题出错了，不怪本人")
    checked = queries.check(made.token)
    assert checked is not None
    assert checked.state == "holds"
    with pytest.raises(Refused, match="定过了"):
        certificates.keep_certificate(SYSTEM, certificate_id=made.pk, reason="再来")


def test_the_chair_is_told_once_until_they_have_looked(hall: Hall, lanes_client: Client) -> None:
    rule(hall, months=3)
    give_certificate(passed(hall, hall.sitting(*hall.member("甲"))))
    with clock.set_to(NOON + timedelta(days=65)):
        certificates.remind_certificates(SYSTEM)
        one = Ending.objects.get()
        assert (one.unit, one.number, one.due) == (hall.unit, 1, date(2027, 2, 10))
    with clock.set_to(NOON + timedelta(days=70)):
        chair = signed_in(lanes_client, hall.unit, "chair")
        assert "1 张证书快到期了" in text_of(chair.get("/desk/"))
        page = reverse("learning:ending", args=[one.pk])
        assert "甲" in text_of(chair.get(page))
        chair.post(page)
        assert "快到期了" not in text_of(chair.get("/desk/"))
        assert "看过了" in text_of(chair.get(page))
    other = signed_in(Client(), hall.other, "chair", name="别家主席")
    assert other.get(page).status_code == 404


def test_it_ends_and_is_reminded_of_once_before(hall: Hall) -> None:
    rule(hall, months=3)
    made = give_certificate(passed(hall, hall.sitting(*hall.member("甲"))))
    assert made.expires == date(2027, 2, 10)
    assert certificates.remind_certificates(SYSTEM) == 0
    with clock.set_to(NOON + timedelta(days=70)):
        assert certificates.remind_certificates(SYSTEM) == 1
        assert certificates.remind_certificates(SYSTEM) == 0
        assert Line.objects.filter(verb="learning.certificates_end", unit_id=hall.unit.pk).count() == 1
    with clock.set_to(NOON + timedelta(days=92)):
        assert queries.state_of(made) == "holds"
    with clock.set_to(NOON + timedelta(days=93)):
        assert queries.state_of(made) == "expired"


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(1, 120))
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    later = certificates._months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_the_full_name_needs_a_strong_identity(hall: Hall, lanes_client: Client) -> None:
    from unionhall.kernel.people.models import Account

    rule(hall)
    participant, _cookie = member = hall.member("欧阳建国")
    made = give_certificate(passed(hall, hall.sitting(*member)))
    assert "欧阳" not in notices.wording_of(made, in_full=False)
    assert "欧阳建国 同志" in notices.wording_of(made, in_full=True)
    chair, _by = officer_of(hall, lanes_client, hall.unit)
    assert "欧阳建国" in text_of(chair.get(reverse("learning:certificates")))
    assert chair.get(reverse("learning:my_certificate_pdf", args=[made.pk])).status_code == 404
    above = signed_in(Client(), hall.federation, name="上级")
    assert "欧阳建国" not in text_of(above.get(reverse("learning:certificates")))
    assert above.get(reverse("learning:certificate_full_pdf", args=[made.pk])).status_code == 404
    assert participant.person is not None
    own = Account.objects.create(person=participant.person, login="own", state="active", created=clock.now())
    holder = Client()
    holder.force_login(own)
    assert "安全证书" in text_of(holder.get(reverse("learning:my_certificates")))
    pdf = holder.get(reverse("learning:my_certificate_pdf", args=[made.pk]))
    assert pdf.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"title": " "}, "叫什么"),
        ({"wording": "没有名字"}, "{name}"),
        ({"least_marks": 101}, "满分之间"),
        ({"months": 0}, "有效期"),
    ],
)
def test_a_rule_nobody_could_meet_is_refused(hall: Hall, more: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        rule(hall, **more)


def test_a_rule_is_written_on_the_desk_and_the_result_offers_it(hall: Hall, lanes_client: Client) -> None:
    officer = signed_in(lanes_client, hall.federation)
    new = reverse("learning:certificate_rule_new")
    assert "查隐患" in text_of(officer.get(new))
    typed = {"assignment": hall.assignment.pk, "asks": "passed", "title": "安全证书", "wording": "没有名字"}
    wrong = officer.post(new, typed)
    assert wrong.status_code == 422
    assert "没有名字" in text_of(wrong)
    assert officer.post(new, {**typed, "wording": WORDING}).status_code == 302
    participant, cookie = hall.member("甲")
    sitting = passed(hall, hall.sitting(participant, cookie))
    worker = Client()
    worker.cookies[campaigns.CLAIM_COOKIE] = cookie
    assert "领证书" in text_of(worker.get(reverse("learning:result", args=[sitting.sheet.public])))

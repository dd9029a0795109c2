"""From report to closing: graded, assigned, put right, re-checked by somebody else, and late work rises by itself."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.district import NOW, SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.procedures import queries as inbox
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.safety import actions, queries
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.procedure import PLAN_PARTS
from unionhall.modules.safety.tests.given import DUE, SAID, assigned, reported

PLAN = dict.fromkeys(PLAN_PARTS, "写了")


@pytest.fixture
def chair(district: District) -> Actor:
    return district.actor("郭主席", district.mill, "chair")


@pytest.fixture
def inspector(district: District) -> Actor:
    return district.actor("检查员", district.mill, "inspector")


@pytest.fixture
def manager(district: District) -> Actor:
    return district.actor("安全员", district.mill, "safety_manager")


def test_the_whole_way_and_the_reporter_is_asked(
    district: District, chair: Actor, inspector: Actor, manager: Actor
) -> None:
    hazard, told, code = reported(district.mill)
    actions.receive(chair, hazard, words="配电箱有裸线")
    assert not queries.hazards(manager).exists()
    assigned(chair, hazard)
    (duty,) = inbox.inbox(manager)
    assert (duty.clock, duty.due) == ("mend", DUE)
    actions.mend(manager, hazard, words="换了箱门", cost=380)
    with pytest.raises(Refused, match="换一位"):
        actions.recheck(Actor.system("nobody in particular"), hazard, words="好")
    actions.recheck(inspector, hazard, words="门关得上")
    with pytest.raises(Refused, match="在等报的人"):
        actions.close(chair, hazard)
    actions.judge(told, is_good=True)
    actions.close(chair, hazard)
    assert (hazard.state, hazard.closed_on) == ("closed", date(2026, 11, 10))
    assert not Duty.objects.open().filter(procedure="safety.hazard", item_id=hazard.pk).exists()
    said = queries.report_by_receipt(code)
    assert said is not None
    assert [m.text[:4] for m in said.messages.order_by("place")][-1] == "改好了，"


def test_who_mended_does_not_recheck_and_what_is_not_right_goes_back(
    district: District, chair: Actor, inspector: Actor
) -> None:
    hazard, _told, _code = reported(district.mill)
    assigned(chair, hazard)
    actions.mend(chair, hazard, words="厂里说换了")
    with pytest.raises(Refused, match="换一位"):
        actions.recheck(chair, hazard, words="好")
    with pytest.raises(Refused, match="换一位"):
        actions.send_back(chair, hazard, words="不好", due=DUE)
    actions.send_back(inspector, hazard, words="还漏着线", due=DUE + timedelta(days=3))
    assert hazard.state == "assigned"
    actions.mend(chair, hazard, words="又换了")
    actions.recheck(inspector, hazard, words="好了")
    assert [round.is_right for round in hazard.mendings.order_by("pk")] == [False, True]


def test_a_reporter_who_says_no_opens_it_again_and_silence_lets_it_close(
    district: District, chair: Actor, inspector: Actor
) -> None:
    hazard, told, _code = reported(district.mill)
    assigned(chair, hazard)
    actions.mend(chair, hazard, words="换了")
    with pytest.raises(Refused, match="还没到问您"):
        actions.judge(told, is_good=True)
    actions.recheck(inspector, hazard, words="好了")
    told.refresh_from_db()
    actions.judge(told, is_good=False)
    hazard.refresh_from_db()
    assert hazard.state == "graded"
    actions.assign(chair, hazard, actions.Order("机修班", DUE))
    actions.mend(chair, hazard, words="再换")
    actions.recheck(inspector, hazard, words="好了")
    with clock.set_to(NOW + timedelta(days=6)):
        assert actions.close(chair, hazard).state == "closed"


def test_a_major_hazard_is_told_above_at_once_and_wants_the_six_parts_of_a_plan(
    district: District, chair: Actor, manager: Actor
) -> None:
    above = district.actor("街道主席", district.east, "chair")
    hazard, _told, _code = reported(district.mill)
    actions.receive(chair, hazard, words=SAID.words)
    actions.grade(chair, hazard, grade="major", harm="触电")
    (duty,) = inbox.inbox(above)
    assert duty.title.startswith("重大隐患")
    actions.assign(chair, hazard, actions.Order("机修班", DUE))
    actions.plan(manager, hazard, {**PLAN, "funds": " "})
    with pytest.raises(Refused, match="经费和物资"):
        actions.mend(manager, hazard, words="换了")
    actions.plan(manager, hazard, PLAN)
    assert actions.mend(manager, hazard, words="换了").state == "mended"
    actions.tell_congress(chair, hazard)
    assert hazard.told_congress == date(2026, 11, 10)


def test_late_work_rises_and_twice_as_late_one_level_more(district: District, chair: Actor) -> None:
    township = district.actor("街道主席", district.east, "chair")
    officer = district.actor("区经办", district.federation, "officer")
    hazard, _told, _code = reported(district.mill)
    assigned(chair, hazard)
    for day, seen in ((DUE, [0, 0]), (DUE + timedelta(days=1), [1, 0]), (DUE + timedelta(days=10), [1, 1])):
        with clock.set_to(NOW + (day - NOW.date())):
            procedures.rise_overdue(SYSTEM)
            assert [inbox.inbox(by).filter(clock="mend").count() for by in (township, officer)] == seen, day


def test_the_clock_stops_goes_on_and_is_given_more_time(district: District, chair: Actor, manager: Actor) -> None:
    hazard, _told, _code = reported(district.mill)
    assigned(chair, hazard)
    with pytest.raises(Denied):
        actions.pause(manager, hazard, reason="忙")
    actions.pause(chair, hazard, reason="等检测机构鉴定")
    with clock.set_to(NOW + timedelta(days=30)):
        procedures.rise_overdue(SYSTEM)
        (duty,) = inbox.inbox(manager)
        assert (duty.due, duty.level) == (None, 0)
        with pytest.raises(Refused, match="不能停表"):
            actions.pause(chair, hazard, reason="再停")
        actions.resume(chair, hazard)
        assert hazard.due == NOW.date() + timedelta(days=30) + (DUE - NOW.date())
        with pytest.raises(Refused, match="以后"):
            actions.extend(chair, hazard, until=hazard.due, reason="配件没到")
        actions.extend(chair, hazard, until=date(2027, 1, 5), reason="配件没到")
    assert Duty.objects.get(item_id=hazard.pk, clock="mend").due == hazard.due == date(2027, 1, 5)


def test_joined_reports_are_all_told_and_count_once(district: District, chair: Actor) -> None:
    first, _told, code = reported(district.mill)
    second, _other, other_code = reported(district.mill, SAID, ticket="u")
    actions.receive(chair, first, words=SAID.words)
    actions.join(chair, second, first)
    actions.grade(chair, first, grade="general")
    for receipt in (code, other_code):
        told = queries.report_by_receipt(receipt)
        assert told is not None
        assert told.hazard == first
        assert any("定为一般隐患" in message.text for message in told.messages.all())
    with pytest.raises(Refused):
        actions.join(chair, first, first)


def test_what_is_handed_up_for_its_own_people_is_gone_for_them(district: District, chair: Actor) -> None:
    above = district.actor("街道主席", district.east, "chair")
    hazard, told, _code = reported(district.mill)
    actions.say(told, "主席知道的")
    actions.hand_up(chair, hazard, reason="牵涉本会的人", about=("all",))
    assert hazard.unit == district.east
    assert not queries.hazards(chair).exists()
    assert not inbox.inbox(chair).exists()
    assert not inbox.at_my_units(chair).exists()
    assert inbox.inbox(above).count() == 2
    with pytest.raises(Denied):
        actions.receive(chair, Hazard.objects.get()) if queries.hazard_for(chair, hazard.pk) else None


def test_the_page_offers_what_one_may_and_says_why_not(district: District, lanes_client: Client) -> None:
    account = district.account("郭主席", district.mill, "chair")
    hazard, _told, _code = reported(district.mill)
    url = hazard.get_absolute_url()
    lanes_client.force_login(account)
    page = lanes_client.get(url).content.decode()
    assert "受理" in page
    assert "裸线" in page
    assert (
        lanes_client.post(
            url, {"do": "receive", "words": "配电箱有裸线", "place": "东头", "kind": "electric"}
        ).status_code
        == 302
    )
    wrong = lanes_client.post(url, {"do": "grade", "harm": "会触电"})
    assert wrong.status_code == 422
    assert "会触电" in wrong.content.decode()
    assert lanes_client.post(url, {"do": "grade", "grade": "general"}).status_code == 302
    late = lanes_client.post(url, {"do": "assign", "who": "机修班", "due": "2026-11-01"})
    assert "已经过了" in late.content.decode()
    assert lanes_client.post(url, {"do": "assign", "who": "机修班", "due": "2026-11-20"}).status_code == 302
    assert lanes_client.post(url, {"do": "mend", "words": "换了", "cost": "380"}).status_code == 302
    assert "谁改的谁不能复查" in lanes_client.get(url).content.decode()
    assert lanes_client.post(url, {"do": "nothing"}).status_code == 404
    talk = lanes_client.post(f"{url}talk/{hazard.reports.get().pk}/", {"text": "今天去看"})
    assert talk.status_code == 302
    lanes_client.force_login(district.account("安全员", district.mill, "safety_manager"))
    employer = lanes_client.get(url).content.decode()
    assert "换了" in employer
    assert "今天去看" not in employer
    assert "报的人" not in employer
    assert lanes_client.post(f"{url}talk/{hazard.reports.get().pk}/", {"text": "你是谁"}).status_code == 404

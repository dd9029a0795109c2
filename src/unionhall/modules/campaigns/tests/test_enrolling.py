"""Launching, enrolling, excusing, links."""

from datetime import date, timedelta

import pytest

from tests.district import NOW, SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import actions as fact_actions
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.procedures import queries as inbox
from unionhall.modules.campaigns import actions, queries
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link

WHEN = {"since": date(2026, 11, 9), "until": date(2026, 11, 30), "enrol_until": date(2026, 11, 20)}


def test_a_launch_asks_every_grassroots_union_below(district: District, campaign: Campaign) -> None:
    asked = {enrolment.unit for enrolment in Enrolment.objects.filter(campaign=campaign)}
    assert asked == {district.mill, district.shop, district.yard}
    figure = facts.figure(SYSTEM, "campaigns.units", district.federation, reckoning=campaign.reckoning)
    assert (figure.value, figure.m) == (None, 3)
    chair = district.actor("郭主席", district.mill, "chair")
    (duty,) = inbox.inbox(chair)
    assert duty.due == date(2026, 11, 20)
    assert "安全生产" in duty.title


def test_a_township_asks_its_own_only(district: District) -> None:
    officer = district.actor("街道经办", district.east, "officer")
    campaign = actions.launch(officer, district.east, name="小行动", **WHEN)
    assert Enrolment.objects.filter(campaign=campaign).count() == 2
    assert [unit.code for unit in queries.would_be_asked(officer, district.east)] == ["119900-01-001", "119900-01-002"]


def test_who_may_not_launch(district: District) -> None:
    with pytest.raises(Denied):
        actions.launch(district.actor("街道经办", district.east, "officer"), district.federation, name="越权", **WHEN)
    with pytest.raises(Denied):
        queries.would_be_asked(district.actor("外人"), district.federation)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": " "}, "名称"),
        ({"until": date(2026, 11, 1)}, "早于"),
        ({"enrol_until": date(2026, 12, 1)}, "晚于"),
        ({"enrol_until": date(2026, 11, 1)}, "过了"),
    ],
)
def test_periods_that_can_not_be(district: District, changed: dict[str, object], says: str) -> None:
    values = {"name": "行动", **WHEN, **changed}
    with pytest.raises(Refused, match=says):
        actions.launch(SYSTEM, district.federation, **values)  # type: ignore[arg-type]
    assert not Campaign.objects.exists()


def test_enrolling_gives_a_link_a_fact_and_an_empty_inbox(district: District, enrolment: Enrolment) -> None:
    chair = district.actor("郭主席", district.mill, "chair")
    link = actions.enrol(chair, enrolment)
    assert len(link.token) == 16
    assert clock.now() < link.expires
    assert not inbox.inbox(chair).exists()
    figure = facts.figure(SYSTEM, "campaigns.units", district.east, reckoning=enrolment.campaign.reckoning)
    assert (figure.value, figure.n, figure.m) == (1, 1, 2)
    with pytest.raises(Refused, match="已报名"):
        actions.enrol(chair, enrolment)
    assert not fact_actions.recount()


def test_who_may_not_enrol(district: District, enrolment: Enrolment) -> None:
    for by in (district.actor("邻居", district.shop, "chair"), district.actor("镇经办", district.west, "officer")):
        with pytest.raises(Refused, match="权限"):
            actions.enrol(by, enrolment)
    assert not Link.objects.exists()


def test_the_township_enrols_for_a_unit_that_is_late(district: District, enrolment: Enrolment) -> None:
    actions.enrol(district.actor("街道经办", district.east, "officer"), enrolment)
    assert enrolment.state == "enrolled"


def test_the_township_excuses_and_nobody_excuses_oneself(district: District, enrolment: Enrolment) -> None:
    with pytest.raises(Refused, match="上级工会"):
        actions.excuse(district.actor("郭主席", district.mill, "chair"), enrolment, reason="忙")
    officer = district.actor("街道经办", district.east, "officer")
    with pytest.raises(Refused, match="为什么"):
        actions.excuse(officer, enrolment, reason="")
    actions.excuse(officer, enrolment, reason="停产")
    assert enrolment.state == "excused"
    figure = facts.figure(SYSTEM, "campaigns.units", district.east, reckoning=enrolment.campaign.reckoning)
    assert figure.m == 1


def test_nobody_enrols_after_the_end(district: District, enrolment: Enrolment) -> None:
    with clock.set_to(NOW + timedelta(days=30)), pytest.raises(Refused, match="已经结束"):
        actions.enrol(SYSTEM, enrolment)


def test_who_does_not_enrol_in_time_is_seen_above(district: District, enrolment: Enrolment) -> None:
    officer = district.actor("街道经办", district.east, "officer")
    assert not inbox.inbox(officer).exists()
    with clock.set_to(NOW + timedelta(days=12)):
        procedures.rise_overdue(SYSTEM)
        assert {duty.unit for duty in inbox.inbox(officer)} == {district.mill, district.shop}


def test_a_link_is_replaced_and_stopped(district: District, enrolment: Enrolment, link: Link) -> None:
    chair = district.actor("郭主席", district.mill, "chair")
    new = actions.replace_link(chair, enrolment)
    assert new.token != link.token
    link.refresh_from_db()
    assert queries.link_state(link) == "revoked"
    assert queries.link_state(new) == "open"
    actions.revoke_link(chair, enrolment)
    assert queries.open_link(chair, enrolment) is None
    with pytest.raises(Denied):
        actions.replace_link(district.actor("邻居", district.shop, "chair"), enrolment)


def test_lists_show_what_one_may_see(district: District, campaign: Campaign, link: Link) -> None:
    chair = district.actor("郭主席", district.mill, "chair")
    (listed,) = queries.campaigns_for(chair)
    assert (listed.asked, listed.enrolled) == (1, 1)
    assert [row.unit for row in queries.enrolments_of(chair, campaign)] == [district.mill]
    (seen,) = queries.campaigns_for(district.actor("区经办", district.federation, "officer"))
    assert (seen.asked, seen.enrolled) == (3, 1)
    outsider = district.actor("外人")
    assert not queries.campaigns_for(outsider)
    with pytest.raises(Denied):
        queries.campaign_for(outsider, campaign.pk)
    with pytest.raises(Denied):
        queries.enrolment_for(chair, campaign.pk, district.shop.code)

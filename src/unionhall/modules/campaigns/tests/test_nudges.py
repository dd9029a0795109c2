"""Reminding units: one a unit a day; sent, copied and seen are three things."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.district import NOW, SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.procedures import queries as inbox
from unionhall.modules.campaigns import actions, notices, queries
from unionhall.modules.campaigns.actions import NewAct, NewTask
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link, Nudge, Task

LECTURE = NewTask("每家办一场宣讲", "campaigns.acts/lecture", Task.Target.AT_LEAST, 1, date(2026, 11, 25))


def all_of(campaign: Campaign) -> list[Enrolment]:
    return list(Enrolment.objects.filter(campaign=campaign).select_related("unit", "campaign").order_by("unit__code"))


def test_who_is_behind_is_told_what_is_left(district: District, campaign: Campaign, link: Link) -> None:
    actions.set_tasks(SYSTEM, campaign, district.federation, [LECTURE])
    officer = district.actor("街道经办", district.east, "officer")
    waiting = queries.behind(officer, campaign, district.east)
    assert [(one.enrolment.unit, one.is_asked, len(one.tasks)) for one in waiting] == [
        (district.shop, True, 0),
        (district.mill, False, 1),
    ]
    done = actions.nudge(officer, campaign, district.east, [one.enrolment for one in waiting], words="辛苦")
    assert [each.unit for each in done.sent] == [district.shop, district.mill]
    text = notices.nudge_text(queries.sent_today(officer, campaign, district.east))
    for said in ("辛苦", "还没报名", "每家办一场宣讲（11月25日前）", "启禾纺织工会", "http"):
        assert said in text
    chair = district.actor("郭主席", district.mill, "chair")
    assert [duty.title for duty in inbox.inbox(chair)] == ["催办：安全生产知识答卷"]
    actions.report(SYSTEM, link.enrolment.campaign, link.enrolment.unit, NewAct("lecture", date(2026, 11, 10), "食堂"))
    assert [one.enrolment.unit for one in queries.behind(officer, campaign, district.east)] == [district.shop]


def test_one_a_unit_a_day(district: District, campaign: Campaign) -> None:
    mill, shop, yard = all_of(campaign)
    actions.nudge(SYSTEM, campaign, district.east, [mill])
    with pytest.raises(Refused, match="一天只催一次"):
        actions.nudge(SYSTEM, campaign, district.federation, [mill])  # by whomever
    done = actions.nudge(SYSTEM, campaign, district.federation, [mill, shop, yard])
    assert ([each.unit for each in done.sent], [unit for unit, _why in done.left]) == (
        [district.shop, district.yard],
        [district.mill],
    )
    with clock.set_to(NOW + timedelta(days=1)):
        assert len(actions.nudge(SYSTEM, campaign, district.east, [mill]).sent) == 1
    with clock.set_to(NOW + timedelta(days=30)), pytest.raises(Refused, match="已经结束"):
        actions.nudge(SYSTEM, campaign, district.east, [mill])


def test_who_may_not_remind(district: District, campaign: Campaign) -> None:
    mill, _shop, yard = all_of(campaign)
    officer = district.actor("街道经办", district.east, "officer")
    with pytest.raises(Denied):
        actions.nudge(officer, campaign, district.federation, [mill])
    with pytest.raises(Denied):
        actions.nudge(officer, campaign, district.east, [yard])
    assert not Nudge.objects.exists()


def test_sent_copied_and_seen(district: District, campaign: Campaign, lanes_client: Client) -> None:
    officer = district.account("街道经办", district.east, "officer")
    lanes_client.force_login(officer)
    page = reverse("campaigns:nudge", args=(campaign.pk,))
    assert lanes_client.get(page).content.decode().count('name="pick"') == 2
    assert lanes_client.get(f"{page}?unit={district.shop.code}").content.decode().count('name="pick"') == 1
    assert lanes_client.get(f"{page}?unit={district.yard.code}").status_code == 404
    mill = all_of(campaign)[0]
    lanes_client.post(page, {"pick": [mill.pk], "words": ""})
    nudge = Nudge.objects.get()
    assert (nudge.unit, nudge.copied, nudge.seen) == (district.mill, None, None)
    assert lanes_client.post(reverse("campaigns:nudge-copied", args=(campaign.pk,))).status_code == 302
    nudge.refresh_from_db()
    assert nudge.copied
    unit = reverse("campaigns:unit", args=(campaign.pk, district.mill.code))
    lanes_client.get(unit)
    nudge.refresh_from_db()
    assert nudge.seen is None  # an officer above looked, not the unit
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    assert "还没报名" in lanes_client.get(unit).content.decode()
    nudge.refresh_from_db()
    assert (nudge.seen is not None, nudge.state) == (True, "seen")
    lanes_client.force_login(officer)
    assert "看过 1 家" in lanes_client.get(page).content.decode()
    again = lanes_client.post(page, {"pick": [mill.pk], "words": "快点"}).content.decode()
    assert "一天只催一次" in again
    assert "快点" in again

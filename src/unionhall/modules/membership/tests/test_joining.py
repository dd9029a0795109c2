"""Joining by a union's link: asked by anybody, approved or refused by the union, nothing kept that is not needed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.district import SYSTEM, District, identity_number
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.membership import api
from unionhall.modules.membership.actions import joining
from unionhall.modules.membership.models import Application, JoinLink, Membership, Transfer


def _said(**known: str) -> dict[str, Any]:
    return {"name": "王甲", "phone": "13800000001", "document_kind": "id", "document": "", "group": "", **known}


def _asked(district: District, **known: str) -> Application:
    joining.apply_to_join(joining.open_link(SYSTEM, district.mill), _said(**known))
    return Application.objects.latest("pk")


def test_somebody_asks_the_union_approves_and_what_was_written_is_deleted(district: District) -> None:
    application = _asked(district, group="二组")
    chair = district.actor("郭主席", district.mill, "chair")
    duty = procedures.inbox(chair).get()
    assert duty.due == clock.today() + timedelta(days=3)
    assert "王甲" not in duty.title
    person = joining.approve(chair, application)
    assert Membership.objects.get().group == "二组"
    assert api.match(district.mill, "王甲", "0001") == person
    application.refresh_from_db()
    assert (application.details, application.state, application.person) == ("", "approved", person)
    with pytest.raises(Refused, match="不能“批准入会”"):
        joining.approve(chair, application)


def test_a_refusal_says_why_and_keeps_nothing(district: District) -> None:
    application = _asked(district)
    with pytest.raises(Refused, match="为什么"):
        joining.refuse_application(SYSTEM, application, reason=" ")
    joining.refuse_application(SYSTEM, application, reason="不是本单位职工")
    application.refresh_from_db()
    assert (application.details, application.person) == ("", None)
    assert not Membership.objects.exists()
    _asked(district)  # and may ask again
    assert Application.objects.count() == 2


def test_who_belongs_elsewhere_is_asked_for_and_who_is_here_waits(district: District) -> None:
    elsewhere = district.member("王甲", district.shop, phone="13800000001")
    assert joining.approve(SYSTEM, _asked(district)) == elsewhere
    assert Transfer.objects.get().giving == district.shop
    district.member("李乙", district.mill, phone="13800000002")
    application = _asked(district, name="李乙", phone="13800000002")
    with pytest.raises(Refused, match="已经在本单位"):
        joining.approve(SYSTEM, application)
    application.refresh_from_db()
    assert application.is_open
    assert application.details


def test_only_the_union_itself_opens_its_link_and_decides(district: District) -> None:
    application = _asked(district)
    for by in (district.actor("邻居", district.shop, "chair"), district.actor("区", district.federation, "officer")):
        with pytest.raises(Denied):
            joining.open_link(by, district.mill)
        with pytest.raises(Denied):
            joining.close_link(by, district.mill)
        with pytest.raises(Denied):
            joining.approve(by, application)
        with pytest.raises(Denied):
            joining.refuse_application(by, application, reason="不")
    with pytest.raises(Refused, match="基层工会"):
        joining.open_link(SYSTEM, district.east)


def test_the_same_one_twice_is_one_and_a_flood_is_stopped(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_IN_AN_HOUR", 2)
    for _time in range(3):
        _asked(district)
    assert Application.objects.count() == 1
    _asked(district, phone="13800000002")
    with pytest.raises(Refused, match="太多"):
        _asked(district, phone="13800000003")


def test_from_the_link_to_the_roll_in_the_browser(district: District, lanes_client: Client) -> None:
    chair = district.account("郭主席", district.mill, "chair")
    lanes_client.force_login(chair)
    desk = reverse("membership:join-link", args=(district.mill.code,))
    lanes_client.post(desk, {"step": "open"})
    link = JoinLink.objects.get()
    url = reverse("membership:join", args=(link.token,))
    assert url in lanes_client.get(desk).content.decode()
    lanes_client.logout()
    page = lanes_client.get(url).content.decode()
    assert "谁在收" in page
    assert "《个人信息保护法》（2021）第十七条" in page
    assert "写上手机号" in lanes_client.post(url, {"name": "王甲"}).content.decode()
    said = {"name": "王甲", "phone": "138 0000 0001", "document_kind": "id", "document": identity_number(1)}
    assert "申请收到了" in lanes_client.post(url, said, follow=True).content.decode()
    lanes_client.force_login(chair)
    application = Application.objects.get()
    page = lanes_client.get(application.get_absolute_url()).content.decode()
    assert "13800000001" in page
    assert "王甲" in lanes_client.get(desk).content.decode()
    lanes_client.post(application.get_absolute_url(), {"step": "refuse"})
    done = lanes_client.post(application.get_absolute_url(), {"step": "approve"}, follow=True).content.decode()
    assert "已批准" in done
    assert "批准了。王甲今天起是会员。" in done
    assert "13800000001" not in done
    assert Membership.objects.get().person.sex == "m"
    lanes_client.post(desk, {"step": "close"})
    assert lanes_client.get(url).status_code == 410
    assert lanes_client.get(reverse("membership:join", args=("no-such",))).status_code == 410
    with pytest.raises(Refused, match="停用"):
        joining.apply_to_join(JoinLink.objects.get(), _said())

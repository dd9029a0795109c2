"""A member asks to go to another union: both answer, silence has its meaning, and the member sees where it stands."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.district import SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org.regrouping import Going
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.membership import actions, api
from unionhall.modules.membership.actions import waiting
from unionhall.modules.membership.models import Membership, Release, Transfer
from unionhall.modules.membership.procedure import TRANSFER_DAYS


def _member(district: District) -> tuple[Person, Account]:
    person = district.member("王甲", district.mill, phone="13800000001")
    return person, Account.objects.create(person=person, login="l-wang", state="active", created=clock.now())


def _asked(district: District) -> tuple[Person, Actor, Transfer, Actor, Actor]:
    person, account = _member(district)
    me = actor_for(account)
    transfer = actions.wish(me, district.shop, reason="11月调到启禾")
    mill = district.actor("郭主席", district.mill, "chair")
    return person, me, transfer, mill, district.actor("葛主席", district.shop, "chair")


def test_both_unions_have_it_in_their_inbox_and_both_must_agree(district: District) -> None:
    person, me, transfer, mill, shop = _asked(district)
    assert actions.wish(me, district.shop) == transfer  # asking again is the same question
    for chair in (mill, shop):
        duty = procedures.inbox(chair).get()
        assert "王甲" not in duty.title
        assert duty.due == clock.today() + timedelta(days=TRANSFER_DAYS)
    actions.accept(shop, transfer)
    assert transfer.state == "agreed"
    assert api.unit_of(person) == district.mill
    with pytest.raises(Refused, match="正在转会"):
        actions.ask(district.actor("云主席", district.yard, "chair"), person, district.yard)
    actions.let_go(mill, Release.objects.get())
    transfer.refresh_from_db()
    assert (transfer.state, transfer.decided) == ("accepted", clock.today())
    assert api.unit_of(person) == district.shop
    assert not Duty.objects.open()


def test_the_order_of_the_two_words_does_not_matter(district: District) -> None:
    person, _me, transfer, mill, shop = _asked(district)
    actions.let_go(mill, Release.objects.get())
    assert api.unit_of(person) == district.mill
    transfer.refresh_from_db()
    actions.accept(shop, transfer)
    assert api.unit_of(person) == district.shop


def test_one_no_ends_it_with_a_reason_for_the_member(district: District) -> None:
    person, me, transfer, mill, shop = _asked(district)
    actions.accept(shop, transfer)
    with pytest.raises(Refused, match="为什么"):
        actions.hold(mill, Release.objects.get(), reason=" ")
    actions.hold(mill, Release.objects.get(), reason="还没离职")
    transfer.refresh_from_db()
    assert (transfer.state, transfer.answer) == ("refused", "还没离职")
    again = actions.wish(me, district.shop)
    actions.refuse(shop, again, reason="没有这个人")
    assert set(Release.objects.values_list("state", flat=True)) == {"refused", "lapsed"}
    assert api.unit_of(person) == district.mill
    assert not Duty.objects.open()


@pytest.mark.parametrize(
    ("new_agrees", "old_agrees", "goes"), [(True, False, True), (False, True, False), (False, False, False)]
)
def test_silence_of_the_old_union_is_a_yes_and_of_the_new_one_a_no(
    district: District, new_agrees: bool, old_agrees: bool, goes: bool
) -> None:
    person, _me, transfer, mill, shop = _asked(district)
    if new_agrees:
        actions.accept(shop, transfer)
    if old_agrees:
        actions.let_go(mill, Release.objects.get())
    with clock.set_to(clock.now() + timedelta(days=TRANSFER_DAYS)):
        assert actions.decide_overdue(SYSTEM) == 0
    with clock.set_to(clock.now() + timedelta(days=TRANSFER_DAYS + 1)):
        assert actions.decide_overdue(SYSTEM)
        assert actions.decide_overdue(SYSTEM) == 0
    assert api.unit_of(person) == (district.shop if goes else district.mill)
    assert not Duty.objects.open()


def test_the_member_alone_takes_it_back_and_who_leaves_goes_nowhere(district: District) -> None:
    person, me, transfer, mill, shop = _asked(district)
    for chair in (mill, shop):
        with pytest.raises(Refused, match="本人"):
            actions.withdraw(chair, transfer)
    actions.withdraw(me, transfer)
    again = actions.wish(me, district.shop)
    actions.leave(SYSTEM, Membership.objects.get(person=person), reason="退会")
    again.refresh_from_db()
    assert again.state == "lapsed"
    assert not Duty.objects.open()
    with pytest.raises(Refused, match="不是哪里的会员"):
        actions.wish(me, district.shop)
    with pytest.raises(Denied):
        actions.wish(Actor(name="王甲", person_id=person.pk), district.shop)


def test_it_follows_a_union_that_is_merged(district: District) -> None:
    _person, _me, transfer, _mill, _shop = _asked(district)
    waiting.follow(Going(district.mill, district.yard, is_whole=True))
    assert Release.objects.get().unit == district.yard
    assert Duty.objects.open().get(procedure="membership.release").unit == district.yard
    transfer.refresh_from_db()
    assert transfer.giving == district.yard


def test_pages_of_the_member_and_of_both_unions(district: District, lanes_client: Client) -> None:
    _person, account = _member(district)
    mine = reverse("membership:my-transfer")
    lanes_client.force_login(account)
    assert "换单位了" in lanes_client.get(reverse("membership:my-data")).content.decode()
    assert "找不到这个工会" in lanes_client.post(mine, {"unit": "没有的工会"}).content.decode()
    assert "已经是恒岱机械厂工会的会员" in lanes_client.post(mine, {"unit": "恒岱机械厂工会"}).content.decode()
    page = lanes_client.post(mine, {"unit": "启禾纺织工会", "reason": "调动"}, follow=True).content.decode()
    assert "已请两家工会答复" in page
    assert page.count("等答复") == 2
    transfer = Transfer.objects.get()
    url = transfer.get_absolute_url()
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    assert url in lanes_client.get(reverse("desk:inbox")).content.decode()
    page = lanes_client.get(url).content.decode()
    assert "同意转出" in page
    assert "会员本人" in page
    assert 'value="accept"' not in page  # that is the other union's word
    assert "写上为什么不同意" in lanes_client.post(url, {"step": "hold", "hold-reason": ""}).content.decode()
    lanes_client.post(url, {"step": "let_go"})
    lanes_client.force_login(account)
    assert "同意转出" in lanes_client.get(mine).content.decode()
    lanes_client.force_login(district.account("葛主席", district.shop, "chair"))
    page = lanes_client.get(url).content.decode()
    assert 'value="let_go"' not in page
    lanes_client.post(url, {"step": "accept"})
    lanes_client.force_login(account)
    page = lanes_client.get(mine).content.decode()
    assert "现在是启禾纺织工会的会员" in page
    assert "已转" in page

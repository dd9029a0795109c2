"""From one union to another: who asks, who answers, what silence does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.district import SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.journal.models import Line
from unionhall.kernel.org import actions as org
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.models import Duty
from unionhall.kernel.search import doctor
from unionhall.modules.membership import actions, api
from unionhall.modules.membership.actions import Wanted, joining
from unionhall.modules.membership.models import Application, JoinLink, Membership, Transfer
from unionhall.modules.membership.procedure import TRANSFER_DAYS


def _mill(district: District) -> Actor:
    return district.actor("郭主席", district.mill, "chair")


def _shop(district: District) -> Actor:
    return district.actor("葛主席", district.shop, "chair")


def test_the_new_union_asks_and_the_old_one_agrees(district: District) -> None:
    person = district.member("王甲", district.mill, phone="13800000001")
    mill, shop = _mill(district), _shop(district)
    transfer = actions.ask(shop, person, district.shop, reason="10月入职")
    assert actions.ask(shop, person, district.shop) == transfer
    duty = procedures.inbox(mill).get()
    assert duty.due == clock.today() + timedelta(days=TRANSFER_DAYS)
    assert "王甲" not in duty.title
    assert procedures.waiting_for_others(shop).get() == duty
    assert not procedures.inbox(shop)
    with clock.set_to(clock.now() + timedelta(days=3)):
        actions.accept(mill, transfer)
        rows = Membership.objects.order_by("pk")
        assert [(row.unit, row.until, row.ended_for) for row in rows] == [
            (district.mill, clock.today(), "moved"),
            (district.shop, None, ""),
        ]
        assert rows[1].since == clock.today()
    assert api.match(district.shop, "王甲", "0001") == person
    assert api.match(district.mill, "王甲", "0001") is None
    told = Line.objects.filter(verb__in=("membership.moved_out", "membership.moved_in")).values_list(
        "unit_id", flat=True
    )
    assert set(told) == {district.mill.pk, district.shop.pk}
    assert not Duty.objects.open()
    assert not doctor.check()


def test_the_old_union_sends_and_the_new_one_takes(district: District) -> None:
    person = district.member("王甲", district.mill)
    mill, shop = _mill(district), _shop(district)
    transfer = actions.offer(mill, Membership.objects.get(), district.shop, reason="调到启禾")
    with pytest.raises(Refused, match="权限"):
        actions.accept(mill, transfer)
    actions.accept(shop, transfer)
    assert api.unit_of(person) == district.shop


def test_the_other_says_no_with_a_reason_or_the_asker_takes_it_back(district: District) -> None:
    person = district.member("王甲", district.mill)
    mill, shop = _mill(district), _shop(district)
    transfer = actions.ask(shop, person, district.shop)
    with pytest.raises(Refused, match="为什么"):
        actions.refuse(mill, transfer, reason=" ")
    with pytest.raises(Refused, match="来撤回"):
        actions.withdraw(mill, transfer)
    actions.refuse(mill, transfer, reason="还在本单位上班")
    assert (transfer.state, Transfer.objects.get().answer) == ("refused", "还在本单位上班")
    again = actions.ask(shop, person, district.shop)
    actions.withdraw(shop, again)
    assert api.unit_of(person) == district.mill
    assert not Duty.objects.open()


def test_silence_of_the_old_union_does_not_hold_the_worker(district: District) -> None:
    person = district.member("王甲", district.mill)
    shop = _shop(district)
    actions.ask(shop, person, district.shop)
    with clock.set_to(clock.now() + timedelta(days=TRANSFER_DAYS)):
        assert actions.decide_overdue(SYSTEM) == 0
    with clock.set_to(clock.now() + timedelta(days=TRANSFER_DAYS + 1)):
        assert actions.decide_overdue(SYSTEM) == 1
        assert actions.decide_overdue(SYSTEM) == 0
    assert api.unit_of(person) == district.shop
    with pytest.raises(Denied):
        actions.decide_overdue(shop)


def test_silence_of_the_new_union_puts_nobody_on_its_roll(district: District) -> None:
    person = district.member("王甲", district.mill)
    actions.offer(_mill(district), Membership.objects.get(), district.shop)
    with clock.set_to(clock.now() + timedelta(days=TRANSFER_DAYS + 1)):
        assert actions.decide_overdue(SYSTEM) == 1
    assert api.unit_of(person) == district.mill
    assert Transfer.objects.get().state == "lapsed"


def test_who_leaves_meanwhile_goes_nowhere(district: District) -> None:
    person = district.member("王甲", district.mill)
    shop = _shop(district)
    transfer = actions.ask(shop, person, district.shop)
    actions.leave(SYSTEM, Membership.objects.get(), reason="退会")
    transfer.refresh_from_db()
    assert transfer.state == "lapsed"
    assert api.unit_of(person) is None
    with pytest.raises(Refused, match="不是哪里的会员"):
        actions.ask(shop, person, district.shop)


def test_one_question_at_a_time_and_the_database_says_so(district: District) -> None:
    person = district.member("王甲", district.mill)
    actions.ask(_shop(district), person, district.shop)
    with pytest.raises(Refused, match="正在转会"):
        actions.ask(district.actor("云主席", district.yard, "chair"), person, district.yard)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(
            person=person, giving=district.mill, receiving=district.yard, unit=district.mill, state="asked",
            asked=clock.today(),
        )  # fmt: skip


def test_only_who_keeps_a_roll_asks_for_it(district: District) -> None:
    person = district.member("王甲", district.mill)
    mill = _mill(district)
    with pytest.raises(Denied):
        actions.ask(mill, person, district.shop)
    with pytest.raises(Denied):
        actions.offer(_shop(district), Membership.objects.get(), district.shop)
    with pytest.raises(Refused, match="基层工会"):
        actions.offer(mill, Membership.objects.get(), district.east)


def test_the_member_does_not_decide_on_themself_in_an_office(district: District) -> None:
    account = district.account("郭主席", district.mill, "chair")
    actions.join(SYSTEM, account.person, district.mill)
    transfer = actions.ask(_shop(district), account.person, district.shop)
    chair = actor_for(account)
    assert not procedures.inbox(chair)
    with pytest.raises(Refused, match="本人"):
        actions.accept(chair, transfer)


def test_many_are_asked_for_at_once(district: District) -> None:
    here = [district.member(f"会员{n}", district.mill) for n in "甲乙丙"]
    there = district.member("会员丁", district.shop)
    wanted = [Wanted(person, district.shop) for person in (*here, there, here[0])]
    assert len(actions.ask_many(SYSTEM, wanted)) == 3
    assert actions.ask_many(SYSTEM, wanted) == []
    assert Duty.objects.open().filter(unit=district.mill).count() == 3


def test_a_union_that_is_dissolved_lets_everybody_go(district: District) -> None:
    gone = district.member("王甲", district.mill, phone="13800000001")
    here = district.member("李乙", district.shop, phone="13800000002")
    chair = district.actor("郭主席", district.mill, "chair")
    asked = actions.ask(chair, here, district.mill, reason="调来")
    joining.apply_to_join(
        joining.open_link(SYSTEM, district.mill),
        {"name": "赵丙", "phone": "13800000003", "document_kind": "id", "document": "", "group": ""},
    )
    org.end(SYSTEM, district.mill, on=clock.today(), reason="企业破产")
    left = Membership.objects.get(person=gone)
    assert (left.until, left.ended_for) == (clock.today(), "closed")
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    assert Application.objects.get().state == "refused"
    assert not JoinLink.objects.filter(closed=None).exists()
    assert not Duty.objects.open().exists()
    assert Membership.objects.open().get().person == here
    actions.join(SYSTEM, gone, district.shop)  # no union stands in the way

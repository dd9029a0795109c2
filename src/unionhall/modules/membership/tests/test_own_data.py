"""What somebody may see, put right and have erased of their own data: for strong identity alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.district import SYSTEM, District, identity_number
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.journal import actions as journal_actions
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.journal.models import Line, LineName
from unionhall.kernel.org.queries import path_of
from unionhall.kernel.org.regrouping import Going
from unionhall.kernel.people import actions as people_actions
from unionhall.kernel.people import merging
from unionhall.kernel.people.actions import NewPerson, add_people
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.search import doctor
from unionhall.modules.membership import actions, api
from unionhall.modules.membership.actions import own, waiting
from unionhall.modules.membership.models import DataRequest, Membership
from unionhall.modules.membership.queries import own as queries

PHONE, NUMBER = "13800000001", identity_number(1)


def _member(district: District) -> tuple[Person, Account]:
    person = district.member("王甲", district.mill, phone=PHONE, document_kind="id", document=NUMBER)
    account = Account.objects.create(person=person, login="l-wang", state="active", created=clock.now())
    return person, account


def test_only_who_signed_in_sees_their_data_and_full_numbers_are_noted(
    district: District, lanes_client: Client
) -> None:
    person, account = _member(district)
    url = reverse("membership:my-data")
    assert lanes_client.get(url).headers["Location"].startswith("/desk/sign-in/?next=")
    for by in (Actor.nobody(), Actor(name="王甲", person_id=person.pk)):  # on a link one says a name and digits
        with pytest.raises(Denied):
            queries.stored(by)
        with pytest.raises(Denied):
            people_actions.reveal_own(by, person)
    lanes_client.force_login(account)
    page = lanes_client.get(url).content.decode()
    assert "没有人看过完整的号码" in page
    assert "恒岱机械厂工会的会员" in page
    assert PHONE not in page
    assert NUMBER not in page
    full = lanes_client.post(url).content.decode()
    assert PHONE in full
    assert NUMBER in full
    chair = district.actor("郭主席", district.mill, "chair")
    held = Membership.objects.get(person=person)
    people_actions.reveal(chair, person, "phone", _path(held), "通知领慰问品")
    page = lanes_client.get(url).content.decode()
    for text in ("通知领慰问品", "郭主席", "看了自己的完整号码"):
        assert text in page
    copied = lanes_client.post(reverse("membership:my-copy"))
    assert "no-store" in copied.headers["Cache-Control"]
    assert Line.objects.filter(verb="people.seen_own").count() == 2


def _path(held: Membership) -> str:
    return path_of(held.unit)


def test_a_wrong_number_is_put_right_by_the_union(district: District, lanes_client: Client) -> None:
    person, account = _member(district)
    lanes_client.force_login(account)
    url = reverse("membership:my-correction")
    assert "和现在登记的一样" in lanes_client.post(url, {"name": "王甲", "why": "再看"}).content.decode()
    wrong = lanes_client.post(url, {"phone": "123", "why": "换号"}).content.decode()
    assert "11 位" in wrong
    assert "换号" in wrong  # nothing typed is lost
    lanes_client.post(url, {"phone": "13800000002", "why": "换了手机号"})
    made = DataRequest.objects.get()
    assert "上一件还没办完" in lanes_client.post(url, {"phone": "13800000003", "why": "x"}).content.decode()
    chair = district.account("郭主席", district.mill, "chair")
    duty = procedures.inbox(actor_for(chair)).get()
    assert "王甲" not in duty.title
    assert duty.due is not None
    lanes_client.force_login(chair)
    page = lanes_client.get(made.get_absolute_url()).content.decode()
    assert "138****0001 → <b>13800000002</b>" in page
    assert "写上为什么不办" in lanes_client.post(made.get_absolute_url(), {"step": "refuse"}).content.decode()
    lanes_client.post(made.get_absolute_url(), {"step": "accept"})
    person.refresh_from_db()
    made.refresh_from_db()
    assert (person.phone, made.state, made.details) == ("13800000002", "done", "")
    assert api.match(district.mill, "王甲", "0002") == person
    assert Account.objects.get(pk=account.pk).login != account.login  # the new number is the new login


def test_a_refusal_has_a_reason_that_the_person_reads_and_they_may_withdraw(
    district: District, lanes_client: Client
) -> None:
    _person, account = _member(district)
    me = actor_for(account)
    made = own.ask_to_correct(me, {"name": "王佳"}, why="写错了")
    with pytest.raises(Refused, match="为什么不办"):
        own.decline(district.actor("郭主席", district.mill, "chair"), made, reason=" ")
    own.decline(district.actor("经办", district.mill, "officer"), made, reason="和身份证对不上")
    lanes_client.force_login(account)
    page = lanes_client.get(reverse("membership:my-request", args=(made.pk,))).content.decode()
    assert "和身份证对不上" in page
    again = own.ask_to_correct(me, {"name": "王佳"}, why="写错了")
    with pytest.raises(Refused, match="只有本人"):
        own.withdraw_request(district.actor("副主席", district.mill, "vice_chair"), again)
    lanes_client.post(reverse("membership:my-request-withdraw", args=(again.pk,)))
    again.refresh_from_db()
    assert (again.state, again.details) == ("withdrawn", "")


def test_whose_request_it_is_and_who_stands_elsewhere_do_not_decide(district: District) -> None:
    account = district.account("郭主席", district.mill, "chair")
    actions.join(SYSTEM, account.person, district.mill)
    chair = actor_for(account)
    made = own.ask_to_correct(chair, {"name": "郭新"}, why="改名")
    assert not procedures.inbox(chair)
    with pytest.raises(Refused, match="本人"):
        own.grant(chair, made)
    with pytest.raises(Denied):
        own.grant(district.actor("葛主席", district.shop, "chair"), made)
    with pytest.raises(Denied):
        queries.request_for(district.actor("街道", district.east, "officer"), made.pk)


def test_a_members_name_is_needed_and_later_it_goes_everywhere(district: District, lanes_client: Client) -> None:
    person, account = _member(district)
    me, chair = actor_for(account), district.actor("郭主席", district.mill, "chair")
    lanes_client.force_login(account)
    url = reverse("membership:my-erasure")
    page = lanes_client.get(url).content.decode()
    assert "离会以后才能删" in page
    assert "名册记着谁在哪天是会员" in page
    lanes_client.post(url, {"why": "不用了"})
    assert not DataRequest.objects.exists()
    actions.leave(chair, Membership.objects.get(person=person), reason="调走")
    lanes_client.post(url, {"why": "不用了"})
    made = DataRequest.objects.get()
    own.grant(chair, made)
    person.refresh_from_db()
    assert (person.name, person.name_key, person.phone_hash, person.document_hash) == ("已删除", "", "", "")
    assert person.phone == person.document == ""
    assert not LineName.objects.filter(name="王甲").exists()
    assert not doctor.check()
    assert not Account.objects.get(pk=account.pk).is_active
    assert Membership.objects.filter(person=person).count() == 1  # that somebody was a member then stays
    assert "王甲" not in "".join(line.sentence for line in journal.shown(Line.objects.all(), chair))
    assert lanes_client.get(url).headers["Location"].startswith("/desk/sign-in/")
    assert me.name == "王甲"
    with pytest.raises(Refused):
        own.grant(chair, made)


def test_names_in_office_stay_in_the_journal(district: District) -> None:
    account = district.account("郭主席", district.mill, "chair")
    chair = actor_for(account)
    person = district.member("王甲", district.mill)
    actions.leave(chair, Membership.objects.get(person=person), reason="调走")
    assert journal_actions.blank_names([account.person_id, person.pk])
    left = Line.objects.get(verb="membership.left")
    assert set(left.names.values_list("part", "name")) == {("by", "郭主席"), ("about", "")}


def test_a_request_follows_the_members_when_unions_are_merged(district: District) -> None:
    _person, account = _member(district)
    made = own.ask_to_correct(actor_for(account), {"name": "王佳"}, why="写错了")
    going = Going(district.mill, district.shop, is_whole=True)
    assert [effect.label for effect in waiting.effects(going)] == ["个人信息请求"]
    waiting.follow(going)
    made.refresh_from_db()
    assert made.unit == district.shop
    assert procedures.inbox(district.actor("葛主席", district.shop, "chair")).get().unit == district.shop


def test_what_was_asked_and_decided_stands_on_the_members_own_page(district: District, lanes_client: Client) -> None:
    _person, account = _member(district)
    made = own.ask_to_correct(actor_for(account), {"name": "王佳"}, why="写错了")
    lanes_client.force_login(account)
    page = lanes_client.get(reverse("desk:mine")).content.decode()
    assert "更正个人信息" in page
    assert "等工会办" in page
    own.decline(district.actor("郭主席", district.mill, "chair"), made, reason="和身份证对不上")
    assert "没办" in lanes_client.get(reverse("desk:mine")).content.decode()
    with clock.set_to(clock.now() + timedelta(days=queries.TOLD_DAYS + 1)):
        assert queries.matters(actor_for(account)) == []


def test_sights_of_a_file_that_was_merged_are_mine_too(district: District) -> None:
    person, account = _member(district)
    other = add_people(SYSTEM, [NewPerson("王甲", phone=PHONE)])[0]
    actions.join(SYSTEM, other, district.mill)
    chair = district.actor("郭主席", district.mill, "chair")
    held = Membership.objects.get(person=other)
    people_actions.reveal(chair, other, "phone", _path(held), "通知体检")
    merging.merge(SYSTEM, person, other, unit_id=district.mill.pk, reason="同一个人")
    seen, _done = queries.lines(actor_for(account))
    assert [(line.line.reason, line.sentence) for line in seen] == [("通知体检", "看了王甲的完整号码")]


def test_a_member_gets_a_slip_and_comes_in_to_their_own_page(district: District, lanes_client: Client) -> None:
    person = district.member("王甲", district.mill, phone=PHONE)
    lanes_client.force_login(district.account("郭主席", district.mill, "chair"))
    assert "印启用条" in lanes_client.get(reverse("membership:member", args=(person.pk,))).content.decode()
    slip = lanes_client.post(reverse("desk:invite-member", args=(person.pk,)))
    code = slip.context["slip"].code
    lanes_client.logout()
    said = {"code": code, "phone": PHONE, "password": "yi-er-san-si-wu", "again": "yi-er-san-si-wu"}
    assert lanes_client.post(reverse("desk:activate"), said).headers["Location"] == reverse("desk:mine")
    assert "看我的个人信息" in lanes_client.get(reverse("desk:mine")).content.decode()
    lanes_client.force_login(district.account("葛主席", district.shop, "chair"))
    assert lanes_client.post(reverse("desk:invite-member", args=(person.pk,))).status_code == 404


def test_the_notice_says_what_why_how_long_and_who(district: District, lanes_client: Client) -> None:
    page = lanes_client.get(reverse("desk:privacy")).content.decode()
    for text in ("松涧区总工会", "做什么用", "存多久", "谁看得到", "您可以", "《个人信息保护法》（2021）第四十七条"):
        assert text in page

"""Joining, leaving, and who is recognised."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.district import SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.people.actions import NewPerson, add_people
from unionhall.kernel.search import doctor
from unionhall.modules.membership import actions, api, queries
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.queries import parting


def test_joining_and_leaving(district: District) -> None:
    person = district.member("王甲", district.mill, phone="13800000001")
    assert api.match(district.mill, " 王　甲 ", "0001") == person
    assert api.unit_of(person) == district.mill
    assert api.is_member(person, district.mill)
    left = actions.leave(SYSTEM, Membership.objects.get(), reason="退休")
    assert left.until == clock.today()
    assert api.match(district.mill, "王甲", "0001") is None
    assert api.unit_of(person) is None
    assert not doctor.check()


def test_a_person_is_on_one_roll_and_the_database_says_so(district: District) -> None:
    person = district.member("王甲", district.mill)
    with pytest.raises(Refused, match="转会"):
        actions.join(SYSTEM, person, district.shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=person, unit=district.shop, since=clock.today())


def test_only_grassroots_unions_have_members(district: District) -> None:
    person = add_people(SYSTEM, [NewPerson("王甲")])[0]
    with pytest.raises(Refused, match="基层工会"):
        actions.join(SYSTEM, person, district.east)


def test_what_a_joining_and_a_leaving_refuse(district: District) -> None:
    person = add_people(SYSTEM, [NewPerson("王甲")])[0]
    with pytest.raises(Refused, match="还没到"):
        actions.join(SYSTEM, person, district.mill, since=clock.today() + timedelta(days=1))
    membership = actions.join(SYSTEM, person, district.mill)
    with pytest.raises(Refused, match="为什么"):
        actions.leave(SYSTEM, membership, reason=" ")
    with pytest.raises(Refused, match="日期"):
        actions.leave(SYSTEM, membership, on=clock.today() - timedelta(days=1), reason="退休")
    actions.leave(SYSTEM, membership, reason="退休")
    with pytest.raises(Refused, match="已经离会"):
        actions.leave(SYSTEM, membership, reason="退休")


def test_a_neighbour_and_the_federation_may_neither_write_nor_read_names(district: District) -> None:
    district.member("王甲", district.mill)
    for by in (
        district.actor("邻居", district.shop, "chair"),
        district.actor("区经办", district.federation, "officer"),
    ):
        with pytest.raises(Denied):
            queries.members_at(by, district.mill)
        with pytest.raises(Denied):
            actions.leave(by, Membership.objects.get(), reason="退休")


def test_ambiguous_is_answered_as_unknown(district: District) -> None:
    for phone in ("13800000001", "13900000001"):
        district.member("王甲", district.mill, phone=phone)
    assert api.match(district.mill, "王甲", "0001") is None
    assert api.match(district.mill, "", "") is None


def test_the_gauge_counts_below_and_opens_its_rows(district: District) -> None:
    for number, unit in enumerate((district.mill, district.mill, district.shop, district.yard)):
        district.member(f"会员{'甲乙丙丁'[number]}", unit)
    assert facts.figure(SYSTEM, "membership.members", district.federation).value == 4
    assert facts.figure(SYSTEM, "membership.members", district.east).value == 3
    assert facts.rows(SYSTEM, "membership.members", district.east).count() == 3
    below = {unit.code: found["membership.members"].value for unit, found in _below(district)}
    assert below == {"119900-01": 3, "119900-02": 1}
    yesterday = clock.today() - timedelta(days=1)
    assert facts.figure(SYSTEM, "membership.members", district.mill, on=yesterday).value in (0, None)


def _below(district: District) -> list:  # type: ignore[type-arg]
    return facts.by_child(SYSTEM, ["membership.members"], district.federation)


def test_two_of_one_name_are_told_apart_by_their_numbers(district: District) -> None:
    one = district.member("王甲", district.mill, phone="13800000001")
    other = district.member("王甲", district.mill, phone="13800000002")
    district.member("王甲", district.yard, phone="13800000003")
    assert queries.matching(district.mill, " 王甲", "0001") == one
    assert queries.matching(district.mill, "王甲", "0002") == other
    assert queries.matching(district.mill, "王甲", "0003") is None
    assert queries.matching(district.mill, "王甲", "") is None
    twin = district.member("王甲", district.mill, phone="13900000002")
    assert queries.matching(district.mill, "王甲", "0002") is None
    lines = ["王甲 0001", "王甲，0002", "", "李乙 0001"]
    chosen = parting.choose(SYSTEM, district.mill, (), lines)
    assert (chosen.person_ids, chosen.unknown) == ({one.pk}, [2, 4])
    assert twin.pk not in chosen.person_ids

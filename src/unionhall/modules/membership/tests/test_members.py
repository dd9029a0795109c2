"""One member by hand: added, put right, kept, back, gone; and the rows that this leaves."""

from datetime import timedelta

import pytest

from tests.district import SYSTEM, District, identity_number
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.journal.models import Line
from unionhall.kernel.people.actions import NewPerson
from unionhall.kernel.people.models import Person
from unionhall.kernel.search import doctor
from unionhall.modules.membership import actions, api, queries
from unionhall.modules.membership.actions import NewMember
from unionhall.modules.membership.models import Membership

Cause = Membership.Cause


def _typed(name: str = "王甲", **known: str) -> NewMember:
    return NewMember(NewPerson(name, **known))  # type: ignore[arg-type]


def test_somebody_new_is_put_on_file_and_on_the_roll(district: District) -> None:
    document = identity_number(1)
    actions.add_member(SYSTEM, district.mill, _typed(document_kind="id", document=document, phone="13800000001"))
    member = Membership.objects.get()
    assert member.person.document == document
    assert api.match(district.mill, "王甲", "0001") == member.person
    assert not doctor.check()


def test_somebody_who_left_comes_back_as_the_same_person(district: District) -> None:
    document = identity_number(1)
    first = actions.add_member(SYSTEM, district.mill, _typed(document_kind="id", document=document))
    actions.leave(SYSTEM, first, reason="调走")
    again = actions.add_member(
        SYSTEM, district.shop, _typed(document_kind="id", document=document, phone="13800000001")
    )
    assert again.person == first.person
    assert again.person.phone == "13800000001"
    assert Person.objects.count() == 1
    assert api.unit_of(first.person) == district.shop


def test_who_is_on_a_roll_already_is_not_added(district: District) -> None:
    document = identity_number(1)
    typed = _typed(document_kind="id", document=document, phone="13800000001")
    actions.add_member(SYSTEM, district.mill, typed)
    with pytest.raises(Refused, match="已经在本单位") as here:
        actions.add_member(SYSTEM, district.mill, typed)
    assert here.value.reasons[0].code == "here"
    with pytest.raises(Refused, match="原工会") as elsewhere:
        actions.add_member(SYSTEM, district.shop, _typed(phone="13800000001"))
    assert elsewhere.value.reasons[0].code == "elsewhere"
    with pytest.raises(Refused, match="另一个姓名"):
        actions.add_member(SYSTEM, district.shop, _typed("李乙", document_kind="id", document=document))
    assert Person.objects.count() == 1
    actions.add_member(SYSTEM, district.mill, _typed())  # a name alone says nothing
    assert Person.objects.count() == 2


def test_only_who_keeps_the_roll_adds_and_edits(district: District) -> None:
    member = actions.add_member(SYSTEM, district.mill, _typed())
    for unit, office in ((district.shop, "chair"), (district.east, "officer"), (district.federation, "chair")):
        by = district.actor("别人", unit, office)
        with pytest.raises(Denied):
            actions.add_member(by, district.mill, _typed())
        with pytest.raises(Denied):
            actions.edit_member(by, member, {"group": "一组"})
        with pytest.raises(Denied):
            actions.keep(by, member, cause=Cause.RETIRED, reason="退休")


def test_an_edit_changes_what_was_changed_and_the_journal_names_the_fields(district: District) -> None:
    member = actions.add_member(SYSTEM, district.mill, _typed(phone="13800000001"))
    edited = actions.edit_member(SYSTEM, member, {"name": "王佳", "phone": "13800000002", "group": "二组", "sex": ""})
    assert edited.fields == ["name", "phone", "group"]
    assert api.match(district.mill, "王佳", "0002") == member.person
    assert api.match(district.mill, "王甲", "0001") is None
    line = Line.objects.filter(verb="people.changed").get()
    assert (line.data, line.unit_id) == ({"fields": ["name", "phone"]}, district.mill.pk)
    assert Line.objects.filter(verb="membership.regrouped", unit_id=district.mill.pk).count() == 1
    assert not actions.edit_member(SYSTEM, member, {"name": "王佳"}).fields
    assert not doctor.check()


def test_an_edit_that_is_refused_changes_nothing(district: District) -> None:
    taken = identity_number(1)
    actions.add_member(SYSTEM, district.mill, _typed(document_kind="id", document=taken))
    member = actions.add_member(SYSTEM, district.mill, _typed("李乙", phone="13800000001"))
    with pytest.raises(Refused, match="已经登记"):
        actions.edit_member(SYSTEM, member, {"group": "一组", "document_kind": "id", "document": taken})
    member.refresh_from_db()
    assert not member.group
    actions.leave(SYSTEM, member, reason="调走")
    member.refresh_from_db()
    with pytest.raises(Refused, match="已经离会"):
        actions.edit_member(SYSTEM, member, {"group": "一组"})


def test_keeping_and_coming_back_begin_a_row_each(district: District) -> None:
    person = district.member("王甲", district.mill, phone="13800000001")
    with clock.set_to(clock.now() + timedelta(days=10)):
        kept = actions.keep(SYSTEM, Membership.objects.get(), cause=Cause.RETIRED, reason="退休证")
        assert (kept.standing, kept.kept_for) == ("kept", "retired")
        assert api.match(district.mill, "王甲", "0001") == person  # still a member whom the link knows
        with pytest.raises(Refused, match="不用再办"):
            actions.keep(SYSTEM, kept, cause=Cause.RETIRED, reason="退休证")
        assert Membership.objects.open().get() == kept  # what was refused ended nothing
    with clock.set_to(clock.now() + timedelta(days=20)):
        back = actions.resume(SYSTEM, kept, reason="返聘")
        with pytest.raises(Refused, match="已经离会"):
            actions.resume(SYSTEM, kept, reason="返聘")
    assert queries.joined_on(queries.history_of(person.pk)) == clock.today()
    rows = Membership.objects.order_by("since")
    assert [(row.standing, row.ended_for) for row in rows] == [("full", "standing"), ("kept", "standing"), ("full", "")]
    assert [row.until for row in rows] == [kept.since, back.since, None]


def test_nobody_joins_on_a_day_on_which_they_belonged_elsewhere(district: District) -> None:
    person = district.member("王甲", district.mill)
    with clock.set_to(clock.now() + timedelta(days=5)):
        actions.leave(SYSTEM, Membership.objects.get(), reason="调走")
        with pytest.raises(Refused, match="不能更早"):
            actions.join(SYSTEM, person, district.shop, since=clock.today() - timedelta(days=3))
        assert actions.join(SYSTEM, person, district.shop).since == clock.today()

"""What is written in the field stands here once, with hazards, pictures and facts, however often it comes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.district import SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts import queries as figures
from unionhall.kernel.org import merging
from unionhall.kernel.org.plans import Merger
from unionhall.kernel.procedures import queries as inbox
from unionhall.modules.safety import queries as hazards
from unionhall.modules.safety.actions import checklists, countersigning, inspecting, visits
from unionhall.modules.safety.models import (
    Countersign,
    Finding,
    Hazard,
    Inspection,
    InspectionPhoto,
    Item,
    Photo,
    VisitKind,
)
from unionhall.modules.safety.queries import inspecting as queries
from unionhall.modules.safety.tests import inspecting as field_of
from unionhall.modules.safety.tests.inspecting import KEY, Field, appointed
from unionhall.modules.safety.views.reporting import _unit


@pytest.fixture
def field(district: District) -> Field:
    """An inspector at work."""
    return field_of.make(district)


PHOTOS = ("f" * 32, "e" * 32)
SENDS = st.lists(st.sampled_from(["record", *PHOTOS]), max_size=8)


@given(sends=SENDS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_repetition_comes_to_the_same(field: Field, sends: list[str]) -> None:
    """The record and each picture at least once, in any order, some again: one inspection, one hazard, two pictures."""
    with transaction.atomic():
        for each in [*sends, "record", *PHOTOS]:
            if each == "record":
                field.submit()
            else:
                field.photo(each)
        (inspection,) = Inspection.objects.all()
        (hazard,) = Hazard.objects.all()
        assert [one.hazard for one in Finding.objects.all()] == [hazard]
        assert InspectionPhoto.objects.count() == Photo.objects.count() == 2
        assert Photo.objects.filter(hazard=hazard).count() == 2
        assert (inspection.ok, inspection.bad, inspection.answers) == (1, 1, ["ok", "no", "na"])
        month = clock.today()
        assert figures.figure(field.officer, "safety.inspections", field.district.federation, month=month).value == 1
        assert facts.recount() == []
        transaction.set_rollback(True)


def test_an_inspection_is_a_hazard_in_the_same_act(field: Field) -> None:
    inspection = field.submit()
    hazard = hazards.hazard_for(field.officer, Hazard.objects.get().pk)
    assert (hazard.site, hazard.kind, hazard.place, hazard.source) == (
        field.district.mill, "machine", "冲压车间", "inspection",
    )  # fmt: skip
    assert "转动部位有防护罩" in hazard.words
    assert "护罩拆了" in hazard.words
    assert hazard.origin == f"safety.inspection:{inspection.pk}"


def test_what_is_not_a_hazard_is_kept_as_a_finding(field: Field) -> None:
    inspection = field.submit(hazards=frozenset())
    assert not Hazard.objects.exists()
    lines = queries.lines_of(queries.inspection_for(field.by, inspection.pk))
    assert [line.answer for line in lines] == ["ok", "no", "na"]
    assert lines[1].finding is not None
    assert lines[1].finding.words == "3 号冲床的护罩拆了"


def test_a_record_with_an_item_left_out_is_refused_and_says_which(field: Field) -> None:
    with pytest.raises(Refused, match="第 3 项"):
        field.submit(answers={1: "ok", 2: "no"})
    with pytest.raises(Refused, match="没有编号"):
        field.submit(key="short")
    assert not Inspection.objects.exists()


def test_the_same_key_is_nobody_elses(field: Field) -> None:
    field.submit()
    with pytest.raises(Refused, match="别人"):
        inspecting.submit(field.officer, field.district.mill, field.told())
    with pytest.raises(Refused, match="别人"):
        inspecting.add_photo(field.officer, key="d" * 32, inspection_key=KEY, item=2, file=field_of.picture(), size=700)


def test_who_may_not_inspect_there_finds_nothing(field: Field) -> None:
    with pytest.raises(Denied):
        field.submit(unit=field.district.yard)  # another township's
    with pytest.raises(Denied):
        inspecting.submit(field.district.actor("外人"), field.district.mill, field.told())
    inspection = field.submit()
    with pytest.raises(Denied):
        queries.inspection_for(field.district.actor("邻居", field.district.yard, "chair"), inspection.pk)
    assert queries.inspection_for(field.district.actor("厂主席", field.district.mill, "chair"), inspection.pk)


def test_who_is_sent_across_may_inspect_there_and_nowhere_else(field: Field) -> None:
    guest = appointed(field.district, "外街检查员", field.district.west)
    there = replace(field, by=field_of.actor_for(guest.person))
    new = visits.NewVisit(field.district.mill, clock.today(), kind=VisitKind.CROSS, leads=[guest])
    visit = visits.arrange(field.officer, field.district.federation, new)
    with pytest.raises(Denied):
        there.submit()  # without the visit it is not theirs
    inspection = there.submit(visit_id=visit.pk)
    assert (inspection.kind, inspection.sender) == ("cross", field.district.federation)
    assert Hazard.objects.get().site == field.district.mill
    visit.refresh_from_db()
    assert visit.state == "made"
    with pytest.raises(Denied):
        there.submit(key="b" * 32, unit=field.district.shop, visit_id=visit.pk)


def test_two_sign_and_the_second_is_found_by_the_number_of_the_card(field: Field) -> None:
    second = appointed(field.district, "同去的", field.district.mill)
    inspection = field.submit(second_card=f"{second.number[:4]} {second.number[4:]}")
    assert inspection.second == second.person
    own, other = actor_for(second.person), appointed(field.district, "别人", field.district.mill)
    waiting = countersigning.awaited(own, inspection)
    assert waiting is not None  # a number that another typed is no signature
    assert countersigning.awaited(field.by, inspection) is None
    assert "等同去的签字" in inbox.inbox(own).get(procedure="safety.countersign").title
    with pytest.raises(Refused, match="本人"):
        countersigning.sign(actor_for(other.person), waiting)
    countersigning.sign(own, waiting)
    assert Countersign.objects.get(inspection=inspection).state == "signed"
    assert not inbox.inbox(own).filter(procedure="safety.countersign").exists()
    wrong = field.submit(key="c" * 32, second_card="00000000")
    assert (wrong.second, wrong.second_card) == (None, "00000000")  # nothing is lost for a wrong number
    with pytest.raises(Refused, match="没有这张"):
        inspecting.name_second(field.by, wrong, field.inspector.number)  # one's own
    assert inspecting.name_second(field.by, wrong, second.number).second == second.person


def test_a_phone_whose_clock_is_wrong_does_not_write_history(field: Field) -> None:
    now = clock.now()
    late = field.submit(ended=now + timedelta(days=3))
    old = field.submit(key="d" * 32, began=now - timedelta(days=900), ended=now - timedelta(days=800))
    assert (late.ended, old.ended) == (now, now)


def test_codes_on_walls_follow_a_merged_union(field: Field) -> None:
    mill, shop = field.district.mill, field.district.shop
    own = checklists.write_checklist(SYSTEM, mill, name="冲床检查表", items=[Item(1, "急停按得动")]).checklist
    spot = checklists.add_spot(SYSTEM, mill, name="配电室", kind="place", checklist=own)
    checklists.add_spot(SYSTEM, shop, name="配电室", kind="place")
    merging.merge(SYSTEM, Merger((mill,), shop, clock.today(), "合并"))
    found = queries.spot_by_token(spot.token)
    assert found is not None
    assert (found.unit, found.name) == (shop, f"配电室（{mill.name}）")
    assert found.checklist in list(queries.usable(shop))
    assert _unit(mill.code) == shop  # the poster for reporting leads there as well

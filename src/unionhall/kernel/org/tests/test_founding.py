"""Units are founded under rules, with codes that count up, in bulk."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Grant, Reach, Refused
from unionhall.kernel.journal.models import Line
from unionhall.kernel.org import actions, doctor, queries
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def may(permission: OrgPermission, unit: Unit, reach: Reach = Reach.BELOW) -> Actor:
    return Actor("somebody", grants=(Grant(permission.value, queries.path_of(unit), reach),))


@pytest.fixture
def city() -> Unit:
    return actions.found(SYSTEM, name="海州市总工会", kind="federation", parent=None, code="HZ", since=date(2020, 1, 1))


def test_a_unit_stands_under_its_parent(city: Unit) -> None:
    plant = actions.found(SYSTEM, name="轴承厂工会", kind="grassroots", parent=city)
    assert queries.path_of(plant) == paths.child(queries.path_of(city), plant.pk)
    assert queries.superiors(plant) == [city]
    assert list(queries.children(SYSTEM, city)) == [plant]
    assert queries.count_below(queries.path_of(city)) == 1
    assert Line.objects.filter(verb="org.founded", unit_id=plant.pk).count() == 1
    assert doctor.check() == []


def test_codes_count_up_and_leave_out_what_is_taken(city: Unit) -> None:
    actions.found(SYSTEM, name="甲", kind="federation", parent=None, code="HZ-02")
    rows = [
        NewUnit("乙", "grassroots", city),
        NewUnit("丙", "grassroots", city),
        NewUnit("丁", "grassroots", city, "HZ-03"),
    ]
    assert [unit.code for unit in actions.found_many(SYSTEM, rows)] == ["HZ-01", "HZ-04", "HZ-03"]
    assert actions.found(SYSTEM, name="戊", kind="grassroots", parent=city).code == "HZ-05"


def test_codes_grow_a_digit_after_ninety_nine(city: Unit) -> None:
    units = actions.found_many(SYSTEM, [NewUnit(f"厂{n}", "grassroots", city) for n in range(100)])
    assert (units[98].code, units[99].code) == ("HZ-99", "HZ-100")
    assert actions.found(SYSTEM, name="又一厂", kind="grassroots", parent=city).code == "HZ-101"


def test_only_whoever_may_found_there_does(city: Unit) -> None:
    plant = actions.found(SYSTEM, name="厂工会", kind="grassroots", parent=city)
    with pytest.raises(Denied):
        actions.found(may(OrgPermission.UNIT_FOUND, plant), name="甲", kind="grassroots", parent=city)
    with pytest.raises(Denied):
        actions.found(may(OrgPermission.UNIT_FOUND, city), name="乙", kind="federation", parent=None, code="X")
    actions.found(may(OrgPermission.UNIT_FOUND, city), name="丙", kind="group", parent=plant)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "group"}, "下面不设"),
        ({"kind": "guild"}, "没有“guild”这类单位"),
        ({"name": "  "}, "写上单位名称"),
        ({"code": "HZ"}, "已经有单位在用"),
        ({"uscc": "81110000"}, "18位"),
        ({"uscc": "81110000MA00000000"}, "最后一位对不上"),
        ({"since": date(2019, 12, 31)}, "不能早于这一天"),
        ({"state": "ended"}, "筹建中或正常"),
        ({"parent": None}, "要有上级工会"),
    ],
)
def test_a_rule_that_is_broken_is_named(city: Unit, change: dict[str, object], sentence: str) -> None:
    row = {"name": "厂工会", "kind": "grassroots", "parent": city} | change
    with pytest.raises(Refused, match=sentence):
        actions.found(SYSTEM, **row)  # type: ignore[arg-type]
    assert Unit.objects.count() == 1


def test_nothing_is_founded_tomorrow(city: Unit) -> None:
    with pytest.raises(Refused, match="还没到"):
        actions.found(SYSTEM, name="厂", kind="grassroots", parent=city, since=clock.today() + timedelta(days=1))


def test_ninety_units_take_as_many_queries_as_one(city: Unit) -> None:
    def queries_for(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            actions.found_many(SYSTEM, [NewUnit(f"第{n}厂工会", "grassroots", city) for n in range(count)])
        return len(captured)

    # Above this SQLite's limit of 999 parameters cuts an insert into several.
    assert queries_for(1) == queries_for(90) <= 20
    assert doctor.check() == []


def test_a_unit_is_fetched_and_authorised_in_one_query(city: Unit, django_assert_num_queries: object) -> None:
    plant = actions.found(SYSTEM, name="厂工会", kind="grassroots", parent=city)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert queries.unit_for(SYSTEM, plant.code, OrgPermission.UNIT_READ) == plant
    reader = may(OrgPermission.UNIT_READ, plant)
    for code in (city.code, "no-such-code"):
        with pytest.raises(Denied):
            queries.unit_for(reader, code, OrgPermission.UNIT_READ)


def test_a_union_being_founded_stands_once(city: Unit) -> None:
    plant = actions.found(SYSTEM, name="厂工会", kind="grassroots", parent=city, state=Unit.State.FOUNDING)
    assert actions.stand(SYSTEM, plant).state == Unit.State.STANDING
    with pytest.raises(Refused, match="不在筹建中"):
        actions.stand(SYSTEM, plant)


def test_a_name_changes_with_a_line(city: Unit) -> None:
    assert actions.rename(SYSTEM, city, name=" 海州总工会 ", reason="市改名").name == "海州总工会"
    assert Line.objects.get(verb="org.renamed").data == {"was": "海州市总工会", "now": "海州总工会"}
    for name, sentence in (("", "写上"), ("海州总工会", "一样")):
        with pytest.raises(Refused, match=sentence):
            actions.rename(SYSTEM, city, name=name)
    with pytest.raises(Denied):
        actions.rename(may(OrgPermission.UNIT_READ, city), city, name="别的")


def test_a_credit_code_is_checked_and_belongs_to_one_unit(city: Unit) -> None:
    plant = actions.found(SYSTEM, name="厂工会", kind="grassroots", parent=city)
    assert actions.set_uscc(SYSTEM, city, uscc=" 91350100m000100y43 ").uscc == "91350100M000100Y43"
    with pytest.raises(Refused, match="已经有单位在用"):
        actions.set_uscc(SYSTEM, plant, uscc="91350100M000100Y43")
    with pytest.raises(Refused, match="不会有“O”"):
        actions.set_uscc(SYSTEM, plant, uscc="9135010OM000100Y43")
    assert actions.set_uscc(SYSTEM, city, uscc="").uscc == ""

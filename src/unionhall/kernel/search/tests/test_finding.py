"""Everything that may be found is found, by any part of its name, and nothing else."""

import pytest
from django.db import connection

from unionhall.kernel.actor import Actor, Grant, Reach
from unionhall.kernel.org import actions as org_actions
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.search import actions, declare, doctor, queries
from unionhall.kernel.search import units as units_found
from unionhall.kernel.search.declare import SearchEntry
from unionhall.kernel.search.models import Entry

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
KINDS = {"unit": OrgPermission.UNIT_READ, "case": OrgPermission.UNIT_CHANGE}
NAMES = ("红星轴承厂工会", "海州港务集团工会", "长江纺织一厂工会", "ABC精密（海州）公司工会", "𰻞面馆工会")


@pytest.fixture(autouse=True)
def only_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """What modules let be found is theirs to prove."""
    monkeypatch.setattr(declare, "reindexers", {"unit": units_found.entries})


@pytest.fixture
def city() -> Unit:
    return org_actions.found(SYSTEM, name="海州市总工会", kind="federation", parent=None, code="HZ")


@pytest.fixture
def units(city: Unit) -> list[Unit]:
    return org_actions.found_many(SYSTEM, [NewUnit(name, "grassroots", city) for name in NAMES])


def titles(q: str, by: Actor = SYSTEM) -> list[str]:
    return [entry.title for entry in queries.find(by, q, KINDS)]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("轴承", NAMES[0:1]),
        ("承", NAMES[0:1]),
        ("会", ("海州市总工会", *NAMES)),
        ("海州", ("海州市总工会", *NAMES[1:2], *NAMES[3:4])),
        ("海州 集团", NAMES[1:2]),
        ("州港务集", NAMES[1:2]),
        ("hx", NAMES[0:1]),
        ("HXZC", NAMES[0:1]),
        ("cjfz", NAMES[2:3]),
        ("ａｂｃ", NAMES[3:4]),
        ("精密(海州)", NAMES[3:4]),
        ("HZ-03", NAMES[2:3]),
        ("𰻞", NAMES[4:5]),
        ("𰻞面", NAMES[4:5]),
        ("轴厂", ()),
        ("承轴", ()),
        ("", ()),
        ("（）·", ()),
        ("' OR 1=1 \" *", ()),
        ("zc", ()),
    ],
)
def test_any_part_of_a_name_finds_it(units: list[Unit], q: str, found: tuple[str, ...]) -> None:
    assert sorted(titles(q)) == sorted(found)


def test_the_nearest_comes_first(units: list[Unit]) -> None:
    assert titles("海州") == ["海州市总工会", "海州港务集团工会", "ABC精密（海州）公司工会"]


def test_every_substring_is_found(units: list[Unit]) -> None:
    for name in ("红星轴承厂工会", "ABC精密"):
        for length in range(1, len(name) + 1):
            for start in range(len(name) - length + 1):
                assert any(name in title for title in titles(name[start : start + length]))


def test_nobody_finds_what_they_may_not_read(units: list[Unit]) -> None:
    path = org_queries.path_of(units[0])
    reader = Actor("甲", grants=(Grant(OrgPermission.UNIT_READ.value, path, Reach.HERE),))
    assert titles("工会", reader) == [NAMES[0]]
    assert titles("工会", Actor.nobody()) == []
    actions.index([SearchEntry("case", 7, units[0].pk, "工会的一件事")])
    assert titles("工会", reader) == [NAMES[0]]
    assert "工会的一件事" in titles("工会")


def test_a_unit_is_found_as_it_is(city: Unit, units: list[Unit]) -> None:
    org_actions.rename(SYSTEM, units[0], name="东风齿轮厂工会")
    assert (titles("轴承"), titles("齿轮"), titles("dfcl")) == ([], ["东风齿轮厂工会"], ["东风齿轮厂工会"])
    org_actions.end(SYSTEM, units[0], on=org_queries.placement_of(units[0]).since, reason="厂关了")
    assert titles("齿轮") == []
    assert doctor.check() == []


def test_indexing_again_replaces_and_forgetting_forgets(city: Unit) -> None:
    actions.index(
        [SearchEntry("case", 1, city.pk, "旧标题", "正文"), SearchEntry("case", 1, city.pk, "新标题", "说明")]
    )
    assert (titles("旧标题"), titles("正文"), titles("说明")) == ([], [], ["新标题"])
    actions.index([SearchEntry("case", 1, city.pk, "再改", "")])
    assert (titles("新标题"), titles("再改")) == ([], ["再改"])
    actions.forget("case", [1, 2])
    assert titles("再改") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_pairs")
        assert cursor.fetchone()[0] == Entry.objects.count()


def test_the_doctor_finds_damage_and_reindexing_heals_it(units: list[Unit]) -> None:
    Entry.objects.filter(object_id=units[0].pk).delete()
    Unit.objects.filter(pk=units[1].pk).update(name="改了名没人知道")
    actions.index([SearchEntry("unit", 99999, units[2].pk, "没有的单位")])
    with connection.cursor() as cursor:
        key = "entry_id" if connection.vendor == "postgresql" else "rowid"
        kept = Entry.objects.get(object_id=units[3].pk).pk
        cursor.execute(f"DELETE FROM search_pairs WHERE {key} = %s", [kept])
    assert len(doctor.check()) == 4
    assert actions.reindex("unit") == len(NAMES) + 1
    assert doctor.check() == []


def test_a_text_longer_than_the_index_takes_is_no_error(city: Unit) -> None:
    actions.index([SearchEntry("case", 1, city.pk, "长文", "会" * 5000 + "尾巴")])
    assert titles("长文") == ["长文"]


def test_finding_is_one_query(units: list[Unit], django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert all(entry.unit.name for entry in queries.find(SYSTEM, "工会", KINDS))

"""Moving and ending: previewed, refused with reasons, done for whole subtrees, with history left as it was."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Grant, Reach, Refused
from unionhall.kernel.journal import events
from unionhall.kernel.journal.models import Line
from unionhall.kernel.org import actions, declare, doctor, queries
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.events import UnitMoved, UnitsEnded
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.org.permissions import OrgPermission

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
BEGAN, TODAY = date(2024, 1, 1), date(2026, 11, 2)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.set_to(datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        yield


@pytest.fixture(autouse=True)
def counter(monkeypatch: pytest.MonkeyPatch) -> None:
    """What modules count is theirs to prove; here one counter says what it was asked."""
    monkeypatch.setattr(declare, "_counters", {"tops": ("处", len)})


def found(name: str, kind: str, parent: Unit | None, code: str = "") -> Unit:
    return actions.found(SYSTEM, name=name, kind=kind, parent=parent, code=code, since=BEGAN)


@pytest.fixture
def city() -> Unit:
    return found("海州市总工会", "federation", None, "HZ")


@pytest.fixture
def east(city: Unit) -> Unit:
    return found("东区总工会", "federation", city)


@pytest.fixture
def west(city: Unit) -> Unit:
    return found("西区总工会", "federation", city)


@pytest.fixture
def plant(east: Unit) -> Unit:
    return found("轴承厂工会", "grassroots", east)


@pytest.fixture
def shop(plant: Unit) -> Unit:
    return found("热处理车间小组", "group", plant)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_a_move_takes_the_subtree_along_and_leaves_history(
    city: Unit, east: Unit, west: Unit, plant: Unit, shop: Unit
) -> None:
    on = date(2026, 10, 1)
    actions.move(SYSTEM, plant, to=west, on=on, reason="厂区划归西区")
    assert queries.superiors(shop) == [city, west, plant]
    assert list(queries.children(SYSTEM, east)) == []
    before = on - timedelta(days=1)
    assert queries.path_of(shop, before).startswith(queries.path_of(east, before))
    assert queries.path_of(shop, on).startswith(queries.path_of(west))
    assert doctor.check() == []
    line = Line.objects.get(verb="org.moved")
    assert (line.reason, line.data["units"]) == ("厂区划归西区", 2)


def test_a_preview_says_what_a_move_would_do(city: Unit, east: Unit, west: Unit, plant: Unit, shop: Unit) -> None:
    effects = actions.preview_move(SYSTEM, plant, west)
    assert (effects.units, effects.leaves, effects.joins, effects.reasons) == (2, (east,), (west,), ())
    assert effects.counts == [("处", 1)]
    assert Placement.objects.filter(until=None).count() == Placement.objects.count()
    assert [reason.code for reason in actions.preview_move(SYSTEM, plant, east).reasons] == ["org.same_parent"]


def test_a_move_is_refused_with_every_reason(city: Unit, east: Unit, west: Unit, plant: Unit, shop: Unit) -> None:
    def reasons(unit: Unit, to: Unit, on: date = TODAY, why: str = "因为") -> set[str]:
        with pytest.raises(Refused) as refused:
            actions.move(SYSTEM, unit, to=to, on=on, reason=why)
        return codes(refused)

    assert reasons(plant, east) == {"org.same_parent"}
    assert reasons(east, plant) == {"org.under_itself", "org.kind"}
    assert reasons(east, east) == {"org.under_itself"}
    assert reasons(shop, west) == {"org.kind"}
    assert reasons(plant, west, TODAY + timedelta(days=1)) == {"org.future"}
    assert reasons(plant, west, BEGAN - timedelta(days=1)) == {"org.history"}
    assert reasons(plant, west, why=" ") == {"org.reason"}
    actions.move(SYSTEM, plant, to=west, on=TODAY, reason="划归")
    assert reasons(plant, east, TODAY - timedelta(days=1)) == {"org.history"}
    assert doctor.check() == []


def test_two_moves_on_one_day_leave_the_last(east: Unit, west: Unit, plant: Unit, shop: Unit) -> None:
    actions.move(SYSTEM, plant, to=west, on=TODAY, reason="划归")
    actions.move(SYSTEM, plant, to=east, on=TODAY, reason="划错了")
    assert queries.superiors(shop)[1:] == [east, plant]
    assert Placement.objects.on(TODAY).filter(unit=shop).count() == 1
    assert doctor.check() == []


def test_one_needs_the_right_at_both_places(city: Unit, east: Unit, west: Unit, plant: Unit) -> None:
    def mover(at: Unit) -> Actor:
        return Actor("甲", grants=(Grant(OrgPermission.UNIT_MOVE.value, queries.path_of(at), Reach.BELOW),))

    for at in (east, west):
        with pytest.raises(Denied):
            actions.move(mover(at), plant, to=west, on=TODAY, reason="划归")
        with pytest.raises(Denied):
            actions.preview_move(mover(at), plant, west)
    actions.move(mover(city), plant, to=west, on=TODAY, reason="划归")
    with pytest.raises(Denied):
        actions.end(mover(city), plant, on=TODAY, reason="撤销")


def test_a_union_is_not_ended_or_moved_by_its_own_officers(city: Unit, east: Unit, plant: Unit, shop: Unit) -> None:
    path = queries.path_of(plant)
    rights = (OrgPermission.UNIT_END, OrgPermission.UNIT_MOVE, OrgPermission.UNIT_FOUND)
    chair = Actor("甲", grants=tuple(Grant(right.value, path, Reach.BELOW) for right in rights))
    assert [reason.code for reason in actions.preview_end(chair, plant).reasons] == ["org.above"]
    for act in (
        lambda: actions.end(chair, plant, on=TODAY, reason="撤销"),
        lambda: actions.stand(chair, plant),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == {"org.above"}
    actions.end(chair, shop, on=TODAY, reason="小组并了")


def test_ending_ends_everything_below(city: Unit, east: Unit, plant: Unit, shop: Unit) -> None:
    effects = actions.preview_end(SYSTEM, plant)
    assert (effects.units, effects.leaves, effects.reasons) == (2, (city, east), ())
    with pytest.raises(Refused, match="写上为什么"):
        actions.end(SYSTEM, plant, on=TODAY, reason="")
    actions.end(SYSTEM, plant, on=TODAY, reason="厂关了")
    assert set(Unit.objects.filter(state=Unit.State.ENDED)) == {plant, shop}
    assert list(queries.units(SYSTEM)) == [city, east]
    assert queries.unit_for(SYSTEM, shop.code, OrgPermission.UNIT_READ) == shop
    assert queries.path_of(shop, TODAY - timedelta(days=1)) == queries.path_of(shop)
    with pytest.raises(Placement.DoesNotExist):
        queries.placement_of(shop)
    for act in (
        lambda: actions.end(SYSTEM, plant, on=TODAY, reason="又一次"),
        lambda: actions.rename(SYSTEM, plant, name="新厂"),
        lambda: actions.move(SYSTEM, plant, to=city, on=TODAY, reason="救活"),
        lambda: found("小组", "group", Unit.objects.get(pk=plant.pk)),
    ):
        with pytest.raises(Refused, match="已经撤销"):
            act()
    assert doctor.check() == []


def test_moves_and_endings_are_told(
    monkeypatch: pytest.MonkeyPatch, east: Unit, west: Unit, plant: Unit, shop: Unit
) -> None:
    told: list[object] = []
    for event in (UnitMoved, UnitsEnded):
        monkeypatch.setitem(events._listeners, event, [told.append])
    was = {pk: queries.placements_of([pk])[pk].pk for pk in (plant.pk, shop.pk)}
    actions.move(SYSTEM, plant, to=west, on=TODAY, reason="划归")
    now = queries.placements_of([plant.pk, shop.pk])
    (moved,) = told
    assert isinstance(moved, UnitMoved)
    assert moved.placements == {was[pk]: now[pk].pk for pk in was}
    assert moved.now == queries.path_of(plant) != moved.was
    actions.end(SYSTEM, plant, on=TODAY, reason="厂关了")
    assert told[1] == UnitsEnded(SYSTEM, (plant.pk, shop.pk), TODAY)


def test_a_move_of_many_takes_as_many_queries_as_of_one(city: Unit, east: Unit, west: Unit, plant: Unit) -> None:
    def queries_for_moving(to: Unit) -> int:
        with CaptureQueriesContext(connection) as captured:
            actions.move(SYSTEM, plant, to=to, on=TODAY, reason="划归")
        return len(captured)

    alone = queries_for_moving(west)
    actions.found_many(SYSTEM, [NewUnit(f"第{n}小组", "group", plant) for n in range(90)])
    assert queries_for_moving(east) == alone <= 20


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda unit: Placement.objects.filter(unit=unit).update(path="zzzzzz" + "0" * 5 + "1"), "own segment"),
        (lambda unit: Placement.objects.filter(unit=unit).update(parent=None), "has no parent"),
        (lambda unit: Placement.objects.filter(unit=unit).update(until=TODAY), "stands nowhere"),
        (lambda unit: Unit.objects.filter(pk=unit.pk).update(state="ended"), "still stands"),
        (lambda unit: Unit.objects.filter(pk=unit.pk).update(kind="guild"), "not declared"),
        (lambda unit: Unit.objects.filter(pk=unit.pk).update(kind="federation"), "may not stand under"),
        (lambda unit: Placement.objects.filter(unit=unit).update(since=date(2023, 1, 1)), "did not always stand"),
        (
            lambda unit: Placement.objects.create(
                unit=unit, parent=None, path="", since=date(2024, 5, 1), until=date(2024, 6, 1)
            ),
            "two places",
        ),
    ],
)
def test_the_doctor_finds_planted_damage(east: Unit, plant: Unit, shop: Unit, damage: object, sentence: str) -> None:
    assert doctor.check() == []
    damage(plant)  # type: ignore[operator]
    assert any(plant.code in found and sentence in found for found in doctor.check()), doctor.check()


def test_the_doctor_finds_a_gap(east: Unit, west: Unit, plant: Unit) -> None:
    actions.move(SYSTEM, plant, to=west, on=TODAY, reason="划归")
    Placement.objects.filter(unit=plant, until=TODAY).update(until=TODAY - timedelta(days=9))
    assert any("stands nowhere from" in found for found in doctor.check())

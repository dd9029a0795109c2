"""``may``, ``scope`` and ``who_may`` are three questions to one source: equal on random trees and appointments."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access import actions, declare, queries
from unionhall.kernel.access.actions import NewAppointment
from unionhall.kernel.access.declare import Office
from unionhall.kernel.access.permissions import AccessPermission
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org import actions as org_actions
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.people.actions import NewPerson, add_people
from unionhall.kernel.people.models import Person

SYSTEM = Actor.system("test")
RIGHTS = (OrgPermission.UNIT_READ, OrgPermission.UNIT_FOUND, AccessPermission.APPOINT)
BEGAN, MOVED, TODAY = date(2026, 1, 1), date(2026, 6, 1), date(2026, 11, 2)

PARENTS = st.lists(st.integers(0, 20), min_size=1, max_size=11)  # of unit n + 1, among those before it
APPOINTMENTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 11), st.integers(0, 2), st.integers(0, 400), st.integers(1, 500)),
    max_size=10,
)
MOVES = st.lists(st.tuples(st.booleans(), st.integers(0, 11), st.integers(0, 11)), max_size=4)


def office(number: int, here: frozenset[int], below: frozenset[int]) -> Office:
    return Office(
        f"office{number}",
        f"职务{number}",
        ("federation",),
        here=tuple(RIGHTS[n] for n in sorted(here - below)),
        below=tuple(RIGHTS[n] for n in sorted(below)),
    )


SOME_RIGHTS = st.frozensets(st.integers(0, 2))
OFFICES = st.lists(st.tuples(SOME_RIGHTS, SOME_RIGHTS), min_size=3, max_size=3).map(
    lambda drawn: [office(n, here, below) for n, (here, below) in enumerate(drawn)]
)


@contextmanager
def world(offices: list[Office]) -> Iterator[None]:
    """These offices alone, on the day of the test; nothing of it stays."""
    shipped = dict(declare._offices)
    declare._offices.clear()
    declare.register_offices(*offices)
    try:
        with clock.set_to(datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))), transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        declare._offices.clear()
        declare._offices.update(shipped)


def tree(parents: list[int]) -> list[Unit]:
    top = org_actions.found(SYSTEM, name="0", kind="federation", parent=None, code="T", since=BEGAN)
    units = [top]
    for name, parent in enumerate(parents, start=1):
        above = units[parent % len(units)]
        units.append(org_actions.found(SYSTEM, name=str(name), kind="federation", parent=above, since=BEGAN))
    return units


def appoint(people: list[Person], units: list[Unit], rows: list[tuple[int, int, int, int, int]]) -> None:
    for who, where, which, start, length in rows:
        since = BEGAN + timedelta(days=start)
        until = None if length > 400 else since + timedelta(days=length)
        new = NewAppointment(people[who], units[where % len(units)], f"office{which}", since, until)
        with suppress(Refused):  # held already
            actions.appoint_many(SYSTEM, [new])


def change(units: list[Unit], moves: list[tuple[bool, int, int]]) -> None:
    for is_end, one, other in moves:
        unit, to = units[one % len(units)], units[other % len(units)]
        with suppress(Refused):
            if is_end:
                org_actions.end(SYSTEM, unit, on=TODAY, reason="test")
            else:
                org_actions.move(SYSTEM, unit, to=to, on=MOVED, reason="test")


def assert_one_source(people: list[Person], on: date | None) -> None:
    placements = Placement.objects.open() if on is None else Placement.objects.on(on)
    actors = {person.pk: queries.actor_for(person, on) for person in people}
    places = set(placements.values_list("path", flat=True))
    for right in RIGHTS:
        able = {path: set(queries.who_may(right, at=path, on=on).values_list("pk", flat=True)) for path in places}
        for pk, actor in actors.items():
            rows = set(placements.within(actor.scope(right)).values_list("path", flat=True))
            assert rows == {path for path in places if actor.may(right, at=path)}
            assert rows == {path for path, who in able.items() if pk in who}
            if on is None:
                units = Unit.objects.exclude(state="ended").within(actor.scope(right))
                assert {unit.pk for unit in units} == {paths.unit_id(path) for path in rows}


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(PARENTS, OFFICES, APPOINTMENTS, MOVES, st.integers(0, 305))
def test_may_scope_and_who_may_agree(
    parents: list[int],
    offices: list[Office],
    appointments: list[tuple[int, int, int, int, int]],
    moves: list[tuple[bool, int, int]],
    day: int,
) -> None:
    with world(offices):
        people = add_people(SYSTEM, [NewPerson(name) for name in ("甲", "乙", "丙", "丁")])
        units = tree(parents)
        appoint(people, units, appointments)
        change(units, moves)
        assert_one_source(people, on=None)
        assert_one_source(people, on=BEGAN + timedelta(days=day))


@pytest.mark.django_db
def test_the_grounds_are_not_empty() -> None:
    """The property above is not true for want of rights: an office with all of them reaches what it should."""
    with world([office(0, frozenset(), frozenset({0, 1, 2})), office(1, frozenset({0}), frozenset())]):
        chair, clerk = add_people(SYSTEM, [NewPerson("甲"), NewPerson("乙")])
        units = tree([0, 0, 1])
        actions.appoint(SYSTEM, person=chair, unit=units[1], office="office0")
        actions.appoint(SYSTEM, person=clerk, unit=units[1], office="office1")
        within = Unit.objects.within(queries.actor_for(chair).scope(RIGHTS[0]))
        assert set(within) == {units[1], units[3]}
        assert set(Unit.objects.within(queries.actor_for(clerk).scope(RIGHTS[0]))) == {units[1]}

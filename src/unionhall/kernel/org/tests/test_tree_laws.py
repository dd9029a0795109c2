"""What holds of the tree after any sequence of acts."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org import actions, doctor, merging, queries
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.org.plans import Merger, Split, SplitOff

SYSTEM = Actor.system("test")
BEGAN = date(2025, 1, 1)
KINDS = ("federation", "grassroots", "group")

# (act, which unit, which other unit, how many days pass, how many days back it takes effect)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("found", "found", "move", "move", "merge", "merge", "split", "end")),
        st.integers(0, 99),
        st.integers(0, 99),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    max_size=25,
)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Tree:
    """The tree as plain dictionaries, one a day: unit id to parent id; beside the one in the database."""

    def __init__(self) -> None:
        self.day = BEGAN
        self.seen: dict[date, dict[int, int | None]] = {BEGAN: {}}
        for code in ("A", "B"):
            unit = self.at_noon(actions.found, SYSTEM, name=code, kind="federation", parent=None, code=code)
            self.since(BEGAN, {unit.pk: None})

    def at_noon(self, act: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with clock.set_to(datetime.combine(self.day, time(12), ZoneInfo("Asia/Shanghai"))):
            return act(*args, **options)

    def since(self, on: date, parents: dict[int, int | None], without: Collection[int] = ()) -> None:
        """From ``on`` until today these have another parent, and those ``without`` are gone."""
        for day, seen in self.seen.items():
            if day >= on:
                self.seen[day] = {pk: above for pk, above in (seen | parents).items() if pk not in without}

    def do(self, act: str, one: int, other: int, passing: int, back: int) -> None:
        for _each in range(passing):
            self.seen[self.day + timedelta(days=1)] = self.seen[self.day]
            self.day += timedelta(days=1)
        units = sorted(self.seen[self.day])
        if not units:
            return
        unit, to = (Unit.objects.get(pk=units[n % len(units)]) for n in (one, other))
        on = max(BEGAN, self.day - timedelta(days=back))
        with suppress(Refused):
            self.at_noon(getattr(self, act), unit, to, on, KINDS[other % 3])

    def found(self, unit: Unit, _to: Unit, on: date, kind: str) -> None:
        new = actions.found(SYSTEM, name="新单位", kind=kind, parent=unit, since=on)
        self.since(on, {new.pk: unit.pk})

    def move(self, unit: Unit, to: Unit, on: date, _kind: str) -> None:
        shape = self.shape(unit)
        actions.move(SYSTEM, unit, to=to, on=on, reason="test")
        assert self.shape(unit) == shape
        self.since(on, {unit.pk: to.pk})

    def end(self, unit: Unit, _to: Unit, on: date, _kind: str) -> None:
        ended = {pk for pk, _path in self.shape(unit)}
        actions.end(SYSTEM, unit, on=on, reason="test")
        self.since(on, {}, without=ended)

    def merge(self, unit: Unit, to: Unit, on: date, kind: str) -> None:
        below = [pk for pk, above in self.seen[self.day].items() if above == unit.pk]
        merging.merge(SYSTEM, Merger((unit,), to, on, "test"))
        self.since(on, dict.fromkeys(below, to.pk), without={unit.pk})

    def split(self, unit: Unit, _to: Unit, on: date, _kind: str) -> None:
        below = sorted(pk for pk, above in self.seen[self.day].items() if above == unit.pk)[:2]
        above = self.seen[self.day][unit.pk]
        parent = None if above is None else Unit.objects.get(pk=above)
        part = SplitOff(NewUnit("分出", unit.kind, parent), tuple(Unit.objects.filter(pk__in=below)))
        (new,) = merging.split(SYSTEM, Split(unit, (part,), on, "test"))
        self.since(on, {new.pk: above, **dict.fromkeys(below, new.pk)})

    def shape(self, unit: Unit) -> set[tuple[int, str]]:
        """The paths of the subtree, seen from its top."""
        top = queries.path_of(unit)
        below = Placement.objects.open().below(top).values_list("unit_id", "path")
        return {(pk, path[len(top) :]) for pk, path in below}

    def path(self, pk: int, parents: dict[int, int | None]) -> str:
        above = parents[pk]
        return paths.child(paths.ROOT if above is None else self.path(above, parents), pk)


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@example([("found", 0, 0, 0, 0), ("move", 2, 1, 1, 0), ("move", 0, 1, 0, 1)])  # it was still below on that day
@example([("found", 0, 0, 0, 0), ("move", 2, 1, 1, 0), ("end", 0, 0, 0, 1)])
@given(ACTS)
def test_every_day_has_its_tree_whatever_is_done(acts: list[tuple[str, int, int, int, int]]) -> None:
    with rolled_back():
        tree = Tree()
        for act in acts:
            tree.do(*act)
        for day, parents in tree.seen.items():
            stored = list(Placement.objects.on(day).values_list("unit_id", "path"))
            assert sorted(stored) == sorted((pk, tree.path(pk, parents)) for pk in parents)
        assert dict(Placement.objects.open().values_list("unit_id", "path")) == {
            pk: tree.path(pk, tree.seen[tree.day]) for pk in tree.seen[tree.day]
        }
        assert doctor.check() == []

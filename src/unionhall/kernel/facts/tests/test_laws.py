"""What holds of facts after any sequence of acts, on any tree."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unionhall.kernel.facts import actions, cells, queries, summaries
from unionhall.kernel.facts.models import Asked, Fact, Presence, Reckoning, Snapshot, Summary
from unionhall.kernel.facts.tests import world
from unionhall.kernel.facts.tests.world import ACTS, BEGAN, PAPERS, PEOPLE, SYSTEM, Book
from unionhall.kernel.org.models import Unit

pytestmark = pytest.mark.django_db
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

TREES = st.lists(st.integers(0, 99), min_size=2, max_size=6)
NUMBERS = st.integers(0, 99)
WRITING = ("record", "record", "record", "attend", "attend", "withdraw", "move", "move", "tomorrow")


def histories(*acts: str) -> st.SearchStrategy[list[tuple[str, int, int, int]]]:
    return st.lists(st.tuples(st.sampled_from(acts), NUMBERS, NUMBERS, NUMBERS), max_size=20)


def opened(tree: list[int]) -> Book:
    """A world with two reckonings; the first asks everybody, the second every other unit."""
    parents = [None, *(number % (at + 1) for at, number in enumerate(tree))]
    units = world.found(parents)
    asked = [world.reckoning(units, units), world.reckoning(units, units[::2], "tried:2")]
    return Book(units, world.people(4), asked)


def every_figure(book: Book, reckoning: Reckoning, edition: int | None = None) -> dict[Any, Any]:
    reckoning.refresh_from_db()
    keys = [ACTS.key, f"{ACTS.key}/late", PAPERS.key, PEOPLE.key]
    found: dict[Any, Any] = {}
    for unit in book.units:
        for key, each in queries.figures(SYSTEM, keys, unit, reckoning, edition=edition).items():
            found[unit.pk, key] = (each.value, each.n, each.m)
    return found


@few
@given(TREES, histories(*WRITING, "end", "close"), NUMBERS)
def test_as_of_a_day_only_what_had_come_by_then_counts(
    tree: list[int], history: list[tuple[str, int, int, int]], days: int
) -> None:
    with world.rolled_back():
        book = opened(tree)
        for act in history:
            book.do(*act)
        on = BEGAN + timedelta(days=days % ((book.day - BEGAN).days + 1))
        keys = [ACTS.key, f"{ACTS.key}/late", PEOPLE.key]
        with world.at_noon(book.day):
            for unit in book.units:
                told = queries.figures(SYSTEM, keys, unit, book.reckonings[0], on=on)
                places = cells.places_of(unit)
                for key, figure in told.items():
                    measure, _, slice = key.partition("/")
                    axis = {"slice": slice, "reckoning": book.reckonings[0].pk, "on": on}
                    assert (figure.value or 0, figure.n) == book.counted(measure, places, **axis)
                    rows = queries.rows(SYSTEM, measure, unit, reckoning=book.reckonings[0], slice=slice, on=on)
                    opened_rows = rows.count() if measure == PEOPLE.key else rows.aggregate(n=Sum("value"))["n"]
                    assert (figure.value or 0) == (opened_rows or 0)
                told_by_child = queries.by_child(SYSTEM, [ACTS.key], unit, book.reckonings[0], on=on)
                own = book.own(ACTS.key, places, reckoning=book.reckonings[0].pk, on=on)
                below = sum(child[ACTS.key].value or 0 for _, child in told_by_child)
                assert own + below == (told[ACTS.key].value or 0)


def own_part(key: str, unit: Unit, reckoning: Reckoning) -> tuple[int, int]:
    summaries.fold_all()  # what waits on PostgreSQL is looked at in its place
    places = cells.places_of(unit)
    model = Presence if key == PEOPLE.key else Fact
    rows = model.objects.filter(measure=key, reckoning=reckoning, is_late=False, path__in=places)
    value = rows.count() if key == PEOPLE.key else rows.aggregate(n=Sum("value"))["n"] or 0
    total = queries.figure(SYSTEM, key, unit, reckoning=reckoning)
    below = Summary.objects.filter(path__in=places, measure=key, reckoning=reckoning, slice="", month=None)
    assert total.n is not None
    return value, total.n - (below.aggregate(n=Sum("units"))["n"] or 0)


@few
@given(TREES, histories(*WRITING, "end"))
def test_every_figure_is_what_the_acts_come_to(tree: list[int], history: list[tuple[str, int, int, int]]) -> None:
    with world.rolled_back():
        book = opened(tree)
        for act in history:
            book.do(*act)
        with world.at_noon(book.day):
            for unit in book.units:
                _agrees(book, unit)
            assert actions.recount() == []


def _agrees(book: Book, unit: Unit) -> None:
    places = cells.places_of(unit)
    for key, slice in ((ACTS.key, ""), (ACTS.key, "late"), (PAPERS.key, ""), (PEOPLE.key, "")):
        for reckoning in book.reckonings:
            told = queries.figure(SYSTEM, key, unit, reckoning=reckoning, slice=slice)
            value, n = book.counted(key, places, slice=slice, reckoning=reckoning.pk)
            assert (told.value or 0, told.n) == (value, n)
            rows = queries.rows(SYSTEM, key, unit, reckoning=reckoning, slice=slice)
            opened_rows = rows.count() if key == PEOPLE.key else rows.aggregate(n=Sum("value"))["n"]
            assert (told.value or 0) == (opened_rows or 0)
            days: dict[date, int] = {}
            for row in rows:
                days[row.day] = days.get(row.day, 0) + (1 if key == PEOPLE.key else row.value)
            by_day = queries.daily(SYSTEM, key, unit, reckoning, slice=slice)
            assert {day: n for day, n in by_day if n} == {day: n for day, n in days.items() if n}
        if key != PEOPLE.key:
            month = book.day.replace(day=1)
            told = queries.figure(SYSTEM, key, unit, month=month, slice=slice)
            assert (told.value or 0, told.n) == book.counted(key, places, slice=slice, month=month)


@few
@given(TREES, histories(*WRITING))
def test_a_parent_is_the_sum_of_its_children_and_its_own(
    tree: list[int], history: list[tuple[str, int, int, int]]
) -> None:
    with world.rolled_back():
        book = opened(tree)
        for act in history:
            book.do(*act)
        keys = [ACTS.key, PAPERS.key, PEOPLE.key]
        with world.at_noon(book.day):
            for reckoning in book.reckonings:
                for unit in book.units:
                    children = queries.by_child(SYSTEM, keys, unit, reckoning)
                    own_asked = Asked.objects.filter(
                        reckoning=reckoning, until=None, path__in=cells.places_of(unit)
                    ).count()
                    for key in keys:
                        total = queries.figure(SYSTEM, key, unit, reckoning=reckoning)
                        own, own_n = own_part(key, unit, reckoning)
                        assert (total.value or 0) == own + sum(told[key].value or 0 for _, told in children)
                        assert total.n == own_n + sum(told[key].n or 0 for _, told in children)
                        assert total.m == own_asked + sum(told[key].m or 0 for _, told in children)


@few
@given(TREES, histories("attend", "attend", "attend", "move", "tomorrow"))
def test_people_are_never_more_than_their_acts(tree: list[int], history: list[tuple[str, int, int, int]]) -> None:
    with world.rolled_back():
        book = opened(tree)
        for act in history:
            book.do(*act)
        top = book.units[0]
        told = [queries.figure(SYSTEM, PEOPLE.key, top, reckoning=each).value or 0 for each in book.reckonings]
        assert sum(told) <= book.acts
        assert all(number <= len(book.persons) for number in told)


@few
@given(TREES, histories(*WRITING), histories(*WRITING, "end", "close"))
def test_a_closed_reckoning_never_changes(
    tree: list[int], before: list[tuple[str, int, int, int]], after: list[tuple[str, int, int, int]]
) -> None:
    with world.rolled_back():
        book = opened(tree)
        for act in before:
            book.do(*act)
        first = book.reckonings[0]
        with world.at_noon(book.day):
            live = every_figure(book, first)
            actions.close(SYSTEM, first, reason="试一试")
            book.closed.add(first.pk)
            closed = every_figure(book, first)
        assert closed == live
        children = {u.pk: _told_by_child(u, first) for u in book.units}
        for act in after:
            book.do(*act)
        with world.at_noon(book.day):
            assert every_figure(book, first) == closed
            assert {u.pk: _told_by_child(u, first) for u in book.units} == children
            assert actions.recount() == []


@few
@given(TREES, histories(*WRITING), histories(*WRITING, "end", "close", "reopen", "reopen"))
def test_opened_again_everything_that_came_counts_and_the_former_closing_stays(
    tree: list[int], before: list[tuple[str, int, int, int]], after: list[tuple[str, int, int, int]]
) -> None:
    with world.rolled_back():
        book = opened(tree)
        for act in before:
            book.do(*act)
        first = book.reckonings[0]
        book.do("close", 0, 0, 0)
        with world.at_noon(book.day):
            closed = every_figure(book, first, edition=1)
            assert closed == every_figure(book, first)
        for act in [*after, ("reopen", 0, 0, 0)]:
            book.do(*act)
        with world.at_noon(book.day):
            assert every_figure(book, first, edition=1) == closed
            for unit in book.units:
                for key in (ACTS.key, PAPERS.key, PEOPLE.key):
                    told = queries.figure(SYSTEM, key, unit, reckoning=first)
                    assert (told.value or 0, told.n) == book.counted(key, cells.places_of(unit), reckoning=first.pk)
            assert actions.recount() == []


def _told_by_child(unit: Unit, reckoning: Reckoning) -> dict[Any, Any]:
    found = queries.by_child(SYSTEM, [ACTS.key, PEOPLE.key], unit, reckoning)
    return {child.pk: [(each.value, each.n, each.m) for each in told.values()] for child, told in found}


@few
@given(TREES, histories(*WRITING, "close"), NUMBERS, st.sampled_from(("value", "units", "gone", "snapshot")))
def test_damage_is_found_and_summaries_are_repaired(
    tree: list[int], history: list[tuple[str, int, int, int]], which: int, damage: str
) -> None:
    with world.rolled_back():
        book = opened(tree)
        for act in history:
            book.do(*act)
        with world.at_noon(book.day):
            assert actions.recount() == []
            if not _damage(which, damage):
                return
            found = actions.recount(by=SYSTEM, fix=True)
            assert found
            assert all(str(difference) for difference in found)
            left = actions.recount()
            assert left == [difference for difference in found if not difference.is_summary]


def _damage(which: int, damage: str) -> bool:
    rows: Any = Snapshot.objects.exclude(measure="") if damage == "snapshot" else Summary.objects.order_by("pk")
    if damage == "gone":
        rows = rows.exclude(value=0, units=0)
    picked = list(rows.order_by("pk"))
    if not picked:
        return False
    row = picked[which % len(picked)]
    if damage == "gone":
        row.delete()
    elif damage == "units":
        row.units += 1
        row.save()
    else:
        row.value += 1
        row.save()
    return True


def test_the_world_begins_with_nothing() -> None:
    book = opened([0, 0])
    assert book.day == BEGAN
    assert queries.figure(SYSTEM, ACTS.key, book.units[0], reckoning=book.reckonings[0]).value is None

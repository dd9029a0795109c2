"""That nothing about fewer than five people can be worked out from what is shown."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.kernel import actor
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Grant, Reach, Refused
from unionhall.kernel.facts import actions, queries, small_cells
from unionhall.kernel.facts.declare import FactRow
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.facts.small_cells import ENOUGH, People
from unionhall.kernel.facts.tests import world
from unionhall.kernel.facts.tests.world import BEGAN, PAPERS, PASSED, RATE, SYSTEM, TriedPermission
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit

SIZES = st.sampled_from((0, 0, 1, 2, 3, 4, 5, 6, 9, 20))
TREES = st.lists(st.tuples(st.integers(0, 99), SIZES, st.booleans()), min_size=1, max_size=9)


def solvable(shown: list[set[int]], wanted: set[int], size: int) -> bool:
    """Whether the sum over ``wanted`` follows from the shown sums: linear algebra over unknowns 0…size-1."""
    rows = [[Fraction(n in each) for n in range(size)] for each in shown]
    target = [Fraction(n in wanted) for n in range(size)]
    for column in range(size):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [cell / pivot[column] for cell in pivot]
        rows = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        target = [a - target[column] * b for a, b in zip(target, pivot, strict=True)]
    return not any(target)


def tree_of(sizes: list[tuple[int, int, bool]]) -> tuple[dict[str, People], dict[str, int], list[str]]:
    """Places with people of their own; each knows what the reader knows of it and below."""
    places: list[str] = []
    for at, (parent, _, _) in enumerate(sizes):
        places.append(paths.child(places[parent % at] if at else paths.ROOT, at + 1))
    own = {place: size for place, (_, size, _) in zip(places, sizes, strict=True)}
    known = {place for place, (_, _, is_known) in zip(places, sizes, strict=True) if is_known and place != places[0]}

    def people(place: str) -> People:
        below = [each for each in places if paths.covers(place, each)]
        seen = [each for each in below if any(paths.covers(top, each) for top in known)]
        return People(
            sum(own[each] for each in below),
            own[place],
            sum(own[each] for each in seen),
            own[place] if place in seen else 0,
        )

    return (
        {place: people(place) for place in places},
        own,
        [p for p in places if any(paths.covers(k, p) for k in known)],
    )


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_no_sum_about_few_people_follows_from_what_is_shown(sizes: list[tuple[int, int, bool]]) -> None:
    tree, own, known = tree_of(sizes)
    places = list(tree)
    hidden = small_cells.hidden_in(tree, [places[0]])
    number = {place: n for n, place in enumerate(places)}

    def below(top: str) -> set[int]:
        return {number[place] for place in places if paths.covers(top, place) and own[place]}

    shown = [below(place) for place in places if place not in hidden]
    shown += [{number[place]} for place in known if own[place]]  # the reader knows each of their own rows
    for place in places:
        for unknowns in (below(place), {number[place]} if own[place] else set()):
            unknown = unknowns - {number[each] for each in known}
            count = sum(own[places[n]] for n in unknown)
            if 0 < count < ENOUGH:
                assert not solvable(shown, unknown, len(places)), (place, hidden)
        if place in hidden:
            assert tree[place].unknown
            assert not solvable(shown, below(place), len(places)), (place, hidden)


def test_enough_people_everywhere_hide_nothing() -> None:
    tree, _own, _known = tree_of([(0, 5, False), (0, 5, False), (0, 7, False)])
    assert small_cells.hidden_in(tree, [next(iter(tree))]) == set()


def reader(*grants: tuple[actor.Permission, Unit, Reach]) -> Actor:
    """Somebody with these permissions."""
    return Actor("读者", grants=tuple(Grant(p.value, org_queries.path_of(unit), reach) for p, unit, reach in grants))


@pytest.fixture
def hall(db: None) -> list[Unit]:
    """A top with 3, 6 and 20 papers below it, one of two passed, for the first reckoning."""
    units = world.found([None, 0, 0, 0, 3])
    asked = world.reckoning(units, units)
    rows = []
    for unit, papers in ((units[1], 3), (units[2], 6), (units[4], 20)):
        for n in range(papers):
            source = f"t.Sheet:{unit.pk}-{n}"
            rows.append(FactRow(PAPERS.key, unit.pk, BEGAN, 1, source, asked.pk))
            if n % 2:
                rows.append(FactRow(PASSED.key, unit.pk, BEGAN, 1, source, asked.pk))
    actions.record(SYSTEM, rows)
    return units


def told(by: Actor, unit: Unit) -> dict[str, object]:
    from unionhall.kernel.facts.models import Reckoning

    found = queries.by_child(by, [PAPERS.key, PASSED.key, RATE.key], unit, Reckoning.objects.get())
    return {
        child.code: [None if each.is_hidden else each.value for each in figures.values()] for child, figures in found
    }


def test_a_small_result_and_a_second_sibling_are_hidden_and_counts_are_shown(hall: list[Unit]) -> None:
    by = reader((FactsPermission.FIGURES_READ, hall[0], Reach.BELOW))
    shown = told(by, hall[0])
    assert shown["T001"] == [3, None, None]
    assert shown["T002"] == [6, None, None]
    assert shown["T003"][:2] == [20, 10]  # type: ignore[index]


def test_a_hidden_sibling_is_hidden_on_its_own_page_too(hall: list[Unit]) -> None:
    from unionhall.kernel.facts.models import Reckoning

    by = reader((FactsPermission.FIGURES_READ, hall[0], Reach.BELOW))
    figures = queries.figures(by, [PAPERS.key, PASSED.key, RATE.key], hall[2], Reckoning.objects.get())
    assert [(each.value, each.is_hidden) for each in figures.values()] == [(6, False), (None, True), (None, True)]
    assert queries.figure(by, RATE.key, hall[4], reckoning=Reckoning.objects.get()).value is not None


def test_who_may_know_the_people_sees_all_and_may_open_the_rows(hall: list[Unit]) -> None:
    from unionhall.kernel.facts.models import Reckoning

    figures = (FactsPermission.FIGURES_READ, hall[0], Reach.BELOW)
    knowing = reader(figures, (TriedPermission.NAMES, hall[0], Reach.BELOW))
    assert told(knowing, hall[0])["T001"][1] == 1  # type: ignore[index]
    asked = Reckoning.objects.get()
    assert queries.rows(knowing, PASSED.key, hall[1], reckoning=asked).count() == 1
    with pytest.raises(Refused):
        queries.rows(reader(figures), PASSED.key, hall[1], reckoning=asked)
    assert queries.rows(reader(figures), PAPERS.key, hall[1], reckoning=asked).count() == 3


def test_a_unit_that_knows_its_own_people_sees_its_own_result(hall: list[Unit]) -> None:
    from unionhall.kernel.facts.models import Reckoning

    asked = Reckoning.objects.get()
    own = reader((FactsPermission.FIGURES_READ, hall[1], Reach.HERE), (TriedPermission.NAMES, hall[1], Reach.HERE))
    assert queries.figure(own, PASSED.key, hall[1], reckoning=asked).value == 1
    assert queries.rows(own, PASSED.key, hall[1], reckoning=asked).count() == 1
    stranger = reader((FactsPermission.FIGURES_READ, hall[1], Reach.HERE))
    assert queries.figure(stranger, PASSED.key, hall[1], reckoning=asked).is_hidden


def test_hiding_is_the_same_after_closing(hall: list[Unit]) -> None:
    from unionhall.kernel.facts.models import Reckoning

    by = reader((FactsPermission.FIGURES_READ, hall[0], Reach.BELOW))
    before = told(by, hall[0])
    actions.close(SYSTEM, Reckoning.objects.get(), reason="试一试")
    assert told(by, hall[0]) == before

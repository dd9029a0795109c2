"""How many are asked is kept, and never told as it was before."""

from datetime import timedelta

import pytest

from unionhall.kernel.facts import actions, asking, queries
from unionhall.kernel.facts.models import Asked, Reckoning
from unionhall.kernel.facts.tests import world
from unionhall.kernel.facts.tests.world import ACTS, BEGAN, SYSTEM
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit, below

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def always_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_COUNTED", -1)


def told(unit: Unit, reckoning: Reckoning) -> dict[int, int | None]:
    """m of a unit and of those directly below, as a page says it."""
    totals, children = queries.page(SYSTEM, [ACTS.key], unit, Reckoning.objects.get(pk=reckoning.pk))
    return {unit.pk: totals[ACTS.key].m} | {child.pk: found[ACTS.key].m for child, found in children}


def counted(unit: Unit, reckoning: Reckoning) -> dict[int, int]:
    """The same, one by one."""
    rows = Asked.objects.filter(reckoning=reckoning, until=None)
    under = Unit.objects.filter(placements__parent=unit, placements__until=None)
    return {one.pk: rows.filter(below(org_queries.path_of(one))).count() for one in [unit, *under]}


def test_the_number_of_asked_follows_whatever_changes_it() -> None:
    units = world.found([None, 0, 0, 1, 1])
    reckoning = world.reckoning(units, units[:4])
    day, seen = BEGAN, []

    def agrees() -> None:
        found = [told(unit, reckoning) for unit in units[:3]]
        assert found == [counted(unit, reckoning) for unit in units[:3]]
        assert not seen or found != seen[-1]
        seen.append(found)

    agrees()
    actions.ask(SYSTEM, reckoning, [units[4]])
    agrees()
    actions.stop_asking(SYSTEM, reckoning, [units[3]])
    agrees()
    with world.at_noon(day + timedelta(days=2)):
        org.move(SYSTEM, units[4], to=units[2], on=day + timedelta(days=2), reason="试一试")
        agrees()
    with world.at_noon(day + timedelta(days=3)):
        org.end(SYSTEM, units[4], on=day + timedelta(days=3), reason="试一试")
        agrees()
        actions.ask(SYSTEM, reckoning, [units[3]])
        agrees()


def test_what_was_counted_once_is_not_counted_again() -> None:
    units = world.found([None, 0])
    reckoning = world.reckoning(units, units)
    first = told(units[0], reckoning)
    Asked.objects.filter(reckoning=reckoning).delete()  # behind everybody's back
    assert told(units[0], reckoning) == first

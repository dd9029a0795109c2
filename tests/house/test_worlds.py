"""Every test finds its world as it was made."""

import pytest
from django.db import connection

from tests.worlds import world
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import actions as org
from unionhall.kernel.org.models import Unit

SYSTEM = Actor.system("test")


@world()
def top(db: None) -> Unit:
    return org.found(SYSTEM, name="松涧区总工会", kind="federation", parent=None, code="119900")


@world()
def mill(top: Unit) -> Unit:
    return org.found(SYSTEM, name="恒岱机械厂工会", kind="grassroots", parent=top, code="m")


def _spoil(unit: Unit) -> None:
    """What the next test must not find: in the object, in the database."""
    unit.name = "别的名称"
    unit.save()
    Unit.objects.create(code="x", name="多出来的", kind="grassroots")


@pytest.mark.parametrize("turn", range(3))
def test_every_test_finds_it_as_it_was_made(top: Unit, turn: int) -> None:
    assert top.name == Unit.objects.get().name == "松涧区总工会"
    _spoil(top)


@pytest.mark.parametrize("turn", range(3))
def test_one_stands_in_another(mill: Unit, top: Unit, turn: int) -> None:
    assert set(Unit.objects.values_list("name", flat=True)) == {mill.name, top.name}
    assert (mill.name, top.name) == ("恒岱机械厂工会", "松涧区总工会")
    _spoil(top)


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_has_one_of_its_own(top: Unit) -> None:
    assert Unit.objects.get() == top
    assert not connection.in_atomic_block
    _spoil(top)

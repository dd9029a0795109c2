"""What the tree needs of both databases: paths that compare by bytes, ranges by index, changes that wait in turn."""

import threading
from datetime import date

import pytest
from django.db import connection, connections

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org import actions, doctor
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Placement, Unit

SYSTEM = Actor.system("test")
BEGAN = date(2024, 1, 1)


@pytest.mark.django_db
def test_paths_compare_by_bytes() -> None:
    unit = Unit.objects.create(code="A", name="甲", kind="federation")
    order = ["000001", "000001000002", "00000100000z", "00000z", "0000a1", "zzzzzz"]
    for day, path in enumerate(reversed(order), start=1):
        Placement.objects.create(unit=unit, path=path, since=date(2025, 1, day), until=date(2025, 1, day + 1))
    assert list(Placement.objects.order_by("path").values_list("path", flat=True)) == order
    assert set(Placement.objects.below("000001").values_list("path", flat=True)) == set(order[:3])


@pytest.mark.django_db
def test_a_subtree_is_one_range_of_an_index() -> None:
    top = actions.found(SYSTEM, name="市", kind="federation", parent=None, code="HZ")
    actions.found_many(SYSTEM, [NewUnit(f"厂{n}", "grassroots", top) for n in range(300)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE org_placement")  # the planner must know of the three hundred
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few are quicker read whole
    some = Placement.objects.open().exclude(parent=None).values_list("path", flat=True)[7]
    plan = Placement.objects.open().below(some).values("unit_id").explain()
    condition = "Index Cond: ((path >=" if connection.vendor == "postgresql" else "(path>? AND path<?)"
    assert condition in plan.replace("(path)::text", "path"), plan


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's writers are serial by themselves")
def test_two_moves_into_each_other_do_not_both_happen() -> None:
    top = actions.found(SYSTEM, name="市", kind="federation", parent=None, code="HZ", since=BEGAN)
    one, other = actions.found_many(
        SYSTEM, [NewUnit(name, "federation", top, since=BEGAN) for name in ("东区", "西区")]
    )
    start, outcomes = threading.Barrier(2), []

    def move(unit: Unit, to: Unit) -> None:
        try:
            start.wait()
            actions.move(SYSTEM, unit, to=to, on=date(2025, 1, 1), reason="test")
            outcomes.append("moved")
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=move, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved", "refused"]
    assert doctor.check() == []
    assert paths.ROOT not in Placement.objects.values_list("path", flat=True)

"""Many writers at once: nothing is counted twice or lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from unionhall.kernel.facts import actions, queries, summaries
from unionhall.kernel.facts.declare import FactRow
from unionhall.kernel.facts.models import Pending
from unionhall.kernel.facts.tests import world
from unionhall.kernel.facts.tests.world import BEGAN, PAPERS, SYSTEM
from unionhall.kernel.org.models import Unit


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("pg")
def test_writers_at_once_leave_the_books_true() -> None:
    units = world.found([None, 0, 0])
    asked = world.reckoning(units, units[1:])

    def write(worker: int) -> None:
        for n in range(15):
            source = f"t.Sheet:{(worker + n) % 20}"  # several write the same fact
            actions.record(SYSTEM, [FactRow(PAPERS.key, units[1 + n % 2].pk, BEGAN, worker, source, asked.pk)])
            if n % 5 == worker:
                actions.withdraw(SYSTEM, PAPERS.key, [source])
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert actions.recount() == []
    assert queries.figure(SYSTEM, PAPERS.key, units[0], reckoning=asked).n == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("pg")
def test_a_writer_of_one_unit_does_not_wait_for_another_of_the_same_federation() -> None:
    units = world.found([None, 0, 0])
    asked = world.reckoning(units, units[1:])

    def write(unit: Unit) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                actions.record(SYSTEM, [FactRow(PAPERS.key, unit.pk, BEGAN, 3, f"t.Sheet:{unit.pk}", asked.pk)])
                both.wait(timeout=20)  # both have written, and neither has committed
        finally:
            connection.close()

    both = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, units[1:]))
    told = queries.figure(SYSTEM, PAPERS.key, units[0], reckoning=asked)
    assert (told.value, told.n) == (6, 2)
    summaries.fold_all()
    assert not Pending.objects.exists()
    told = queries.figure(SYSTEM, PAPERS.key, units[0], reckoning=asked)
    assert (told.value, told.n) == (6, 2)
    assert actions.recount() == []

"""Many writers at once: nothing is counted twice or lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from unionhall.kernel.facts import actions, queries
from unionhall.kernel.facts.declare import FactRow
from unionhall.kernel.facts.tests import world
from unionhall.kernel.facts.tests.world import BEGAN, PAPERS, SYSTEM


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

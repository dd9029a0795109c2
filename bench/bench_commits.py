"""What a durable write costs: an action's smallest transaction against a bare commit of SQLite with the same safety."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bench.measure import Result, median
from unionhall.config.environment import SQLITE_PRAGMAS


def run(large: bool) -> Iterator[Result]:
    """One journal line in one transaction."""
    from unionhall.kernel.actor import Actor
    from unionhall.kernel.journal import actions as journal

    times = 2000 if large else 200
    by = Actor.system("bench")

    def line() -> None:
        with transaction.atomic():
            journal.write(by=by, verb="people.changed")

    yield Result("a journal line, committed", median(line, times), "one bare commit", _bare(times))


def _bare(times: int) -> float:
    connection = sqlite3.connect(Path(settings.HOME) / "bare.sqlite3", isolation_level=None)
    for pragma in SQLITE_PRAGMAS.split(";"):
        connection.execute(pragma)
    connection.execute("create table t (id integer primary key, a text, b text)")

    def commit() -> None:
        connection.execute("begin immediate")
        connection.execute("insert into t (a, b) values ('people.changed', '{}')")
        connection.execute("commit")

    try:
        return median(commit, times)
    finally:
        connection.close()

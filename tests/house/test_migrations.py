"""The latest migration of every app is taken back and done again with rows in between, on both databases.

What a column held is gone then, as for whoever upgrades from before it. The clock works it out again; afterwards
everything is counted as it was.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from tests.demo import TinyDemo
from unionhall.config import copying
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import actions as facts
from unionhall.modules.learning.actions.counting import settle_left

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def filled(tiny: TinyDemo, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """A database with the smallest demo: on PostgreSQL this test's own, on SQLite a file made of it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks can not be altered
        yield connections["default"]
        return
    file = tmp_path / "filled.sqlite3"
    file.write_bytes(connection.connection.serialize())
    opened = copying.opened(f"sqlite:///{file}", "filled")
    opened.connect()  # a test may not open a connection that it did not announce, but use one that is open
    yield opened
    opened.close()
    del connections.settings["filled"], connections["filled"]


def test_the_latest_migrations_go_back_and_forth(filled: BaseDatabaseWrapper) -> None:
    before = _rows(filled)
    executor = MigrationExecutor(filled)
    graph = executor.loader.graph
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("unionhall.")}
    # what a migration of another app rests on can not go alone, nor can an app's first one
    back = [
        (graph.nodes[leaf], True)
        for leaf in graph.leaf_nodes()
        if leaf[0] in ours
        and not graph.node_map[leaf].children
        and any(parent.key[0] == leaf[0] for parent in graph.node_map[leaf].parents)
    ]
    assert len(back) > 3
    executor.migrate([], plan=back)
    between = _rows(filled)
    MigrationExecutor(filled).migrate(graph.leaf_nodes())
    after = _rows(filled)
    assert {name: after[name] for name in between} == {name: before[name] for name in between}
    assert not MigrationExecutor(filled).migration_plan(graph.leaf_nodes())
    with copying.acting_on(filled):
        settle_left(Actor.system("test"))
        assert facts.recount() == []


def _rows(one: BaseDatabaseWrapper) -> dict[str, int]:
    """How many rows each table has; what the search keeps below its index and what is done is left out."""
    found = {}
    with one.cursor() as cursor:
        for name in one.introspection.table_names(cursor):
            if not name.startswith(("search_pairs", "django_")):
                cursor.execute(f"SELECT count(*) FROM {one.ops.quote_name(name)}")
                found[name] = cursor.fetchone()[0]
    return found

"""``copy``: a database goes into another kind of database and back, and nothing is lost or changed on the way."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseError

from tests import cluster, homes
from tests.demo import TinyDemo
from unionhall.config import copying
from unionhall.kernel.actor import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Empty = Callable[[], BaseDatabaseWrapper]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Empty]:
    """Gives an empty database: SQLite in a file; on PostgreSQL every second one is PostgreSQL."""
    made: list[str] = []

    def one() -> BaseDatabaseWrapper:
        alias = f"copy{len(made)}"
        made.append(alias)
        if cluster.wanted() and len(made) == 2:
            name = f"copy_{uuid.uuid4().hex[:12]}"
            cluster.execute(f'create database "{name}" template "{homes.migrated().database}"')
            return _connected(copying.opened(cluster.url(name), alias))
        file = tmp_path / f"{alias}.sqlite3"
        if connection.vendor == "sqlite":
            shutil.copy(homes.migrated().folder / "unionhall.sqlite3", file)
        return _connected(copying.opened(f"sqlite:///{file}", alias))

    yield one
    for alias in made:
        connections[alias].close()
        del connections.settings[alias]
        del connections[alias]


def _connected(one: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    one.connect()  # a test may not open a connection that it did not announce, but use one that is open
    return one


def everything(one: BaseDatabaseWrapper) -> dict[str, list[Any]]:
    """All rows of all models, as Python sees them."""
    with copying.acting_on(one):
        return {
            model._meta.db_table: sorted(model._base_manager.values_list(), key=repr)
            for model in apps.get_models(include_auto_created=True)
            if model._meta.db_table not in ("search_entry", "django_content_type", "auth_permission")
        }


def test_a_database_goes_over_and_back(tiny: TinyDemo, empty: Empty) -> None:
    first, second = empty(), empty()
    for source, target in ((connection, first), (first, second)):
        copied = copying.copy(source, target, lambda _sentence: None)
        assert copied.wrong == ()
        assert copied.rows["learning_sheet"] > 30
        assert everything(target) == everything(connection)
        _is_whole(target)
        with pytest.raises(Refused, match="已经有数据"):
            copying.copy(connection, target, lambda _sentence: None)


def _is_whole(target: BaseDatabaseWrapper) -> None:
    """What only the database itself does: it refuses to change the journal, and goes on numbering."""
    with copying.acting_on(target):
        from unionhall.kernel.journal.models import Line
        from unionhall.kernel.org.models import Unit

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Line.objects.update(reason="改一改")
        last = Unit.objects.latest("pk").pk
        with transaction.atomic():
            assert Unit.objects.create(code="x", name="试一试", kind="grassroots").pk > last
            transaction.set_rollback(True)


def test_what_can_not_be_copied_is_refused(empty: Empty) -> None:
    with pytest.raises(Refused, match="地址读不懂"):
        copying.opened("mysql://somewhere/else")
    with pytest.raises(Refused, match="就是现在用的"):
        copying.copy(connection, connection, lambda _sentence: None)

"""The database under the tests is the one that was asked for, with the settings the design wants."""

import os

import pytest
from django.apps import apps
from django.db import connection


@pytest.mark.django_db
def test_the_run_is_on_the_database_asked_for(request: pytest.FixtureRequest) -> None:
    asked = os.environ.get("UNIONHALL_TEST_DB") or request.config.getoption("--db")
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[asked]


@pytest.mark.django_db
def test_postgres_compares_bytes(pg: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select datcollate from pg_database where datname = current_database()")
        assert cursor.fetchone() == ("C.UTF-8",)


@pytest.mark.django_db
def test_sqlite_writes_through_to_the_disk(is_postgres: bool) -> None:
    if is_postgres:
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        cursor.execute("pragma synchronous")
        assert cursor.fetchone() == (2,)
        cursor.execute("pragma foreign_keys")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_what_the_models_say_of_their_tables_is_true_of_the_tables() -> None:
    """Migrations may lose a constraint on one database (an index given up takes others of its column with it)."""
    missing = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
            named = [*model._meta.constraints, *model._meta.indexes]
            missing += [f"{model._meta.label}: {one.name}" for one in named if one.name not in there]
    assert not missing

"""The database under the tests is the one that was asked for, with the settings the design wants."""

import os

import pytest
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

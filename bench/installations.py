"""Real installations to measure, one on each kind of database."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import cluster
from tests.homes import Home

DATABASES = ("sqlite", "postgres")


def wanted() -> tuple[str, ...]:
    """Those to be measured: all, or the one that ``BENCH_DATABASE`` names."""
    return (os.environ["BENCH_DATABASE"],) if "BENCH_DATABASE" in os.environ else DATABASES


@contextmanager
def installation(database: str, **extra: str) -> Iterator[Home]:
    """An empty home on SQLite, or on a PostgreSQL cluster that this run starts and throws away."""
    with TemporaryDirectory(prefix="uh-bench-") as folder:
        yield Home(Path(folder) / "home", (_postgres() if database == "postgres" else {}) | extra)


def _postgres() -> dict[str, str]:
    import psycopg

    name = f"bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f'create database "{name}"')  # type: ignore[arg-type]
    return {"DATABASE_URL": cluster.url(name)}

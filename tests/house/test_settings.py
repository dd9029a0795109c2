"""The environment is read as documented."""

from pathlib import Path

import pytest

from unionhall.config import environment


def test_without_database_url_the_home_holds_sqlite(tmp_path: Path) -> None:
    found = environment.database({"UNIONHALL_HOME": str(tmp_path)})
    assert found["NAME"] == tmp_path / "unionhall.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_a_postgres_address_is_taken_apart() -> None:
    found = environment.database({"DATABASE_URL": "postgres://hall:p%40ss@db.example:5433/union?sslmode=require"})
    assert (found["USER"], found["PASSWORD"]) == ("hall", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "union")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_directory_may_be_the_host() -> None:
    found = environment.database({"DATABASE_URL": "postgres:///union?host=/run/postgresql"})
    assert (found["HOST"], found["NAME"], found["OPTIONS"]) == ("/run/postgresql", "union", {})


def test_an_unknown_database_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="must begin with postgres://"):
        environment.database({"DATABASE_URL": "mysql://x/y"})


def test_keys_come_from_the_environment_or_the_file(tmp_path: Path) -> None:
    assert not environment.keys({"UNIONHALL_HOME": str(tmp_path)}).is_complete
    env = {"UNIONHALL_SECRET_KEY": "s", "UNIONHALL_ENCRYPTION_KEYS": "b:Zm9v,a:YmFy", "UNIONHALL_HASH_KEY": "aGg="}
    found = environment.keys(env)
    assert found.is_complete
    assert list(found.encryption) == ["b", "a"]


def test_it_answers_to_its_own_address() -> None:
    env = {"UNIONHALL_URL": "https://hall.example.org/", "UNIONHALL_HOSTS": "a.example, b.example"}
    assert environment.address(env) == "https://hall.example.org"
    assert environment.hosts(env)[:3] == ["hall.example.org", "a.example", "b.example"]
    with pytest.raises(ValueError, match="UNIONHALL_URL"):
        environment.address({"UNIONHALL_URL": "hall.example.org"})

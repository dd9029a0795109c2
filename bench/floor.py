"""The floor of a request: the same server around a WSGI program that does the least that could be called saving.

A reading request gets a page of the size of ours; a writing one parses its form and upserts one row, committed before
the answer. No template, no session, no rule.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

PAGE = b"x" * 6_000  # what a question's page weighs
_UPSERT = "insert into saved (id, body) values ({0}, {0}) on conflict (id) do update set body = excluded.body"
_held = threading.local()


def _connection() -> Any:
    """This thread's connection, as careful about commits as the product's."""
    if not hasattr(_held, "connection"):
        url = os.environ.get("DATABASE_URL", "")
        if url:
            import psycopg

            _held.connection, _held.sql = psycopg.connect(url, autocommit=True), _UPSERT.format("%s")
        else:
            file = os.path.join(os.environ["UNIONHALL_HOME"], "floor.sqlite3")  # noqa: PTH118  # no pathlib at the floor
            _held.connection = sqlite3.connect(file, timeout=20, isolation_level=None)
            _held.connection.execute("pragma journal_mode=wal")
            _held.connection.execute("pragma synchronous=full")
            _held.sql = _UPSERT.format("?")
        _held.connection.execute("create table if not exists saved (id text primary key, body text)")
    return _held.connection


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request."""
    if environ["REQUEST_METHOD"] == "POST":
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        form = parse_qs(body)
        _connection().execute(_held.sql, (form.get("who", [""])[0], body))
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]

"""The floor of a request: the same server around a WSGI program that does the least that could be called saving.

``/<bytes>/<writes>/<who>``: an answer of so many bytes; where it writes, the body goes into one row, by an upsert that
is committed before the answer. No template, no session, no rule, not even a form is parsed.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable
from typing import Any

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
    _, size, writes, who = (environ["PATH_INFO"] + "/0/0/0").split("/")[:4]
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    if writes == "1":
        _connection().execute(_held.sql, (who, body))
    page = b"x" * int(size or 0)
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))])
    return [page]

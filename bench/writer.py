"""Somebody who writes a little all the time, as a paper's answers do: how long each commit waits for others.

``python -m bench.writer``: commits 150 times a second into a table of its own until its standard input is closed, then
prints the 95th hundredth and the longest wait in milliseconds, counted from when each was due.
"""

import json
import os
import sqlite3
import sys
import threading
import time
from typing import Any

PER_SECOND = 150


def main() -> None:
    """Write until the input ends."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    connection = _connection()
    connection.execute("create table if not exists bench_writer (id integer primary key, body text)")
    mark = "%s" if os.environ.get("DATABASE_URL") else "?"
    statement = f"insert into bench_writer values (1, {mark}) on conflict (id) do update set body = excluded.body"
    waited, due, n = [], time.perf_counter(), 0
    while not ended.is_set():
        time.sleep(max(0.0, due - time.perf_counter()))
        connection.execute(statement, (str(n),))
        done, n = time.perf_counter(), n + 1
        while due < done:  # who came during a long wait waited too
            waited.append((done - due) * 1000)
            due += 1 / PER_SECOND
    waited.sort()
    print(json.dumps([waited[int(len(waited) * 0.95)], waited[-1]]))


def _connection() -> Any:
    """As careful about commits as the product's."""
    if url := os.environ.get("DATABASE_URL"):
        import psycopg

        return psycopg.connect(url, autocommit=True)
    connection = sqlite3.connect(os.environ["BENCH_DATABASE"], timeout=60, isolation_level=None)
    connection.execute("pragma synchronous=full")
    connection.execute("pragma wal_autocheckpoint=4000")
    return connection


if __name__ == "__main__":
    main()

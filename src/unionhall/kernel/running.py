"""Statements are run here: on this thread's connection, by the database's own driver (``driver``)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from unionhall.kernel.driver import MOST_VALUES, Asked, Rows, post, run, run_many, run_together


@lru_cache(maxsize=1)
def vendor() -> str:
    """Which kind of database it is: the same for as long as the process runs, and asked with every statement."""
    return connection.vendor


@lru_cache(maxsize=1)
def keeps_utc_as_text() -> bool:
    """Whether moments are kept as SQLite keeps them for Django: in UTC, without saying so."""
    return connection.vendor == "sqlite" and connection.timezone is UTC


class _Mine(threading.local):
    """Django's connection of this thread, which is the same for as long as the thread lives; looking it up is dear."""

    connection: BaseDatabaseWrapper | None = None


_mine = _Mine()


def _remember() -> BaseDatabaseWrapper:
    _mine.connection = connections[DEFAULT_DB_ALIAS]
    return _mine.connection


def own_connection() -> BaseDatabaseWrapper:
    """The connection that statements of this thread go to."""
    return _mine.connection or _remember()


def look_up() -> None:
    """Look up Django's connection anew: for who has put another one in its place, in this thread."""
    _mine.connection = None


def forget() -> None:
    """The same where it may be another database."""
    look_up()
    vendor.cache_clear()
    keeps_utc_as_text.cache_clear()


def execute(sql: str, parameters: Sequence[Any] = ()) -> tuple[list[tuple[Any, ...]], int]:
    """Run a statement by the database's own driver; its rows, and how many rows it touched.

    Django's cursor rewrites every statement for SQLite, and binds values in the client and asks whether the connection
    lives for PostgreSQL: three times what the statement itself costs. Here a statement is rewritten once, and prepared
    by the server; a connection that turns out to be dead is made anew, where no transaction was open on it. Who watches
    Django's statements (``execute_wrapper``, captured queries) sees these, too.
    """
    own = _mine.connection or _remember()
    if own.execute_wrappers or own.force_debug_cursor:
        with own.cursor() as cursor:
            cursor.execute(sql, parameters)
            return (cursor.fetchall() if cursor.description else []), int(cursor.rowcount)
    try:
        return run(own, sql, parameters)
    except OperationalError:
        if not _died_idle(own):
            raise
        return run(own, sql, parameters)


def _died_idle(own: BaseDatabaseWrapper) -> bool:
    """Whether a connection on which nothing was open turned out to be dead; then it is closed, to be made anew."""
    if own.in_atomic_block or own.vendor != "postgresql" or own.is_usable():
        return False
    own.close()
    return True


def execute_together(asked: Sequence[Asked]) -> list[Rows]:
    """The rows of several statements, as ``execute`` gives them, of which none needs what another one finds.

    PostgreSQL is sent one message, which costs a half to a third of one for each.
    """
    own = _mine.connection or _remember()
    if own.execute_wrappers or own.force_debug_cursor:
        return [execute(*one)[0] for one in asked]
    try:
        return run_together(own, asked)
    except OperationalError:
        if not _died_idle(own):
            raise
        return run_together(own, asked)


def execute_later(sql: str, parameters: Sequence[Any] = ()) -> None:
    """Run a statement whose outcome nobody here waits for: on PostgreSQL in one message with the next one, or COMMIT.

    What follows in the transaction sees it done. An error of it is raised by what it went along with, so it is not for
    a statement that may be refused. Where no transaction is open it is run at once.
    """
    own = _mine.connection or _remember()
    is_watched = own.execute_wrappers or own.force_debug_cursor
    if own.vendor != "postgresql" or not own.in_atomic_block or is_watched or len(parameters) > MOST_VALUES:
        execute(sql, parameters)
    else:
        post(own, sql, parameters)


def execute_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement for each of many rows. What else ``execute`` says holds here, too; PostgreSQL has ``COPY``."""
    own = _mine.connection or _remember()
    if own.vendor == "sqlite" and not own.execute_wrappers and not own.queries_logged:
        run_many(own, sql, rows)
        return
    with own.cursor() as cursor:
        cursor.executemany(sql, rows)

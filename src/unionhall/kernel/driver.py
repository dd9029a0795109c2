"""Hot statements, run by the databases' own drivers: below Django's cursors, which cost several times a statement.

SQLite: a statement is rewritten once instead of every time. PostgreSQL: it is prepared once on each connection and then
only executed, through libpq itself. Nothing else of psycopg prepares anything here: Django forbids it
(``prepare_threshold``), and planning a join of seven tables anew costs twenty times its execution.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.pq.abc import PGresult

Rows = list[tuple[Any, ...]]

MOST_PREPARED = 300  # statements on one connection; then it begins anew
MOST_VALUES = 100  # of a statement that is worth preparing: what writes in bulk is hardly ever the same twice
_KEPT = "unionhall_prepared"
# The plan of a prepared statement may not change what it gives (a table was altered); nobody knows this name.
_STALE = frozenset((b"0A000", b"26000"))


def run(own: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> tuple[Rows, int]:
    """A statement's rows, and how many rows it touched. Raises Django's database errors."""
    if own.connection is None:
        own.ensure_connection()
    if own.needs_rollback:
        own.validate_no_broken_transaction()
    try:
        if own.vendor == "sqlite":
            cursor = own.connection.execute(_for_sqlite(sql), parameters)
            return cursor.fetchall(), cursor.rowcount
        return _of(own.connection).run(sql, parameters)
    except Exception:
        with own.wrap_database_errors:  # entered with every statement it would be a tenth of its cost
            raise


def run_many(own: BaseDatabaseWrapper, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """On SQLite, one statement for each of many rows. Raises Django's database errors."""
    if own.connection is None:
        own.ensure_connection()
    if own.needs_rollback:
        own.validate_no_broken_transaction()
    with own.wrap_database_errors:
        own.connection.executemany(_for_sqlite(sql), rows)


@lru_cache(maxsize=4096)
def _for_sqlite(sql: str) -> str:
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")


def _of(connection: Any) -> _Postgres:
    """What belongs to a connection of psycopg is kept with it, and goes with it."""
    known: _Postgres | None = connection.__dict__.get(_KEPT)
    if known is None:
        known = connection.__dict__[_KEPT] = _Postgres(connection)
    return known


class _Postgres:
    """One connection, and the names of what is prepared on it. An installation on SQLite never loads psycopg."""

    def __init__(self, connection: Connection[Any]) -> None:
        from psycopg import pq
        from psycopg.adapt import AdaptersMap, PyFormat, Transformer
        from psycopg.types.numeric import IntDumper

        class Whole(IntDumper):  # sized by its value, but not smaller than a key: else each mixture were prepared anew
            _int2_dumper = IntDumper._int4_dumper  # type: ignore[assignment]

        self._idle, self._rows = pq.TransactionStatus.IDLE, pq.ExecStatus.TUPLES_OK
        self._good = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
        self.connection, self._server = connection, connection.pgconn
        self.adapters = AdaptersMap(connection.adapters)
        self.adapters.register_dumper(int, Whole)
        self._transformer, self._auto = Transformer(self), PyFormat.AUTO
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._number = 0
        self._is_settled = False
        self._plan_once()

    def _plan_once(self) -> None:
        """One plan for all values: they are looked up by keys.

        Else the first five calls of every statement on every connection are planned anew, a millisecond each. What
        Django sends has its values in its text: no part of it. A transaction that is taken back takes the setting with
        it, so it holds for good only where none is open.
        """
        self._is_settled = self._server.transaction_status == self._idle
        self._must_be_good(self._server.exec_(b"SET plan_cache_mode = force_generic_plan"))

    def run(self, sql: str, parameters: Sequence[Any]) -> tuple[Rows, int]:
        """Prepare it if that was not done yet, and execute it."""
        shaped, server = self._transformer, self._server
        if not self._is_settled and server.transaction_status == self._idle:
            self._plan_once()
        given: Any = shaped.dump_sequence(parameters, [self._auto] * len(parameters))
        self._begin()
        if len(parameters) > MOST_VALUES:
            result = server.exec_params(_numbered(sql), given, shaped.types, shaped.formats)
        else:
            types = tuple(shaped.types or ())
            name = self._names.get((sql, types)) or self._prepare(sql, types)
            result = server.exec_prepared(name, given, shaped.formats)
        if result.status != self._rows:
            self._must_be_good(result)
            return [], result.command_tuples or 0
        shaped.set_pgresult(result)
        rows: Rows = shaped.load_rows(0, result.ntuples, tuple)
        return rows, result.command_tuples or 0

    def _begin(self) -> None:
        """Begin a transaction where Django wants one: as psycopg does it before a statement."""
        if not self.connection.autocommit and self._server.transaction_status == self._idle:
            self._must_be_good(self._server.exec_(self.connection._get_tx_start_command()))

    def _prepare(self, sql: str, types: tuple[int, ...]) -> bytes:
        if len(self._names) >= MOST_PREPARED:
            self._names.clear()
            self._must_be_good(self._server.exec_(b"DEALLOCATE ALL"))
        self._number += 1
        name = b"uh_%d" % self._number
        self._must_be_good(self._server.prepare(name, _numbered(sql), types))
        self._names[sql, types] = name
        return name

    def _must_be_good(self, result: PGresult) -> None:
        if result.status not in self._good:
            from psycopg import OperationalError, pq
            from psycopg.errors import error_from_result

            if self._server.status != pq.ConnStatus.OK:  # it has no number that says so
                raise OperationalError(result.get_error_message())
            if result.error_field(pq.DiagnosticField.SQLSTATE) in _STALE:
                self._names.clear()  # prepared anew the next time, under new names
            raise error_from_result(result, encoding="utf-8")


@lru_cache(maxsize=4096)
def _numbered(sql: str) -> bytes:
    """A statement with the places of its values numbered, as PostgreSQL wants them."""
    parts = sql.split("%s")
    text = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], start=1)) + parts[-1]
    return text.replace("%%", "%").encode()

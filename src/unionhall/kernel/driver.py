"""Hot statements, run by the databases' own drivers: below Django's cursors, which cost several times a statement.

SQLite: a statement is rewritten once instead of every time. PostgreSQL: it is prepared once on each connection and then
only executed, through libpq itself. Nothing else of psycopg prepares anything here: Django forbids it
(``prepare_threshold``), and planning a join of seven tables anew costs twenty times its execution.

To PostgreSQL several statements go in one message (a pipeline of libpq): each message wakes two processes, which costs
more than most of these statements do. What is *posted* waits for the next statement of its transaction, or for COMMIT.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

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


Asked = tuple[str, Sequence[Any]]  # a statement and its values


def run_together(own: BaseDatabaseWrapper, asked: Sequence[Asked]) -> list[Rows]:
    """The rows of several statements, of which none needs what another one finds. Raises Django's database errors."""
    if len(asked) < 2 or own.vendor == "sqlite" or any(len(parameters) > MOST_VALUES for _sql, parameters in asked):
        return [run(own, sql, parameters)[0] for sql, parameters in asked]
    if own.connection is None:
        own.ensure_connection()
    if own.needs_rollback:
        own.validate_no_broken_transaction()
    with own.wrap_database_errors:
        return _of(own.connection).run_together(asked)


def post(own: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> None:
    """On PostgreSQL, inside a transaction: run a statement along with the next one, or with COMMIT.

    What is wrong with it is raised there. Raises Django's database errors.
    """
    if own.connection is None:
        own.ensure_connection()
    if own.needs_rollback:
        own.validate_no_broken_transaction()
    with own.wrap_database_errors:
        _of(own.connection).post(sql, parameters)


def send(own: BaseDatabaseWrapper, *, commits: bool = False) -> bool:
    """Run what was posted, with COMMIT where it ``commits``; whether there was anything."""
    known: _Postgres | None = own.connection.__dict__.get(_KEPT) if own.connection is not None else None
    if known is None or not known.posted:
        return False
    with own.wrap_database_errors:
        known.send(commits=commits)
    return True


def drop(own: BaseDatabaseWrapper) -> None:
    """Forget what was posted: its transaction is taken back."""
    known: _Postgres | None = own.connection.__dict__.get(_KEPT) if own.connection is not None else None
    if known is not None:
        known.posted.clear()


@lru_cache(maxsize=4096)
def _for_sqlite(sql: str) -> str:
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")


def _of(connection: Any) -> _Postgres:
    """What belongs to a connection of psycopg is kept with it, and goes with it."""
    known: _Postgres | None = connection.__dict__.get(_KEPT)
    if known is None:
        known = connection.__dict__[_KEPT] = _Postgres(connection)
    return known


class _Ready(NamedTuple):
    """A prepared statement with its values, as libpq takes them."""

    name: bytes
    given: Any
    formats: Any


class _Postgres:
    """One connection, and the names of what is prepared on it. An installation on SQLite never loads psycopg."""

    def __init__(self, connection: Connection[Any]) -> None:
        from psycopg import OperationalError, pq
        from psycopg.adapt import AdaptersMap, PyFormat, Transformer
        from psycopg.types.numeric import IntDumper

        class Whole(IntDumper):  # sized by its value, but not smaller than a key: else each mixture were prepared anew
            _int2_dumper = IntDumper._int4_dumper  # type: ignore[assignment]

        self._idle, self._rows = pq.TransactionStatus.IDLE, pq.ExecStatus.TUPLES_OK
        self._good = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
        self._end, self._alive, self._lost = pq.ExecStatus.PIPELINE_SYNC, pq.ConnStatus.OK, OperationalError
        self.connection, self._server = connection, connection.pgconn
        self.adapters = AdaptersMap(connection.adapters)
        self.adapters.register_dumper(int, Whole)
        self._transformer, self._auto = Transformer(self), PyFormat.AUTO
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._number = 0
        self._is_settled = False
        self.posted: list[_Ready] = []
        self._came = select.poll()
        self._came.register(self._server.socket, select.POLLIN)
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
        self._make_room()
        if len(parameters) > MOST_VALUES:
            self._clear_the_way()
            given: Any = shaped.dump_sequence(parameters, [self._auto] * len(parameters))
            result = server.exec_params(_numbered(sql), given, shaped.types, shaped.formats)
        else:
            ready = self._ready(sql, parameters)
            result = self._sent([ready])[-1] if self.posted or self._begins() else server.exec_prepared(*ready)
        self._must_be_good(result)
        return self._loaded(result), result.command_tuples or 0

    def run_together(self, asked: Sequence[Asked]) -> list[Rows]:
        """The rows of several statements that go in one message."""
        self._make_room()
        ready = [self._ready(sql, parameters) for sql, parameters in asked]
        return [self._loaded(result) for result in self._sent(ready)[-len(ready) :]]

    def post(self, sql: str, parameters: Sequence[Any]) -> None:
        """Let a statement go along with the next one."""
        self._make_room()
        self.posted.append(self._ready(sql, parameters))

    def send(self, *, commits: bool) -> None:
        """Run what was posted."""
        self._sent([], commits=commits)

    def _sent(self, ready: Sequence[_Ready], *, commits: bool = False) -> list[PGresult]:
        """What comes of what was posted and of these, in one message. Of several errors the first is raised."""
        server, wanted = self._server, [*self.posted, *ready]
        self.posted.clear()
        begins = self._begins()
        try:
            server.enter_pipeline_mode()
            if begins:
                server.send_query_params(self.connection._get_tx_start_command(), None)
            for one in wanted:
                server.send_query_prepared(*one)
            if commits:
                server.send_query_params(b"COMMIT", None)
            server.pipeline_sync()
            found = self._results()
            server.exit_pipeline_mode()
        except BaseException:  # what is left amid a pipeline answers nothing that is asked of it afterwards
            server.finish()
            raise
        for result in found:
            self._must_be_good(result)
        return found

    def _results(self) -> list[PGresult]:
        """The results up to the end of the message. Others go on meanwhile: ``get_result`` would hold them up."""
        server = self._server
        found: list[PGresult] = []
        while True:
            while server.is_busy():
                self._came.poll()
                server.consume_input()
            result = server.get_result()
            if result is not None and result.status == self._end:
                return found
            if result is not None:
                found.append(result)
            elif server.status != self._alive:
                raise self._lost(server.error_message.decode(errors="replace"))

    def _loaded(self, result: PGresult) -> Rows:
        if result.status != self._rows:
            return []
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, tuple)

    def _make_room(self) -> None:
        """Begin anew where too many statements are prepared; before one is made ready, as it would lose its name."""
        if len(self._names) >= MOST_PREPARED:
            self._clear_the_way()
            self._names.clear()
            self._must_be_good(self._server.exec_(b"DEALLOCATE ALL"))

    def _clear_the_way(self) -> None:
        """Begin the transaction that is wanted, and run what was posted."""
        if self.posted or self._begins():
            self._sent([])

    def _begins(self) -> bool:
        """Whether a transaction is to be begun: Django wants one, and psycopg begins it before a statement."""
        return not self.connection.autocommit and self._server.transaction_status == self._idle

    def _ready(self, sql: str, parameters: Sequence[Any]) -> _Ready:
        if not self._is_settled and self._server.transaction_status == self._idle:
            self._plan_once()
        shaped = self._transformer
        given: Any = shaped.dump_sequence(parameters, [self._auto] * len(parameters))
        types, formats = tuple(shaped.types or ()), shaped.formats
        return _Ready(self._names.get((sql, types)) or self._prepare(sql, types), given, formats)

    def _prepare(self, sql: str, types: tuple[int, ...]) -> bytes:
        self._number += 1
        name = b"uh_%d" % self._number
        self._must_be_good(self._server.prepare(name, _numbered(sql), types))
        self._names[sql, types] = name
        return name

    def _must_be_good(self, result: PGresult) -> None:
        if result.status not in self._good:
            from psycopg import pq
            from psycopg.errors import error_from_result

            if self._server.status != self._alive:  # it has no number that says so
                raise self._lost(result.get_error_message())
            if result.error_field(pq.DiagnosticField.SQLSTATE) in _STALE:
                self._names.clear()  # prepared anew the next time, under new names
            raise error_from_result(result, encoding="utf-8")


@lru_cache(maxsize=4096)
def _numbered(sql: str) -> bytes:
    """A statement with the places of its values numbered, as PostgreSQL wants them."""
    parts = sql.split("%s")
    text = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], start=1)) + parts[-1]
    return text.replace("%%", "%").encode()

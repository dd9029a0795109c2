"""On SQLite the requests of the short lanes take turns on one connection, whatever thread they came on.

Python runs one of them at a time anyway. Let in together, each statement hands the interpreter to another thread and
back, and a connection finds all pages that it had read out of date as soon as another one has written: a quarter to two
fifths of an attempt's processor time. On PostgreSQL nothing is gained by it, and much lost where a commit waits for a
disk.
"""

import threading
from types import TracebackType

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from unionhall.kernel import running

PATIENCE = 0.5  # seconds; who waits longer goes beside the others, as a writer elsewhere may keep the database


class _Mine(threading.local):
    """Of this thread: its own connection, kept while it uses the shared one."""

    own: BaseDatabaseWrapper | None = None
    is_shared = False
    has_turn = False
    within = 0  # how many ``with`` this thread is in


class Turns:
    """A turn is held by ``with``; threads that serve other lanes say ``leave`` first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shared: BaseDatabaseWrapper | None = None
        self._mine = _Mine()

    def __enter__(self) -> None:
        """Wait for the turn, then let this thread use the shared connection. Who has it already keeps it."""
        mine = self._mine
        if mine.within:
            mine.within += 1
            return
        mine.has_turn = self._lock.acquire(timeout=PATIENCE)
        try:
            if not mine.has_turn:
                self.leave()
            elif not mine.is_shared:
                self._share(mine)
        except BaseException:  # nothing calls ``__exit__`` then, and the others would wait for ever
            self._give_back()
            raise
        mine.within = 1

    def _share(self, mine: _Mine) -> None:
        if self._shared is None:
            self._shared = connections.create_connection(DEFAULT_DB_ALIAS)
            self._shared.inc_thread_sharing()
        begun = connections.all(initialized_only=True)
        mine.own = next((one for one in begun if one.alias == DEFAULT_DB_ALIAS), None)
        self._use(self._shared)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next one have it."""
        self._mine.within -= 1
        if not self._mine.within:
            self._give_back()

    def _give_back(self) -> None:
        if self._mine.has_turn:
            self._mine.has_turn = False
            self._lock.release()

    def leave(self) -> None:
        """Give this thread its own connection back."""
        if self._mine.is_shared:
            self._use(self._mine.own)

    def _use(self, connection: BaseDatabaseWrapper | None) -> None:
        if connection is None:
            del connections[DEFAULT_DB_ALIAS]
        else:
            connections[DEFAULT_DB_ALIAS] = connection
        running.look_up()
        self._mine.is_shared = connection is self._shared

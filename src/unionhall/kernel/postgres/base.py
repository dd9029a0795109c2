"""Django's backend for PostgreSQL, and what ``running.execute_later`` has posted goes where it must.

Before any statement of Django's own, and with COMMIT in one message; with a transaction that is taken back it is
forgotten.
"""

from typing import Any

from django.db.backends.postgresql import base

from unionhall.kernel import driver


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that may have something posted on it."""

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor, behind all that was posted."""
        driver.send(self)
        return super().create_cursor(name)

    def _commit(self) -> None:
        if not driver.send(self, commits=True):
            super()._commit()  # type: ignore[misc]  # which the stubs leave out

    def _rollback(self) -> None:
        driver.drop(self)
        super()._rollback()  # type: ignore[misc]  # which the stubs leave out

    def _close(self) -> None:
        driver.drop(self)
        super()._close()  # type: ignore[misc]  # which the stubs leave out

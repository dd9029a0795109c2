"""The triggers that keep the journal append-only, by database vendor.

On both: a line can be neither changed nor deleted, a name can only be blanked. PostgreSQL refuses TRUNCATE too.
Whoever owns the tables can still drop a trigger, as ``lifted`` does for tests that empty the database; that is the
limit of what a database can promise, and why the application's own role should not own its tables in production.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSAL = "the journal is append-only"

_SQLITE_CREATE = (
    *(
        f"CREATE TRIGGER journal_{table}_{event.lower()} BEFORE {event} ON journal_{table} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for table, event in (("line", "UPDATE"), ("line", "DELETE"), ("linename", "DELETE"))
    ),
    (
        "CREATE TRIGGER journal_linename_update BEFORE UPDATE ON journal_linename "
        "WHEN NEW.name <> '' OR NEW.id IS NOT OLD.id OR NEW.line_id IS NOT OLD.line_id OR NEW.part IS NOT OLD.part "
        "OR NEW.person_id IS NOT OLD.person_id "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    ),
)
_SQLITE_DROP = tuple(
    f"DROP TRIGGER IF EXISTS journal_{table}_{event}"
    for table in ("line", "linename")
    for event in ("update", "delete")
)

_POSTGRESQL_CREATE = (
    (
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    ),
    (
        "CREATE TRIGGER journal_line_guard BEFORE UPDATE OR DELETE ON journal_line "
        "FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
    ),
    (
        "CREATE TRIGGER journal_line_truncate BEFORE TRUNCATE ON journal_line "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
    ),
    (
        "CREATE TRIGGER journal_linename_guard BEFORE DELETE ON journal_linename "
        "FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
    ),
    (
        "CREATE TRIGGER journal_linename_blank BEFORE UPDATE ON journal_linename FOR EACH ROW "
        "WHEN (NEW.name <> '' OR (NEW.id, NEW.line_id, NEW.part, NEW.person_id) IS DISTINCT FROM "
        "(OLD.id, OLD.line_id, OLD.part, OLD.person_id)) EXECUTE FUNCTION journal_refuse()"
    ),
    (
        "CREATE TRIGGER journal_linename_truncate BEFORE TRUNCATE ON journal_linename "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
    ),
)
_POSTGRESQL_DROP = (
    *(f"DROP TRIGGER IF EXISTS journal_line_{name} ON journal_line" for name in ("guard", "truncate")),
    *(f"DROP TRIGGER IF EXISTS journal_linename_{name} ON journal_linename" for name in ("guard", "blank", "truncate")),
)

_CREATE = {"sqlite": _SQLITE_CREATE, "postgresql": _POSTGRESQL_CREATE}
_DROP = {"sqlite": _SQLITE_DROP, "postgresql": _POSTGRESQL_DROP}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers. Raises KeyError on a database for which there are none."""
    _run(connection, _CREATE[connection.vendor])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers."""
    _run(connection, _DROP[connection.vendor])


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers inside the block. For tests alone, which empty all tables between them."""
    with transaction.atomic(using=connection.alias):
        remove(connection)
        yield
        install(connection)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

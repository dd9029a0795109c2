"""Copies an installation's database into another one, SQLite or PostgreSQL: every row, then numbering and search.

Tables are laid down by the migrations on either side, so triggers and indexes are the target's own; rows go over column
by column, sealed ones as they are. It is one transaction on the target: all or nothing. What came over is counted
against the source, and the figures are derived anew there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from unionhall.config import archive, environment
from unionhall.kernel import running
from unionhall.kernel.actor import Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts import summaries
from unionhall.kernel.search import actions as search
from unionhall.kernel.search import declare, doctor

BATCH = 2_000  # rows read and written at once
# What the migrations themselves lay down, or Django after them.
_LAID_DOWN = frozenset({"django_migrations", "django_content_type", "auth_permission"})
_OF_THE_INDEX = "search_pairs"  # is made anew; SQLite keeps tables of its own below it
_NOT_COPIED = frozenset({"django_migrations"})


@dataclass(frozen=True, slots=True)
class Copied:
    """What came over: rows by table; and what does not agree, one sentence each."""

    rows: Mapping[str, int]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str  # the field's internal type


def opened(url: str, alias: str = "copy") -> BaseDatabaseWrapper:
    """A connection to the database that ``url`` names. Raises Refused for an address that can not be read."""
    try:
        described = environment.database({"DATABASE_URL": url})
    except ValueError as error:
        raise Refused(_("目标数据库的地址读不懂：%(why)s") % {"why": error}) from error
    known = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: described})
    connections.settings[alias] = known[alias]
    return connections[alias]


def copy(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, progress: Callable[[str], None]) -> Copied:
    """Copy everything from ``source`` into the empty ``target``, and check it there.

    Nobody may write to the source meanwhile. Raises Refused for a source that is not up to date, and for a target that
    is the source or holds something; then nothing was written but, at most, empty tables.
    """
    if _place(source) == _place(target):
        raise Refused(_("目标就是现在用的数据库，不用抄。"))
    if _is_behind(source):
        raise Refused(_("现在的数据库还没有升级，先运行 unionhall migrate。"))
    _must_be_empty(target)
    if _is_behind(target):
        progress(_("在目标数据库里建表"))
        call_command("migrate", database=target.alias, interactive=False, verbosity=0)
    with acting_on(source):
        summaries.fold_all()
    tables = _tables(target)
    with transaction.atomic(using=target.alias), _one_moment(source):
        for name in (name for name in _LAID_DOWN - _NOT_COPIED if name in tables):
            _run(target, f"DELETE FROM {target.ops.quote_name(name)}")  # noqa: S608 -- a table's own name
        rows = {name: _copy_table(source, target, name, columns) for name, columns in tables.items()}
        progress(_("%(rows)d 行都过去了，检查一遍") % {"rows": sum(rows.values())})
        wrong = [*_miscounted(source, target, tables, rows)]
        if target.vendor == "postgresql":
            with target.cursor() as cursor:
                for name in tables:
                    archive.set_sequences(target, cursor, name)
        with acting_on(target):
            for kind in declare.reindexers:
                search.reindex(kind)
            wrong += [str(difference) for difference in facts.recount()]
            wrong += doctor.check()
    return Copied(rows, tuple(wrong))


def _place(of: BaseDatabaseWrapper) -> tuple[str, ...]:
    """What tells one database from another."""
    return tuple(str(of.settings_dict[key]) for key in ("ENGINE", "HOST", "PORT", "NAME"))


def _is_behind(one: BaseDatabaseWrapper) -> bool:
    executor = MigrationExecutor(one)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _must_be_empty(target: BaseDatabaseWrapper) -> None:
    """Raise Refused for a target that holds a single row of anybody's."""
    for name in target.introspection.table_names():
        if name in _LAID_DOWN or name.startswith(_OF_THE_INDEX):
            continue
        with target.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {target.ops.quote_name(name)} LIMIT 1")  # noqa: S608 -- a table's own name
            if cursor.fetchone():
                raise Refused(_("目标数据库里已经有数据（%(table)s），不会往里抄。") % {"table": name})


def _tables(target: BaseDatabaseWrapper) -> dict[str, list[_Column]]:
    """The tables of all models with the columns that are stored, as they are called in the target."""
    found: dict[str, list[_Column]] = {}
    there = set(target.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.db_table in there and meta.db_table not in _NOT_COPIED:
            found[meta.db_table] = [
                _Column(str(field.column), _kind(field)) for field in meta.concrete_fields if not field.generated
            ]
    return dict(sorted(found.items()))


def _kind(field: Any) -> str:
    """The internal type of a field; of one that points elsewhere, that of what it points to."""
    while getattr(field, "target_field", None) is not None:
        field = field.target_field
    return str(field.get_internal_type())


def _copy_table(
    source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, table: str, columns: Sequence[_Column]
) -> int:
    """Every row of a table; how many."""
    made = [_between(source, target, column.kind) for column in columns]
    number = 0
    with source.chunked_cursor() as reading:
        names = ", ".join(source.ops.quote_name(column.name) for column in columns)
        reading.execute(f"SELECT {names} FROM {source.ops.quote_name(table)}")  # noqa: S608 -- a model's own names
        while rows := reading.fetchmany(BATCH):
            _put(
                target,
                table,
                columns,
                [
                    tuple(
                        value if make is None or value is None else make(value)
                        for make, value in zip(made, row, strict=True)
                    )
                    for row in rows
                ],
            )
            number += len(rows)
    return number


def _put(target: BaseDatabaseWrapper, table: str, columns: Sequence[_Column], rows: Sequence[Sequence[Any]]) -> None:
    quote = target.ops.quote_name
    into = f"{quote(table)} ({', '.join(quote(column.name) for column in columns)})"
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as out:
                for row in rows:
                    out.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608 -- a model's own names


def _between(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, kind: str) -> Callable[[Any], Any] | None:
    """What makes of a value as one database gives it what the other takes; None where it is the same."""
    if source.vendor == target.vendor:
        return bytes if kind == "BinaryField" else None
    return (_FROM_SQLITE if source.vendor == "sqlite" else _TO_SQLITE).get(kind)


def _in_utc(moment: datetime) -> str:
    """A moment as SQLite keeps it: text in UTC that does not say so."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


_FROM_SQLITE: dict[str, Callable[[Any], Any]] = {
    "BooleanField": bool,
    "DateTimeField": lambda text: f"{text}+00",
    "DecimalField": lambda number: Decimal(str(number)),
    "BinaryField": bytes,
}
_TO_SQLITE: dict[str, Callable[[Any], Any]] = {
    "BooleanField": int,
    "DateTimeField": _in_utc,
    "DateField": date.isoformat,
    "DecimalField": str,
    "BinaryField": bytes,
}


@contextmanager
def acting_on(one: BaseDatabaseWrapper) -> Iterator[None]:
    """Let everything that asks no particular database ask this one."""
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[one.alias]  # itself, where it came as ``django.db.connection``
    running.forget()
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before
        running.forget()


@contextmanager
def _one_moment(source: BaseDatabaseWrapper) -> Iterator[None]:
    """Read the source as it stands at one moment."""
    if source.in_atomic_block:
        yield
        return
    with transaction.atomic(using=source.alias):
        if source.vendor == "postgresql":
            _run(source, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _run(one: BaseDatabaseWrapper, statement: str) -> None:
    with one.cursor() as cursor:
        cursor.execute(statement)


def _miscounted(
    source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, tables: Mapping[str, Any], rows: Mapping[str, int]
) -> Iterator[str]:
    for name in tables:
        there, here = (_count(one, name) for one in (source, target))
        if not there == here == rows[name]:
            yield _("%(table)s：原来 %(there)d 行，过去 %(here)d 行") % {"table": name, "there": there, "here": here}


def _count(one: BaseDatabaseWrapper, table: str) -> int:
    with one.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {one.ops.quote_name(table)}")  # noqa: S608 -- a model's own name
        return int(cursor.fetchone()[0])

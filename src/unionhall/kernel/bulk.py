"""Many rows at once, without building an object for each: what an import of a hundred thousand people is made of.

Small on purpose: a few statements, the same on both databases. Values come as the database takes them (``as_date``,
encrypted texts as tokens); nobody's ``save`` is called and no default is filled in, so only the package that owns a
model calls this for it. Measured in ``bench/bench_roll.py``: Django's ``bulk_create`` costs ten times as much.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, models, transaction

from unionhall.kernel.running import execute, execute_many

Row = Sequence[Any]
STRETCH = 8  # ids that lie so close together are looked for by their first and last


def as_date(day: date | None) -> Any:
    """A date as this database takes it."""
    return connection.ops.adapt_datefield_value(day)


def as_moment(moment: datetime | None) -> Any:
    """A moment as this database takes it."""
    return connection.ops.adapt_datetimefield_value(moment)


@contextmanager
def durable_at_the_end() -> Iterator[None]:
    """The transactions within reach the disk together, by the first careful commit afterwards.

    For work whose batches nobody is told of one by one and that goes on where its last batch on the disk ended: a power
    cut takes the last ones back whole and in order. Waiting for the disk at each costs, and on SQLite everybody else
    waits as well. Within a transaction it does nothing.
    """
    if connection.in_atomic_block:
        yield
        return
    later, at_once = _WAITS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(later)
    try:
        yield
    finally:
        if connection.connection is not None:  # a new one begins carefully
            with connection.cursor() as cursor:
                cursor.execute(at_once)


_WAITS = {
    "sqlite": ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"),
    "postgresql": ("SET synchronous_commit = off", "RESET synchronous_commit"),
}


def refresh_statistics() -> None:
    """Let the planner know how much there is of what now; after an import of many rows, and once a day by the ticker.

    For SQLite, table by table, so that nobody waits for more than one: a few thousandths of a second each, however
    large (``analysis_limit``). PostgreSQL sees to it by itself. Within a transaction it does nothing.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with durable_at_the_end(), connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit=1000")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"ANALYZE {_quoted(table)}")
    # The other connections read statistics with the schema, and that anew only when it has changed.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE unionhall_statistics_changed (id integer)")
        cursor.execute("DROP TABLE unionhall_statistics_changed")


def reserve(model: type[models.Model], count: int) -> range:
    """``count`` ids one behind the other that no other row will get; unused ones are lost.

    Taken in a transaction of its own, before the one that uses them.
    """
    if not count:
        return range(0)
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {_quoted(table)} IN SHARE ROW EXCLUSIVE MODE")  # nobody else draws an id now
            cursor.execute(
                "SELECT setval(own, nextval(own) + %s) FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS own) s",
                [count - 1, table, "id"],
            )
            last = int(cursor.fetchone()[0])
            return range(last - count + 1, last + 1)
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        known = cursor.fetchone()
        if known is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 0)", [table])
        last = known[0] if known else 0
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table])
    return range(last + 1, last + count + 1)


def insert(model: type[models.Model], fields: Sequence[str], rows: Sequence[Row]) -> None:
    """New rows with values for ``fields``; raises IntegrityError as any insert does."""
    if not rows:
        return
    names = ", ".join(_columns(model, fields))
    table = _quoted(model._meta.db_table)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join(["%s"] * len(fields))
        execute_many(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 -- a model's names


def update(model: type[models.Model], fields: Sequence[str], rows: Sequence[Row]) -> None:
    """Set ``fields`` of rows; each of ``rows`` holds the values and, last, the id."""
    if not rows:
        return
    names, table = _columns(model, fields), _quoted(model._meta.db_table)
    if connection.vendor != "postgresql":
        values = ", ".join(f"{name} = %s" for name in names)
        execute_many(f"UPDATE {table} SET {values} WHERE id = %s", rows)  # noqa: S608 -- a model's names
        return
    # one statement: planning one for each row costs more than running it
    kinds = [str(model._meta.get_field(field).db_type(connection)) for field in (*fields, "id")]
    given = [
        [None if value is None else str(value) for value in column] if kind == "date" else list(column)
        for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)
    ]
    values = ", ".join(f"{name} = given.{name}" for name in names)
    columns = ", ".join([*names, "id"])
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    _run(
        f"UPDATE {table} SET {values} FROM unnest({arrays}) AS given ({columns}) WHERE {table}.id = given.id",  # noqa: S608
        given,
    )


def fetch(
    model: type[models.Model], fields: Sequence[str], field: str, values: Iterable[Any], also: str = ""
) -> list[tuple[Any, ...]]:
    """``fields`` of the rows whose ``field`` is one of ``values``, however many; ``also`` is one more SQL condition.

    ``also`` names the table's columns by ``row.``. Days come as the database keeps them: on SQLite in ISO form, since a
    date of Python costs more than the rest of a row. On SQLite the values lead and each is looked up by the index: left
    to itself the planner may walk an index of ``also`` instead, which is to read everybody.
    """
    wanted = list(dict.fromkeys(values))
    if not wanted:
        return []
    names = ", ".join(_as_kept(model, field) for field in fields)
    table, column = _quoted(model._meta.db_table), _columns(model, [field])[0]
    source, (condition, given) = f"{table} row", _one_of(f"row.{column}", wanted)
    if connection.vendor != "postgresql" and len(given) == 1:
        source, condition = f"json_each(%s) wanted CROSS JOIN {table} row", f"row.{column} = wanted.value"
    statement = f"SELECT {names} FROM {source} WHERE {condition}{f' AND {also}' if also else ''}"  # noqa: S608
    return _run(statement, given)[0]


def following(
    model: type[models.Model], fields: Sequence[str], field: str, after: int, most: int, **same: Any
) -> list[tuple[Any, ...]]:
    """``fields`` of the next rows in the order of ``field``; ``same``: further fields, each with its one value."""
    names, table, rising = (
        ", ".join(_columns(model, fields)),
        _quoted(model._meta.db_table),
        _columns(model, [field])[0],
    )
    conditions = " AND ".join([*(f"{column} = %s" for column in _columns(model, list(same))), f"{rising} > %s"])
    statement = f"SELECT {names} FROM {table} WHERE {conditions} ORDER BY {rising} LIMIT %s"  # noqa: S608
    return _run(statement, [*same.values(), after, most])[0]


def newest(model: type[models.Model]) -> int:
    """The highest id, 0 where there is no row."""
    return int(_run(f"SELECT MAX(id) FROM {_quoted(model._meta.db_table)}")[0][0][0] or 0)  # noqa: S608 -- a model's name


Pointer = tuple[type[models.Model], str, str]  # of a model, a field, and one more condition ("row.…") or ""


def pointed_to(pointers: Sequence[Pointer], ids: Collection[int]) -> set[int]:
    """Which of ``ids`` stand in one of these fields of some row: one look, and of ids that lie together one stretch."""
    if not ids or not pointers:
        return set()
    low, high = min(ids), max(ids)
    is_dense = high - low <= STRETCH * len(ids)
    looks, given = [], list[Any]()
    for model, field, also in pointers:
        column = f"row.{_columns(model, [field])[0]}"
        condition, values = (f"{column} BETWEEN %s AND %s", [low, high]) if is_dense else _one_of(column, list(ids))
        table = _quoted(model._meta.db_table)
        looks.append(f"SELECT {column} FROM {table} row WHERE {condition}{f' AND {also}' if also else ''}")  # noqa: S608
        given.extend(values)
    return {row[0] for row in _run(" UNION ".join(looks), given)[0]}.intersection(ids)


def assign(model: type[models.Model], values: Mapping[str, Any], field: str, which: Iterable[Any]) -> None:
    """The same ``values`` for all rows whose ``field`` is one of ``which``."""
    wanted = list(which)
    if wanted:
        table, (condition, given) = _quoted(model._meta.db_table), _one_of(_columns(model, [field])[0], wanted)
        settings = ", ".join(f"{column} = %s" for column in _columns(model, list(values)))
        _run(f"UPDATE {table} SET {settings} WHERE {condition}", [*values.values(), *given])  # noqa: S608


def number(
    model: type[models.Model],
    values: Mapping[str, Any],
    counted: Mapping[str, int],
    along: str,
    stretch: tuple[int, int],
    **same: Any,
) -> int:
    """Set ``values`` in a stretch (first, last) of rows by the field ``along``; gives how many rows that were.

    ``counted``: fields that hold ``along`` plus a number. ``same``: further fields, each with the one value it must
    have. One statement for rows that were written together under reserved ids.
    """
    column = _columns(model, [along])[0]
    settings = [f"{name} = %s" for name in _columns(model, list(values))]
    settings += [f"{name} = {column} + %s" for name in _columns(model, list(counted))]
    conditions = [*(f"{name} = %s" for name in _columns(model, list(same))), f"{column} BETWEEN %s AND %s"]
    table = _quoted(model._meta.db_table)
    statement = f"UPDATE {table} SET {', '.join(settings)} WHERE {' AND '.join(conditions)}"  # noqa: S608
    return _run(statement, [*values.values(), *counted.values(), *same.values(), *stretch])[1]


def delete(model: type[models.Model], field: str, values: Iterable[Any], **same: Any) -> None:
    """Remove the rows whose ``field`` is one of ``values``; whatever points to them is the caller's business.

    ``same``: further fields, each with the one value it must have.
    """
    wanted = list(values)
    if wanted:
        conditions = [f"{column} = %s" for column in _columns(model, list(same))]
        condition, given = _one_of(_columns(model, [field])[0], wanted)
        conditions.append(condition)
        table = _quoted(model._meta.db_table)
        statement = f"DELETE FROM {table} WHERE {' AND '.join(conditions)}"  # noqa: S608 -- a model's names
        _run(statement, [*same.values(), *given])


def _run(statement: str, given: Sequence[Any] = ()) -> tuple[list[tuple[Any, ...]], int]:
    """A statement's rows, and how many it touched. PostgreSQL plans it anew: by how many ids it is given."""
    if connection.vendor == "sqlite":
        return execute(statement, given)
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return (cursor.fetchall() if cursor.description else []), int(cursor.rowcount)


def _one_of(column: str, values: list[Any]) -> tuple[str, list[Any]]:
    """A condition and its parameters: ids without a gap as a stretch, others in one parameter.

    SQLite takes few parameters, and planning thousands costs time.
    """
    if isinstance(values[0], int) and max(values) - min(values) == len(values) - 1 and len(set(values)) == len(values):
        return f"{column} BETWEEN %s AND %s", [min(values), max(values)]
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [values]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(values)]  # noqa: S608 -- a model's names


def _columns(model: type[models.Model], fields: Sequence[str]) -> list[str]:
    return [_column(model, field) for field in fields]


@cache
def _column(model: type[models.Model], field: str) -> str:
    return _quoted(str(getattr(model._meta.get_field(field), "column")))  # noqa: B009


@cache
def _as_kept(model: type[models.Model], field: str) -> str:
    """A column to be read; an expression has no declared type, so the driver leaves it alone."""
    is_day = isinstance(model._meta.get_field(field), models.DateField) and connection.vendor == "sqlite"
    return f"{'+' if is_day else ''}row.{_column(model, field)}"


@cache
def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)  # both databases quote alike

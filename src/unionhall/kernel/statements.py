"""Hot statements, compiled once. Django builds the SQL of a query anew each time, at ten times the cost of running it.

A statement is written as an ordinary queryset, with its values left open by name. It is compiled when it is first used
and gives the same instances as the queryset would. Only for what thousands ask for in the same minute: a paper's lane,
the journal, the facts. Measured in ``bench/bench_attempt.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL
from django.db.models.sql import UpdateQuery

from unionhall.kernel.driver import Asked, Rows
from unionhall.kernel.rows import loader
from unionhall.kernel.running import execute, execute_later, execute_together, keeps_utc_as_text, vendor

Row = TypeVar("Row")

# Values that nobody gives; where one of them stands in the compiled parameters, the caller's value goes.
_MARKS: dict[type, Callable[[int], Any]] = {
    str: lambda number: f"\ue000{number}\ue001",
    int: lambda number: 7_340_032_001 + number,
    datetime: lambda number: datetime(9871, 3, 5, 7, 11, number, tzinfo=UTC),
    date: lambda number: date(9871, 3, 5 + number),
}


_PLAIN = frozenset((str, int, bool, type(None)))  # what a database takes as it is


@dataclass(frozen=True, slots=True)
class _Ready:
    """Compiled SQL, and for each parameter the name of the value that goes there, or the value itself."""

    sql: str
    parameters: tuple[tuple[str | None, Any], ...]
    load: Callable[[Sequence[Any]], Any] | None = None

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        return [
            fixed if name is None else value if type(value := values[name]) in _PLAIN else _adapted(value)
            for name, fixed in self.parameters
        ]

    def loaded(self, rows: Rows) -> list[Any]:
        load = self.load
        return [load(row) for row in rows] if load else []


class Select(Generic[Row]):
    """A queryset to be run often: ``Select(lambda public: Sheet.objects.filter(public=public), public=str)``.

    ``build`` is given one value of each of ``types`` (str, int, datetime, date) and must only compare with them.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Row]], **types: type) -> None:
        self._build, self._types = build, types
        self._ready: dict[str, _Ready] = {}

    def all(self, **values: Any) -> list[Row]:
        """The rows as instances (of ``values_list``: as tuples), in the order of the queryset."""
        ready = self._ready.get(vendor()) or self._compile()
        return ready.loaded(execute(ready.sql, ready.filled(values))[0])

    def first(self, **values: Any) -> Row | None:
        """The first row, else None. The queryset should be limited to one where it may find many."""
        ready = self._ready.get(vendor()) or self._compile()
        rows, _count = execute(ready.sql, ready.filled(values))
        return ready.load(rows[0]) if rows and ready.load else None

    def later(self, **values: Any) -> None:
        """Ask without waiting: for the locks that the rows get (see ``execute_later``)."""
        ready = self._ready.get(vendor()) or self._compile()
        execute_later(ready.sql, ready.filled(values))

    def part(self, start: int, most: int, **values: Any) -> list[Row]:
        """At most so many rows from a place on: a page of them."""
        ready = self._ready.get(vendor()) or self._compile()
        rows, _count = execute(f"{ready.sql} LIMIT {int(most)} OFFSET {int(start)}", ready.filled(values))
        load = ready.load
        return [load(row) for row in rows] if load else []

    def count(self, most: int, **values: Any) -> int:
        """How many rows there are, counted up to ``most``."""
        ready = self._ready.get(vendor()) or self._compile()
        sql = f"SELECT COUNT(*) FROM ({ready.sql} LIMIT {int(most)}) counted"  # noqa: S608 -- compiled by Django
        return int(execute(sql, ready.filled(values))[0][0][0])

    def _compile(self) -> _Ready:
        marks = _marks(self._types)
        queryset = self._build(**marks)
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, given = compiler.as_sql()
        ready = _Ready(sql, _open(marks, given), loader(compiler, queryset))
        self._ready[connection.vendor] = ready
        return ready


def all_together(*asked: tuple[Select[Any], Mapping[str, Any]]) -> list[list[Any]]:
    """What ``all`` gives of several queries with their values, of which none needs what another one finds."""
    ready = [(select._ready.get(vendor()) or select._compile(), values) for select, values in asked]
    found = execute_together([(one.sql, one.filled(values)) for one, values in ready])
    return [one.loaded(rows) for (one, _values), rows in zip(ready, found, strict=True)]


class Update:
    """An UPDATE to be run often: ``sets`` are the fields it sets, ``types`` the values its condition compares with."""

    def __init__(self, build: Callable[..., models.QuerySet[Any]], sets: Sequence[str], **types: type) -> None:
        self._build, self._sets, self._types = build, tuple(sets), types
        self._ready: dict[str, tuple[_Ready, dict[str, Any]]] = {}

    def run(self, **values: Any) -> int:
        """Set the fields where the condition holds; returns how many rows that were."""
        return execute(*self._asked(values))[1]

    def later(self, **values: Any) -> None:
        """The same for who does not ask how many (see ``execute_later``)."""
        execute_later(*self._asked(values))

    def _asked(self, values: dict[str, Any]) -> Asked:
        ready, fields = self._ready.get(vendor()) or self._compile()
        for name, field in fields.items():
            values[name] = _prepared(field, values[name])
        return ready.sql, ready.filled(values)

    def _compile(self) -> tuple[_Ready, dict[str, Any]]:
        marks = _marks(self._types | dict.fromkeys(self._sets, str))
        queryset = self._build(**{name: marks[name] for name in self._types})
        query: Any = queryset.query.chain(UpdateQuery)
        query.add_update_values({name: RawSQL("%s", [marks[name]]) for name in self._sets})
        sql, given = query.get_compiler(using=queryset.db).as_sql()
        fields = {name: queryset.model._meta.get_field(name) for name in self._sets}
        made = _Ready(sql, _open(marks, given)), fields
        self._ready[connection.vendor] = made
        return made


def keep(instance: models.Model, *names: str) -> None:
    """Write these fields of a row that stands, as ``save(update_fields=…)`` does at several times the cost.

    Raises DoesNotExist for a row that is gone.
    """
    model: Any = type(instance)
    values = {name: getattr(instance, model._meta.get_field(name).attname) for name in names}
    if not _keeping(model, names).run(pk=instance.pk, **values):
        raise model.DoesNotExist(f"{instance!r} is gone")


@cache
def _keeping(model: type[models.Model], names: tuple[str, ...]) -> Update:
    return Update(lambda pk: model._base_manager.filter(pk=pk), names, pk=int)


Written = TypeVar("Written", bound=models.Model)


class Insert(Generic[Written]):
    """An INSERT of one new instance at a time, to be run often; signals and hooks of ``save`` are not called."""

    def __init__(self, model: type[Written]) -> None:
        self._model = model
        self._ready: dict[tuple[str, bool], tuple[str, str, tuple[_Kept, ...]]] = {}  # by whether it brings its own key

    def new(self, **values: Any) -> Written:
        """A new instance, as the model makes it of ``values``, at a fifth of the cost; ``__init__`` is not called.

        Raises KeyError for a field that there is not.
        """
        constants, calls, relations = self._blank
        instance = self._model.__new__(self._model)
        found = instance.__dict__
        found["_state"] = ModelState()
        found.update(constants)
        for name, call in calls:
            if name not in values:
                found[name] = call()
        for name, value in values.items():
            if name in relations:
                field = relations[name]
                found[field.attname] = None if value is None else value.pk
                field.set_cached_value(instance, value)
            elif name in constants:
                found[name] = value
            else:
                raise KeyError(name)
        return instance

    @cached_property
    def _blank(self) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], dict[str, Any]]:
        """What a field has that nobody gives; what makes such values; keys to other rows by their names."""
        fields = self._model._meta.concrete_fields
        calls = [(field.attname, field.get_default) for field in fields if callable(field.default)]
        constants = {field.attname: None if callable(field.default) else field.get_default() for field in fields}
        return constants, calls, {field.name: field for field in fields if field.is_relation}

    def save(self, instance: Written) -> None:
        """Write a new instance, and give it its id unless it brings one. Raises IntegrityError as any insert does."""
        self._save(instance, "")

    def save_if_new(self, instance: Written) -> bool:
        """The same, and whether it was written: not where a row stands already that it may not stand beside."""
        return self._save(instance, " ON CONFLICT DO NOTHING")

    def save_all(self, instances: Sequence[Written]) -> None:
        """Write a few new instances in one statement (``execute_later``); they are not given their ids."""
        if not instances:
            return
        sql, _key, fields = self._ready.get((vendor(), False)) or self._compile(has_key=False)
        given = [value for one in instances for value in _values(fields, one)]
        execute_later(sql + f", ({', '.join(['%s'] * len(fields))})" * (len(instances) - 1), given)

    def _save(self, instance: Written, unless: str) -> bool:
        has_key = instance.pk is not None
        sql, key, fields = self._ready.get((vendor(), has_key)) or self._compile(has_key=has_key)
        rows, _count = execute(f"{sql}{unless} RETURNING {key}", _values(fields, instance))
        if not rows:
            return False
        instance.pk = rows[0][0]
        instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS
        return True

    def _compile(self, *, has_key: bool) -> tuple[str, str, tuple[_Kept, ...]]:
        quote, meta = connection.ops.quote_name, self._model._meta
        found = [field for field in meta.concrete_fields if has_key or not field.primary_key]
        columns = ", ".join(quote(str(field.column)) for field in found)
        fields = tuple((field.attname, field.__class__ in _AS_THEY_ARE, field) for field in found)
        marks = ", ".join(["%s"] * len(fields))
        key = quote(str(meta.pk.column))
        sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 -- a model's names
        self._ready[connection.vendor, has_key] = sql, key, fields
        return sql, key, fields


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of SQL and its values: for what Django can not say."""

    sql: str
    values: tuple[Any, ...] = ()

    def __add__(self, other: Text) -> Text:
        return Text(self.sql + other.sql, (*self.values, *other.values))

    def rows(self) -> list[tuple[Any, ...]]:
        """What the database gives for it."""
        return execute(self.sql, self.values)[0]


class Horizons:
    """The day up to which lists were read the last time to fill a page, by what was asked.

    To find that day anew costs as much as to read the page. It may be wrong by now: who uses it reads again without it
    where a page was not filled, so it never changes what is found. Kept by each process, for as long as it runs.
    """

    def __init__(self, most: int = 2_000) -> None:
        self._most = most
        self._days: dict[Hashable, Any] = {}

    def get(self, asked: Hashable) -> Any:
        """The day as the database gave it; None where it is not known."""
        return self._days.get(asked)

    def keep(self, asked: Hashable, day: Any) -> None:
        """Remember it."""
        if len(self._days) >= self._most:
            self._days.clear()
        self._days[asked] = day


# these classes alone, not what is made of them: an encrypted text is a TextField, too
_AS_THEY_ARE = frozenset(
    (
        models.CharField,
        models.TextField,
        models.BooleanField,
        models.ForeignKey,
        models.BigAutoField,
        models.BigIntegerField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.DateTimeField,
        models.DateField,
    )
)


_Kept = tuple[str, bool, Any]  # a field: where an instance has its value, whether it takes plain ones as they are


def _values(fields: Sequence[_Kept], instance: models.Model) -> list[Any]:
    """An instance's values as this database takes them; most need no preparation."""
    given = instance.__dict__
    return [
        value if is_plain and type(value := given[name]) in _PLAIN else _prepared(field, given[name])
        for name, is_plain, field in fields
    ]


def _prepared(field: Any, value: Any) -> Any:
    kind = type(value)
    if kind in _PLAIN and field.__class__ in _AS_THEY_ARE:
        return value
    if kind is datetime and field.__class__ is models.DateTimeField and value.tzinfo is not None:
        return _adapted(value)
    return field.get_db_prep_save(value, connection)


def _marks(types: Mapping[str, type]) -> dict[str, Any]:
    return {name: _MARKS[kind](number) for number, (name, kind) in enumerate(types.items())}


def _open(marks: Mapping[str, Any], given: Sequence[Any]) -> tuple[tuple[str | None, Any], ...]:
    """Which of the compiled parameters are open. Raises ValueError where a value was not found again."""
    names = {_adapted(mark): name for name, mark in marks.items()}
    opened = tuple((names.get(value), value) for value in given)
    if lost := set(names.values()) - {name for name, _value in opened}:
        raise ValueError(f"the statement does not use {', '.join(sorted(lost))}")
    return opened


def _adapted(value: Any) -> Any:
    """A value as this database takes it."""
    if isinstance(value, datetime):
        if keeps_utc_as_text() and value.tzinfo is not None:
            return str(value.astimezone(UTC).replace(tzinfo=None))
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value

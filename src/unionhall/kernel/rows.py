"""What makes of a row what a queryset would: an instance with its related ones, or a tuple. Worked out once.

Django's own way (``from_db``, populators, converters) calls several functions for every column; a hot statement's rows
were half of its cost. The instances are the same: fields that were not read are read when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import query as querying
from django.db.models.base import ModelState

Load = Callable[[Sequence[Any]], Any]
_Fill = Callable[[Sequence[Any]], Any]


def loader(compiler: Any, queryset: Any) -> Load:
    """For a compiled queryset: what makes its instances, or tuples for ``values_list``, of rows."""
    converted = _converter(compiler)
    if not issubclass(queryset._iterable_class, querying.ModelIterable):
        return converted
    made = _instance(compiler.klass_info, compiler.select, queryset.db)
    annotated = tuple((compiler.annotation_col_map or {}).items())

    def load(row: Sequence[Any]) -> Any:
        row = converted(row)
        instance = made(row)
        for name, place in annotated:
            setattr(instance, name, row[place])
        return instance

    return load


def _converter(compiler: Any) -> Load:
    found = compiler.get_converters([one[0] for one in compiler.select]).items()
    steps = tuple(
        (place, step) for place, (several, expression) in found for step in _steps(tuple(several), expression)
    )
    if not steps:
        return tuple

    def converted(row: Sequence[Any]) -> Sequence[Any]:
        found = list(row)
        for place, step in steps:
            found[place] = step(found[place])
        return tuple(found)

    return converted


def _steps(several: Sequence[Callable[..., Any]], expression: Any) -> list[Callable[[Any], Any]]:
    if (
        connection.vendor == "sqlite"
        and settings.USE_TZ
        and type(expression.output_field) is models.DateTimeField
        and connection.timezone is UTC
    ):
        return [_moment]
    return [partial(_as_django, step, expression) for step in several]


def _as_django(step: Callable[..., Any], expression: Any, value: Any) -> Any:
    return step(value, expression, connection)


def _moment(value: Any) -> Any:
    """A point in time as SQLite keeps it for Django: UTC without saying so."""
    if isinstance(value, str):  # computed, not read from a column
        value = datetime.fromisoformat(value)
    return value and value.replace(tzinfo=UTC)


def _instance(described: Any, select: Any, using: str) -> _Fill:
    """What makes an instance of a whole row, None where a joined row is missing, with what was joined to it."""
    model, places = described["model"], described["select_fields"]
    names = [select[place][0].target.attname for place in places]
    fields = tuple(zip(names, places, strict=True))
    key = places[names.index(model._meta.pk.attname)]
    joined = tuple(
        (_instance(one, select, using), one["local_setter"], one["remote_setter"])
        for one in described.get("related_klass_infos", ())
    )
    is_plain = _is_plain(model)

    def made(row: Sequence[Any]) -> Any:
        if row[key] is None:
            return None
        if is_plain:
            instance = model.__new__(model)
            state = ModelState()
            state.adding, state.db = False, using
            instance.__dict__.update(_state=state, **{name: row[place] for name, place in fields})
        else:
            instance = model.from_db(using, names, [row[place] for place in places])
        for make, here, there in joined:
            other = make(row)
            here(instance, other)
            if other is not None:
                there(other, instance)
        return instance

    return made


def _is_plain(model: Any) -> bool:
    """Whether nothing happens when an instance is made but that its fields are set. Signals the house does not use."""
    return (
        model.from_db.__func__ is models.Model.from_db.__func__  # type: ignore[attr-defined]
        and model.__init__ is models.Model.__init__
    )

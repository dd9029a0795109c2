"""What makes of a row what a queryset would: an instance with its related ones, or a tuple. Worked out once.

Django's own way (``from_db``, populators, converters) calls several functions for every column; a hot statement's rows
were half of its cost. The instances are the same: fields that were not read are read when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import query as querying
from django.db.models.base import ModelState
from django.db.models.expressions import Col

Load = Callable[[Sequence[Any]], Any]
_Fill = Callable[[Sequence[Any]], Any]


def loader(compiler: Any, queryset: Any) -> Load:
    """For a compiled queryset: what makes its instances, or tuples for ``values_list``, of rows."""
    converted = _converter(compiler)
    if not issubclass(queryset._iterable_class, querying.ModelIterable):
        return converted
    made = _instance(compiler.klass_info, compiler.select, queryset.db)
    annotated = compiler.annotation_col_map or {}
    names, pick = tuple(annotated), _picker(tuple(annotated.values()))

    def load(row: Sequence[Any]) -> Any:
        row = converted(row)
        instance = made(row)
        if instance is not None:
            instance.__dict__.update(zip(names, pick(row), strict=True))
        return instance

    return load


def _converter(compiler: Any) -> Load:
    found = compiler.get_converters([one[0] for one in compiler.select]).items()
    moments = tuple(place for place, (_several, expression) in found if _is_moment(expression))
    steps = tuple(
        (place, partial(_as_django, step, expression))
        for place, (several, expression) in found
        if place not in moments and not _is_read_ready(expression)
        for step in several
    )
    if not steps and not moments:
        return tuple

    def converted(row: Sequence[Any]) -> Sequence[Any]:
        found = list(row)
        for place in moments:
            value = found[place]
            if value is not None:
                found[place] = value.replace(tzinfo=UTC) if type(value) is datetime else _moment(value)
        for place, step in steps:
            found[place] = step(found[place])
        return tuple(found)

    return converted


def _is_moment(expression: Any) -> bool:
    """Whether it is a point in time as SQLite keeps it for Django: UTC without saying so."""
    is_utc = connection.vendor == "sqlite" and settings.USE_TZ and connection.timezone is UTC
    return is_utc and type(expression.output_field) is models.DateTimeField


def _is_read_ready(expression: Any) -> bool:
    """Whether SQLite's driver gives a column as Django wants it: it knows these two by what they were declared as."""
    kind = type(expression.output_field)
    return connection.vendor == "sqlite" and type(expression) is Col and kind in (models.BooleanField, models.DateField)


def _as_django(step: Callable[..., Any], expression: Any, value: Any) -> Any:
    return step(value, expression, connection)


def _moment(value: Any) -> Any:
    """A point in time that was computed, not read from a column."""
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).replace(tzinfo=UTC)


def _picker(places: tuple[int, ...]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What takes these places out of a row: a slice where they follow each other, as nearly always."""
    if places and places == tuple(range(places[0], places[0] + len(places))):
        return itemgetter(slice(places[0], places[0] + len(places)))
    return lambda row: [row[place] for place in places]


def _instance(described: Any, select: Any, using: str) -> _Fill:
    """What makes an instance of a whole row, None where a joined row is missing, with what was joined to it."""
    model, places = described["model"], described["select_fields"]
    names = [select[place][0].target.attname for place in places]
    pick = _picker(tuple(places))
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
            found = instance.__dict__
            found["_state"] = state
            found.update(zip(names, pick(row), strict=True))
        else:
            instance = model.from_db(using, names, list(pick(row)))
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

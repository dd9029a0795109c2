"""What one step reads and writes, as statements compiled once: whoever settles fifty matters waits fifty times.

For one item at a time; a batch asks and writes for all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.procedures.declare import Procedural, Procedure
from unionhall.kernel.procedures.models import Duty, Rise
from unionhall.kernel.statements import Insert, Select, Update

Item = TypeVar("Item", bound=Procedural)

_OPEN = Select(lambda procedure, item: Duty.objects.open().of(procedure, item), procedure=str, item=int)
_MEET = Update(lambda pk: Duty.objects.open().filter(pk=pk), ("met", "met_by", "met_step", "next_rise"), pk=int)
_DUTY = Insert(Duty)
FEW = 3  # rows that cost less one by one than as a bulk


def locked(item: Item) -> Item:
    """The item as it stands in the database, locked until the transaction ends. Raises DoesNotExist."""
    found: Item | None = _locking(type(item)).first(pk=item.pk)
    if found is None:
        raise type(item).DoesNotExist
    return found


def write(item: Procedural) -> None:
    """Write a new item down; one that stands already as it is now."""
    if item._state.adding:
        _inserting(type(item)).save(item)
    else:
        item.save()


def move(items: Sequence[Procedural], state: str) -> None:
    """Write a state into items of one kind."""
    if len(items) == 1:
        _moving(type(items[0])).run(pk=items[0].pk, state=state)
    else:
        type(items[0])._default_manager.filter(pk__in=[item.pk for item in items]).update(state=state)


def open_duties(procedure: Procedure, items: Sequence[Procedural]) -> list[Duty]:
    """The open duties of items of one kind."""
    if len(items) == 1:
        return _OPEN.all(procedure=procedure.key, item=items[0].pk)
    found = Duty.objects.open().filter(procedure=procedure.key, item_id__in=[item.pk for item in items])
    return list(found)


def meet(by: Actor, duties: Sequence[Duty], step: str) -> None:
    """End open duties, which ``by`` met by a step; they stand in no inbox above any more."""
    now = clock.now()
    if risen := [duty.pk for duty in duties if duty.level]:
        Rise.objects.filter(duty_id__in=risen).delete()
    if len(duties) <= FEW:
        for duty in duties:
            _MEET.run(pk=duty.pk, met=now, met_by=by.person_id, met_step=step, next_rise=None)
    else:
        found = Duty.objects.open().filter(pk__in=[duty.pk for duty in duties])
        found.update(met=now, met_by=by.person_id, met_step=step, next_rise=None)


def open_new(duties: Sequence[Duty], batch: int) -> None:
    """Write new duties down."""
    if len(duties) <= FEW:
        for duty in duties:
            _DUTY.save(duty)
    else:
        Duty.objects.bulk_create(duties, batch_size=batch)


@cache
def _locking(model: type[Procedural]) -> Select[Any]:
    found = model._default_manager.select_for_update(of=("self",))
    if model.read_with:
        found = found.select_related(*model.read_with)
    return Select(lambda pk: found.filter(pk=pk), pk=int)


@cache
def _inserting(model: type[Procedural]) -> Insert[Any]:
    return Insert(model)


@cache
def _moving(model: type[Procedural]) -> Update:
    return Update(lambda pk: model._default_manager.filter(pk=pk), ("state",), pk=int)

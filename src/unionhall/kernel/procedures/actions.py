"""Taking items through their procedures: the only place that writes states and duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.actions import Entry
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import duties, halting, regrouping, rising, stored
from unionhall.kernel.procedures.declare import Procedural, Procedure, Step, procedure_of
from unionhall.kernel.procedures.models import Duty
from unionhall.kernel.procedures.queries import paths_of_items, reasons_against

Item = TypeVar("Item", bound=Procedural)


@dataclass
class Taken:
    """What came of a batch: the items that took the step, and the others with their reasons."""

    items: list[Any] = field(default_factory=list)
    refused: list[tuple[Any, list[Reason]]] = field(default_factory=list)


def begin(by: Actor, item: Item, *, data: Mapping[str, Any] | None = None, is_journalled: bool = True) -> Item:
    """Put a new item (saved here, if it is not yet) into its procedure's first state and start its clocks.

    The calling action has checked that ``by`` may. ``data`` goes into the journal's line. ``is_journalled`` False: no
    line says when it came, because it would tell about a person who must not be found out (ADR 19).
    """
    procedure = procedure_of(item)
    item.state = procedure.begins_in
    with transaction.atomic():
        stored.write(item)
        if is_journalled:
            _begun(by, procedure, [item], data)
        else:
            duties.open_for(by, procedure, [item], item.state)
    return item


def begin_many(by: Actor, items: Sequence[Item], *, data: Mapping[str, Any] | None = None) -> Sequence[Item]:
    """The same for many new items of one kind: saved by ``bulk_create`` already, or saved here.

    A fixed number of statements for each 500 of them, each such batch in the caller's transaction or in its own.
    """
    for start in range(0, len(items), duties.BATCH):
        batch = items[start : start + duties.BATCH]
        procedure = procedure_of(batch[0])
        with transaction.atomic():
            saved = [item for item in batch if item.pk is not None]
            for item in batch:
                item.state = procedure.begins_in
            model = type(batch[0])
            model._default_manager.bulk_create([item for item in batch if item.pk is None])
            model._default_manager.filter(pk__in=[item.pk for item in saved]).update(state=procedure.begins_in)
            _begun(by, procedure, batch, data)
    return items


def take(
    by: Actor,
    item: Item,
    step_key: str,
    *,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    is_journalled: bool = True,
) -> Item:
    """Take a step: lock the item, ask ``why_not``, change the state, meet and open duties, write the journal.

    ``is_journalled`` as of ``begin``.

    Returns the item as locked, and sets the state of the one that was given. Raises Refused with the reasons,
    KeyError for a step that the procedure does not have.
    """
    with transaction.atomic():
        locked = stored.locked(item)
        taken = _take(by, [locked], step_key, reason, data, is_journalled=is_journalled)
        if taken.refused:
            raise Refused(*taken.refused[0][1])
    item.state = locked.state
    return locked


def take_many(
    by: Actor, items: Sequence[Item], step_key: str, *, reason: str = "", data: Mapping[str, Any] | None = None
) -> Taken:
    """Take one step with many items of one kind; those that may not are left and returned with their reasons.

    A fixed number of statements for each 500 of them, besides what guards ask; each such batch is a transaction.
    """
    taken = Taken()
    for start in range(0, len(items), duties.BATCH):
        batch = items[start : start + duties.BATCH]
        with transaction.atomic():
            found = type(batch[0])._default_manager.select_for_update(of=("self",)).order_by("pk")
            done = _take(by, list(found.filter(pk__in=[item.pk for item in batch])), step_key, reason, data)
        taken.items += done.items
        taken.refused += done.refused
        states = {item.pk: item.state for item in done.items}
        for item in batch:
            item.state = states.get(item.pk, item.state)
    return taken


def rise_overdue(by: Actor) -> int:
    """Let overdue duties stand in the inbox of the union above as well; returns how many rose. For the ticker.

    What should have risen several times since the last tick rises all of them, level by level.
    """
    return rising.rise_overdue()


def raise_now(by: Actor, item: Procedural) -> int:
    """Let the open duties of an item stand in the inbox of the union above at once, overdue or not; how many rose.

    For what the union above must know of without delay. Inside the caller's transaction, which has checked the right.
    """
    open_duties = Duty.objects.open().of(item.procedure, item.pk)
    return rising.rise(list(open_duties.select_for_update(of=("self",))), is_overdue=False)


def pause(by: Actor, item: Procedural, clock_key: str, *, reason: str) -> Duty:
    """Stop a clock of an item, with a reason; see ``halting.pause``."""
    return halting.pause(by, item, clock_key, reason)


def resume(by: Actor, item: Procedural, clock_key: str) -> Duty:
    """Let it go on with the days it had left; see ``halting.resume``."""
    return halting.resume(by, item, clock_key)


def extend(by: Actor, item: Procedural, clock_key: str, *, until: date, reason: str) -> Duty:
    """Give a clock more time, with a reason; see ``halting.extend``."""
    return halting.extend(by, item, clock_key, until, reason)


def hand_over(by: Actor, items: Sequence[Procedural], to: Unit) -> None:
    """Let the open duties of items stand at another unit, which the caller has written into the items themselves.

    What had risen rises anew from there. Who an item is about is asked anew. Inside the caller's transaction.
    """
    for item in items:
        open_duties = list(Duty.objects.open().of(item.procedure, item.pk))
        regrouping.hand_over(open_duties, to)
        duties.mark_about(open_duties, item)


def _begun(by: Actor, procedure: Procedure, items: Sequence[Procedural], data: Mapping[str, Any] | None) -> None:
    duties.open_for(by, procedure, items, procedure.begins_in)
    verb = procedure.begun_verb
    journal.write_many(by, [Entry(verb, item.unit_id, item, data=data or {}) for item in items])


def _take(
    by: Actor,
    locked: Sequence[Any],
    step_key: str,
    reason: str,
    data: Mapping[str, Any] | None,
    *,
    is_journalled: bool = True,
) -> Taken:
    taken = Taken()
    if not locked:
        return taken
    procedure = procedure_of(locked[0])
    step, places = procedure.step(step_key), paths_of_items(locked)
    for item in locked:
        if reasons := reasons_against(item, procedure, step, by, places):
            taken.refused.append((item, reasons))
        else:
            taken.items.append(item)
    if taken.items:
        entries = _write(by, procedure, step, taken.items, reason, data or {})
        journal.write_many(by, entries if is_journalled else [])
    return taken


def _write(
    by: Actor, procedure: Procedure, step: Step, items: Sequence[Any], reason: str, data: Mapping[str, Any]
) -> list[Entry]:
    """Move the items and their duties; the lines that tell of it."""
    moved = [item for item in items if item.state != step.target]
    entries = [
        Entry(
            procedure.step_verb(step),
            item.unit_id,
            item,
            data={**data, "from": item.state, "to": step.target},
            reason=reason,
        )
        for item in items
    ]
    for item in items:
        item.state = step.target
    if moved:
        stored.move(moved, step.target)
    standing = duties.meet(by, procedure, items, step)
    duties.open_for(by, procedure, moved, step.target, standing)  # a step that stays where it is opens nothing
    return entries

"""Telling, not wiring: what happened is a past-tense frozen dataclass of the package where it happened.

Listeners run at once, in the same transaction: if one fails, nothing has happened. What leaves the house (messages,
receipts) belongs into ``transaction.on_commit``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")

_listeners: dict[type, list[Callable[[Any], object]]] = {}


def listen(event: type[E], listener: Callable[[E], object]) -> None:
    """Call ``listener`` whenever an ``event`` is announced; from an app's ``ready``. The same pair counts once."""
    known = _listeners.setdefault(event, [])
    if listener not in known:
        known.append(listener)


def announce(event: object) -> None:
    """Tell those who listen to exactly this type of event, in the order in which they began to listen."""
    for listener in _listeners.get(type(event), ()):
        listener(event)


def listeners(event: type) -> list[Callable[[Any], object]]:
    """Who listens to an event."""
    return list(_listeners.get(event, ()))

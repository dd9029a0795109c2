"""Every "when this happens there, do that here", on one screen: a module never knows who listens.

A listener runs in the transaction of the act it follows. So far nothing in one module must follow an act in another:
campaigns and learning meet through declared task kinds, search follows units by itself.
"""

from collections.abc import Callable
from typing import Any

from unionhall.kernel.journal import events

REACTIONS: tuple[tuple[type[Any], Callable[[Any], None]], ...] = ()


def register() -> None:
    """Let every reaction listen for its event; called once, when all apps are loaded."""
    for event, react in REACTIONS:
        events.listen(event, react)

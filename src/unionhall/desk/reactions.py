"""Every "when this happens there, do that here", on one screen: a module never knows who listens.

A listener runs in the transaction of the act it follows. Campaigns and learning meet through declared task kinds,
search follows units by itself.
"""

from collections.abc import Callable
from typing import Any

from unionhall.kernel.journal import events
from unionhall.modules.campaigns.events import ParticipantMatched
from unionhall.modules.learning import actions as learning


def _count_kept_sheets(event: ParticipantMatched) -> None:
    """Somebody who sat a paper before the chair knew them is confirmed: what they handed in counts from now on."""
    learning.count_kept(event.by, event.participant_id)


REACTIONS: tuple[tuple[type[Any], Callable[[Any], None]], ...] = ((ParticipantMatched, _count_kept_sheets),)


def register() -> None:
    """Let every reaction listen for its event; called once, when all apps are loaded."""
    for event, react in REACTIONS:
        events.listen(event, react)

"""Every "when this happens there, do that here", on one screen: a module never knows who listens.

A listener runs in the transaction of the act it follows. Campaigns and learning meet through declared task kinds,
search follows units by itself.
"""

from collections.abc import Callable
from typing import Any

from unionhall.kernel.journal import events
from unionhall.modules.campaigns.events import ParticipantDisowned, ParticipantsMatched
from unionhall.modules.learning import actions as learning


def _count_kept_sheets(event: ParticipantsMatched) -> None:
    """People who sat a paper before the chair knew them are settled: what they handed in counts from now on."""
    learning.count_kept(event.by, event.participant_ids)


def _void_sheets(event: ParticipantDisowned) -> None:
    """ "这不是我": what was answered under that name on that device is void."""
    learning.void_sheets(event.participant_id)


REACTIONS: tuple[tuple[type[Any], Callable[[Any], None]], ...] = (
    (ParticipantsMatched, _count_kept_sheets),
    (ParticipantDisowned, _void_sheets),
)


def register() -> None:
    """Let every reaction listen for its event; called once, when all apps are loaded."""
    for event, react in REACTIONS:
        events.listen(event, react)

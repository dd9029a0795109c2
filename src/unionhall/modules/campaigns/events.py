"""What has happened in campaigns, announced inside the transaction that did it."""

from dataclasses import dataclass

from unionhall.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ParticipantsMatched:
    """The chair has said who unfound participants are; what they handed in may be counted now."""

    by: Actor
    participant_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParticipantDisowned:
    """ "这不是我": what this participant did is void."""

    participant_id: int

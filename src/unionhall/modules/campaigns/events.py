"""What has happened in campaigns, announced inside the transaction that did it."""

from dataclasses import dataclass

from unionhall.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ParticipantMatched:
    """The chair has said who an unmatched participant is; what they handed in may be counted now."""

    by: Actor
    participant_id: int

"""What other modules may ask of campaigns, and the tasks they may declare."""

from collections.abc import Iterable
from datetime import date

from unionhall.kernel.actor import Actor, Permission
from unionhall.kernel.address import path_to
from unionhall.kernel.facts.declare import FactRow
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import actions, queries
from unionhall.modules.campaigns.declare import Help, TaskKind, TaskState, TaskStatus, task_kind, task_kinds
from unionhall.modules.campaigns.events import ParticipantDisowned, ParticipantsMatched
from unionhall.modules.campaigns.models import Campaign, Participant
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.queries.claims import CLAIM, CLAIMS, MOST_CLAIMS, claim_values, participants_of_claims

__all__ = [
    "CLAIM",
    "CLAIMS",
    "CLAIM_COOKIE",
    "MOST_CLAIMS",
    "Campaign",
    "CampaignPermission",
    "Help",
    "Participant",
    "ParticipantDisowned",
    "ParticipantsMatched",
    "TaskKind",
    "TaskState",
    "TaskStatus",
    "campaign_by_id",
    "campaign_for",
    "claim_hashes",
    "claim_values",
    "home_url",
    "is_counted",
    "participant_by_claim",
    "participant_by_id",
    "participants_by_cookie",
    "running_at",
    "task_kind",
    "task_kinds",
    "took_no_part",
    "took_part",
]

CLAIM_COOKIE = "uh_claim"


def claim_hashes(cookie: str) -> list[str]:
    """The hashes (``Participant.claim_hash``) of all claims that a device's cookie holds, the latest first."""
    return [actions.claim_hash(claim) for claim in actions.claims_of(cookie)]


def participants_by_cookie(cookie: str) -> list[Participant]:
    """Everybody whose claim a device holds, the latest first; one query."""
    hashes = claim_hashes(cookie)
    found = {row.claim_hash: row for row in participants_of_claims(hashes)} if hashes else {}
    return [found[each] for each in hashes if each in found]


def participant_by_claim(cookie: str, *, campaign_id: int | None = None) -> Participant | None:
    """Who takes part by the claims in a device's cookie: the latest, or the latest in one campaign. One query."""
    found = participants_by_cookie(cookie)
    if campaign_id is not None:
        found = [row for row in found if row.enrolment.campaign_id == campaign_id]
    return found[0] if found else None


def participant_by_id(participant_id: int) -> Participant:
    """Somebody who takes part, for reads that check the permission at ``enrolment.unit`` themselves.

    Raises Denied if there is none.
    """
    return queries.participant_by_id(participant_id)


def is_counted(participant: Participant) -> bool:
    """Whether what they do counts: they are on the roll, as far as a name and four characters can say."""
    return participant.state == Participant.State.MATCHED and participant.person_id is not None


def took_part(participant: Participant, source: str, day: date | None = None, also: Iterable[FactRow] = ()) -> bool:
    """Count the participant's person once in the campaign, inside the caller's transaction; whether they are new.

    ``also``: facts of the same act, recorded in one go with it, in any case. Does nothing more for somebody still to be
    confirmed. ``source`` as of ``journal.queries.subject_of``.
    """
    return actions.took_part(participant, source, day, also)


def took_no_part(by: Actor, participants: list[Participant]) -> None:
    """Count these no longer, inside the caller's transaction: what made them count is void."""
    actions.took_no_part(by, participants)


def campaign_by_id(campaign_id: int) -> Campaign:
    """A campaign, for actions that check the permission at ``campaign.unit`` themselves. Raises Denied if none."""
    return queries.campaign_for(Actor.system("campaigns"), campaign_id)


def campaign_for(by: Actor, campaign_id: int, permission: Permission = CampaignPermission.READ) -> Campaign:
    """A campaign the actor may see; another permission has to hold at the unit that runs it. Raises Denied."""
    return queries.campaign_for(by, campaign_id, permission)


def running_at(unit: Unit, measures: str, on: date) -> Campaign | None:
    """The campaign for which something counts that happens at ``unit`` on a day, if one has set a task in ``measures``.

    ``measures`` is how the keys of those measures begin: "safety.".
    """
    return queries.running_at(unit, measures, on)


def home_url(participant: Participant) -> str:
    """The participant's list of tasks."""
    return path_to("campaigns:tasks", participant.link.token)

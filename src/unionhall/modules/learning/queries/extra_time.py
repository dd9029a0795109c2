"""How much longer somebody may answer than a paper says, as it was given before they began."""

from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.statements import Select
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.campaigns.api import Campaign, CampaignPermission
from unionhall.modules.learning.models import Assignment, ExtraTime
from unionhall.modules.learning.permissions import LearningPermission

_LAST = Select(
    lambda campaign, person: (
        ExtraTime.objects.filter(campaign=campaign, person=person).order_by("-pk").values_list("minutes")[:1]
    ),
    campaign=int,
    person=int,
)


def minutes_given(campaign_id: int, person_id: int | None) -> int:
    """The minutes that a person was given beforehand for the timed papers of a campaign; 0 for who is not known."""
    found = _LAST.first(campaign=campaign_id, person=person_id) if person_id is not None else None
    return found[0] if found else 0


def has_time_limit(campaign: Campaign) -> bool:
    """Whether a paper of the campaign is to be answered within a time."""
    return Assignment.objects.filter(campaign=campaign, paper__minutes__isnull=False).exists()


def place_for(by: Actor, campaign_id: int, code: str) -> tuple[Campaign, Unit]:
    """Campaign and unit for whose members ``by`` may give time.

    Needs RESULTS_READ and the right to send the unit's link, both at the unit. Raises Denied.
    """
    unit = org_queries.unit_for(by, code, LearningPermission.RESULTS_READ)
    by.must(CampaignPermission.ENROL, at=org_queries.path_of(unit))
    return campaigns.campaign_for(by, campaign_id), unit


def given_at(by: Actor, campaign: Campaign, unit: Unit) -> list[ExtraTime]:
    """What holds for the unit's people in a campaign, the latest first. Raises Denied as ``place_for``."""
    by.must(LearningPermission.RESULTS_READ, at=org_queries.path_of(unit))
    rows = ExtraTime.objects.filter(campaign=campaign, unit=unit).select_related("person").order_by("-pk")
    last: dict[int, ExtraTime] = {}
    for row in rows:
        last.setdefault(row.person_id, row)
    return [row for row in last.values() if row.minutes]

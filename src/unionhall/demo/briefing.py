"""The briefings of the demo: one that the federation has issued, and one that its officer is writing."""

from unionhall.desk.briefing import starting
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.modules.briefings import actions
from unionhall.modules.briefings.models import Briefing
from unionhall.modules.campaigns.models import Campaign


def issue_one(officer: Actor, chair: Actor, federation: Unit, campaign: Campaign) -> Briefing:
    """The officer drafts a brief about the campaign, the chair issues it."""
    briefing = starting.begin(officer, federation, kind=Briefing.Kind.BRIEF, reckoning=campaign.reckoning)
    words = {"title": briefing.title, "to": briefing.to, "body": briefing.body}
    actions.edit(officer, briefing, **words, copies="青屿市总工会，松涧区委、区政府办公室")
    actions.send(officer, briefing)
    return actions.issue(chair, briefing)


def draft_one(officer: Actor, federation: Unit, campaign: Campaign) -> Briefing:
    """The officer has begun a circular about the same."""
    kind = Briefing.Kind.CIRCULAR
    briefing = starting.begin(officer, federation, kind=kind, reckoning=campaign.reckoning)
    words = {"title": briefing.title, "to": briefing.to, "body": briefing.body}
    actions.edit(officer, briefing, **words, word="松工通", copies="青屿市总工会")
    return briefing

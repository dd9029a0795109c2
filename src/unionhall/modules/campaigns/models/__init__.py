"""The nouns of campaigns."""

from unionhall.modules.campaigns.models.acts import Act
from unionhall.modules.campaigns.models.campaigns import Campaign
from unionhall.modules.campaigns.models.enrolments import Enrolment
from unionhall.modules.campaigns.models.links import Attempt, Link, LinkAlarm, LinkQuerySet, PersonalLink
from unionhall.modules.campaigns.models.nudges import Nudge
from unionhall.modules.campaigns.models.participants import Participant
from unionhall.modules.campaigns.models.tasks import Task, TaskTally

__all__ = [
    "Act",
    "Attempt",
    "Campaign",
    "Enrolment",
    "Link",
    "LinkAlarm",
    "LinkQuerySet",
    "Nudge",
    "Participant",
    "PersonalLink",
    "Task",
    "TaskTally",
]

"""The verbs of the roll: joining and leaving by hand, and taking in spreadsheets."""

from unionhall.modules.membership.actions.importing import JOB, Report, apply, import_roll, stage, start
from unionhall.modules.membership.actions.members import Edited, NewMember, add_member, edit_member
from unionhall.modules.membership.actions.roll import ENDED_FOR, KEPT_FOR, join, keep, leave, resume

__all__ = [
    "ENDED_FOR",
    "JOB",
    "KEPT_FOR",
    "Edited",
    "NewMember",
    "Report",
    "add_member",
    "apply",
    "edit_member",
    "import_roll",
    "join",
    "keep",
    "leave",
    "resume",
    "stage",
    "start",
]

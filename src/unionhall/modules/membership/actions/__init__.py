"""The verbs of the roll: joining and leaving by hand, and taking in spreadsheets."""

from unionhall.modules.membership.actions.importing import JOB, Report, apply, import_roll, stage, start
from unionhall.modules.membership.actions.members import Edited, NewMember, add_member, edit_member
from unionhall.modules.membership.actions.roll import ENDED_FOR, KEPT_FOR, join, keep, leave, resume
from unionhall.modules.membership.actions.transfers import (
    Wanted,
    accept,
    ask,
    ask_many,
    decide_overdue,
    offer,
    refuse,
    withdraw,
)

__all__ = [
    "ENDED_FOR",
    "JOB",
    "KEPT_FOR",
    "Edited",
    "NewMember",
    "Report",
    "Wanted",
    "accept",
    "add_member",
    "apply",
    "ask",
    "ask_many",
    "decide_overdue",
    "edit_member",
    "import_roll",
    "join",
    "keep",
    "leave",
    "offer",
    "refuse",
    "resume",
    "stage",
    "start",
    "withdraw",
]

"""The verbs of the roll: joining and leaving by hand, and taking in spreadsheets."""

from unionhall.modules.membership.actions.answering import Question, answer, questions, unit_meant
from unionhall.modules.membership.actions.columns import PREVIEW_JOB, choose, guess, read, receive
from unionhall.modules.membership.actions.importing import (
    JOB,
    Changed,
    apply,
    discard,
    file_of,
    import_roll,
    preview,
    stage,
    start,
    start_again,
    upload,
    work_off,
)
from unionhall.modules.membership.actions.members import Edited, NewMember, add_member, edit_member
from unionhall.modules.membership.actions.roll import ENDED_FOR, KEPT_FOR, join, keep, leave, resume
from unionhall.modules.membership.actions.settling import may_be, settle
from unionhall.modules.membership.actions.tallying import Report, field_label
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
from unionhall.modules.membership.actions.undoing import UNDO_JOB, purge, start_undo, undo, undo_until

__all__ = [
    "ENDED_FOR",
    "JOB",
    "KEPT_FOR",
    "PREVIEW_JOB",
    "UNDO_JOB",
    "Changed",
    "Edited",
    "NewMember",
    "Question",
    "Report",
    "Wanted",
    "accept",
    "add_member",
    "answer",
    "apply",
    "ask",
    "ask_many",
    "choose",
    "decide_overdue",
    "discard",
    "edit_member",
    "field_label",
    "file_of",
    "guess",
    "import_roll",
    "join",
    "keep",
    "leave",
    "may_be",
    "offer",
    "preview",
    "purge",
    "questions",
    "read",
    "receive",
    "refuse",
    "resume",
    "settle",
    "stage",
    "start",
    "start_again",
    "start_undo",
    "undo",
    "undo_until",
    "unit_meant",
    "upload",
    "withdraw",
    "work_off",
]

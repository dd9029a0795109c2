"""The verbs of safety."""

from unionhall.modules.safety.actions.handling import (
    Order,
    assign,
    close,
    dismiss,
    grade,
    hand_up,
    join,
    receive,
    show_photos,
    tell_congress,
)
from unionhall.modules.safety.actions.mending import extend, mend, pause, plan, recheck, resume, send_back
from unionhall.modules.safety.actions.photos import keep_photo, throw_loose_photos
from unionhall.modules.safety.actions.recording import record
from unionhall.modules.safety.actions.reporting import Said, answer, code_of, judge, read, report, say

__all__ = [
    "Order",
    "Said",
    "answer",
    "assign",
    "close",
    "code_of",
    "dismiss",
    "extend",
    "grade",
    "hand_up",
    "join",
    "judge",
    "keep_photo",
    "mend",
    "pause",
    "plan",
    "read",
    "receive",
    "recheck",
    "record",
    "report",
    "resume",
    "say",
    "send_back",
    "show_photos",
    "tell_congress",
    "throw_loose_photos",
]

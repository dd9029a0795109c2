"""The verbs of campaigns."""

from unionhall.modules.campaigns.actions.enrolling import enrol, excuse, replace_link, revoke_link
from unionhall.modules.campaigns.actions.identifying import (
    Identified,
    claim_hash,
    claims_of,
    disown,
    forget,
    identify,
    resume,
    resume_code,
)
from unionhall.modules.campaigns.actions.joining_late import ask_late
from unionhall.modules.campaigns.actions.keeping import keep_cover
from unionhall.modules.campaigns.actions.launching import launch
from unionhall.modules.campaigns.actions.nudging import Nudged, note_copied, note_seen, nudge
from unionhall.modules.campaigns.actions.presenting import present
from unionhall.modules.campaigns.actions.reporting import NewAct, change_act, report, withdraw_act
from unionhall.modules.campaigns.actions.setting_tasks import NewTask, drop_task, set_tasks, why_not_task
from unionhall.modules.campaigns.actions.settling import (
    MOST_SLIPS,
    Slip,
    dismiss,
    exchange,
    hand_out,
    personal_link,
    release,
    settle,
)
from unionhall.modules.campaigns.actions.taking_part import took_no_part, took_part
from unionhall.modules.campaigns.actions.tallying import count_tasks
from unionhall.modules.campaigns.actions.watching import forget_attempts, note_failures

__all__ = [
    "MOST_SLIPS",
    "Identified",
    "NewAct",
    "NewTask",
    "Nudged",
    "Slip",
    "ask_late",
    "change_act",
    "claim_hash",
    "claims_of",
    "count_tasks",
    "dismiss",
    "disown",
    "drop_task",
    "enrol",
    "exchange",
    "excuse",
    "forget",
    "forget_attempts",
    "hand_out",
    "identify",
    "keep_cover",
    "launch",
    "note_copied",
    "note_failures",
    "note_seen",
    "nudge",
    "personal_link",
    "present",
    "release",
    "replace_link",
    "report",
    "resume",
    "resume_code",
    "revoke_link",
    "set_tasks",
    "settle",
    "took_no_part",
    "took_part",
    "why_not_task",
    "withdraw_act",
]

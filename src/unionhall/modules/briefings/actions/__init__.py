"""The verbs of briefings."""

from unionhall.modules.briefings.actions.drafting import (
    NewCitation,
    cite,
    draft,
    drop,
    edit,
    send,
    take_back,
    uncite,
    why_not_ready,
)
from unionhall.modules.briefings.actions.issuing import issue, mark_read, send_back, withdraw

__all__ = [
    "NewCitation",
    "cite",
    "draft",
    "drop",
    "edit",
    "issue",
    "mark_read",
    "send",
    "send_back",
    "take_back",
    "uncite",
    "why_not_ready",
    "withdraw",
]

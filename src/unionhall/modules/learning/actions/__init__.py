"""The verbs of this module: what an officer writes and assigns, what a worker saves and hands in."""

from unionhall.modules.learning.actions.bank import Given, write_question, write_questions
from unionhall.modules.learning.actions.lessons import write_lesson
from unionhall.modules.learning.actions.papers import assign, fix, revise_paper, write_paper
from unionhall.modules.learning.actions.sheets import (
    Receipt,
    again,
    count_kept,
    finish_lesson,
    hand_in,
    hand_in_ended,
    look_at_sheet,
    open_sheet,
    save,
)

__all__ = [
    "Given",
    "Receipt",
    "again",
    "assign",
    "count_kept",
    "finish_lesson",
    "fix",
    "hand_in",
    "hand_in_ended",
    "look_at_sheet",
    "open_sheet",
    "revise_paper",
    "save",
    "write_lesson",
    "write_paper",
    "write_question",
    "write_questions",
]

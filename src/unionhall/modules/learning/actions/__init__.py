"""The verbs of this module: what an officer writes and assigns, what a worker saves and hands in."""

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.bank import given_of, write_question, write_questions
from unionhall.modules.learning.actions.counting import count_kept, void_sheets
from unionhall.modules.learning.actions.extra_time import give_time_ahead
from unionhall.modules.learning.actions.fixing import assign, fix
from unionhall.modules.learning.actions.handing_in import hand_in, hand_in_ended
from unionhall.modules.learning.actions.lessons import Check, Section, copy_lesson, write_lesson
from unionhall.modules.learning.actions.media import add_media, delete_media
from unionhall.modules.learning.actions.opening import Opened, open_own, open_sheet
from unionhall.modules.learning.actions.papers import Rules, revise_paper, write_paper
from unionhall.modules.learning.actions.reading import answer_check, begin_lesson, finish_lesson
from unionhall.modules.learning.actions.review import (
    approve,
    others_who_review,
    retire,
    send_back,
    send_to_review,
    take_up_again,
)
from unionhall.modules.learning.actions.sheets import (
    Receipt,
    again,
    begin,
    give_time,
    look_at_sheet,
    save,
)
from unionhall.modules.learning.actions.taking import (
    give_out,
    leave,
    question_template,
    receive,
    take_in,
    twin_of,
    why_not_out,
)
from unionhall.modules.learning.actions.withdrawing import (
    catch_up,
    mark_anew,
    note_correction,
    withdraw_question,
)

__all__ = [
    "Check",
    "Given",
    "Opened",
    "Receipt",
    "Rules",
    "Section",
    "add_media",
    "again",
    "answer_check",
    "approve",
    "assign",
    "begin",
    "begin_lesson",
    "catch_up",
    "copy_lesson",
    "count_kept",
    "delete_media",
    "finish_lesson",
    "fix",
    "give_out",
    "give_time",
    "give_time_ahead",
    "given_of",
    "hand_in",
    "hand_in_ended",
    "leave",
    "look_at_sheet",
    "mark_anew",
    "note_correction",
    "open_own",
    "open_sheet",
    "others_who_review",
    "question_template",
    "receive",
    "retire",
    "revise_paper",
    "save",
    "send_back",
    "send_to_review",
    "take_in",
    "take_up_again",
    "twin_of",
    "void_sheets",
    "why_not_out",
    "withdraw_question",
    "write_lesson",
    "write_paper",
    "write_question",
    "write_questions",
]

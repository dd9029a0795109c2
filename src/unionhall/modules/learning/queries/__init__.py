"""The reads of this module: what stands in a paper, what stands on a sheet, what an author's page lists."""

from unionhall.modules.learning.queries.answers import clean_answer, given_of, split_answers
from unionhall.modules.learning.queries.arranging import Arrangement, arranged
from unionhall.modules.learning.queries.bank import question_for, questions
from unionhall.modules.learning.queries.content import Content, FixedQuestion, content_for, content_of
from unionhall.modules.learning.queries.desk import (
    paper_for,
    papers,
    sheet_for,
    units_to_write_for,
)
from unionhall.modules.learning.queries.gates import Standing, ends_at, last_moment, shows_answers, why_shut
from unionhall.modules.learning.queries.lessons import gate, sections_of, usable_lesson, usable_lessons
from unionhall.modules.learning.queries.marking import (
    Marks,
    is_right,
    mark,
    marks_before,
    missing_to_pass,
    outcome,
    points,
    questions_to_pass,
)
from unionhall.modules.learning.queries.media import file_of, media
from unionhall.modules.learning.queries.records import answers_on, receipts_of, sheets_of
from unionhall.modules.learning.queries.sitting import (
    Sitting,
    assignments_of,
    given_to,
    has_ended,
    has_passed,
    is_over,
    outcome_of,
    posted,
    sitting_for,
    tries_left,
)

__all__ = [
    "Arrangement",
    "Content",
    "FixedQuestion",
    "Marks",
    "Sitting",
    "Standing",
    "answers_on",
    "arranged",
    "assignments_of",
    "clean_answer",
    "content_for",
    "content_of",
    "ends_at",
    "file_of",
    "gate",
    "given_of",
    "given_to",
    "has_ended",
    "has_passed",
    "is_over",
    "is_right",
    "last_moment",
    "mark",
    "marks_before",
    "media",
    "missing_to_pass",
    "outcome",
    "outcome_of",
    "paper_for",
    "papers",
    "points",
    "posted",
    "question_for",
    "questions",
    "questions_to_pass",
    "receipts_of",
    "sections_of",
    "sheet_for",
    "sheets_of",
    "shows_answers",
    "sitting_for",
    "split_answers",
    "tries_left",
    "units_to_write_for",
    "usable_lesson",
    "usable_lessons",
    "why_shut",
]

"""The nouns of learning: lessons, questions, papers, and the sheets on which workers answer them."""

from unionhall.modules.learning.models.bank import LETTERS, MOST_OPTIONS, Question, QuestionFile
from unionhall.modules.learning.models.certificates import Certificate, CertificateRule, Ending, earned
from unionhall.modules.learning.models.corrections import Correction, due_by
from unionhall.modules.learning.models.extra_time import ExtraTime
from unionhall.modules.learning.models.lessons import Lesson, LessonVersion, Reading
from unionhall.modules.learning.models.media import TYPES, Media
from unionhall.modules.learning.models.outcomes import Outcome, outcome
from unionhall.modules.learning.models.papers import Assignment, Paper, PaperQuestion
from unionhall.modules.learning.models.sheets import ReceiptPage, Sheet, end_of, grace, new_public_id

__all__ = (
    "LETTERS",
    "MOST_OPTIONS",
    "TYPES",
    "Assignment",
    "Certificate",
    "CertificateRule",
    "Correction",
    "Ending",
    "ExtraTime",
    "Lesson",
    "LessonVersion",
    "Media",
    "Outcome",
    "Paper",
    "PaperQuestion",
    "Question",
    "QuestionFile",
    "Reading",
    "ReceiptPage",
    "Sheet",
    "due_by",
    "earned",
    "end_of",
    "grace",
    "new_public_id",
    "outcome",
)

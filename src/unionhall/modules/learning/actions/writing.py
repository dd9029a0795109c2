"""What every author's act shares: the right to write, text without control characters, the line in the journal."""

from unicodedata import category

from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models import Lesson, Paper, Question
from unionhall.modules.learning.permissions import LearningPermission


def plain(text: str) -> str:
    """``text`` without control characters, line ends as "\\n", outer blanks gone. It is always shown escaped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in text if char == "\n" or category(char) not in ("Cc", "Cs")).strip()


def must_write(by: Actor, unit: Unit, item: Lesson | Question | Paper | None) -> None:
    """Raise Denied without the right to write for ``unit``, and for the unit that owns ``item`` already."""
    by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(unit))
    if item is not None and item.unit_id != unit.pk:
        by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(item.unit))


def note(by: Actor, verb: str, unit: Unit, subject: object, **told: object) -> None:
    """Write the journal's line of an author's act."""
    journal.write(by=by, verb=verb, unit_id=unit.pk, subject=subject, data=told)  # type: ignore[arg-type]

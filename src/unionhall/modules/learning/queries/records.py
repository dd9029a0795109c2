"""What is shown of sheets in a dispute: every answer, every receipt, every sheet of one who takes part."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.campaigns.api import Participant
from unionhall.modules.learning.models import ReceiptPage, Sheet
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.answers import split_answers
from unionhall.modules.learning.queries.arranging import arranged
from unionhall.modules.learning.queries.content import Content, FixedQuestion, content_for
from unionhall.modules.learning.queries.marking import is_right


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of a sheet that is looked at; ``place`` as the worker was shown it."""

    place: int
    question: FixedQuestion
    said: list[str]
    is_right: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """One accepted save: what the device was told is in the database."""

    seq: int
    at: datetime
    answers: list[tuple[int, list[str]]]  # by question as it was shown, in words


def answers_on(sheet: Sheet) -> list[Answered]:
    """What is answered on a sheet that the caller was allowed to see (``sheet_for``), in the worker's own order."""
    content = _content(sheet)
    if content is None:
        return []
    given = split_answers(sheet.answers, len(content.questions))
    lines = []
    for shown, place in enumerate(arranged(content, sheet.seed).order, start=1):
        question, answer = content.questions[place - 1], given[place - 1]
        lines.append(Answered(shown, question, question.said(answer), is_right(question, answer)))
    return lines


def receipts_of(sheet: Sheet) -> list[Kept]:
    """Every accepted save of a sheet that the caller was allowed to see, in the order in which they came."""
    content = _content(sheet)
    pages = ReceiptPage.objects.filter(sheet=sheet).order_by("pk").values_list("text", flat=True)
    kept = []
    for text in (*pages, sheet.receipts):
        for line in text.splitlines():
            seq, seconds, told = (*line.split(" "), "")[:3]
            at = datetime.fromtimestamp(int(seconds), tz=UTC)
            kept.append(Kept(int(seq), at, list(_said(content, sheet.seed, told))))
    return kept


def sheets_of(by: Actor, participant: Participant) -> list[Sheet]:
    """Every sheet of one who takes part, void ones too, the earliest first.

    Raises Denied for who may read no results at the unit.
    """
    unit = participant.enrolment.unit
    if not by.may(LearningPermission.RESULTS_READ, at=org_queries.path_of(unit)):
        raise Denied(LearningPermission.RESULTS_READ.value)
    found = Sheet.objects.filter(participant=participant, assignment__paper__isnull=False)
    return list(
        found.select_related("assignment__paper", "assignment__campaign")
        .defer("answers", "receipts", "assignment__paper__content")
        .order_by("pk")
    )


def _content(sheet: Sheet) -> Content | None:
    return content_for(sheet.assignment.paper) if sheet.assignment.paper else None


def _said(content: Content | None, seed: int, told: str) -> Iterator[tuple[int, list[str]]]:
    if content is None:
        return
    arrangement = arranged(content, seed)
    for one in told.split(","):
        place, _equals, answer = one.partition("=")
        if place.isdecimal() and 1 <= int(place) <= len(content.questions):
            shown = arrangement.place_shown(int(place)) or int(place)
            yield shown, content.questions[int(place) - 1].said(answer)

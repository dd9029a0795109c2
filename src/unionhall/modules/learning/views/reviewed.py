"""What is told about answers that were not right, and how a sheet went."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.law import queries as law
from unionhall.modules.learning import queries
from unionhall.modules.learning.models import Paper
from unionhall.modules.learning.queries import FixedQuestion, Sitting
from unionhall.modules.learning.queries.answers import FILL
from unionhall.modules.learning.queries.marking import parts_right


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One answered question: what was said, what is right, why, and by which law."""

    question: FixedQuestion
    number: int  # as the worker saw it; 0 where it does not matter
    said: list[str]
    right: list[str]
    is_right: bool
    partly: str  # what a half-right answer got, in words
    law: str  # the article, from the rule in force


def reviewed(asked: FixedQuestion, answer: str, number: int = 0, on: date | None = None) -> Reviewed:
    """What is told about one answer; the law as of the day ``on``, by default today."""
    return Reviewed(
        question=asked,
        number=number,
        said=asked.said(answer),
        right=asked.right_said(),
        is_right=queries.is_right(asked, answer),
        partly=_partly(asked, answer),
        law=cited(asked.rule, on or clock.today()),
    )


def cited(rule_id: str, on: date) -> str:
    """The article behind a rule on a day; "" without one."""
    try:
        return law.rule(rule_id, on).cite() if rule_id else ""
    except LookupError:
        return ""


def _partly(asked: FixedQuestion, answer: str) -> str:
    got = queries.points(asked, answer)
    if not got or got == asked.marks:
        return ""
    told = {"right": parts_right(asked, answer), "of": asked.parts, "marks": got, "full": asked.marks}
    if asked.parts == 1:
        return _("选对了一部分，得 %(marks)d 分（满分 %(full)d 分）") % told
    if asked.kind == FILL:
        return _("%(of)d 个空填对 %(right)d 个，得 %(marks)d 分（满分 %(full)d 分）") % told
    return _("%(of)d 对连对 %(right)d 对，得 %(marks)d 分（满分 %(full)d 分）") % told


def result_of(sitting: Sitting) -> dict[str, Any]:
    """How a sheet that is handed in went, for its result page."""
    content, sheet = sitting.content, sitting.sheet
    arrangement = sitting.arrangement
    marks = queries.mark(content, sheet.answers, sheet.seed)
    ends, now = sitting.campaign_ends, clock.now()
    final = queries.outcome_of(sitting, marks)
    is_shown = queries.shows_answers(content, now=now, campaign_ends=ends)
    numbers = {place: number for number, place in enumerate(arrangement.order, start=1)}
    wrong = sorted((numbers[place], place) for place in (marks.wrong if is_shown else ()))
    waits = content.answers_shown == Paper.Shown.AFTER_END and not is_shown
    return {
        "content": content,
        "marks": marks,
        "final": final,
        "has_passed": final.is_passed,
        "missing": queries.missing_to_pass(content, marks, sheet.answers),
        "needed": queries.questions_to_pass(content),
        "which_counts": Paper.Counts(content.counts).label,
        "tries_left": 0 if queries.is_over(sitting) else queries.tries_left(sitting),
        "wrong": wrong,  # (number as shown, place)
        "withdrawn": _withdrawn(sitting) if content.edition else [],
        "answers_from": queries.last_moment(content, ends) if waits else None,
    }


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A question that was withdrawn after this sheet could have been marked: why, and what that did to its marks."""

    number: int  # as the worker saw it
    rule: str  # "everybody" or "out"
    reason: str
    was: int  # marks
    now: int


def _withdrawn(sitting: Sitting) -> list[Withdrawn]:
    """The questions of this sheet that were withdrawn, in that order, with the marks before and after each."""
    paper, sheet, order = sitting.assignment.paper, sitting.sheet, sitting.arrangement.order
    if paper is None:
        return []
    told = Paper.objects.values_list("withdrawn", flat=True).get(pk=paper.pk)[: sitting.content.edition]
    steps = [queries.marks_before(sheet, paper, edition) for edition in range(1, len(told) + 2)]
    return [
        Withdrawn(order.index(one["place"]) + 1, one["rule"], one.get("reason", ""), steps[n], steps[n + 1])
        for n, one in enumerate(told)
        if one["place"] in order
    ]

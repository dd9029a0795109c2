"""What was answered wrong in the papers of a campaign, by question: for choosing what to teach next."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from unionhall.kernel.actor import Actor
from unionhall.modules.learning.models import Assignment, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.afterwards import by_unit, first_tries, may_see, report
from unionhall.modules.learning.queries.desk import papers

KEPT_FOR = 15 * 60  # seconds: the sheets of a district take half a second to read


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its topic ("" = none was given), its text, how many were asked and how many were wrong."""

    topic: str
    text: str
    asked: int
    wrong: int


def wrong_answers(by: Actor, campaign_id: int) -> list[Asked]:
    """First tries at all papers of a campaign that ``by`` may read, by question; none where results are hidden."""
    if not by.holds_any(LearningPermission.PAPER_READ):
        return []
    given = Assignment.objects.filter(campaign_id=campaign_id, paper__isnull=False).values("paper_id")
    found = []
    for paper in papers(by).filter(pk__in=given):  # one or two of a campaign
        if not may_see(by_unit(by, paper), None):
            continue
        key = f"learning-wrong-{paper.pk}-{paper.version}-{first_tries(paper).count() // 50}"
        rows: list[tuple[int, str, int, int]] | None = cache.get(key)
        if rows is None:
            told = report(paper)["questions"]
            rows = [(row["question_id"], row["text"], row["n"], row["n"] - row["right"]) for row in told]
            cache.set(key, rows, KEPT_FOR)
        topics = dict(Question.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "topic"))
        found += [Asked(topics.get(pk, ""), text, n, wrong) for pk, text, n, wrong in rows if n]
    return found

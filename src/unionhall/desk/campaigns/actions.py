"""Launching a campaign with what is learned in it: the actions of two modules in one transaction."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.desk.campaigns.drafts import Draft, new_tasks
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns import queries as campaign_queries
from unionhall.modules.campaigns.models import Campaign
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning import queries as learning_queries
from unionhall.modules.learning.models import Lesson, Paper

NEW, NONE = "new", "none"


def launch(by: Actor, unit: Unit, draft: Draft) -> Campaign:
    """Write the lesson and the paper where they are new, launch the campaign and assign them to it; all or nothing.

    Questions written on the way are reviewed by who launches only where nobody else at the unit may review them.

    Raises Denied or Refused as the actions of campaigns and learning do.
    """
    theme = draft.theme
    with transaction.atomic():
        lesson, paper = _lesson(by, unit, draft.lesson), _paper(by, unit, draft)
        campaign = campaigns.launch(
            by,
            unit,
            name=theme["name"],
            theme=theme["theme"],
            cover=theme.get("cover", ""),
            since=date.fromisoformat(theme["since"]),
            until=date.fromisoformat(theme["until"]),
            enrol_until=date.fromisoformat(theme["enrol_until"]),
            contact=theme["contact"],
            basis=theme.get("basis", ""),
            audience=campaign_queries.Audience.of(draft.audience),
            tasks=new_tasks(draft),
        )
        if lesson or paper:
            learning.assign(by, campaign.pk, lesson, paper)
    return campaign


def _lesson(by: Actor, unit: Unit, chosen: dict[str, Any]) -> Lesson | None:
    if chosen["source"] == NONE:
        return None
    if chosen["source"] != NEW:
        return learning_queries.usable_lesson(by, int(chosen["source"]))
    paragraphs = [line for line in chosen["text"].splitlines() if line.strip()]
    return learning.write_lesson(by, unit=unit, title=chosen["title"], sections=[("", "\n\n".join(paragraphs))])


def _paper(by: Actor, unit: Unit, draft: Draft) -> Paper | None:
    chosen = draft.paper
    if chosen["source"] == NONE:
        return None
    if chosen["source"] != NEW:
        return learning_queries.paper_for(by, int(chosen["source"]))
    given = [
        learning.Given(**{**question, "options": tuple(question["options"]), "right": tuple(question["right"])})
        for question in draft.questions
    ]
    questions = learning.write_questions(by, unit=unit, given=given)
    learning.send_to_review(by, questions)
    learning.approve(by, questions, reason=_("发起活动时现写，发起前逐题看过"))
    return learning.write_paper(
        by,
        unit=unit,
        title=chosen["title"],
        questions=[(question, chosen["marks_each"]) for question in questions],
        pass_marks=chosen["pass_marks"],
        tries=chosen["tries"],
    )

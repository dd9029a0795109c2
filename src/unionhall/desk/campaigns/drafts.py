"""A campaign that is being written: kept in the session from page to page, so that nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest

from unionhall.modules.campaigns.actions import NewTask
from unionhall.modules.campaigns.models import Campaign

KEY = "campaign_draft"
PARTS = ("theme", "audience", "tasks", "lesson", "paper", "questions")


@dataclass
class Draft:
    """What has been written so far; a part that is empty has not been reached."""

    theme: dict[str, Any] = field(default_factory=dict)
    audience: dict[str, Any] = field(default_factory=dict)  # as campaigns keep it, and "asked" once it was looked at
    tasks: list[dict[str, Any]] = field(default_factory=list)  # as TaskForm cleans them; "due" "" = the last day
    lesson: dict[str, Any] = field(default_factory=dict)
    paper: dict[str, Any] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)  # as QuestionForm.as_given gives them

    @property
    def is_whole(self) -> bool:
        """Every page has been filled in."""
        return bool(self.theme and self.audience and self.lesson and self.paper)


def load(request: HttpRequest) -> Draft:
    """The draft begun in this browser, or an empty one."""
    kept = request.session.get(KEY) or {}
    return Draft(**{name: kept[name] for name in PARTS if name in kept})


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep the draft."""
    request.session[KEY] = {name: getattr(draft, name) for name in PARTS}


def drop(request: HttpRequest) -> None:
    """Forget the draft."""
    request.session.pop(KEY, None)


def storable(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values as the session can keep them: days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in cleaned.items()}


def as_initial(question: Mapping[str, Any]) -> dict[str, Any]:
    """A kept question as ``QuestionForm`` shows it again."""
    options = dict(zip(("a", "b", "c", "d"), question["options"], strict=False))
    right = ["ABCD"[place] for place in question["right"]]
    return {
        **options,
        "text": question["text"],
        "kind": question["kind"],
        "right": right,
        "explanation": question["explanation"],
    }


def new_tasks(draft: Draft) -> list[NewTask]:
    """The tasks of a draft as the action takes them; where no day was written, the campaign's last one."""
    last = draft.theme["until"]
    return [NewTask(**{**task, "due": date.fromisoformat(task["due"] or last)}) for task in draft.tasks]


def like(draft: Draft, campaign: Campaign, lesson: int | None, paper: int | None) -> None:
    """Fill the draft's later pages from an earlier campaign: everything but the days."""
    draft.audience = {**campaign.audience, "asked": True}
    draft.tasks = [
        {"words": task.words, "measure": task.measure, "target": task.target, "number": task.number, "due": ""}
        for task in campaign.tasks.filter(unit=campaign.unit_id)
    ]
    draft.lesson = {"source": str(lesson) if lesson else "none", "title": "", "text": ""}
    draft.paper = {
        "source": str(paper) if paper else "none",
        "title": "",
        "marks_each": 20,
        "pass_marks": 60,
        "tries": 2,
    }
    draft.questions = []

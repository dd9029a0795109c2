"""A campaign that is being written: kept in the session from page to page, so that nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest

KEY = "campaign_draft"


@dataclass
class Draft:
    """What has been written so far; a part that is empty has not been reached."""

    theme: dict[str, Any] = field(default_factory=dict)
    lesson: dict[str, Any] = field(default_factory=dict)
    paper: dict[str, Any] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)  # as QuestionForm.as_given gives them

    @property
    def is_whole(self) -> bool:
        """Every page has been filled in."""
        return bool(self.theme and self.lesson and self.paper)


def load(request: HttpRequest) -> Draft:
    """The draft begun in this browser, or an empty one."""
    kept = request.session.get(KEY) or {}
    return Draft(**{name: kept[name] for name in ("theme", "lesson", "paper", "questions") if name in kept})


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep the draft."""
    request.session[KEY] = {
        "theme": draft.theme,
        "lesson": draft.lesson,
        "paper": draft.paper,
        "questions": draft.questions,
    }


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

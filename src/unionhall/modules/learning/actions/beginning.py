"""Whether a paper may be begun now, and what its sheet gets when it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from unionhall.kernel import chance, clock
from unionhall.modules.learning.models import Sheet
from unionhall.modules.learning.queries.content import Content, content_for
from unionhall.modules.learning.queries.extra_time import minutes_given
from unionhall.modules.learning.queries.gates import Standing, ends_at, why_shut
from unionhall.modules.learning.queries.sitting import Sitting

_SEEDS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides whether and until when a sheet may be answered."""

    content: Content
    campaign_ends: datetime
    has_lesson: bool


def rules_of(sitting: Sitting) -> Rules:
    """Those of a sitting. What lies around its sheet is read only where somebody may have been given time."""
    content = sitting.content
    if content.minutes is not None:
        sitting.whole()
    return Rules(content, sitting.campaign_ends, sitting.known.lesson_id is not None)


def shut_by(sheet: Sheet, rules: Rules) -> str:
    """Why this try can not be begun now; "" where it can."""
    standing = Standing(
        now=clock.now(),
        campaign_ends=rules.campaign_ends,
        tries_used=sheet.attempt - 1,
        has_lesson=rules.has_lesson,
        has_learned=sheet.lesson_read is not None,
    )
    return why_shut(rules.content, standing)


def beginning(sheet: Sheet, rules: Rules, extra: int | None = None) -> dict[str, Any]:
    """The columns that a sheet gets when it is begun now; ``extra``: minutes given, None: to be asked."""
    content, now = rules.content, clock.now()
    is_drawn = bool(content.draws) or content.mixes_questions or content.mixes_options
    ends = ends_at(
        content,
        begun=now,
        campaign_ends=rules.campaign_ends,
        extra=timedelta(minutes=_extra(sheet, content) if extra is None else extra),
    )
    return {"began": now, "ends": ends, "seed": 1 + chance.below(_SEEDS) if is_drawn else 0}


def _extra(sheet: Sheet, content: Content) -> int:
    """The minutes that this sheet and its person were given; a paper without a time limit asks nobody."""
    if content.minutes is None:
        return 0
    return sheet.extra_minutes + minutes_given(sheet.assignment.campaign_id, sheet.participant.person_id)


def content_at(sheet: Sheet) -> Content:
    """The paper of a sheet. Raises ValueError where it has none."""
    if sheet.assignment.paper is None:
        raise ValueError(f"{sheet.assignment} has no paper")
    return content_for(sheet.assignment.paper)

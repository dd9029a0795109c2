"""When a paper may be begun, until when answered, and when its answers are shown. Pure; by the server's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from unionhall.modules.learning.queries.content import Content

Shut = Literal["", "not_yet", "closed", "learn_first", "no_try_left"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands before a paper."""

    now: datetime
    campaign_ends: datetime
    tries_used: int = 0
    has_lesson: bool = False
    has_learned: bool = False  # every check question of the lesson was answered right
    extra: timedelta = timedelta(0)


def why_shut(content: Content, standing: Standing) -> Shut:
    """Why a try can not be begun; "" where it can. Learning is asked for by its check questions, never by minutes."""
    if content.opens is not None and standing.now < content.opens:
        return "not_yet"
    if standing.now >= last_moment(content, standing.campaign_ends):
        return "closed"
    if content.learn_first and standing.has_lesson and not standing.has_learned:
        return "learn_first"
    if standing.tries_used >= content.tries and not content.is_practice:
        return "no_try_left"
    return ""


def last_moment(content: Content, campaign_ends: datetime) -> datetime:
    """The moment from which nobody answers this paper: the end of its open period, at the latest the campaign's."""
    return campaign_ends if content.closes is None else min(content.closes, campaign_ends)


def ends_at(
    content: Content, *, begun: datetime | None, campaign_ends: datetime, extra: timedelta = timedelta(0)
) -> datetime:
    """Until when a sheet that was begun at ``begun`` may be answered.

    Extra time lengthens the time limit; the end of the open period is the end for everybody.
    """
    last = last_moment(content, campaign_ends)
    if content.minutes is None or begun is None:
        return last
    return min(last, begun + timedelta(minutes=content.minutes) + extra)


def shows_answers(content: Content, *, now: datetime, campaign_ends: datetime) -> bool:
    """Whether who handed in is shown what was right, now: of practice always."""
    if content.is_practice:
        return True
    if content.answers_shown == "after_end":
        return now >= last_moment(content, campaign_ends)
    return content.answers_shown == "at_once"

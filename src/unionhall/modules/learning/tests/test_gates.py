"""When a paper may be begun, how long it may be answered and when its answers are shown, against the plain rules."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from unionhall.modules.learning.queries.content import Content, FixedQuestion
from unionhall.modules.learning.queries.gates import Standing, ends_at, shows_answers, why_shut

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
MOMENTS = st.integers(-600, 600).map(lambda minutes: NOON + timedelta(minutes=minutes))
ASKED = (FixedQuestion("single", "题", ("甲", "乙"), "A", 10),)


@st.composite
def a_paper(draw: st.DrawFn) -> Content:
    """A paper with any open period, limit and gate."""
    return Content(
        1,
        1,
        "卷",
        10,
        draw(st.integers(1, 3)),
        True,
        ASKED,
        minutes=draw(st.none() | st.integers(1, 300)),
        opens=draw(st.none() | MOMENTS),
        closes=draw(st.none() | MOMENTS),
        answers_shown=draw(st.sampled_from(["at_once", "after_end", "never"])),
        is_practice=draw(st.booleans()),
        learn_first=draw(st.booleans()),
    )


@given(a_paper(), MOMENTS, MOMENTS, st.integers(0, 4), st.booleans(), st.booleans())
def test_a_paper_is_begun_exactly_when_the_rules_say(
    content: Content, now: datetime, ends: datetime, used: int, has_lesson: bool, has_learned: bool
) -> None:
    may = (
        (content.opens is None or content.opens <= now)
        and (content.closes is None or now < content.closes)
        and now < ends
        and (has_learned or not (content.learn_first and has_lesson))
        and (content.is_practice or used < content.tries)
    )
    assert (why_shut(content, Standing(now, ends, used, has_lesson, has_learned)) == "") == may


@given(a_paper(), MOMENTS, MOMENTS, st.integers(0, 60))
def test_a_sheet_ends_by_its_limit_and_never_after_the_end(
    content: Content, begun: datetime, ends: datetime, extra: int
) -> None:
    longer = timedelta(minutes=extra)
    found = ends_at(content, begun=begun, campaign_ends=ends, extra=longer)
    last = min([moment for moment in (content.closes, ends) if moment is not None])
    limit = begun + timedelta(minutes=content.minutes) + longer if content.minutes else last
    assert found == min(limit, last)
    assert found >= ends_at(content, begun=begun, campaign_ends=ends)


@given(a_paper(), MOMENTS, MOMENTS)
def test_answers_are_shown_when_the_author_said(content: Content, now: datetime, ends: datetime) -> None:
    is_over = now >= ends or (content.closes is not None and now >= content.closes)
    wanted = {"at_once": True, "after_end": is_over, "never": False}[content.answers_shown] or content.is_practice
    assert shows_answers(content, now=now, campaign_ends=ends) == wanted

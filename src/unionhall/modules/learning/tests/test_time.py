"""Time limits, gates and extra time by the server's clock; and that no receipt is ever thrown away."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.journal.models import Line
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.actions import sheets as acts
from unionhall.modules.learning.models import Paper, Sheet, end_of
from unionhall.modules.learning.queries import Sitting, content_of, sitting_for
from unionhall.modules.learning.tests.conftest import NOON, SYSTEM, Hall


def ruled(hall: Hall, **rules: Any) -> None:
    """Let the paper have these rules."""
    Paper.objects.filter(pk=hall.paper.pk).update(**rules)
    content_of.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_papers() -> Iterator[None]:
    content_of.cache_clear()
    yield
    content_of.cache_clear()


def sit(hall: Hall, name: str = "何川") -> tuple[Sitting, str]:
    """A member's sheet, opened but not begun, and the cookie."""
    participant, cookie = hall.member(name)
    return hall.sitting(participant, cookie), cookie


def after(minutes: float) -> Any:
    """So many minutes after noon."""
    return clock.set_to(NOON + timedelta(minutes=minutes))


def reread(sitting: Sitting, cookie: str) -> Sitting:
    """The same sheet as it stands now."""
    found = sitting_for(cookie, sitting.sheet.public)
    assert found is not None
    return found


def test_the_limit_runs_from_the_first_question_and_saves_are_taken_for_a_while_longer(hall: Hall) -> None:
    ruled(hall, minutes=10)
    sitting, cookie = sit(hall)
    with after(30):  # reading the lesson costs nothing
        actions.begin(sitting)
        actions.save(sitting, {1: "B"})
    assert Sheet.objects.get().ends == NOON + timedelta(minutes=40)
    with after(40 + 119 / 60):
        assert actions.save(reread(sitting, cookie), {2: "A"}).state == "saved"
        assert actions.hand_in_ended(SYSTEM) == 0
    with after(42):
        with pytest.raises(Refused, match="时间已过"):
            actions.save(reread(sitting, cookie), {3: "AC"})
        assert actions.hand_in_ended(SYSTEM) == 1
        assert actions.hand_in_ended(SYSTEM) == 0
    row = Sheet.objects.get()
    assert (row.right, row.is_by_clock) == (2, True)


def test_a_limit_never_reaches_beyond_the_campaign(hall: Hall) -> None:
    ruled(hall, minutes=10)
    sitting, _cookie = sit(hall)
    with clock.set_to(end_of(hall.campaign) - timedelta(minutes=3)):
        assert actions.begin(sitting).ends == end_of(hall.campaign)


def test_more_time_for_one_sheet(hall: Hall) -> None:
    ruled(hall, minutes=10)
    sitting, cookie = sit(hall)
    other, _other_cookie = sit(hall, "苏岭")
    actions.save(sitting, {1: "B"})
    actions.save(other, {1: "B"})
    actions.give_time(SYSTEM, sitting.sheet.pk, 15)
    assert Line.objects.filter(verb="learning.time_given").count() == 1
    with after(20):
        assert actions.save(reread(sitting, cookie), {2: "A"}).state == "saved"
        assert actions.hand_in_ended(SYSTEM) == 1  # the other one alone
        with pytest.raises(Refused, match="已经交了"):
            actions.give_time(SYSTEM, other.sheet.pk, 15)
    with pytest.raises(Refused, match="最多"):
        actions.give_time(SYSTEM, sitting.sheet.pk, 500)
    with pytest.raises(Denied):
        actions.give_time(SYSTEM, 999999, 5)
    ruled(hall, minutes=None)
    with pytest.raises(Refused, match="不限时"):
        actions.give_time(SYSTEM, sitting.sheet.pk, 5)


def test_learning_comes_first_where_the_paper_says_so(hall: Hall, lanes_client: Client) -> None:
    ruled(hall, learn_first=True)
    sitting, cookie = sit(hall)
    with pytest.raises(Refused, match="先把课学完"):
        actions.save(sitting, {1: "B"})
    lanes_client.cookies["uh_claim"] = cookie
    page = lanes_client.get(reverse("learning:paper", args=[sitting.sheet.public])).content.decode()
    assert reverse("learning:lesson", args=[sitting.sheet.public]) in page
    assert Sheet.objects.get().began is None
    actions.finish_lesson(reread(sitting, cookie))
    assert Sheet.objects.get().began is not None
    assert actions.save(reread(sitting, cookie), {1: "B"}).state == "saved"


def test_a_paper_is_begun_in_its_open_period_alone(hall: Hall) -> None:
    ruled(hall, opens=NOON + timedelta(hours=1), closes=NOON + timedelta(hours=2))
    sitting, cookie = sit(hall)
    with pytest.raises(Refused, match="11月10日 13:00 才开始"):
        actions.begin(sitting)
    with after(119):
        assert actions.begin(sitting).ends == NOON + timedelta(hours=2)
        actions.save(sitting, {1: "B"})
    late, _late_cookie = sit(hall, "苏岭")
    with after(121):
        actions.save(reread(sitting, cookie), {2: "A"})  # begun in time: the grace holds
        with pytest.raises(Refused, match="时间已经过了"):
            actions.begin(late)


def test_each_try_is_drawn_anew_and_a_practice_never_counts(hall: Hall) -> None:
    ruled(hall, mixes_questions=True, is_practice=True)
    sitting, cookie = sit(hall)
    actions.save(sitting, {1: "B"})
    assert not actions.hand_in(reread(sitting, cookie)).counted_on
    second = actions.again(reread(sitting, cookie))
    seeds = set(Sheet.objects.values_list("seed", flat=True))
    assert len(seeds) == 2
    assert 0 not in seeds
    assert second.began is not None


def test_every_receipt_is_kept_and_shown(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "LONGEST_RECEIPTS", 200)
    sitting, cookie = sit(hall)
    saved = ["AB"[number % 2] for number in range(60)]
    for letter in saved:
        actions.save(sitting, {1: letter})
    row = reread(sitting, cookie).sheet
    assert len(row.receipts) <= 200
    kept = queries.receipts_of(row)
    assert [one.seq for one in kept] == list(range(1, 61))
    said = {"A": "拉开他", "B": "切断电源"}
    assert [one.answers for one in kept] == [[(1, [said[letter]])] for letter in saved]
    monkeypatch.setattr(acts, "MOST_PAGES", row.receipt_pages.count())
    with pytest.raises(Refused, match="次数太多"):
        for _again in range(20):
            actions.save(sitting, {1: "A"})
            actions.save(sitting, {1: "B"})

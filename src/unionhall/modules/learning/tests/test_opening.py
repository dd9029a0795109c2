"""A sheet is opened by the claims that a device holds, the same by one statement as by the ordinary way."""

from datetime import timedelta

import pytest

from unionhall.kernel import clock
from unionhall.kernel.actor import Refused
from unionhall.modules.campaigns.models import Participant
from unionhall.modules.learning import actions
from unionhall.modules.learning.models import Assignment, ExtraTime, Paper, Sheet
from unionhall.modules.learning.tests.conftest import NOON, Hall

BY_CHANCE = ("id", "public", "participant_id", "seed")


def _row(public: str) -> dict[str, object]:
    sheet = Sheet.objects.get(public=public)
    return {
        one.attname: getattr(sheet, one.attname) for one in Sheet._meta.concrete_fields if one.attname not in BY_CHANCE
    }


def _opened(cookie: str, assignment: Assignment, *, begins: bool = True) -> actions.Opened:
    found = actions.open_own(cookie, assignment.pk, begins=begins)
    assert found is not None
    return found


@pytest.mark.parametrize("minutes", [None, 30])
@pytest.mark.parametrize("begins", [True, False])
def test_it_leaves_the_row_that_the_ordinary_way_leaves(hall: Hall, minutes: int | None, begins: bool) -> None:
    paper = Paper.objects.get(pk=hall.paper.pk)
    Paper.objects.filter(pk=paper.pk).update(minutes=minutes, mixes_questions=True, version=paper.version + 7)
    Assignment.objects.filter(pk=hall.assignment.pk).update(lesson=None)
    left = []
    for name in ("林晓禾", "周立"):
        participant, cookie = hall.member(name)
        given = {"campaign": hall.campaign, "unit": hall.unit, "person": participant.person}
        for extra in (99, 15):  # the latest holds
            ExtraTime.objects.create(**given, minutes=extra, given=clock.now())
        assignment = Assignment.objects.get(pk=hall.assignment.pk)
        if name == "林晓禾":
            public = _opened(cookie, assignment, begins=begins).public
        else:
            participant = Participant.objects.get(pk=participant.pk)
            public = actions.open_sheet(participant, assignment, begins=begins).public
        assert bool(Sheet.objects.get(public=public).seed) == begins
        left.append(_row(public))
    assert left[0] == left[1]
    if begins and minutes:
        assert left[0]["ends"] == NOON + timedelta(minutes=45)


def test_the_latest_claim_to_the_campaign_opens_and_its_last_try(hall: Hall) -> None:
    _first, one = hall.member("林晓禾")
    _second, two = hall.member("周立")
    foreign = "A" * 22
    for cookie, own in ((f"{one}.{two}", one), (f"{two}.{one}", two), (f"{foreign}.{two}.{one}", two)):
        assert _opened(cookie, hall.assignment).public == _opened(own, hall.assignment).public
    participant, cookie = hall.member("赵一")
    mine = hall.sitting(participant, cookie)
    actions.save(mine, {1: "A"})
    actions.hand_in(mine)
    assert _opened(cookie, hall.assignment).is_handed_in
    following = actions.again(mine)
    now = _opened(cookie, hall.assignment)
    assert (now.public, now.is_handed_in) == (following.public, False)


def test_nobody_opens_without_a_claim_to_the_campaign_nor_after_its_end(hall: Hall) -> None:
    participant, cookie = hall.member("林晓禾")
    for held in ("", "x", "A" * 22):
        assert actions.open_own(held, hall.assignment.pk, begins=True) is None
    assert actions.open_own(cookie, hall.assignment.pk + 1, begins=True) is None
    with clock.set_to(NOON + timedelta(days=400)), pytest.raises(Refused):
        actions.open_own(cookie, hall.assignment.pk, begins=True)
    Participant.objects.filter(pk=participant.pk).update(left=clock.now())
    assert actions.open_own(cookie, hall.assignment.pk, begins=True) is None
    assert not Sheet.objects.exists()

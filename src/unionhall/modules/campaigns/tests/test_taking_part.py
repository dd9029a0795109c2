"""Saying who one is: found, unknown and ambiguous look alike; limits go by name and link, never by address."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.district import NOW, SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.facts import actions as fact_actions
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.journal import events
from unionhall.modules.campaigns import actions, api, queries
from unionhall.modules.campaigns.actions import taking_part
from unionhall.modules.campaigns.models import Attempt, Link, Participant

State = Participant.State


def test_a_member_is_found_and_anybody_else_takes_part_to_be_confirmed(district: District, link: Link) -> None:
    person = district.member("王甲", district.mill, phone="13800000001")
    found = actions.identify(link, name="王 甲", tail="0001")
    assert (found.participant.state, found.participant.person) == (State.MATCHED, person)
    unknown = actions.identify(link, name="王甲", tail="0002")
    assert (unknown.participant.state, unknown.participant.person) == (State.TO_CONFIRM, None)


def test_both_run_the_same_statements(district: District, link: Link) -> None:
    district.member("王甲", district.mill, phone="13800000001")
    shapes = []
    for name, tail in (("王甲", "0001"), ("王甲", "9999"), ("没有的人", "0001")):
        with CaptureQueriesContext(connection) as run:
            actions.identify(link, name=name, tail=tail)
        shapes.append([re.split(r" WHERE | VALUES |SAVEPOINT ", query["sql"])[0] for query in run])
    assert shapes[0] == shapes[1] == shapes[2]


def test_a_device_goes_on_with_what_it_began(district: District, link: Link) -> None:
    first = actions.identify(link, name="王甲", tail="0001")
    again = actions.identify(link, name="王甲", tail="0001", cookie=first.cookie)
    assert again.participant == first.participant
    assert api.participant_by_claim(first.cookie) == first.participant
    other = actions.identify(link, name="王甲", tail="0001")
    assert other.participant != first.participant


def test_a_phone_passed_round_holds_several(district: District, link: Link) -> None:
    first = actions.identify(link, name="王甲", tail="0001")
    second = actions.identify(link, name="李乙", tail="0002", cookie=first.cookie)
    held = api.participants_by_cookie(second.cookie)
    assert held == [second.participant, first.participant]
    assert api.participant_by_claim(second.cookie, campaign_id=link.enrolment.campaign_id) == second.participant
    left = actions.forget(second.participant, second.cookie)
    assert api.participants_by_cookie(left) == [first.participant]
    assert api.participants_by_cookie(second.cookie) == [first.participant]  # the claim itself is dead


def test_a_cookie_that_is_not_ours_is_nobody(db: None) -> None:
    for cookie in ("", ".", "a.b.c", "x" * 22, "'; drop table --", "." * 5000):
        assert api.participant_by_claim(cookie) is None


def test_five_failures_close_a_name_even_for_the_right_digits(district: District, link: Link) -> None:
    district.member("王甲", district.mill, phone="13800000001")
    district.member("李乙", district.mill, phone="13800000002")
    for tail in range(5):
        actions.identify(link, name="王甲", tail=f"900{tail}")
    assert actions.identify(link, name="王甲", tail="0001").participant.state == State.TO_CONFIRM
    assert actions.identify(link, name="李乙", tail="0002").participant.state == State.MATCHED
    with clock.set_to(NOW + timedelta(minutes=61)):
        assert actions.identify(link, name="王甲", tail="0001").participant.state == State.MATCHED


def test_those_to_be_confirmed_are_capped(district: District, link: Link) -> None:
    for number in range(taking_part.FEWEST_TO_CONFIRM + 3):
        actions.identify(link, name=f"路人{chr(0x4E00 + number)}", tail="0001")
    turnout = queries.turnout(district.actor("郭主席", district.mill, "chair"), link.enrolment)
    assert (turnout.matched, turnout.to_confirm, turnout.unlisted) == (0, 20, 3)
    assert turnout.names is not None
    above = queries.turnout(district.actor("街道经办", district.east, "officer"), link.enrolment)
    assert (above.to_confirm, above.names) == (20, None)


def test_very_many_failures_stop_the_link_for_everybody_alike(
    district: District, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    district.member("王甲", district.mill, phone="13800000001")
    monkeypatch.setattr(taking_part, "FEWEST_FAILURES_PER_LINK", 3)
    for number in range(3):
        actions.identify(link, name=f"路人{number}", tail="0001")
    for name in ("王甲", "没有的人"):
        with pytest.raises(Refused, match="一小时"):
            actions.identify(link, name=name, tail="0001")


def test_a_person_counts_once_however_many_devices(district: District, link: Link) -> None:
    district.member("王甲", district.mill, phone="13800000001")
    reckoning = link.enrolment.campaign.reckoning
    for number in range(2):
        participant = actions.identify(link, name="王甲", tail="0001").participant
        assert api.took_part(participant, f"learning.Sheet:{number}") is (number == 0)
        assert not api.took_part(participant, "learning.Sheet:9") or number
    unknown = actions.identify(link, name="李乙", tail="0001").participant
    assert not api.took_part(unknown, "learning.Sheet:7")
    figure = facts.figure(SYSTEM, "campaigns.people", district.federation, reckoning=reckoning)
    assert (figure.value, figure.n, figure.m) == (1, 1, 3)
    assert not fact_actions.recount()


def test_the_chair_confirms_and_others_are_told(district: District, link: Link) -> None:
    person = district.member("王甲", district.mill, phone="13800000001")
    participant = actions.identify(link, name="王甲", tail="9999").participant
    told: list[api.ParticipantMatched] = []
    events.listen(api.ParticipantMatched, told.append)
    try:
        with pytest.raises(Denied):
            actions.confirm(district.actor("邻居", district.shop, "chair"), participant, person)
        stranger = district.member("赵丙", district.yard)
        chair = district.actor("郭主席", district.mill, "chair")
        with pytest.raises(Refused, match="不是"):
            actions.confirm(chair, participant, stranger)
        actions.confirm(chair, participant, person)
        with pytest.raises(Refused, match="核对过"):
            actions.confirm(chair, participant, person)
    finally:
        events._listeners[api.ParticipantMatched].remove(told.append)
    assert [event.participant_id for event in told] == [participant.pk]
    assert Participant.objects.get(pk=participant.pk).person == person


def test_no_digits_are_kept(district: District, link: Link) -> None:
    actions.identify(link, name="王甲", tail="4711")
    row = Participant.objects.values().get()
    assert "4711" not in str({key: value for key, value in row.items() if key not in ("id",)})
    assert "4711" not in str(Attempt.objects.values().get())

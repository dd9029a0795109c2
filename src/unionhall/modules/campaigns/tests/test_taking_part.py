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
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.campaigns import actions, api, queries
from unionhall.modules.campaigns.actions import identifying
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
        plain = [re.sub(r"'[A-Za-z0-9_-]{43}'", "HASH", query["sql"]) for query in run]
        shapes.append([re.split(r" FROM | VALUES |SAVEPOINT ", sql)[0] for sql in plain])
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
    for number in range(identifying.FEWEST_TO_CONFIRM + 3):
        actions.identify(link, name=f"路人{chr(0x4E00 + number)}", tail="0001")
    turnout = queries.turnout(district.actor("郭主席", district.mill, "chair"), link.enrolment)
    assert (turnout.matched, turnout.to_confirm, turnout.unlisted) == (0, 20, 3)
    assert turnout.names is not None
    above = queries.turnout(district.actor("街道经办", district.east, "officer"), link.enrolment)
    assert (above.to_confirm, above.names) == (20, None)


def test_very_many_failures_are_told_to_the_chair_once_and_close_nothing(
    district: District, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = district.member("王甲", district.mill, phone="13800000001")
    chair = district.actor("郭主席", district.mill, "chair")
    monkeypatch.setattr(identifying, "FAILURES_TO_TELL", 3)
    for number in range(2):
        actions.identify(link, name=f"路人{number}", tail="0001")
    assert not [duty for duty in procedures.inbox(chair) if "对不上" in duty.title]
    for number in range(4):
        actions.identify(link, name=f"生人{number}", tail="0001")
    assert len([duty for duty in procedures.inbox(chair) if "对不上" in duty.title]) == 1
    assert actions.identify(link, name="王甲", tail="0001").participant.person == person
    actions.replace_link(chair, link.enrolment)
    assert not [duty for duty in procedures.inbox(chair) if "对不上" in duty.title]


def test_what_was_tried_days_ago_is_thrown_away(district: District, link: Link) -> None:
    actions.identify(link, name="路人", tail="0001")
    with clock.set_to(NOW + timedelta(days=2)):
        actions.identify(link, name="路人", tail="0002")
        assert actions.forget_attempts(SYSTEM) == 0
    with clock.set_to(NOW + timedelta(days=2, hours=1)):
        assert actions.forget_attempts(SYSTEM) == 1
    assert Attempt.objects.count() == 1


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


def test_the_chair_settles_several_in_one_act_and_others_are_told(district: District, link: Link) -> None:
    person, second = district.member("王甲", district.mill), district.member("李乙", district.mill)
    first = actions.identify(link, name="王申", tail="9999").participant
    other_phone = actions.identify(link, name="王申", tail="9999").participant
    other = actions.identify(link, name="李乙", tail="9999").participant
    left = actions.identify(link, name="外人", tail="9999").participant
    told: list[api.ParticipantsMatched] = []
    events.listen(api.ParticipantsMatched, told.append)
    chosen = {first.identity: person.pk, other.identity: second.pk}
    try:
        with pytest.raises(Denied):
            actions.settle(district.actor("邻居", district.shop, "chair"), link.enrolment, chosen)
        stranger = district.member("赵丙", district.yard)
        chair = district.actor("郭主席", district.mill, "chair")
        with pytest.raises(Refused, match="不是"):
            actions.settle(chair, link.enrolment, {**chosen, left.identity: stranger.pk})
        with pytest.raises(Refused, match="勾"):
            actions.settle(chair, link.enrolment, {})
        actions.settle(chair, link.enrolment, chosen)
        assert actions.settle(chair, link.enrolment, chosen) == []
    finally:
        events._listeners[api.ParticipantsMatched].remove(told.append)
    assert [event.participant_ids for event in told] == [(first.pk, other_phone.pk, other.pk)]
    rows = {row.pk: row for row in Participant.objects.all()}
    assert rows[first.pk].person_id == rows[other_phone.pk].person_id == person.pk
    assert rows[other.pk].person_id == second.pk
    assert rows[left.pk].state == State.TO_CONFIRM


def test_no_digits_are_kept(district: District, link: Link) -> None:
    actions.identify(link, name="王甲", tail="4711")
    row = Participant.objects.values().get()
    assert "4711" not in str({key: value for key, value in row.items() if key not in ("id",)})
    assert "4711" not in str(Attempt.objects.values().get())

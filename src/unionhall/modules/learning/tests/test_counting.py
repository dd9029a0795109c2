"""Of one person at one paper one device's sheets count: which, by what rule, and that the facts follow."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel import clock
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.models import Fact, Presence
from unionhall.kernel.people import merging
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Participant
from unionhall.modules.learning import actions
from unionhall.modules.learning.models import Sheet, end_of
from unionhall.modules.learning.queries import Sitting, sitting_for
from unionhall.modules.learning.queries.holding import Tried, counting, holder
from unionhall.modules.learning.tests.conftest import NOON, SYSTEM, Hall

TRIES = st.builds(
    lambda device, minute, handed: (device, minute, *handed),
    st.integers(1, 3),
    st.integers(0, 30),
    st.sampled_from([(False, False), (True, False), (True, True)]),
)


def tried(rows: list[tuple[int, int, bool, bool]]) -> list[Tried]:
    """Tries from short rows."""
    return [
        Tried(number, device, NOON + timedelta(minutes=minute), is_in, by_clock)
        for number, (device, minute, is_in, by_clock) in enumerate(rows, start=1)
    ]


@given(st.lists(TRIES, max_size=6), st.integers(0, 3))
def test_the_rule_against_a_plain_restatement(rows: list[tuple[int, int, bool, bool]], most: int) -> None:
    tries = tried(rows)
    first: dict[int, tuple[datetime, int]] = {}
    for one in tries:
        first[one.device] = min(first.get(one.device, (one.began, one.sheet_id)), (one.began, one.sheet_id))
    expected = None
    for device in sorted(first, key=first.__getitem__):
        own = [one for one in tries if one.device == device]
        by_hand = any(one.is_handed_in and not one.is_by_clock for one in own)
        still_at_it = any(not one.is_handed_in for one in own)
        if by_hand:
            expected = device
            break
        if still_at_it:
            break
    else:
        expected = min(first, key=first.__getitem__) if first else None
    assert holder(tries) == expected
    counted = counting(tries, most)
    assert len(counted) <= most
    assert all(one.device == expected and one.is_handed_in for one in tries if one.sheet_id in counted)


def phones(hall: Hall, number: int, *, known: bool = True) -> list[Sitting]:
    """One person's phones, each with an opened sheet."""
    person = Person.objects.create(name="程立", name_key="程立", created=clock.now())
    found = []
    for minute in range(number):
        with clock.set_to(NOON + timedelta(minutes=minute)):
            participant, cookie = hall.worker("程立")
            if known:
                Participant.objects.filter(pk=participant.pk).update(person=person, state=Participant.State.MATCHED)
                participant.refresh_from_db()
            found.append(hall.sitting(participant, cookie))
    return found


def stands() -> dict[int, tuple[bool, bool, bool]]:
    """What counts, is set aside, is kept, by sheet; with it, the figures are right."""
    assert not facts.recount()
    rows = {row.pk: (bool(row.counted_on), row.is_set_aside, row.is_kept) for row in Sheet.objects.order_by("pk")}
    assert Fact.objects.filter(measure="learning.papers").count() == sum(counted for counted, _a, _k in rows.values())
    assert Presence.objects.count() == min(1, sum(counted for counted, _a, _k in rows.values()))
    return rows


def test_the_phone_that_began_holds_and_the_other_is_set_aside(hall: Hall) -> None:
    first, second = phones(hall, 2)
    actions.save(first, {1: "B"})
    with clock.set_to(NOON + timedelta(minutes=9)):
        actions.save(second, {1: "A"})
        actions.hand_in(second)
        assert stands()[second.sheet.pk] == (False, True, False)
        actions.hand_in(first)
    assert stands() == {first.sheet.pk: (True, False, True), second.sheet.pk: (False, True, False)}
    assert not Sheet.objects.filter(is_told=True).exists()  # nobody settled anything, so no page says anything


def test_a_phone_on_which_nothing_was_answered_holds_nothing(hall: Hall) -> None:
    _first, second = phones(hall, 2)
    actions.save(second, {1: "B"})
    actions.hand_in(second)
    assert stands()[second.sheet.pk] == (True, False, False)


def test_what_only_the_clock_hands_in_steps_back(hall: Hall) -> None:
    first, second = phones(hall, 2)
    actions.save(first, {1: "B"})
    with clock.set_to(NOON + timedelta(minutes=9)):
        actions.save(second, {1: "B", 2: "A", 3: "AC"})
        actions.hand_in(second)
    with clock.set_to(end_of(hall.campaign) + timedelta(minutes=3)):
        assert actions.hand_in_ended(SYSTEM) == 1
        assert stands() == {first.sheet.pk: (False, True, False), second.sheet.pk: (True, False, True)}


def test_this_is_not_me_voids_and_what_was_set_aside_counts(hall: Hall) -> None:
    first, second = phones(hall, 2)
    for sitting in (first, second):
        with clock.set_to(NOON + timedelta(minutes=sitting.sheet.pk)):
            actions.save(sitting, {1: "B"})
            actions.hand_in(sitting)
    assert stands()[first.sheet.pk] == (True, False, True)
    campaigns.disown(first.participant, "")
    rows = stands()
    assert rows[second.sheet.pk] == (True, False, False)
    assert not rows[first.sheet.pk][0]
    assert Sheet.objects.get(pk=first.sheet.pk).voided == NOON
    fresh, _cookie = hall.worker("程立")
    assert actions.open_sheet(fresh, hall.assignment).pk != first.sheet.pk
    with pytest.raises(Exception, match="作废"):
        actions.hand_in(reread(first))


def reread(sitting: Sitting) -> Sitting:
    """The same with its row as it stands now."""
    sitting.sheet.refresh_from_db()
    return sitting


def test_settling_somebody_who_already_sat_keeps_one_sheet(hall: Hall) -> None:
    """The mistyped one began first, so it is the one that is kept; both are told on their pages."""
    unfound = phones(hall, 1, known=False)[0]
    known = hall.sitting(*hall.member("程立", "1234"))
    person = known.participant.person
    assert person is not None
    with clock.set_to(NOON + timedelta(minutes=1)):
        actions.save(unfound, {1: "B"})
        actions.hand_in(unfound)
    with clock.set_to(NOON + timedelta(minutes=2)):
        actions.save(known, {1: "B"})
        actions.hand_in(known)
    assert stands()[known.sheet.pk] == (True, False, False)
    Participant.objects.filter(pk=unfound.participant.pk).update(
        person=person, state=Participant.State.MATCHED, settled=clock.now()
    )
    assert actions.count_kept(SYSTEM, [unfound.participant.pk]) == 1
    assert actions.count_kept(SYSTEM, [unfound.participant.pk]) == 0
    assert stands() == {unfound.sheet.pk: (True, False, True), known.sheet.pk: (False, True, False)}
    assert set(Sheet.objects.values_list("is_told", flat=True)) == {True}


def test_two_files_made_one_count_one_sheet_and_two_again_both(hall: Hall) -> None:
    sheets = []
    for minute, tail in ((1, "1234"), (2, "5678")):
        with clock.set_to(NOON + timedelta(minutes=minute)):
            sitting = hall.sitting(*hall.member("程立", tail))
            actions.save(sitting, {1: "B"})
        with clock.set_to(NOON + timedelta(days=minute)):
            actions.hand_in(sitting)
        sheets.append(Sheet.objects.get(pk=sitting.sheet.pk))
    figures = sorted(Fact.objects.values_list("measure", "slice", "source", "day", "value"))
    one, other = (sheet.participant.person for sheet in sheets)
    assert one is not None
    assert other is not None
    made = merging.merge(SYSTEM, other, one, unit_id=hall.unit.pk, reason="同一个人")
    assert stands() == {sheets[0].pk: (True, False, True), sheets[1].pk: (False, True, False)}
    merging.unmerge(SYSTEM, made, reason="弄错了")
    assert sorted(Fact.objects.values_list("measure", "slice", "source", "day", "value")) == figures
    assert not facts.recount()
    assert list(Sheet.objects.order_by("pk").values_list("is_set_aside", "is_kept")) == [(False, False)] * 2


def test_a_resumed_sheet_goes_on_and_the_first_phone_is_out(hall: Hall) -> None:
    participant, cookie = hall.worker("程立")
    sitting = hall.sitting(participant, cookie)
    actions.save(sitting, {1: "B"})
    code = campaigns.resume_code(campaigns.claims_of(cookie)[0])
    other = campaigns.resume(hall.link, name="程立", tail="0000", code=code)
    assert sitting_for(cookie, sitting.sheet.public) is None
    found = sitting_for(other.cookie, sitting.sheet.public)
    assert found is not None
    assert found.answers[0] == "B"
    actions.save(found, {2: "A"})
    assert actions.hand_in(found).right == 2

"""A worker's sheet: saves in any order, hand-in once, what counts and what does not."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts import queries as figures
from unionhall.kernel.facts.models import Fact, Presence
from unionhall.kernel.journal.models import Line
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns.models import Participant
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.models import Sheet, end_of
from unionhall.modules.learning.queries import Sitting, sitting_for
from unionhall.modules.learning.tests.conftest import NOON, RIGHT, SYSTEM, UNTIL, Hall

WRONG = {1: "A", 2: "B", 3: "B", 4: "A", 5: "A"}


def fresh(sitting: Sitting) -> Sheet:
    """The row as it stands."""
    return Sheet.objects.get(pk=sitting.sheet.pk)


def reopened(sitting: Sitting, cookie: str) -> Sitting:
    """The same sheet, read again as another request would."""
    found = sitting_for(cookie, sitting.sheet.public)
    assert found is not None
    return found


SAVES = st.lists(
    st.tuples(st.integers(1, 60), st.dictionaries(st.integers(1, 5), st.sampled_from(["A", "B"]), min_size=1)),
    min_size=1,
    max_size=12,
    unique_by=lambda save: save[0],
)


@given(saves=SAVES, data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_saves_in_any_order_and_number_end_at_the_highest(hall: Hall, saves: list, data: st.DataObject) -> None:
    participant, cookie = hall.worker(tail=str(data.draw(st.integers(0, 10**9))))
    sitting = hall.sitting(participant, cookie)
    order = data.draw(st.permutations(saves + data.draw(st.lists(st.sampled_from(saves), max_size=6))))
    stale = [reopened(sitting, cookie) for _ in range(3)]  # other tabs, which read the sheet before the first save
    for number, (seq, changes) in enumerate(order):
        actions.save(stale[number % 3], changes, seq)
    expected = [""] * 5
    for _seq, changes in sorted(saves):
        for place, letters in changes.items():
            expected[place - 1] = letters
    row = fresh(sitting)
    assert queries.split_answers(row.answers, 5) == expected
    assert row.seq == max(seq for seq, _changes in saves)


def test_a_receipt_says_what_stands(hall: Hall) -> None:
    sitting = hall.sitting(*hall.worker())
    assert actions.save(sitting, {1: "B"}, 1).state == "saved"
    second = actions.save(sitting, {1: "A", 2: "A"}, 5)
    assert (second.state, second.seq, second.answered, second.at) == ("saved", 5, 2, clock.now())
    assert actions.save(sitting, {1: "C"}, 4).state == "older"
    assert actions.save(sitting, {1: "A"}, 5).state == "saved"  # the same again: its receipt was lost on the way
    assert [kept.seq for kept in queries.receipts_of(fresh(sitting))] == [1, 5]


@pytest.mark.parametrize("changes", [{0: "A"}, {6: "A"}, {1: "D"}, {1: "AB"}, {2: "C"}, {}])
def test_an_answer_that_can_not_be_is_refused(hall: Hall, changes: dict[int, str]) -> None:
    sitting = hall.sitting(*hall.worker())
    with pytest.raises(ValueError, match=r"question|option|one answer"):
        actions.save(sitting, changes, 1)
    assert fresh(sitting).seq == 0


@pytest.mark.parametrize("seq", [0, -1, 10_001, 10**12])
def test_a_number_that_can_not_be_is_refused(hall: Hall, seq: int) -> None:
    with pytest.raises(ValueError, match="number"):
        actions.save(hall.sitting(*hall.worker()), {1: "A"}, seq)


def test_handing_in_twice_counts_once(hall: Hall) -> None:
    participant, cookie = hall.member("林晓禾")
    sitting = hall.sitting(participant, cookie)
    for place, letters in RIGHT.items():
        actions.save(sitting, {place: letters})
    first = actions.hand_in(reopened(sitting, cookie))
    second = actions.hand_in(sitting)
    assert first.pk == second.pk
    assert (second.right, second.marks, second.is_passed) == (5, 100, True)
    told = set(Fact.objects.filter(source=subject_of(first)).values_list("measure", "value"))
    assert told == {("learning.papers", 1), ("learning.passed", 1), ("learning.times", 1), ("learning.marks", 100)}
    assert Presence.objects.filter(measure="campaigns.people").count() == 1
    line = Line.objects.get(subject=subject_of(first))
    assert line.verb == "learning.handed_in"
    assert line.person_id == participant.person_id


def test_nothing_is_saved_after_hand_in(hall: Hall) -> None:
    sitting = hall.sitting(*hall.worker())
    actions.save(sitting, {1: "B"})
    stale = Sitting(Sheet.objects.select_related("assignment__paper").get(pk=sitting.sheet.pk), sitting.known)
    actions.hand_in(sitting)
    with pytest.raises(Refused, match="已经交了"):
        actions.save(stale, {2: "A"}, 9)
    assert queries.split_answers(fresh(sitting).answers, 5) == ["B", "", "", "", ""]


def test_the_unconfirmed_see_their_result_and_are_counted_once_confirmed(hall: Hall) -> None:
    participant, cookie = hall.worker("周远航", "7788")
    sitting = hall.sitting(participant, cookie)
    actions.save(sitting, {place: letters for place, letters in RIGHT.items()})
    sheet = actions.hand_in(sitting)
    assert sheet.is_passed
    assert sheet.counted_on is None
    assert not Fact.objects.filter(measure__startswith="learning.").exists()
    assert not Presence.objects.exists()
    person = Person.objects.create(name="周远航", name_key="周远航", created=clock.now())
    Participant.objects.filter(pk=participant.pk).update(person=person, state=Participant.State.MATCHED)
    assert actions.count_kept(SYSTEM, [participant.pk]) == 1
    assert actions.count_kept(SYSTEM, [participant.pk]) == 0
    assert Fact.objects.filter(measure="learning.papers").count() == 1
    assert Presence.objects.count() == 1
    assert not facts.recount()


def test_tries(hall: Hall) -> None:
    participant, cookie = hall.member("苏岭")
    sitting = hall.sitting(participant, cookie)
    with pytest.raises(Refused, match="先把这一份交了"):
        actions.again(sitting)
    actions.save(sitting, {1: "B"})
    actions.hand_in(sitting)
    second = actions.again(sitting)
    assert actions.again(sitting).pk == second.pk  # tapped twice
    sitting = hall.sitting(participant, cookie)
    assert sitting.sheet.attempt == 2
    actions.hand_in(sitting)
    with pytest.raises(Refused, match="次数已经用完"):
        actions.again(sitting)


@pytest.mark.parametrize(("seconds", "is_taken"), [(-1, True), (0, True), (119, True), (120, False), (3600, False)])
def test_saves_are_taken_until_the_grace_is_over(hall: Hall, seconds: int, is_taken: bool) -> None:
    sitting = hall.sitting(*hall.member("何川"))
    actions.begin(sitting)
    with clock.set_to(end_of(hall.campaign) + timedelta(seconds=seconds)):
        if is_taken:
            assert actions.save(sitting, {1: "B"}).state == "saved"
        else:
            with pytest.raises(Refused, match="时间已过"):
                actions.save(sitting, {1: "B"})


def test_the_clock_hands_in_what_nobody_came_back_for(hall: Hall) -> None:
    begun = hall.sitting(*hall.member("何川"))
    actions.save(begun, {1: "B", 2: "A", 3: "AC"})
    untouched = hall.sitting(*hall.member("白桦"))
    with clock.set_to(end_of(hall.campaign) + timedelta(seconds=119)):
        assert actions.hand_in_ended(SYSTEM) == 0
    with clock.set_to(end_of(hall.campaign) + timedelta(seconds=120)):
        assert actions.hand_in_ended(SYSTEM) == 1
        assert actions.hand_in_ended(SYSTEM) == 0
    sheet = fresh(begun)
    assert (sheet.is_by_clock, sheet.marks, sheet.is_passed, sheet.counted_on) == (True, 60, True, UNTIL)
    assert fresh(untouched).handed_in is None
    assert Line.objects.get(subject=subject_of(sheet)).verb == "learning.handed_in_by_clock"
    assert not facts.recount()


def test_one_sheet_that_fails_does_not_hold_up_the_others(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    sittings = [hall.sitting(*hall.member(name)) for name in ("何川", "白桦", "苏岭")]
    for sitting in sittings:
        actions.save(sitting, {1: "B"})
    record = facts.record

    def broken(by: Actor, rows: list, present: tuple = ()) -> int:
        if rows[0].source == subject_of(sittings[1].sheet):
            raise RuntimeError("broken")
        return record(by, rows, present)

    with clock.set_to(end_of(hall.campaign) + timedelta(hours=1)):
        with monkeypatch.context() as patch:
            patch.setattr(facts, "record", broken)
            assert actions.hand_in_ended(SYSTEM) == 2
        assert actions.hand_in_ended(SYSTEM) == 1


def test_a_late_hand_in_counts_what_was_saved_last(hall: Hall) -> None:
    sitting = hall.sitting(*hall.member("何川"))
    actions.save(sitting, {1: "B"})
    with clock.set_to(end_of(hall.campaign) + timedelta(hours=3)):
        assert actions.hand_in(sitting).is_by_clock
    empty = hall.sitting(*hall.member("白桦"))
    with clock.set_to(end_of(hall.campaign) + timedelta(hours=3)), pytest.raises(Refused, match="一道题也没答"):
        actions.hand_in(empty)


def test_figures_are_plain_counts_of_the_sheets(hall: Hall) -> None:
    for number in range(7):
        hall.sit(f"工友{number}", RIGHT if number % 3 else WRONG)
    papers = Sheet.objects.filter(handed_in__isnull=False)
    for unit in (hall.unit, hall.federation):
        read = figures.figures(
            SYSTEM,
            ["learning.papers", "learning.passed", "learning.pass_rate", "campaigns.people"],
            unit,
            reckoning=hall.campaign.reckoning,
        )
        assert read["learning.papers"].value == papers.count() == 7
        assert read["learning.passed"].value == papers.filter(is_passed=True).count() == 4
        assert read["campaigns.people"].value == papers.values("participant__person").distinct().count() == 7
        failed = figures.figure(SYSTEM, "learning.papers", unit, reckoning=hall.campaign.reckoning, slice="failed")
        assert failed.value == papers.filter(is_passed=False).count() == 3
    assert not facts.recount()


def test_a_sheet_belongs_to_the_claim_that_opened_it(hall: Hall) -> None:
    sitting = hall.sitting(*hall.worker())
    _other, cookie = hall.worker("别人", "9999")
    assert sitting_for(cookie, sitting.sheet.public) is None
    assert sitting_for("", sitting.sheet.public) is None
    assert sitting_for("x.y.z", sitting.sheet.public) is None


def test_a_phone_that_went_round_holds_several_sheets(hall: Hall) -> None:
    first, cookie = hall.worker("甲", "1111")
    one = hall.sitting(first, cookie)
    second, both = hall.worker("乙", "2222", cookie)
    two = hall.sitting(second, both)
    assert one.sheet.pk != two.sheet.pk
    assert sitting_for(both, one.sheet.public) is not None
    assert sitting_for(cookie, two.sheet.public) is None


def test_who_looks_at_a_sheet_is_written_down(hall: Hall) -> None:
    sheet = hall.sit("林晓禾", RIGHT)
    with pytest.raises(Denied):
        actions.look_at_sheet(Actor.nobody(), sheet.pk)
    seen = actions.look_at_sheet(SYSTEM, sheet.pk)
    assert [line.is_right for line in queries.answers_on(seen)] == [True] * 5
    assert Line.objects.filter(verb="learning.sheet_seen", subject=subject_of(sheet)).count() == 1


def test_names_of_sheets_can_not_be_guessed() -> None:
    names = {Sheet().public for _ in range(50)}
    assert len(names) == 50
    assert all(len(name) * 6 >= 80 for name in names)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("pg")
def test_many_devices_at_once_lose_nothing_and_count_once(hall: Hall) -> None:
    participant, cookie = hall.member("林晓禾")
    public = hall.sitting(participant, cookie).sheet.public
    acknowledged: list[int] = []
    together = threading.Barrier(8)

    def tab(number: int) -> None:
        with clock.set_to(NOON):
            sitting = sitting_for(cookie, public)
            assert sitting is not None
            together.wait()
            try:
                if number < 5:
                    actions.save(sitting, {number + 1: RIGHT[number + 1]}, number + 1)
                    acknowledged.append(number + 1)
                else:
                    actions.hand_in(sitting)
            except Refused:
                pass
            finally:
                connection.close()

    tabs = [threading.Thread(target=tab, args=(number,)) for number in range(8)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    sheet = Sheet.objects.get(public=public)
    answered = queries.split_answers(sheet.answers, 5)
    assert all(answered[place - 1] == RIGHT[place] for place in acknowledged)
    assert sheet.right == len(acknowledged)  # the marks are those of what was acknowledged, no more and no less
    assert Fact.objects.filter(measure="learning.papers").count() == 1
    assert Line.objects.filter(verb="learning.handed_in").count() == 1

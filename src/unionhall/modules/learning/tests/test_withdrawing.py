"""A question is withdrawn after people answered it: marks and facts follow, and everybody concerned is told."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.models import Fact, Reckoning, Snapshot
from unionhall.kernel.jobs import worker
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.actions import certificates, withdrawing
from unionhall.modules.learning.models import Certificate, Correction, Sheet
from unionhall.modules.learning.queries.certificates import state_of
from unionhall.modules.learning.tests.conftest import RIGHT, SYSTEM, Hall
from unionhall.modules.learning.tests.test_desk import signed_in

WRONG = {1: "A", 2: "B", 3: "B", 4: "A", 5: "A"}


def answered(right: set[int]) -> dict[int, str]:
    """The answers of somebody who knows these questions."""
    return {place: RIGHT[place] if place in right else WRONG[place] for place in RIGHT}


def withdrawn(hall: Hall, place: int, rule: str) -> Job:
    """A question is withdrawn and the job has run."""
    hall.paper.refresh_from_db()
    job = actions.withdraw_question(SYSTEM, paper=hall.paper, place=place, rule=rule, reason="两个选项都对")
    while worker.run_one():
        pass
    job.refresh_from_db()
    hall.paper.refresh_from_db()
    return job


def figures() -> dict[tuple[str, str], int]:
    """What stands in the facts, by measure and slice."""
    found: dict[tuple[str, str], int] = {}
    for fact in Fact.objects.filter(is_late=False, measure__startswith="learning."):
        key = fact.measure, fact.slice
        found[key] = found.get(key, 0) + fact.value
    return found


def test_marks_go_to_everybody_and_facts_follow(hall: Hall) -> None:
    just_failed = hall.sit("林晓禾", answered({1, 2}))
    passed = hall.sit("周海生", answered({1, 2, 3, 4, 5}))
    both = {("learning.times", ""): 2, ("learning.passed", ""): 1, ("learning.marks", ""): 140}
    assert figures() == {("learning.papers", "failed"): 1, ("learning.papers", "passed"): 1, **both}
    job = withdrawn(hall, 3, "everybody")
    assert (job.state, job.result) == ("done", {"sheets": 2, "now_passed": 1, "now_failed": 0, "units": 1})
    just_failed.refresh_from_db()
    assert (just_failed.right, just_failed.marks, just_failed.is_passed, just_failed.edition) == (3, 60, True, 1)
    passed.refresh_from_db()
    assert passed.marks == 100
    assert figures() == {
        ("learning.papers", "passed"): 2,
        **both,
        ("learning.passed", ""): 2,
        ("learning.marks", ""): 160,
    }
    assert facts.recount() == []
    assert withdrawing.catch_up(SYSTEM) == 0


def test_marks_are_taken_out_in_proportion(hall: Hall) -> None:
    three = hall.sit("林晓禾", answered({1, 2, 3}))
    two = hall.sit("周海生", answered({1, 2}))
    withdrawn(hall, 3, "out")
    three.refresh_from_db()
    two.refresh_from_db()
    # of 80 marks now 48 pass: two right answers give 40
    assert (three.marks, three.is_passed) == (40, False)
    assert (two.marks, two.is_passed) == (40, False)
    withdrawn(hall, 4, "out")
    two.refresh_from_db()
    # of 60 marks now 36 pass
    assert (two.marks, two.is_passed, two.edition) == (40, True, 2)
    assert figures()["learning.marks", ""] == 66 + 66  # each 40 of 60, as of 100
    assert facts.recount() == []


def test_certificates_are_kept_or_taken_back_before_the_chair_is_done(hall: Hall, lanes_client: Client) -> None:
    certificates.write_rule(SYSTEM, assignment=hall.assignment, title="安全证书", wording="{name} 合格")
    holders = [hall.sitting(*hall.member(name)) for name in ("林晓禾", "周海生")]
    for sitting in holders:
        for place, letters in answered({1, 2, 3}).items():
            actions.save(sitting, {place: letters})
        actions.hand_in(sitting)
        certificates.give_certificate(sitting)
    withdrawn(hall, 3, "out")  # 60 of 100 become 40 of 80, where 48 pass
    found = Correction.objects.get()
    assert [one.participant.name for one in found.in_question()] == ["林晓禾", "周海生"]
    with pytest.raises(Refused, match="还有 2 张证书没定"):
        actions.note_correction(SYSTEM, found)
    chair = signed_in(lanes_client, hall.unit, "chair")
    page = reverse("learning:correction", args=[found.pk])
    assert "60 分改成 40 分" in chair.get(page).content.decode()
    first, second = [one.pk for one in found.in_question()]
    wrong = chair.post(page, {"pick": [first], "do": "keep", "reason": ""})
    assert wrong.status_code == 422
    chair.post(page, {"pick": [first], "do": "keep", "reason": "题出错了，不怪本人"})
    chair.post(page, {"pick": [second], "do": "revoke", "reason": "重新答"})
    states = {one.pk: state_of(one) for one in Certificate.objects.all()}
    assert states == {first: "holds", second: "revoked"}
    chair.post(page)
    found.refresh_from_db()
    assert found.state == "noted"


def test_the_result_says_from_what_to_what_and_why(hall: Hall, lanes_client: Client) -> None:
    participant, cookie = hall.member("林晓禾")
    sitting = hall.sitting(participant, cookie)
    for place, letters in answered({1, 2}).items():
        actions.save(sitting, {place: letters})
    actions.hand_in(sitting)
    withdrawn(hall, 3, "everybody")
    lanes_client.cookies["uh_claim"] = cookie
    result = reverse("learning:result", args=[sitting.sheet.public])
    page = lanes_client.get(result).content.decode()
    assert "成绩从 40 分改成 60 分" in page
    assert "为什么：两个选项都对" in page
    withdrawn(hall, 1, "everybody")
    assert "重新算过，还是 60 分" in lanes_client.get(result).content.decode()


def test_a_closed_reckoning_stays_and_shows_the_difference_as_late(hall: Hall) -> None:
    hall.sit("林晓禾", answered({1, 2}))
    reckoning = Reckoning.objects.get(pk=hall.campaign.reckoning_id)
    facts.close(SYSTEM, reckoning, reason="试一试")
    before = list(Snapshot.objects.order_by("pk").values_list("path", "measure", "slice", "value"))
    withdrawn(hall, 3, "everybody")
    assert list(Snapshot.objects.order_by("pk").values_list("path", "measure", "slice", "value")) == before
    late = {(fact.measure, fact.slice): fact.value for fact in Fact.objects.filter(is_late=True)}
    turned = {("learning.papers", "failed"): -1, ("learning.papers", "passed"): 1, ("learning.passed", ""): 1}
    assert late == {**turned, ("learning.marks", ""): 20}
    assert facts.recount() == []


def test_chairs_and_workers_are_told(hall: Hall, lanes_client: Client) -> None:
    participant, cookie = hall.member("林晓禾")
    sitting = hall.sitting(participant, cookie)
    for place, letters in answered({1, 2}).items():
        actions.save(sitting, {place: letters})
    actions.hand_in(sitting)
    withdrawn(hall, 3, "everybody")
    lanes_client.cookies["uh_claim"] = cookie
    result = lanes_client.get(reverse("learning:result", args=[sitting.sheet.public])).content.decode()
    assert "第 3 题出得不好，已经作废：大家都得这道题的分" in result
    assert 'class="stamp"' in result
    correction = Correction.objects.get()
    assert (correction.unit, correction.sheets, correction.now_passed) == (hall.unit, 1, 1)
    duty = Duty.objects.get(procedure="learning.correction")
    assert "成绩重新算过" in duty.title
    chair = signed_in(Client(), hall.unit, "chair")
    page = reverse("learning:correction", args=[correction.pk])
    assert "1 人从没合格变成合格" in chair.get(page).content.decode()
    assert chair.post(page).status_code == 302
    assert not Duty.objects.filter(procedure="learning.correction", met=None).exists()
    stranger = signed_in(Client(), hall.other, "chair", "别家主席")
    assert stranger.get(page).status_code == 404


def test_a_job_that_died_goes_on_and_marks_nobody_twice(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("甲一", "乙二", "丙三"):
        hall.sit(name, answered({1, 2}))
    monkeypatch.setattr(withdrawing, "BATCH", 1)
    job = actions.withdraw_question(SYSTEM, paper=hall.paper, place=3, rule="everybody", reason="题意不清")
    written = []

    def dies(by: Actor, found: list, edition: int) -> None:  # the second batch does not come to its end
        if len(written) == 1:
            raise KeyboardInterrupt
        written.append(found)
        real(by, found, edition)

    real = withdrawing._write
    monkeypatch.setattr(withdrawing, "_write", dies)
    with pytest.raises(KeyboardInterrupt):
        worker.run_one()
    assert sorted(Sheet.objects.values_list("edition", flat=True)) == [0, 0, 1]
    monkeypatch.setattr(withdrawing, "_write", real)
    Job.objects.filter(pk=job.pk).update(state="queued")
    worker.run_one()
    job.refresh_from_db()
    assert (job.state, job.result["sheets"], job.done) == ("done", 3, 3)
    assert figures()["learning.papers", "passed"] == figures()["learning.passed", ""] == 3
    assert figures()["learning.marks", ""] == 180
    assert facts.recount() == []


def test_who_hands_in_with_the_old_edition_is_caught_up(hall: Hall) -> None:
    hall.sit("林晓禾", answered({1, 2}))
    Sheet.objects.update(edition=0)
    withdrawn(hall, 3, "everybody")
    Sheet.objects.update(edition=0, marks=40, right=2, is_passed=True)  # as if it had come in between
    assert withdrawing.catch_up(SYSTEM) == 1
    assert withdrawing.catch_up(SYSTEM) == 0
    worker.run_one()
    assert Sheet.objects.get().marks == 60
    assert Correction.objects.count() == 1


def test_only_who_may_and_only_what_can_be(hall: Hall) -> None:
    with pytest.raises(Denied):
        actions.withdraw_question(Actor(name="谁"), paper=hall.paper, place=1, rule="out", reason="题意不清")
    for place, rule, reason, told in (
        (9, "out", "题意不清", "没有这道题"),
        (1, "all", "题意不清", "选一种"),
        (1, "out", "", "为什么"),
    ):
        with pytest.raises(Refused, match=told):
            actions.withdraw_question(SYSTEM, paper=hall.paper, place=place, rule=rule, reason=reason)
    actions.withdraw_question(SYSTEM, paper=hall.paper, place=1, rule="out", reason="题意不清")
    with pytest.raises(Refused, match="已经作废"):
        actions.withdraw_question(SYSTEM, paper=hall.paper, place=1, rule="out", reason="题意不清")


SHEETS = st.lists(st.sets(st.integers(1, 5)), min_size=1, max_size=4)
WITHDRAWALS = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["everybody", "out"])), max_size=3, unique_by=lambda one: one[0]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheets=SHEETS, gone=WITHDRAWALS, data=st.data())
def test_whatever_comes_in_whatever_order_marks_and_figures_are_those_of_the_last_edition(
    hall: Hall, sheets: list[set[int]], gone: list[tuple[int, str]], data: st.DataObject
) -> None:
    from django.db import transaction

    acts = data.draw(st.permutations([("sit", one) for one in sheets] + [("gone", one) for one in gone]))
    with transaction.atomic():
        for number, (what, told) in enumerate(acts):
            if what == "sit":
                hall.sit(f"工人{number}", answered(told))
            else:
                withdrawn(hall, *told)
        content = queries.content_for(hall.paper)
        for sheet in Sheet.objects.all():
            marks = queries.mark(content, sheet.answers, sheet.seed)
            assert (sheet.right, sheet.marks, sheet.is_passed) == (marks.right, marks.marks, marks.is_passed)
        assert facts.recount() == []
        transaction.set_rollback(True)
    hall.paper.refresh_from_db()
    queries.content_of.cache_clear()

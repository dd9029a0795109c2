"""How questions did, against plain statistics; what is said against one; and who sees what of few people."""

from decimal import Decimal
from statistics import StatisticsError, correlation

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts import queries as figuring
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.jobs import worker
from unionhall.modules.learning import actions
from unionhall.modules.learning.actions.counting import void_sheets
from unionhall.modules.learning.models import Sheet
from unionhall.modules.learning.queries import FixedQuestion, afterwards
from unionhall.modules.learning.queries.arranging import arranged
from unionhall.modules.learning.queries.content import Content
from unionhall.modules.learning.queries.marking import is_right, points
from unionhall.modules.learning.queries.tallies import Item, Tally, findings
from unionhall.modules.learning.tests.conftest import RIGHT, SYSTEM, Hall
from unionhall.modules.learning.tests.papers import PLAIN, SEEDS, a_paper
from unionhall.modules.learning.tests.test_desk import signed_in, text_of
from unionhall.modules.learning.tests.test_withdrawing import answered
from unionhall.modules.learning.views import afterwards as pages

ANSWERS = st.sampled_from(["", "A", "B", "AB", "%E7%94%B5"])


@settings(max_examples=40, deadline=None)
@given(a_paper(PLAIN), st.data())
def test_difficulty_and_discrimination_are_those_of_plain_statistics(content: Content, data: st.DataObject) -> None:
    number = len(content.questions)
    sheets = data.draw(st.lists(st.tuples(st.lists(ANSWERS, min_size=number, max_size=number), SEEDS), max_size=12))
    tally = Tally(content)
    for answers, seed in sheets:
        tally.add(answers, seed)
    for place, (question, item) in enumerate(zip(content.questions, tally.items, strict=True), start=1):
        mine = [(answers, arranged(content, seed).order) for answers, seed in sheets]
        mine = [(answers, order) for answers, order in mine if place in order]
        right = [int(is_right(question, answers[place - 1])) for answers, _order in mine]
        rest = [
            sum(points(content.questions[one - 1], answers[one - 1]) for one in order if one != place)
            for answers, order in mine
        ]
        assert item.n == len(mine)
        assert item.share_right == (sum(right) / len(right) if right else None)
        try:
            assert item.discrimination == pytest.approx(correlation(right, rest))
        except StatisticsError:  # nothing varies
            assert item.discrimination is None
        assert item.blank == sum(1 for answers, _order in mine if not answers[place - 1])


def test_what_is_said_against_a_question() -> None:
    asked = FixedQuestion("single", "题", ("甲", "乙", "丙"), "A", 5)

    def told(right: int, rest_of_right: int, chosen: dict[str, int], n: int = 100) -> str:
        item = Item(n=n, right=right, rest=500, rest_squared=3000, rest_of_right=rest_of_right)
        item.chosen.update(chosen)
        return "；".join(findings(asked, item))

    assert told(60, 330, {"A": 60, "B": 20, "C": 20}) == ""
    assert "答案标错" in told(60, 200, {"A": 60, "B": 20, "C": 20})
    assert "太难" in told(10, 60, {"A": 10, "B": 45, "C": 45})
    assert "太容易" in told(97, 490, {"A": 97, "B": 2, "C": 1})
    assert "分不出来" in told(60, 301, {"A": 60, "B": 20, "C": 20})
    assert "选项 C 没有人选" in told(60, 330, {"A": 60, "B": 40})
    assert told(1, 1, {"A": 1}, n=20) == ""


def test_the_page_shows_every_question_and_the_file_the_same(hall: Hall, lanes_client: Client) -> None:
    for number in range(6):
        hall.sit(f"工人{number}", answered({1, 2} if number % 2 else {1, 2, 3, 4, 5}))
    officer = signed_in(lanes_client, hall.federation)
    address = reverse("learning:afterwards", args=[hall.paper.pk])
    page = text_of(officer.get(address))
    assert "触电了，先做什么" in page
    assert "6 人第一次交的答卷" in page
    assert "50%" in page
    assert "恒岱机械厂工会" in page
    assert text_of(officer.get(address + f"?unit={hall.unit.code}")).count("<tr>") == 6
    workbook = officer.get(address + "?as=xlsx")
    assert workbook["Content-Type"].endswith("sheet")
    assert officer.get(address + "?unit=nowhere").status_code == 404
    withdraw = reverse("learning:withdraw", args=[hall.paper.pk, 3])
    assert "已经交的 6 份答卷会重新算分" in text_of(officer.get(withdraw))
    wrong = officer.post(withdraw, {"reason": "两个都对"})
    assert wrong.status_code == 422
    assert 'value="两个都对"' in text_of(wrong)
    assert officer.post(withdraw, {"rule": "everybody", "reason": "两个都对"}).status_code == 302
    assert officer.get(withdraw).status_code == 404
    worker.run_one()
    assert "已作废" in text_of(officer.get(address))
    stranger = signed_in(Client(), hall.other, "chair", "别家主席")
    for one in (address, withdraw):
        assert stranger.get(one).status_code == 404


def test_results_of_few_people_are_hidden(hall: Hall, lanes_client: Client) -> None:
    for number in range(4):
        hall.sit(f"工人{number}", answered({1}))
    officer = signed_in(lanes_client, hall.federation)
    page = text_of(officer.get(reverse("learning:afterwards", args=[hall.paper.pk])))
    assert "不到 5 个人，不显示结果" in page
    assert "人少，不显示" in page
    assert (
        officer.get(reverse("learning:afterwards", args=[hall.paper.pk]) + f"?unit={hall.unit.code}").status_code == 404
    )


def test_very_many_sheets_are_counted_in_the_background(
    hall: Hall, lanes_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 1)
    for number in range(5):
        hall.sit(f"工人{number}", answered({1}))
    officer = signed_in(lanes_client, hall.federation)
    gone = officer.get(reverse("learning:afterwards", args=[hall.paper.pk]))
    assert "正在数答卷" in text_of(officer.get(gone.url))
    worker.run_one()
    page = text_of(officer.get(gone.url))
    assert "触电了，先做什么" in page
    assert officer.get(gone.url + "&as=xlsx").status_code == 200


def test_what_was_gained_is_told_of_those_who_sat_both(hall: Hall) -> None:
    questions = [(place.question, 20) for place in hall.paper.places.select_related("question")]
    after = actions.write_paper(SYSTEM, unit=hall.federation, title="学后", questions=questions[:2], pass_marks=20)
    first = hall.assignment
    hall.assignment = second = actions.assign(SYSTEM, hall.campaign.pk, None, after)
    after.refresh_from_db()
    for number in range(6):
        participant, cookie = hall.member(f"工人{number}")
        for assignment, known in ((first, {1} if number < 2 else set()), (second, {1} if number < 5 else set())):
            hall.assignment = assignment
            sitting = hall.sitting(participant, cookie)
            for place, letters in list(answered(known).items())[: 5 if assignment == first else 2]:
                actions.save(sitting, {place: letters})
            actions.hand_in(sitting)
    hall.assignment = first
    gained = {one["text"]: one for one in afterwards.gains(after)}
    one = gained["触电了，先做什么？"]
    assert (one["n"], one["share_before"], one["share_after"], one["gain"]) == (6, 2 / 6, 5 / 6, 3 / 4)
    assert gained["隐患要立即报告。"]["gain"] == 0
    assert len(RIGHT) == 5
    # the same on boards: of ten answers that were wrong before three are right now
    assert told(hall) == (6, 3, 10, Decimal(3) / 10)
    voided = Sheet.objects.filter(assignment=first).order_by("pk").last()
    assert voided is not None
    void_sheets(voided.participant_id)
    assert told(hall) == (5, 3, 8, Decimal(3) / 8)
    actions.withdraw_question(SYSTEM, paper=after, place=1, rule="everybody", reason="两个选项都对")
    while worker.run_one():
        pass
    assert told(hall) == (5, 0, 5, 0)
    assert facts.recount() == []


def test_what_was_gained_stands_when_a_later_try_is_no_better(hall: Hall) -> None:
    questions = [(place.question, 20) for place in hall.paper.places.select_related("question")]
    after = actions.write_paper(
        SYSTEM, unit=hall.federation, title="学后", questions=questions[:2], pass_marks=20, tries=2
    )
    first, second = hall.assignment, actions.assign(SYSTEM, hall.campaign.pk, None, after)
    participant, cookie = hall.member("工人一")
    for assignment, known in ((first, set[int]()), (second, {1}), (second, set[int]())):
        hall.assignment = assignment
        sitting = hall.sitting(participant, cookie)
        if sitting.sheet.handed_in:
            actions.again(sitting)
            sitting = hall.sitting(participant, cookie)
        for place, letters in list(answered(known).items())[: 5 if assignment == first else 2]:
            actions.save(sitting, {place: letters})
        actions.hand_in(sitting)
    assert Sheet.objects.get(assignment=second, attempt=1).final_tries == 2
    assert told(hall) == (1, 1, 2, Decimal(1) / 2)
    assert facts.recount() == []


def told(hall: Hall) -> tuple[object, ...]:
    """What the federation reads of the gain, with what it is made of."""
    reckoning = Reckoning.objects.get(pk=hall.campaign.reckoning_id)
    keys = [f"learning.{name}" for name in ("compared", "learnt", "to_learn", "gain")]
    return tuple(one.value for one in figuring.figures(SYSTEM, keys, hall.federation, reckoning).values())

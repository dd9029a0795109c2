"""Every kind of question as a worker meets it: the page, plain posts, the marks, and what was wrong and why."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel import clock
from unionhall.kernel.actor import Refused
from unionhall.modules.learning import actions
from unionhall.modules.learning.actions.answerable import Given, clean, why_unanswerable
from unionhall.modules.learning.models import Media, Paper, Question, Sheet
from unionhall.modules.learning.queries import FixedQuestion, Sitting, content_for, is_right, split_answers
from unionhall.modules.learning.queries.answers import LONGEST_BLANK, clean_answer
from unionhall.modules.learning.tests.conftest import SYSTEM, Hall, written
from unionhall.modules.learning.views.sit import token_of

FILL = actions.Given("fill", "先____，再＿＿急救电话。", accepts=(("断电", "切断电源"), ("120",)), rule="TUL-10")
MATCHING = actions.Given("matching", "配一配", ("一类", "二类", "三类"), (1, 0), lefts=("甲<b>", "乙"))
MULTIPLE = actions.Given("multiple", "哪些要戴？", ("安全帽", "围巾", "手套"), (0, 2), explanation="围巾会卷进去。")
CASE = actions.Given(
    "case",
    "张三爬上三米高的架子。",
    parts=(
        actions.Given("single", "先做什么？", ("系安全带", "直接上"), (0,)),
        actions.Given("true_false", "可以一个人干。", ("对", "不对"), (1,)),
    ),
)


def given_out(hall: Hall, *given: actions.Given, marks: int = 10, **rules: object) -> Paper:
    """A paper with these questions, half its marks to pass, given to the hall's campaign."""
    questions = [(question, marks) for question in written(hall.federation, given)]
    paper = actions.write_paper(
        SYSTEM,
        unit=hall.federation,
        title="各种题",
        questions=questions,
        pass_marks=marks,
        tries=2,
        rules=actions.Rules(**rules),  # type: ignore[arg-type]
    )
    hall.assignment = actions.assign(SYSTEM, hall.campaign.pk, hall.lesson, paper)
    paper.refresh_from_db()
    return paper


def begun(hall: Hall, client: Client, name: str = "林晓禾", seed: int = 0) -> Sitting:
    """A member's phone before the paper."""
    participant, cookie = hall.member(name)
    client.cookies["uh_claim"] = cookie
    sitting = hall.sitting(participant, cookie)
    actions.finish_lesson(sitting)
    Sheet.objects.filter(pk=sitting.sheet.pk).update(seed=seed)
    sitting.sheet.refresh_from_db(fields=["seed"])
    return sitting


def page(client: Client, sitting: Sitting, name: str, *args: object) -> str:
    """A page of the sheet."""
    return str(client.get(reverse(f"learning:{name}", args=[sitting.sheet.public, *args])).content.decode())


def post(client: Client, sitting: Sitting, **fields: object) -> None:
    """A plain form post of the whole paper."""
    address = reverse("learning:paper", args=[sitting.sheet.public])
    assert client.post(address, {"token": token_of(sitting), **fields}).status_code == 302


def handed_in(client: Client, sitting: Sitting) -> Sheet:
    """The sheet after its hand-in."""
    client.post(reverse("learning:hand_in", args=[sitting.sheet.public]), {"token": token_of(sitting)})
    return Sheet.objects.get(pk=sitting.sheet.pk)


def test_every_kind_is_answered_by_plain_posts_and_marked(hall: Hall, lanes_client: Client) -> None:
    given_out(hall, FILL, MATCHING, MULTIPLE, CASE, partial_multiple="half", marks_parts=True)
    sitting = begun(hall, lanes_client)
    whole = page(lanes_client, sitting, "paper")
    assert 'name="a1_2"' in whole
    assert "①" in whole
    assert "甲&lt;b&gt;" in whole
    assert whole.count("<select") == 2
    assert whole.count("张三爬上三米高的架子。") == 2  # with each of the case's questions
    given: dict[str, object] = {"a1_1": "切断 电源", "a1_2": "110", "a2_1": "B", "a2_2": ""}
    post(lanes_client, sitting, **given)
    whole = page(lanes_client, sitting, "paper")
    assert '<option value="B" selected>' in whole
    assert 'value="切断 电源"' in whole
    post(lanes_client, sitting, **given, a3=["A"], a4="A")
    assert "4 题，还有 1 题" in page(lanes_client, sitting, "paper")
    sheet = handed_in(lanes_client, sitting)
    assert (sheet.right, sheet.marks, sheet.is_passed) == (1, 5 + 5 + 5 + 10, True)
    result = page(lanes_client, sitting, "result")
    for told in (
        "切断 电源<br>110",
        "断电／切断电源<br>120",
        "2 个空填对 1 个，得 5 分",
        "甲&lt;b&gt; — 二类",
        "2 对连对 1 对",
        "选对了一部分，得 5 分（满分 10 分）",
        "围巾会卷进去",
        "《工会法》（2021）第十条",
        "得 25 分。满分 50 分，10 分合格。",
        "没答",
    ):
        assert told in result, told


def test_a_questions_picture_is_shown_with_it(hall: Hall, lanes_client: Client) -> None:
    picture = Media.objects.create(
        unit=hall.federation, sha256="a" * 64, kind="picture", ending="png", name="图", bytes=1, created=clock.now()
    )
    asked = written(hall.federation, [MULTIPLE])
    Question.objects.filter(pk=asked[0].pk).update(picture=picture)
    paper = actions.write_paper(SYSTEM, unit=hall.federation, title="带图", questions=[(asked[0], 10)], pass_marks=5)
    hall.assignment = actions.assign(SYSTEM, hall.campaign.pk, hall.lesson, paper)
    sitting = begun(hall, lanes_client)
    assert f'src="{picture.url}"' in page(lanes_client, sitting, "paper")


def test_a_mixed_paper_shows_everybody_their_own_order_and_keeps_the_papers_letters(
    hall: Hall, lanes_client: Client
) -> None:
    choices = [replace(MULTIPLE, kind="single", text=f"第几{n}？", right=(n % 3,)) for n in range(6)]
    paper = given_out(hall, *choices, mixes_questions=True, mixes_options=True)
    content = content_for(paper)
    orders = set()
    for name, seed in (("林晓禾", 7), ("周海生", 8)):
        sitting = begun(hall, lanes_client, name, seed)
        order = sitting.arrangement.order
        orders.add(order)
        parts = page(lanes_client, sitting, "paper").split('class="paper-part"')[1:]
        shown = zip(order, sitting.arrangement.options, parts, strict=True)
        for number, (place, letters, part) in enumerate(shown, start=1):
            assert content.questions[place - 1].text in part
            assert f"第 {number} 题" in part
            assert f'data-part="{place}"' in part
            values = [part.index(f'name="a{place}" value="{letter}"') for letter in letters]
            assert values == sorted(values)
        rights: dict[str, object] = {f"a{place}": content.questions[place - 1].right for place in order}
        post(lanes_client, sitting, **rights)
        sheet = handed_in(lanes_client, sitting)
        assert split_answers(sheet.answers, 6) == [asked.right for asked in content.questions]
        assert sheet.marks == 60
    assert len(orders) == 2


def test_a_drawn_paper_asks_and_marks_what_was_drawn(hall: Hall, lanes_client: Client) -> None:
    pool = [replace(MULTIPLE, kind="single", text=f"火{n}？", right=(0,), topic="消防", difficulty=1) for n in range(5)]
    written(hall.federation, pool)
    own = written(hall.federation, [CASE])
    draw = {"topic": "消防", "difficulty": 1, "number": 2, "marks": 5}
    paper = actions.write_paper(
        SYSTEM, unit=hall.federation, title="抽", questions=[(own[0], 10)], pass_marks=25, draws=[draw]
    )
    hall.assignment = actions.assign(SYSTEM, hall.campaign.pk, hall.lesson, paper)
    sitting = begun(hall, lanes_client, seed=3)
    assert (sitting.content.size, sitting.content.full_marks) == (4, 30)
    whole = page(lanes_client, sitting, "paper")
    assert whole.count('class="paper-part"') == 4
    drawn = {f"a{place}": "A" for place in sitting.arrangement.order[2:]}
    for place in sitting.arrangement.order[2:]:
        assert sitting.content.questions[place - 1].text in whole
    post(lanes_client, sitting, **drawn)
    undrawn = next(place for place in range(3, 8) if place not in sitting.arrangement.order)
    fields = {"token": token_of(sitting), "q": undrawn, f"a{undrawn}": "A", "seq": "9"}
    assert lanes_client.post(reverse("learning:save", args=[sitting.sheet.public]), fields).status_code == 400
    post(lanes_client, sitting, **drawn, **{f"a{undrawn}": "A"}, a1="A")
    assert Sheet.objects.get(pk=sitting.sheet.pk).answers.split("|")[undrawn - 1] == ""
    assert "还有 1 题没答" in page(lanes_client, sitting, "hand_in")
    sheet = handed_in(lanes_client, sitting)
    assert (sheet.right, sheet.marks, sheet.is_passed) == (3, 20, False)
    assert "还差 1 题" in page(lanes_client, sitting, "result")


def test_practice_says_at_once_what_is_right_and_counts_nowhere(hall: Hall, lanes_client: Client) -> None:
    given_out(hall, MULTIPLE, FILL, is_practice=True, answers_shown="never")
    sitting = begun(hall, lanes_client)
    assert "围巾会卷进去" not in page(lanes_client, sitting, "paper")
    post(lanes_client, sitting, a1=["A", "B"], go="1")
    assert "围巾会卷进去" in page(lanes_client, sitting, "paper")
    sheet = handed_in(lanes_client, sitting)
    assert sheet.counted_on is None
    result = page(lanes_client, sitting, "result")
    assert "这是练习" in result
    assert 'class="stamp"' not in result


def test_answers_wait_for_the_end_where_the_author_said_so(hall: Hall, lanes_client: Client) -> None:
    given_out(hall, MULTIPLE, FILL, answers_shown="after_end")
    sitting = begun(hall, lanes_client)
    post(lanes_client, sitting, a1=["B"])
    handed_in(lanes_client, sitting)
    result = page(lanes_client, sitting, "result")
    assert "围巾会卷进去" not in result
    assert "以后在这里看" in result


def test_nothing_unreviewed_is_asked_and_no_pool_is_too_small(hall: Hall) -> None:
    drafts = actions.write_questions(SYSTEM, unit=hall.federation, given=[replace(MULTIPLE, text="草稿")])
    paper = actions.write_paper(SYSTEM, unit=hall.federation, title="卷", questions=[(drafts[0], 10)], pass_marks=5)
    with pytest.raises(Refused, match="还没复核"):
        actions.assign(SYSTEM, hall.campaign.pk, hall.lesson, paper)
    row = {"topic": "消防", "difficulty": 0, "number": 2, "marks": 5}
    with pytest.raises(Refused, match="题库里能用的只有 0 道"):
        actions.write_paper(SYSTEM, unit=hall.federation, title="卷", questions=[], pass_marks=5, draws=[row])
    found = written(hall.federation, [replace(MULTIPLE, text=f"火{n}", topic="消防") for n in range(4)])
    paper = actions.write_paper(SYSTEM, unit=hall.federation, title="卷", questions=[], pass_marks=5, draws=[row])
    with pytest.raises(Refused, match="会抽到同样的题"):
        rows = [row, {**row, "difficulty": 2}]
        actions.write_paper(SYSTEM, unit=hall.federation, title="卷", questions=[], pass_marks=5, draws=rows)
    Question.objects.filter(pk__in=[one.pk for one in found[:3]]).update(state="retired")
    with pytest.raises(Refused, match="只有 1 道"):
        actions.assign(SYSTEM, hall.campaign.pk, hall.lesson, paper)


def test_questions_of_a_unit_above_are_used_where_they_are_shared(hall: Hall) -> None:
    shared, kept = written(hall.federation, [replace(MULTIPLE, text="共用", is_shared=True), MULTIPLE])
    row = {"topic": "", "difficulty": 0, "number": 1, "marks": 5}
    paper = actions.write_paper(SYSTEM, unit=hall.unit, title="卷", questions=[], pass_marks=5, draws=[row])
    with pytest.raises(Refused, match="只有 1 道"):
        actions.write_paper(
            SYSTEM, unit=hall.unit, title="卷", questions=[], pass_marks=5, draws=[{**row, "number": 2}], paper=paper
        )
    assert shared.is_shared
    assert not kept.is_shared


@given(st.text(min_size=1, max_size=70))
def test_a_workers_field_holds_every_answer_that_an_author_may_accept(said: str) -> None:
    asked = clean(Given("fill", "填 ____ 。", accepts=((said,),)))
    if why_unanswerable(asked):
        return
    [[accepted]] = asked.accepts
    assert len(accepted.encode("utf-16-le")) // 2 <= LONGEST_BLANK
    fixed = FixedQuestion("fill", asked.text, (), "", 5, accepts=asked.accepts)
    assert is_right(fixed, clean_answer(fixed, [accepted]))


def test_a_longer_answer_is_refused_where_it_is_written() -> None:
    asked = Given("fill", "填 ____ 。", accepts=(("答" * 61,),))
    assert why_unanswerable(asked) == ["填空的答案最多 60 个字"]

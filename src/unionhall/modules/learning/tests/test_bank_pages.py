"""The bank's pages: lists that are narrowed, forms of every kind that lose nothing, review, files in and out."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from unionhall.modules.learning import actions
from unionhall.modules.learning.actions.files import FORMATS, schema
from unionhall.modules.learning.models import Question, QuestionFile
from unionhall.modules.learning.tests.conftest import SYSTEM, Hall
from unionhall.modules.learning.tests.test_desk import signed_in, text_of

NEW = "learning:question_new"


@pytest.fixture
def officer(hall: Hall, lanes_client: Client) -> Client:
    """An officer of the federation."""
    return signed_in(lanes_client, hall.federation)


@pytest.fixture
def chair(hall: Hall) -> Client:
    """The chair of the federation, a second person."""
    return signed_in(Client(), hall.federation, "chair", "主席")


def sent(client: Client, content: bytes, name: str = "题.txt") -> Any:
    return client.post(reverse("learning:question_files"), {"file": SimpleUploadedFile(name, content)})


def test_every_kind_is_written_shown_previewed_and_changed(hall: Hall, officer: Client) -> None:
    typed: dict[str, dict[str, Any]] = {
        "single": {"option_A": "绕开", "option_B": "擦掉", "right": "B"},
        "multiple": {"option_A": "绕开", "option_B": "擦掉", "option_C": "上报", "right": ["B", "C"]},
        "true_false": {"right": "A"},
        "fill": {"text": "满 ____ 人要建会，报 ____ 批准。", "accepts": "25|二十五\n上一级"},
        "matching": {
            "left_1": "木头", "left_2": "电器", "option_A": "干粉", "option_B": "水", "option_C": "沙", "match": "ba",
        },
        "case": {
            "p0-kind": "single", "p0-text": "先做什么？", "p0-options": "停下\n干完", "p0-answer": "A",
            "p1-kind": "fill", "p1-text": "报告给 ____。", "p1-answer": "班长|安全员",
        },
    }  # fmt: skip
    for kind, fields in typed.items():
        assert officer.get(reverse(NEW), {"kind": kind}).status_code == 200
        said = {"kind": kind, "text": f"{kind} 地上有油，怎么办？", "topic": "油污", "explanation": "会滑倒", **fields}
        assert officer.post(reverse(NEW), {**said, "text": ""}).status_code == 422
        answer = officer.post(reverse(NEW), said)
        assert answer.status_code == 302, (kind, text_of(answer))
        question = Question.objects.filter(parent=None).latest("pk")
        assert (question.kind, question.topic, question.state) == (kind, "油污", "draft")
        for name in ("question_page", "question_preview", "question_edit"):
            page = officer.get(reverse(f"learning:{name}", args=[question.pk]))
            assert page.status_code == 200
            assert question.text.split("____")[0] in text_of(page)
        before = actions.given_of(question)
        again = officer.post(reverse("learning:question_edit", args=[question.pk]), said)
        assert again.status_code == 302, (kind, text_of(again))
        question.refresh_from_db()
        assert actions.given_of(Question.objects.get(pk=question.pk)) == before
    matching = Question.objects.get(kind="matching")
    assert (matching.right, matching.lefts, matching.options) == ("BA", ["木头", "电器"], ["干粉", "水", "沙"])
    case = Question.objects.get(kind="case")
    assert [part.accepts for part in case.parts.order_by("position")] == [[], [["班长", "安全员"]]]


def test_turning_into_another_kind_loses_nothing(officer: Client) -> None:
    typed = {
        "kind": "single",
        "text": "半道题",
        "option_A": "甲",
        "option_B": "乙",
        "turn": "multiple",
        "basis": "第三条",
    }
    page = text_of(officer.post(reverse(NEW), typed))
    assert "半道题" in page
    assert 'value="乙"' in page
    assert 'value="第三条"' in page
    assert "选出正确答案" not in page
    assert 'data-draft="question-new-multiple"' in page
    assert 'value="multiple" aria-pressed="true"' in page
    assert not Question.objects.filter(text="半道题").exists()


def test_wrong_input_is_told_beside_its_field(officer: Client) -> None:
    fill = {"kind": "fill", "text": "满 ____ 人", "accepts": "25\n三十"}
    assert "题目里有 1 个空，答案写了 2 个" in text_of(officer.post(reverse(NEW), fill))
    matching = {"kind": "matching", "text": "连", "left_1": "甲", "left_2": "乙", "option_A": "一", "option_B": "二"}
    assert "右边没有 D" in text_of(officer.post(reverse(NEW), {**matching, "match": "DA"}))
    assert "左边有 2 项，这里写了 1 个字母" in text_of(officer.post(reverse(NEW), {**matching, "match": "A"}))
    case = {
        "kind": "case",
        "text": "案情",
        "p0-kind": "single",
        "p0-text": "问？",
        "p0-options": "甲\n乙",
        "p0-answer": "丙",
    }
    page = text_of(officer.post(reverse(NEW), case))
    assert "答案“丙”看不懂" in page
    assert "甲\n乙" in page


def test_a_twin_is_shown_before_it_is_written_again(hall: Hall, officer: Client) -> None:
    typed = {
        "kind": "single",
        "text": "触电了先做什么",
        "option_A": "泼水",
        "option_B": "切断电源",
        "option_C": "拉开他",
    }
    page = officer.post(reverse(NEW), {**typed, "right": "B"})
    assert page.status_code == 422
    assert "题库里已经有这道题" in text_of(page)
    assert officer.post(reverse(NEW), {**typed, "right": "B", "twin_seen": "1"}).status_code == 302
    assert "一样" in text_of(officer.get(reverse("learning:question_twins")))


def test_the_list_is_narrowed(hall: Hall, officer: Client) -> None:
    here = reverse("learning:questions")
    assert "触电了" in text_of(officer.get(here, {"q": "先做什么", "kind": "single"}))
    assert "触电了" not in text_of(officer.get(here, {"q": "先做什么", "kind": "multiple"}))
    assert "没有找到" in text_of(officer.get(here, {"q": "没有这样的字"}))
    assert officer.get(here, {"kind": "nonsense", "difficulty": "x", "state": "?", "page": "z"}).status_code == 200


def test_review_by_a_second_person(hall: Hall, officer: Client, chair: Client) -> None:
    typed = {"kind": "true_false", "text": "油可以不擦。", "right": "B", "send": "1"}
    officer.post(reverse(NEW), typed)
    question = Question.objects.latest("pk")
    assert question.state == "review"
    here = reverse("learning:question_review")
    own = text_of(officer.get(here))
    assert "要请本工会的另一位同志复核" in own
    refused = officer.post(here, {"question": question.pk, "act": "approve"})
    assert refused.status_code == 422
    bare = chair.post(here, {"question": question.pk, "act": "back", "remark": ""})
    assert "写上哪里要改" in text_of(bare)
    chair.post(here, {"question": question.pk, "act": "back", "remark": "说清楚是什么油"})
    assert "说清楚是什么油" in text_of(officer.get(reverse("learning:question_page", args=[question.pk])))
    officer.post(reverse("learning:questions_together"), {"pick": question.pk, "act": "send"})
    chair.post(here, {"question": question.pk, "act": "approve"})
    question.refresh_from_db()
    assert (question.state, question.remark) == ("approved", "")
    officer.post(reverse("learning:question_edit", args=[question.pk]), {**typed, "right": "A", "twin_seen": "1"})
    question.refresh_from_db()
    assert (question.state, question.reviewed) == ("review", None)


def test_a_file_is_looked_at_and_taken_in_once(hall: Hall, officer: Client) -> None:
    text = (
        "隐患要立即报告。{TRUE}\n\n水能灭电器的火。{FALSE}\n\n水能灭电器的火！{F}\n\n"
        "写一写{}\n\n木头着火用什么灭？{=水 ~油 ~汽油}\n\n木头着火了用什么灭？{=水 ~油 ~汽油}"
    )
    page = officer.get(sent(officer, text.encode()).url)
    told = text_of(page)
    for words in (
        "2 道是新题",
        "1 道和别的题很像",
        "2 道题库里（或者文件前面）已经有",
        "问答题没有标准答案",
        "第 7 行",
    ):
        assert words in told
    file = QuestionFile.objects.get()
    before = Question.objects.count()
    here = reverse("learning:question_file", args=[file.pk])
    assert officer.post(here, {"also": "4", "is_shared": "1", "sends": "1"}).status_code == 302
    assert Question.objects.count() == before + 3
    assert set(Question.objects.order_by("-pk").values_list("state", "is_shared")[:3]) == {("review", True)}
    assert "已经收下过了" in text_of(officer.post(here, follow=True))
    assert Question.objects.count() == before + 3
    again = QuestionFile.objects.get(pk=int(sent(officer, text.encode()).url.rstrip("/").rpartition("/")[2]))
    assert actions.take_in(SYSTEM, again) == []


def test_hostile_and_foreign_files_are_refused_with_a_sentence(hall: Hall, officer: Client) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>'
    for content, name, words in (
        (laughs, "q.xml", "实体声明"),
        (b"<quiz><question", "q.xml", "读不下去"),
        (b"<html><body>x</body></html>", "q.xml", "看不出这是什么格式"),
        (b"%PDF-1.7", "q.pdf", "这不是题库文件"),
        (b"\xff" * 100, "q.txt", "编码认不出来"),
        (b"PK\x03\x04word/document.xml", "q.docx", "打不开"),
        ("随便写几个字".encode(), "q.txt", "看不出这是什么格式"),
    ):
        page = sent(officer, content, name)
        assert page.status_code == 422, name
        assert words in text_of(page), (name, words)
    assert not QuestionFile.objects.exists()


def test_the_bank_leaves_in_every_format(hall: Hall, officer: Client) -> None:
    actions.write_questions(SYSTEM, unit=hall.federation, given=schema.EXAMPLES)
    page = text_of(officer.get(reverse("learning:questions_out")))
    assert "Aiken 只有单选题" in page
    assert "GIFT 没有案例题" in page
    for key in FORMATS:
        answer = officer.get(reverse("learning:questions_download", args=[key]), {"kind": "single"})
        assert answer.status_code == 200
        assert len(answer.content) > 100
    assert officer.get(reverse("learning:questions_download", args=["exe"])).status_code == 404
    for key in ("xlsx", "docx"):
        assert officer.get(reverse("learning:question_template", args=[key])).content.startswith(b"PK")


def test_what_is_shared_is_seen_below_and_nothing_else(hall: Hall) -> None:
    below = signed_in(Client(), hall.unit, "chair", "下级主席")
    question = Question.objects.get(text="触电了，先做什么？")
    page = reverse("learning:question_page", args=[question.pk])
    assert below.get(page).status_code == 404
    Question.objects.filter(pk=question.pk).update(is_shared=True, state="draft")
    assert below.get(page).status_code == 404
    Question.objects.filter(pk=question.pk).update(state="approved")
    assert below.get(page).status_code == 200
    assert "触电了" in text_of(below.get(reverse("learning:questions")))
    assert below.get(reverse("learning:question_edit", args=[question.pk])).status_code == 404
    below.post(reverse("learning:questions_together"), {"pick": question.pk, "act": "retire"})
    question.refresh_from_db()
    assert question.state == "approved"

"""The authors' pages: forms that lose nothing, and nothing for those who may not."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Account, Person
from unionhall.modules.learning.facts import describe
from unionhall.modules.learning.models import Lesson, Paper, Question
from unionhall.modules.learning.tests.conftest import RIGHT, SINCE, SYSTEM, Hall


def signed_in(client: Client, unit: Unit, office: str = "officer", name: str = "经办人") -> Client:
    """The client of somebody who holds ``office`` at ``unit``."""
    person = Person.objects.create(name=name, name_key=name, created=clock.now())
    access.appoint(SYSTEM, person=person, unit=unit, office=office, since=SINCE)
    account = Account.objects.create(person=person, login=f"login-{person.pk}", state="active", created=clock.now())
    client.force_login(account)
    return client


@pytest.fixture
def officer(hall: Hall, lanes_client: Client) -> Client:
    """An officer of the federation."""
    return signed_in(lanes_client, hall.federation)


def text_of(answer: Any) -> str:
    """The page."""
    text: str = answer.content.decode()
    return text


def test_lists(hall: Hall, officer: Client) -> None:
    page = text_of(officer.get(reverse("learning:desk")))
    assert "安全答卷" in page
    assert "看到危险，能停" in page
    assert "已定稿" in page
    assert "触电了" in text_of(officer.get(reverse("learning:questions")))


def test_a_lesson_is_written_and_changed(hall: Hall, officer: Client) -> None:
    new = reverse("learning:lesson_new")
    assert officer.get(new).status_code == 200
    typed = {"shown": "3", "title": "", "heading_0": "第一节", "text_0": "一段<script>alert(1)</script>\n\n两段"}
    wrong = officer.post(new, typed)
    assert wrong.status_code == 422
    assert "写上课的标题" in text_of(wrong)
    assert "两段" in text_of(wrong)
    more = officer.post(new, {**typed, "more": "1"})
    assert more.status_code == 200
    assert "写上课的标题" not in text_of(more)
    assert 'name="text_3"' in text_of(more)
    assert "两段" in text_of(more)
    officer.post(new, {**typed, "title": "防滑"})
    lesson = Lesson.objects.get(title="防滑")
    assert lesson.sections[0]["html"] == "<p>一段&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>两段</p>"
    edit = reverse("learning:lesson_edit", args=[lesson.pk])
    assert "<script>alert" not in text_of(officer.get(edit))
    officer.post(edit, {"shown": "1", "title": "防滑倒", "text_0": "只一段"})
    lesson.refresh_from_db()
    assert (lesson.title, lesson.version, len(lesson.sections)) == ("防滑倒", 2, 1)


def test_a_question_is_written_and_changed(hall: Hall, officer: Client) -> None:
    new = reverse("learning:question_new")
    assert officer.get(new).status_code == 200
    typed = {"kind": "single", "text": "地上有油，怎么办？", "option_A": "绕开", "option_C": "擦掉", "right": "B"}
    wrong = officer.post(new, typed)
    assert wrong.status_code == 422
    assert "选项 B 还空着" in text_of(wrong)
    assert "擦掉" in text_of(wrong)
    assert officer.post(new, {**typed, "right": "C", "another": "1"}).url == new
    question = Question.objects.get(text="地上有油，怎么办？")
    assert (question.options, question.right) == (["绕开", "擦掉"], "B")
    edit = reverse("learning:question_edit", args=[question.pk])
    assert 'value="擦掉"' in text_of(officer.get(edit))
    officer.post(edit, {**typed, "kind": "multiple", "right": ["A", "C"]})
    question.refresh_from_db()
    assert (question.kind, question.right) == ("multiple", "AB")
    officer.post(new, {"kind": "true_false", "text": "油可以不擦。", "right": "B"})
    assert Question.objects.get(text="油可以不擦。").options == ["对", "不对"]
    refused = officer.post(new, {**typed, "right": ["A", "C"]})
    assert refused.status_code == 422
    assert "改成多选题" in text_of(refused)


def test_a_paper_is_put_together_fixed_and_revised(hall: Hall, officer: Client) -> None:
    new = reverse("learning:paper_new")
    assert officer.get(new).status_code == 200
    first, second = Question.objects.order_by("pk")[:2]
    typed = {
        "title": "小卷",
        "pass_marks": "15",
        "tries": "1",
        "answers_shown": "at_once",
        f"marks_{first.pk}": "5",
        f"marks_{second.pk}": "5",
    }
    wrong = officer.post(new, typed)
    assert wrong.status_code == 422
    assert "满分 10 分" in text_of(wrong)
    places = {f"place_{first.pk}": "2", f"place_{second.pk}": "1"}
    assert officer.post(new, {**typed, **places, "pass_marks": "5"}).status_code == 302
    paper = Paper.objects.get(title="小卷")
    assert [place.question for place in paper.places.all()] == [second, first]
    assert 'value="小卷"' in text_of(officer.get(reverse("learning:paper_edit", args=[paper.pk])))
    fixed = officer.get(reverse("learning:paper_edit", args=[hall.paper.pk]))
    assert "另起一版" in text_of(fixed)
    gone = officer.post(reverse("learning:paper_revise", args=[hall.paper.pk]))
    assert officer.get(gone.url).status_code == 200
    assert Paper.objects.get(previous=hall.paper).version == 2


def test_who_may_not_finds_nothing(hall: Hall, lanes_client: Client) -> None:
    question = Question.objects.earliest("pk")
    addresses = [
        reverse("learning:lesson_edit", args=[hall.lesson.pk]),
        reverse("learning:question_edit", args=[question.pk]),
        reverse("learning:paper_edit", args=[hall.paper.pk]),
        reverse("learning:sheet", args=[hall.sit("林晓禾", RIGHT).pk]),
    ]
    lists = [reverse(f"learning:{name}") for name in ("desk", "questions", "lesson_new", "question_new", "paper_new")]
    neighbour = signed_in(lanes_client, hall.other, "chair")
    for address in addresses:
        assert neighbour.get(address).status_code == 404, address
    assert neighbour.post(reverse("learning:paper_revise", args=[hall.paper.pk])).status_code == 404
    assert "安全答卷" not in text_of(neighbour.get(lists[0]))
    organiser = signed_in(Client(), hall.unit, "organiser", "组织员")
    for address in (*addresses, *lists):
        assert organiser.get(address).status_code == 404, address


def test_a_disputed_sheet_is_shown_with_its_receipts(hall: Hall, lanes_client: Client) -> None:
    sheet = hall.sit("林晓禾", RIGHT)
    chair = signed_in(lanes_client, hall.unit, "chair")
    page = text_of(chair.get(reverse("learning:sheet", args=[sheet.pk])))
    assert "每次保存的回执" in page
    assert "第 3 题：安全帽；手套" in page
    assert "林晓禾" not in page
    label, url = describe([f"learning.Sheet:{sheet.pk}"])[f"learning.Sheet:{sheet.pk}"]
    assert label == "《安全答卷》100 分，合格"
    assert chair.get(url).status_code == 200


def test_a_paper_keeps_its_rules_and_its_draw_table_and_nothing_typed_is_lost(hall: Hall, officer: Client) -> None:
    Question.objects.filter(kind="single").update(topic="用电", difficulty=1)
    first = Question.objects.filter(kind="multiple").earliest("pk")
    new = reverse("learning:paper_new")
    typed = {
        "title": "抽题卷",
        "pass_marks": "10",
        "tries": "3",
        "counts": "last",
        "minutes": "30",
        "opens": "2026-11-10T09:00",
        "closes": "2026-11-10T08:00",
        "mixes_options": "on",
        "partial_multiple": "half",
        "marks_parts": "on",
        "answers_shown": "after_end",
        "draws_shown": "2",
        "draw_topic_0": "用电",
        "draw_difficulty_0": "1",
        "draw_number_0": "3",
        "draw_marks_0": "5",
        f"marks_{first.pk}": "8",
    }
    looked = officer.post(new, {**typed, "look": "find", "find_topic": "用电", "find_kind": "single"})
    page = text_of(looked)
    assert looked.status_code == 200
    assert 'value="抽题卷"' in page
    assert f'name="marks_{first.pk}" value="8"' in page
    assert "没培训也能上岗" not in page
    assert 'name="draw_number_3"' in text_of(officer.post(new, {**typed, "look": "row"}))
    wrong = officer.post(new, typed)
    assert wrong.status_code == 422
    for reason in ("截止要在开始之后", "要抽 3 道，题库里能用的只有 2 道"):
        assert reason in text_of(wrong)
    half = officer.post(new, {**typed, "draw_marks_0": ""})
    assert "写上每道几分" in text_of(half)
    assert officer.post(new, {**typed, "draw_number_0": "2", "closes": "2026-11-10T18:00"}).status_code == 302
    paper = Paper.objects.get(title="抽题卷")
    assert paper.draws == [{"topic": "用电", "difficulty": 1, "number": 2, "marks": 5}]
    assert (paper.counts, paper.minutes, paper.partial_multiple, paper.marks_parts) == ("last", 30, "half", True)
    assert (paper.mixes_options, paper.mixes_questions, paper.answers_shown) == (True, False, "after_end")
    again = text_of(officer.get(reverse("learning:paper_edit", args=[paper.pk])))
    assert 'value="2026-11-10T18:00"' in again
    assert '<option value="用电" selected>' in again

"""Authors: what can be written, by whom, and what is fixed once it is assigned."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel.actor import Actor, Denied, Grant, Reach, Refused, Seat
from unionhall.kernel.journal.models import Line
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.actions.answerable import why_unanswerable
from unionhall.modules.learning.actions.writing import plain
from unionhall.modules.learning.models import Assignment, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.tests.conftest import GIVEN, RIGHT, SYSTEM, Hall


def author(unit: Unit, *permissions: LearningPermission) -> Actor:
    """Somebody with these rights at one unit alone; by default an author."""
    path = org_queries.path_of(unit)
    rights = permissions or (LearningPermission.PAPER_READ, LearningPermission.PAPER_WRITE)
    grants = tuple(Grant(right.value, path, Reach.HERE) for right in rights)
    return Actor(name="出题人", grants=grants, seats=(Seat(1, unit.pk, path, "officer", "经办人"),))


def test_one_writes_at_ones_own_unit_alone(hall: Hall) -> None:
    by = author(hall.unit)
    question = actions.write_question(by, unit=hall.unit, given=GIVEN[0])
    lesson = actions.write_lesson(by, unit=hall.unit, title="课", sections=[("", "一段")])
    paper = actions.write_paper(by, unit=hall.unit, title="卷", questions=[(question, 10)], pass_marks=10)
    for unit in (hall.other, hall.federation):
        with pytest.raises(Denied):
            actions.write_question(by, unit=unit, given=GIVEN[0])
        with pytest.raises(Denied):
            actions.write_questions(by, unit=unit, given=GIVEN)
        with pytest.raises(Denied):
            actions.write_lesson(by, unit=unit, title="课", sections=[("", "一段")])
        with pytest.raises(Denied):
            actions.write_paper(by, unit=unit, title="卷", questions=[(question, 10)], pass_marks=10)
    neighbour = author(hall.other)
    with pytest.raises(Denied):  # not even by naming one's own unit
        actions.write_question(neighbour, unit=hall.other, given=GIVEN[0], question=question)
    with pytest.raises(Denied):
        actions.write_lesson(neighbour, unit=hall.other, title="课", sections=[("", "一段")], lesson=lesson)
    with pytest.raises(Denied):
        actions.write_paper(neighbour, unit=hall.other, title="卷", questions=[], pass_marks=1, paper=paper)
    with pytest.raises(Denied):
        actions.write_paper(neighbour, unit=hall.other, title="卷", questions=[(question, 10)], pass_marks=1)
    with pytest.raises(Denied):
        actions.revise_paper(neighbour, paper=paper)
    with pytest.raises(Denied):
        actions.write_lesson(
            author(hall.unit, LearningPermission.PAPER_READ), unit=hall.unit, title="课", sections=[("", "一段")]
        )


def test_lists_hold_nothing_of_others(hall: Hall) -> None:
    by = author(hall.unit)
    mine = actions.write_question(by, unit=hall.unit, given=GIVEN[0])
    assert list(queries.questions(by)) == [mine]
    assert not queries.usable_lessons(by)
    assert not queries.papers(by)
    assert queries.papers(SYSTEM)[0].size == 5
    for fetch, pk in (
        (queries.usable_lesson, hall.lesson.pk),
        (queries.paper_for, hall.paper.pk),
        (queries.question_for, Question.objects.earliest("pk").pk),
        (queries.paper_for, 10**9),
    ):
        with pytest.raises(Denied):
            fetch(by, pk)
    assert queries.units_to_write_for(by) == [hall.unit]
    assert queries.units_to_write_for(SYSTEM) == []


def test_assigning_needs_the_right_at_the_campaigns_unit(hall: Hall) -> None:
    with pytest.raises(Denied):
        actions.assign(author(hall.unit), hall.campaign.pk, hall.lesson, None)
    with pytest.raises(Denied):
        actions.assign(SYSTEM, 10**9, hall.lesson, None)
    with pytest.raises(Refused, match="选一节课"):
        actions.assign(SYSTEM, hall.campaign.pk, None, None)
    again = actions.assign(author(hall.federation), hall.campaign.pk, hall.lesson, hall.paper)
    assert again == hall.assignment
    assert Assignment.objects.count() == 1
    assert Line.objects.filter(verb="learning.assigned").count() == 1


def test_an_assigned_paper_is_fixed_whatever_becomes_of_its_questions(hall: Hall) -> None:
    assert hall.paper.is_fixed
    before = queries.content_of(hall.paper.pk, 1)
    question = Question.objects.earliest("pk")
    actions.write_question(SYSTEM, unit=hall.federation, given=replace(GIVEN[0], right=(0,)), question=question)
    queries.content_of.cache_clear()
    assert queries.content_of(hall.paper.pk, 1) == before
    with pytest.raises(Refused, match="不能再改"):
        actions.write_paper(
            SYSTEM, unit=hall.federation, title="改", questions=[(question, 5)], pass_marks=5, paper=hall.paper
        )
    sheet = hall.sit("林晓禾", RIGHT)
    assert sheet.marks == 100


def test_a_fixed_paper_is_changed_as_a_new_version(hall: Hall) -> None:
    revised = actions.revise_paper(SYSTEM, paper=hall.paper)
    assert (revised.version, revised.previous, revised.is_fixed) == (2, hall.paper, False)
    assert [place.marks for place in revised.places.all()] == [20] * 5
    assert actions.revise_paper(SYSTEM, paper=revised) == revised
    first = revised.places.select_related("question").first()
    assert first is not None
    actions.write_paper(
        SYSTEM, unit=hall.federation, title="新卷", questions=[(first.question, 5)], pass_marks=5, paper=revised
    )
    assert revised.places.count() == 1
    assert hall.paper.places.count() == 5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " \u0007 "}, "写上题目"),
        ({"options": ("甲",), "right": (0,)}, "选项要有"),
        ({"options": ("甲", " ")}, "空的"),
        ({"options": ("甲", "甲")}, "一样"),
        ({"right": ()}, "正确答案"),
        ({"right": (7,)}, "正确答案"),
        ({"right": (0, 1)}, "改成多选题"),
        ({"kind": "multiple", "right": (1,)}, "改成单选题"),
        ({"kind": "true_false"}, "判断题"),
        ({"kind": "essay"}, "题型"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(hall: Hall, change: dict, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        actions.write_question(SYSTEM, unit=hall.unit, given=replace(GIVEN[0], **change))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": " "}, "名称"),
        ({"marks": 0}, "1 到 100 分"),
        ({"pass_marks": 0}, "合格分"),
        ({"pass_marks": 11}, "满分 10 分"),
        ({"tries": 0}, "1 到 20 次"),
        ({"double": True}, "放了两次"),
        ({"none": True}, "1 到 200 道题"),
    ],
)
def test_a_paper_that_nobody_could_sit_is_refused(hall: Hall, change: dict, reason: str) -> None:
    question = Question.objects.earliest("pk")
    questions = [(question, change.pop("marks", 10))] * (2 if change.pop("double", False) else 1)
    wanted = {"title": "卷", "pass_marks": 10, "tries": 1, "questions": questions} | change
    if wanted.pop("none", False):
        wanted["questions"] = []
    with pytest.raises(Refused, match=reason):
        actions.write_paper(SYSTEM, unit=hall.federation, **wanted)


@pytest.mark.parametrize("sections", [[], [("只有标题", "")], [("", " \n ")]])
def test_a_lesson_that_says_nothing_is_refused(hall: Hall, sections: list[tuple[str, str]]) -> None:
    with pytest.raises(Refused, match="至少写一段"):
        actions.write_lesson(SYSTEM, unit=hall.unit, title="课", sections=sections)


@given(st.text())
def test_what_is_kept_has_no_control_characters_and_is_kept_again_unchanged(text: str) -> None:
    kept = plain(text)
    assert plain(kept) == kept
    assert not any(ord(char) < 32 and char != "\n" for char in kept)
    assert "\0" not in kept


@given(st.sampled_from(Question.Kind.values), st.lists(st.text(max_size=3), max_size=10), st.sets(st.integers(-1, 10)))
def test_a_question_is_answerable_exactly_if_a_plain_reading_says_so(
    kind: str, options: list[str], right: set[int]
) -> None:
    clean = [plain(option) for option in options]
    is_whole = 2 <= len(clean) <= 8 and all(clean) and len(set(clean)) == len(clean)
    is_in_range = all(0 <= place < len(clean) for place in right)
    wanted = len(right) >= 2 if kind == Question.Kind.MULTIPLE else len(right) == 1
    is_pair = kind != Question.Kind.TRUE_FALSE or len(clean) == 2
    asked = actions.Given(kind, "题", tuple(options), tuple(right))
    assert (not why_unanswerable(asked)) == (is_whole and is_in_range and wanted and is_pair)


def test_text_is_shown_as_text(hall: Hall) -> None:
    lesson = actions.write_lesson(SYSTEM, unit=hall.unit, title="课", sections=[("", "压力<0.5MPa\r\n\r\n<b>停</b>")])
    assert lesson.sections[0]["html"] == "<p>压力&lt;0.5MPa</p>\n<p>&lt;b&gt;停&lt;/b&gt;</p>"

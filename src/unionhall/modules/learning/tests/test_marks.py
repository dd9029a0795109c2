"""What a sheet's answers are worth, against a plain restatement of the rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.modules.learning.models import LETTERS
from unionhall.modules.learning.queries.content import (
    Content,
    FixedQuestion,
    as_stored,
    clean_answer,
    from_stored,
    join_answers,
    mark,
    missing_to_pass,
    numbered_answers,
    questions_to_pass,
    split_answers,
)


@st.composite
def a_question(draw: st.DrawFn) -> FixedQuestion:
    """Any question that an author could write."""
    kind = draw(st.sampled_from(["single", "multiple", "true_false"]))
    number = 2 if kind == "true_false" else draw(st.integers(2, 8))
    letters = LETTERS[:number]
    least, most = (2, number) if kind == "multiple" else (1, 1)
    right = draw(st.sets(st.sampled_from(letters), min_size=least, max_size=most))
    marks = draw(st.integers(1, 30))
    options = tuple(f"选项{letter}" for letter in letters)
    return FixedQuestion(kind, "题", options, "".join(sorted(right)), marks)


@st.composite
def a_paper_and_answers(draw: st.DrawFn) -> tuple[Content, list[set[str]]]:
    """A paper, and for each of its questions the set of options somebody chose."""
    questions = tuple(draw(st.lists(a_question(), min_size=1, max_size=12)))
    full = sum(question.marks for question in questions)
    content = Content(1, 1, "卷子", draw(st.integers(1, full)), 2, True, questions)
    chosen = []
    for question in questions:
        most = len(question.options) if question.takes_several else 1
        some = st.sets(st.sampled_from(question.letters), max_size=most)
        chosen.append(draw(st.one_of(some, st.just(set(question.right)))))
    return content, chosen


@given(a_paper_and_answers())
def test_marks_are_those_of_a_plain_restatement(paper: tuple[Content, list[set[str]]]) -> None:
    content, chosen = paper
    cleaned = [clean_answer(question, given) for question, given in zip(content.questions, chosen, strict=True)]
    result = mark(content, join_answers([(letters, 1) for letters in cleaned]))
    right = [
        question for question, given in zip(content.questions, chosen, strict=True) if set(question.right) == given
    ]
    assert result.right == len(right)
    assert result.marks == sum(question.marks for question in right)
    assert result.is_passed == (result.marks >= content.pass_marks)
    assert len(result.wrong) == len(content.questions) - result.right


@given(a_paper_and_answers())
def test_what_is_missing_to_pass_is_the_least_number_of_questions(paper: tuple[Content, list[set[str]]]) -> None:
    content, chosen = paper
    cleaned = [clean_answer(question, given) for question, given in zip(content.questions, chosen, strict=True)]
    result = mark(content, join_answers([(letters, 1) for letters in cleaned]))
    missing = missing_to_pass(content, result)
    worth = sorted((content.questions[place - 1].marks for place in result.wrong), reverse=True)
    assert result.marks + sum(worth[:missing]) >= content.pass_marks
    assert missing == 0 or result.marks + sum(worth[: missing - 1]) < content.pass_marks
    assert (missing == 0) == result.is_passed


@given(a_question(), st.lists(st.text(alphabet="ABCDEFGHXab ", max_size=3), max_size=5))
def test_an_answer_is_either_clean_or_refused(question: FixedQuestion, given: list[str]) -> None:
    chosen = {letter for text in given for letter in text}
    is_possible = chosen <= set(question.letters) and (question.takes_several or len(chosen) <= 1)
    if is_possible:
        assert clean_answer(question, given) == "".join(sorted(chosen))
    else:
        with pytest.raises(ValueError, match=r"option|one answer"):
            clean_answer(question, given)


@given(a_question())
def test_a_question_comes_back_as_it_was_stored(question: FixedQuestion) -> None:
    assert from_stored(as_stored(question)) == question


@given(st.lists(st.tuples(st.text(alphabet="ABCDEFGH", max_size=8), st.integers(1, 10**9)), min_size=1, max_size=30))
def test_answers_come_back_as_they_were_joined(answers: list[tuple[str, int]]) -> None:
    stored = join_answers(answers)
    assert numbered_answers(stored, len(answers)) == answers
    assert split_answers(stored, len(answers)) == [letters for letters, _seq in answers]


def test_an_untouched_sheet_has_no_answers() -> None:
    assert split_answers("", 3) == ["", "", ""]


def test_how_many_right_answers_pass_is_said_only_where_all_are_worth_the_same() -> None:
    question = FixedQuestion("single", "题", ("甲", "乙"), "A", 10)
    assert questions_to_pass(Content(1, 1, "", 25, 1, True, (question,) * 4)) == 3
    other = FixedQuestion("single", "题", ("甲", "乙"), "A", 20)
    assert questions_to_pass(Content(1, 1, "", 25, 1, True, (question, other))) is None

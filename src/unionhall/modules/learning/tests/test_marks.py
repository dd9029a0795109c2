"""What a sheet's answers are worth, against a plain restatement of the rules."""

import unicodedata
from fractions import Fraction
from math import ceil, floor

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.modules.learning.queries.answers import (
    FILL,
    LONGEST_BLANK,
    MATCHING,
    MULTIPLE,
    clean_answer,
    given_of,
    join_answers,
    numbered_answers,
    parts_of,
    split_answers,
)
from unionhall.modules.learning.queries.arranging import arranged
from unionhall.modules.learning.queries.content import Content, FixedQuestion, as_stored, from_stored
from unionhall.modules.learning.queries.marking import (
    is_right,
    mark,
    missing_to_pass,
    outcome,
    points,
    questions_to_pass,
)
from unionhall.modules.learning.tests.papers import SEEDS, Answer, a_paper, a_question, an_answer


@st.composite
def a_sat_paper(draw: st.DrawFn) -> tuple[Content, int, list[Answer]]:
    """A paper, whose draw it is, and what is filled in at each of its questions."""
    content = draw(a_paper())
    return content, draw(SEEDS), [draw(an_answer(question)) for question in content.questions]


def on_sheet(content: Content, answers: list[Answer]) -> str:
    """The sheet's field."""
    pairs = zip(content.questions, answers, strict=True)
    return join_answers([(clean_answer(question, answer), 1) for question, answer in pairs])


def plain(text: str) -> str:
    """Without regard to width, case and blanks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.replace(" ", "")


def share_right(question: FixedQuestion, answer: Answer) -> Fraction:
    """How much of a question's marks an answer earns, as the rule is read out to workers."""
    if question.kind == FILL:
        hits = [
            plain(text) in [plain(one) for one in accepted] if plain(text) else False
            for text, accepted in zip(answer, question.accepts, strict=True)
        ]
    elif question.kind == MATCHING:
        hits = [letter == right for letter, right in zip(answer, question.right, strict=True)]
    else:
        chosen, right = set(answer), set(question.right)
        if chosen == right:
            return Fraction(1)
        if question.kind != MULTIPLE or not chosen or chosen - right:
            return Fraction(0)
        return {"": Fraction(0), "half": Fraction(1, 2), "share": Fraction(len(chosen), len(right))}[question.partial]
    if all(hits):
        return Fraction(1)
    return Fraction(sum(hits), len(hits)) if question.partial == "each" else Fraction(0)


@settings(max_examples=50)
@given(a_sat_paper())
def test_marks_are_those_of_a_plain_restatement(sat: tuple[Content, int, list[Answer]]) -> None:
    content, seed, answers = sat
    asked = [(place, content.questions[place - 1], answers[place - 1]) for place in arranged(content, seed).order]
    counting = [one for one in asked if one[1].withdrawn != "out"]
    got = full = right = 0
    for _place, question, answer in counting:
        share = Fraction(1) if question.withdrawn == "everybody" else share_right(question, answer)
        got += floor(question.marks * share)
        full += question.marks
        right += share == 1
    before = sum(question.marks for _place, question, _answer in asked)
    result = mark(content, on_sheet(content, answers), seed)
    assert (result.right, result.marks, result.of, result.full) == (right, got, len(counting), full)
    assert result.pass_marks == ceil(Fraction(content.pass_marks * full, before))
    assert result.is_passed == (got >= result.pass_marks)
    assert set(result.wrong) == {
        place for place, question, answer in counting if not question.withdrawn and share_right(question, answer) < 1
    }


@settings(max_examples=50)
@given(a_sat_paper())
def test_nobody_loses_by_a_withdrawn_question_whose_marks_go_to_everybody(
    sat: tuple[Content, int, list[Answer]],
) -> None:
    content, seed, answers = sat
    standing = [from_stored(as_stored(question)) for question in content.questions]
    for place in range(len(standing)):
        gone = [*standing]
        gone[place] = from_stored(as_stored(standing[place]), "everybody")
        before = mark(_with(content, standing), on_sheet(content, answers), seed)
        after = mark(_with(content, gone), on_sheet(content, answers), seed)
        assert after.marks >= before.marks
        assert after.is_passed >= before.is_passed


def _with(content: Content, questions: list[FixedQuestion]) -> Content:
    return Content(
        content.paper_id,
        content.version,
        content.title,
        content.pass_marks,
        2,
        True,
        tuple(questions),
        draws=content.draws,
    )


@settings(max_examples=50)
@given(a_sat_paper())
def test_what_is_missing_to_pass_is_the_least_number_of_questions(sat: tuple[Content, int, list[Answer]]) -> None:
    content, seed, answers = sat
    sheet = on_sheet(content, answers)
    result = mark(content, sheet, seed)
    missing = missing_to_pass(content, result, sheet)
    given = split_answers(sheet, len(content.questions))
    missed = [(content.questions[place - 1], given[place - 1]) for place in result.wrong]
    worth = sorted((question.marks - points(question, answer) for question, answer in missed), reverse=True)
    assert result.marks + sum(worth) == result.full or any(q.partial for q in content.questions)
    if result.marks + sum(worth) >= result.pass_marks:
        assert result.marks + sum(worth[:missing]) >= result.pass_marks
    assert missing == 0 or result.marks + sum(worth[: missing - 1]) < result.pass_marks
    assert (missing == 0) == result.is_passed


@given(a_question(kinds=("single", "multiple", "true_false")), st.lists(st.text("ABCDEFGHXab ", max_size=3)))
def test_letters_are_either_clean_or_refused(question: FixedQuestion, given: list[str]) -> None:
    chosen = {letter for text in given for letter in text}
    is_possible = chosen <= set(question.letters) and (question.takes_several or len(chosen) <= 1)
    if is_possible:
        assert clean_answer(question, given) == "".join(sorted(chosen))
    else:
        with pytest.raises(ValueError, match=r"option|one answer"):
            clean_answer(question, given)


@given(a_question(kinds=("fill",)), st.lists(st.text(max_size=LONGEST_BLANK + 5), max_size=6))
def test_what_is_filled_in_comes_back_or_is_refused(question: FixedQuestion, given: list[str]) -> None:
    lines = [" ".join("".join(" " if _is_control(char) else char for char in text).split()) for text in given]
    if len(given) > question.blanks or any(len(line) > LONGEST_BLANK for line in lines):
        with pytest.raises(ValueError, match="blank"):
            clean_answer(question, given)
        return
    stored = clean_answer(question, given)
    assert stored.isascii()
    assert not set(stored) & set("|@,= ")
    wanted = lines + [""] * (question.blanks - len(lines)) if any(lines) else []
    assert parts_of("fill", stored) == wanted
    assert clean_answer(question, stored) == stored


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")


@given(a_question(kinds=("matching",)), st.lists(st.sampled_from(["", "-", "A", "B", "H", "AB", "x"]), max_size=9))
def test_pairs_are_either_clean_or_refused(question: FixedQuestion, given: list[str]) -> None:
    is_possible = len(given) <= len(question.lefts) and all(
        letter in ("", "-") or letter in tuple(question.letters) for letter in given
    )
    if not is_possible:
        with pytest.raises(ValueError, match="the question"):
            clean_answer(question, given)
        return
    stored = clean_answer(question, given)
    padded = [letter or "-" for letter in given] + ["-"] * (len(question.lefts) - len(given))
    assert stored == ("".join(padded) if set(padded) != {"-"} else "")
    assert clean_answer(question, stored) == stored


@given(st.data())
def test_a_form_says_what_its_fields_say(data: st.DataObject) -> None:
    question = data.draw(a_question())
    answer = data.draw(an_answer(question))
    post = QueryDict(mutable=True)
    if question.kind in (FILL, MATCHING):
        post.update({f"a7_{place}": text for place, text in enumerate(answer, start=1)})
    else:
        post.setlist("a7", answer)
    stored = given_of(question, 7, post)
    assert stored == clean_answer(question, answer)
    if is_right(question, stored):
        assert points(question, stored) == question.marks or question.withdrawn == "out"
    assert len(question.said(stored)) == (len(answer) if stored else 0)


@given(a_question())
def test_a_question_comes_back_as_it_was_stored(question: FixedQuestion) -> None:
    assert from_stored(as_stored(question), question.withdrawn) == question


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


@given(st.lists(st.integers(0, 100), max_size=5), st.sampled_from(["best", "last", "first", "mean"]))
def test_which_try_counts(marks: list[int], counts: str) -> None:
    found = outcome([(one, one >= 60) for one in marks], counts, 60)
    if not marks:
        assert found is None
        return
    wanted = {"best": max(marks), "last": marks[-1], "first": marks[0], "mean": floor(Fraction(sum(marks), len(marks)))}
    assert found is not None
    assert (found.marks, found.is_passed) == (wanted[counts], wanted[counts] >= 60)

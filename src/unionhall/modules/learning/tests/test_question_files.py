"""What leaves in a format comes back from it; every question of a foreign file comes in or is named."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from unionhall.modules.learning.actions.answerable import Given, clean, why_unanswerable
from unionhall.modules.learning.actions.files import FORMATS, read_file
from unionhall.modules.learning.actions.files.answers import is_true
from unionhall.modules.learning.models import Question
from unionhall.modules.learning.tests.given import questions

Kind = Question.Kind
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(QUICK, max_examples=6)  # each opens a process of its own


def told_by(key: str, asked: Given) -> Given:
    """What of a question a format carries: pairs of a matching question have no order there, truth no wording."""
    if asked.kind == Kind.TRUE_FALSE:
        asked = replace(asked, options=("对", "不对"), right=(0,) if is_true(asked) else (1,))
    if asked.kind == Kind.MATCHING and key in ("gift", "moodle"):
        order = {option: place for place, option in enumerate(sorted(asked.options))}
        right = tuple(order[asked.options[place]] for place in asked.right)
        asked = replace(asked, options=tuple(sorted(asked.options)), right=right)
    if key == "aiken":
        asked = Given(asked.kind, asked.text, asked.options, asked.right)
    return asked


def there_and_back(key: str, asked: Sequence[Given]) -> None:
    """Every question that the format can hold comes back from it, in order, and nothing else."""
    form = FORMATS[key]
    held = [told_by(key, each) for each in asked if not form.why_not(each)]
    if not held:
        return
    found = read_file(form.write(asked, {}), f"x.{form.suffix}")
    assert found.format == key
    assert [(each.place, each.why) for each in found.not_taken] == []
    assert [told_by(key, each.given) for each in found.items] == held


@pytest.mark.parametrize("key", ["gift", "moodle", "docx", "aiken"])
@QUICK
@given(st.lists(questions(), min_size=1, max_size=4))
@example([clean(Given(Kind.SINGLE, "用\xa0电", ("1", "0"), (0,)))])
@example([Given(Kind.MATCHING, "1", ("1", "<b>粗</b>"), (0, 1), lefts=("1", "11"))])
def test_what_leaves_comes_back(key: str, asked: list[Given]) -> None:
    there_and_back(key, asked)


@FEW
@given(st.lists(questions(), min_size=4, max_size=12))
def test_what_leaves_in_a_workbook_comes_back(asked: list[Given]) -> None:
    there_and_back("xlsx", asked)


@QUICK
@given(questions())
def test_cleaning_twice_is_cleaning_once(asked: Given) -> None:
    assert clean(asked) == asked
    assert why_unanswerable(asked) == []


def test_a_blank_that_does_not_break_is_kept_as_a_blank() -> None:
    assert clean(Given(Kind.SINGLE, "用\xa0电\xa0", ("a\xa0b", "c"), (0,))).text == "用 电"

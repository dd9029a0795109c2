"""The text of a briefing falls into its parts, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.modules.briefings.queries import body
from unionhall.modules.briefings.queries.body import Chart, Paragraph, Place, Words

LINE = st.lists(
    st.sampled_from(["一、", "（二）", "1.", "。", "职工", "{{f1}}", "{{ f2 }}", "{{t1}}", "{{", "}}", " "])
)


@given(LINE.map("".join))
def test_a_line_comes_out_as_it_went_in(line: str) -> None:
    written = "".join(
        f"{{{{{block.key}}}}}"
        if isinstance(block, Chart)
        else "".join(run.text if isinstance(run, Words) else f"{{{{{run.key}}}}}" for run in (*block.head, *block.runs))
        for block in body.blocks(line)
    )
    assert written == body.TOKEN.sub(lambda found: f"{{{{{found[1]}}}}}", line.strip())


def test_headings_are_known_by_their_numbers() -> None:
    first, second, run_in, plain = body.blocks("一、报名\n（一）街道。都报了{{f1}}家。\n\n十二、总结。好\n1.先学后考")
    assert first == Paragraph(1, (Words("一、报名"),), ())
    assert second == Paragraph(2, (Words("（一）街道。"),), (Words("都报了"), Place("f1"), Words("家。")))
    assert isinstance(run_in, Paragraph)
    assert (run_in.level, run_in.runs) == (1, (Words("好"),))
    assert plain == Paragraph(0, (), (Words("1.先学后考"),))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("共{{f1}}份。\n{{t1}}", ""),
        ("共{{f9}}份", "{{f9}} 没有对应的数字"),
        ("见{{t1}}表", "{{t1}} 要单独占一行"),
        ("共{{f1}份", "写坏的大括号"),
        ("{{day}}为止", ""),
    ],
)
def test_what_is_wrong_is_said(text: str, wrong: str) -> None:
    found = body.mistakes(text, {"f1", "t1"})
    assert not found if not wrong else wrong in found[0]

"""The federation's bank of questions and its lessons: files and texts as an officer would bring them."""

import tomllib
from pathlib import Path

from unionhall.demo.plan import Demo
from unionhall.kernel import clock
from unionhall.modules.learning import actions as learning

_HERE = Path(__file__).parent
FILES = ("trade-union-law", "work-safety-law", "workers-rights", "on-site")
UNREVIEWED = 3  # questions that nobody has looked at yet


def fill(demo: Demo, _step: int) -> None:
    """The questions come in as one table, shared with all unions below, and are reviewed; then the lessons."""
    by, federation = demo.officer(), demo.federation
    with clock.set_to(demo.at(-240, "15:10")):
        file = learning.receive(by, unit=federation, name="区总工会题库.csv", content=_table())
        if file.not_taken:
            raise AssertionError(f"questions of the demo can not be taken: {file.not_taken}")
        near = [place for place, item in enumerate(file.items) if item["twin"] or item["within"]]
        taken = learning.take_in(by, file, also=near, is_shared=True, sends=True)
        learning.approve(demo.chair(), taken[:-UNREVIEWED])  # nobody reviews what they wrote themselves
        for one in tomllib.loads((_HERE / "lessons.toml").read_text(encoding="utf-8"))["lesson"]:
            sections = [learning.Section(each["title"], each["text"]) for each in one["section"]]
            learning.write_lesson(by, unit=federation, title=one["title"], sections=sections, is_shared=True)


def _table() -> bytes:
    """The files of questions as one, under one row of headings."""
    texts = [(_HERE / "questions" / f"{name}.csv").read_text(encoding="utf-8") for name in FILES]
    head = texts[0].partition("\n")[0]
    return "\n".join([head, *(text.partition("\n")[2].strip() for text in texts)]).encode()

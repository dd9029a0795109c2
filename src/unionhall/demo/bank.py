"""The federation's bank of questions and its lessons: files and texts as an officer would bring them."""

import tomllib
from pathlib import Path

from unionhall.demo.plan import Demo
from unionhall.kernel import clock
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning.models import Question

_HERE = Path(__file__).parent
FILES = {
    "trade-union-law": "工会法题库",
    "work-safety-law": "安全生产法题库",
    "workers-rights": "职工权益题库",
    "on-site": "现场安全题库",
}
UNREVIEWED = 3  # of the last file, which nobody has looked at yet


def fill(demo: Demo, _step: int) -> None:
    """The four files of questions come in, shared with all unions below, and are reviewed; then the lessons."""
    by, federation = demo.officer(), demo.federation
    with clock.set_to(demo.at(-240, "15:10")):
        taken: list[Question] = []
        for key, name in FILES.items():
            content = (_HERE / "questions" / f"{key}.csv").read_bytes()
            file = learning.receive(by, unit=federation, name=f"{name}.csv", content=content)
            if file.not_taken:
                raise AssertionError(f"{name}: {file.not_taken}")
            near = [place for place, item in enumerate(file.items) if item["twin"] or item["within"]]
            taken += learning.take_in(by, file, also=near, is_shared=True, sends=True)
        learning.approve(demo.chair(), taken[:-UNREVIEWED])  # nobody reviews what they wrote themselves
        for one in tomllib.loads((_HERE / "lessons.toml").read_text(encoding="utf-8"))["lesson"]:
            sections = [learning.Section(each["title"], each["text"]) for each in one["section"]]
            learning.write_lesson(by, unit=federation, title=one["title"], sections=sections, is_shared=True)

"""A small world for this module's tests: a federation, two enterprise unions, a campaign with a lesson and a paper."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.worlds import world
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import actions as org
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link, Participant
from unionhall.modules.learning import actions
from unionhall.modules.learning.actions import taking
from unionhall.modules.learning.actions.files import read_file
from unionhall.modules.learning.models import Assignment, Lesson, Paper, Question, Sheet
from unionhall.modules.learning.queries import Sitting, sitting_for

SYSTEM = Actor.system("test")
SINCE, UNTIL = date(2026, 11, 2), date(2026, 11, 20)
NOON = datetime(2026, 11, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
GIVEN = (
    actions.Given(
        "single", "触电了，先做什么？", ("拉开他", "切断电源", "泼水"), (1,), "先断电。", "《安全生产法》第五十五条"
    ),
    actions.Given("true_false", "隐患要立即报告。", ("对", "不对"), (0,)),
    actions.Given("multiple", "哪些要戴好？", ("安全帽", "围巾", "手套"), (0, 2), "围巾会卷进机器。"),
    actions.Given("single", "谁能停工？", ("班长", "自己"), (1,)),
    actions.Given("true_false", "没培训也能上岗。", ("对", "不对"), (1,)),
)
RIGHT = {1: "B", 2: "A", 3: "AC", 4: "B", 5: "B"}


@dataclass
class Hall:
    """What the tests act on."""

    federation: Unit
    unit: Unit
    other: Unit
    lesson: Lesson
    paper: Paper
    campaign: Campaign
    assignment: Assignment
    link: Link

    def worker(self, name: str = "", tail: str = "0000", cookie: str = "") -> tuple[Participant, str]:
        """Somebody opens the unit's link; by default somebody who is not on the roll. Participant and cookie."""
        found = campaigns.identify(self.link, name=name or "没在册的人", tail=tail, cookie=cookie)
        return found.participant, found.cookie

    def member(self, name: str, tail: str = "1234") -> tuple[Participant, str]:
        """Somebody who is on the roll opens the link."""
        person = Person.objects.create(name=name, name_key=name, created=clock.now())
        participant, cookie = self.worker(name, tail)
        Participant.objects.filter(pk=participant.pk).update(person=person, state=Participant.State.MATCHED)
        participant.refresh_from_db()
        return participant, cookie

    def sitting(self, participant: Participant, cookie: str) -> Sitting:
        """Their sheet, opened."""
        sheet = actions.open_sheet(participant, self.assignment)
        found = sitting_for(cookie, sheet.public)
        assert found is not None
        return found

    def sit(self, name: str, answers: dict[int, str]) -> Sheet:
        """A member sits the paper and hands it in."""
        sitting = self.sitting(*self.member(name))
        for place, letters in answers.items():
            actions.save(sitting, {place: letters})
        return actions.hand_in(sitting)


def written(unit: Unit, given: Iterable[actions.Given]) -> list[Question]:
    """Questions of a unit that are reviewed, so that papers may ask them."""
    questions = actions.write_questions(SYSTEM, unit=unit, given=given)
    actions.send_to_review(SYSTEM, questions)
    actions.approve(SYSTEM, questions)
    return list(Question.objects.filter(pk__in=[question.pk for question in questions]).order_by("pk"))


@pytest.fixture(autouse=True)
def _reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Question files are read without a process of their own, which takes long; one test has it."""
    monkeypatch.setattr(taking, "read_apart", read_file)


@pytest.fixture
def noon() -> Iterator[datetime]:
    """It is noon, in the middle of the campaign."""
    with clock.set_to(NOON):
        yield NOON


@world(within=lambda: clock.set_to(NOON))
def hall(db: None, noon: datetime) -> Hall:
    """A campaign with a lesson and a paper of five questions, twenty marks each, sixty to pass, two tries."""
    federation = org.found(SYSTEM, name="岚川区总工会", kind="federation", parent=None, code="119900", since=SINCE)
    unit = org.found(SYSTEM, name="恒岱机械厂工会", kind="grassroots", parent=federation, since=SINCE)
    other = org.found(SYSTEM, name="云栈物流工会", kind="grassroots", parent=federation, since=SINCE)
    lesson = actions.write_lesson(
        SYSTEM, unit=federation, title="看到危险，能停", sections=[("先停", "第一段\n\n第二段")]
    )
    questions = written(federation, GIVEN)
    paper = actions.write_paper(
        SYSTEM, unit=federation, title="安全答卷", questions=[(q, 20) for q in questions], pass_marks=60, tries=2
    )
    campaign = campaigns.launch(SYSTEM, federation, name="查隐患", since=SINCE, until=UNTIL, enrol_until=UNTIL)
    assignment = actions.assign(SYSTEM, campaign.pk, lesson, paper)
    link = campaigns.enrol(
        SYSTEM, Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=unit)
    )
    paper.refresh_from_db()
    return Hall(federation, unit, other, lesson, paper, campaign, assignment, link)

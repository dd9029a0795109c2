"""The campaign that runs today: called from the top with its lesson and paper, enrolled in, carried out, urged."""

from datetime import timedelta

from unionhall.demo import briefing, carried_out, lesson
from unionhall.demo.plan import SYSTEM, Demo, Enterprise
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.jobs import ticker
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Enrolment
from unionhall.modules.learning import actions as learning

CAMPAIGN_DAYS = 40
ENROL_DAYS = 10
ONE_IN_LATE = 8  # enterprises does not enrol in time


def launch(demo: Demo, _step: int) -> None:
    """The call, with its lesson and its paper."""
    by, federation = demo.officer(), demo.federation
    with clock.set_to(demo.at(-demo.scale.days_in, "09:00")):
        today = clock.today()
        campaign = campaigns.launch(
            by,
            federation,
            name=lesson.CAMPAIGN,
            theme=lesson.THEME,
            since=today,
            until=today + timedelta(days=CAMPAIGN_DAYS - 1),
            enrol_until=today + timedelta(days=ENROL_DAYS),
            contact="区总工会 林晓禾",
        )
        campaigns.set_tasks(by, campaign, federation, carried_out.tasks(campaign.until))
        written = learning.write_lesson(by, unit=federation, title=lesson.LESSON_TITLE, sections=lesson.LESSON)
        questions = learning.write_questions(
            by,
            unit=federation,
            given=[
                learning.Given(one.kind, one.text, one.options, one.right, one.explanation, one.basis)
                for one in lesson.QUESTIONS
            ],
        )
        learning.send_to_review(by, questions)
        learning.approve(demo.chair(), questions)  # nobody reviews what they wrote themselves
        paper = learning.write_paper(
            by,
            unit=federation,
            title=lesson.PAPER_TITLE,
            questions=[(question, 20) for question in questions],
            pass_marks=80,
            tries=2,
        )
        if not demo.scale.has_past:
            _fill_bank(demo, by, federation)
        learning.assign(by, campaign.pk, written, paper)


def _fill_bank(demo: Demo, by: Actor, federation: Unit) -> None:
    """The Word template as it is handed out comes into the bank: a question of every kind, one waits for review."""
    content = learning.question_template("docx")
    file = learning.receive(by, unit=federation, name="安全生产题库.docx", content=content)
    taken = learning.take_in(by, file, is_shared=True, sends=True)
    learning.approve(demo.chair(), taken[1:])


def willing(demo: Demo) -> list[Enterprise]:
    """The enterprises that enrol within the days given: all but one in so many, and one that is excused."""
    late = len(demo.enterprises) // ONE_IN_LATE
    return demo.enterprises[: len(demo.enterprises) - late - 1]


def enrol(demo: Demo, _step: int) -> None:
    """Most units enrol; one is excused by the union above; the rest are late."""
    campaign, random = demo.campaign, demo.random("enrol")
    asked = {one.unit_id: one for one in Enrolment.objects.filter(campaign=campaign).select_related("campaign", "unit")}
    joining, excused = willing(demo), demo.enterprises[-1]
    days_in = demo.scale.days_in
    moments = sorted((random.randrange(ENROL_DAYS), random.randrange(8 * 60, 18 * 60)) for _unit in joining)
    for (days, minutes), one in zip(moments, joining, strict=True):
        with clock.set_to(demo.at(days - days_in, f"{minutes // 60:02d}:{minutes % 60:02d}")):
            campaigns.enrol(demo.chair(one.unit), asked[one.unit.pk])
    above = next(unit for unit in demo.first_level if excused.unit.code.startswith(unit.code))  # also of a joint one
    with clock.set_to(demo.at(4 - days_in, "15:20")):
        campaigns.excuse(demo.officer(above), asked[excused.unit.pk], reason="停产检修，下个月才复工")


def report_acts(demo: Demo, _step: int) -> None:
    """What the units held, told two days ago."""
    campaign, units = demo.campaign, [one.unit for one in willing(demo)]
    with clock.set_to(demo.at(-2, "16:20")):
        carried_out.report_acts(campaign, demo.chairs, units)


def remind(demo: Demo, _step: int) -> None:
    """Yesterday's reminder by a union above; then what is due by the clock is done."""
    first = demo.first_level[0]
    with clock.set_to(demo.at(-1, "09:40")):
        carried_out.remind(demo.officer(first), demo.campaign, first)
    ticker.tick(Actor.system(SYSTEM))


def brief(demo: Demo, _step: int) -> None:
    """One briefing is issued, another one is being written."""
    briefing.issue_one(demo.officer(), demo.chair(), demo.federation, demo.campaign)
    briefing.draft_one(demo.officer(), demo.federation, demo.campaign)

"""The campaign of this spring, which is over: a lesson, a paper drawn from the bank, figures signed."""

from datetime import timedelta

from unionhall.demo import workers
from unionhall.demo.plan import Demo
from unionhall.kernel import clock
from unionhall.kernel.facts import actions as facts
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign, Enrolment
from unionhall.modules.campaigns.queries import Audience
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning.actions import certificates
from unionhall.modules.learning.models import Lesson
from unionhall.modules.learning.queries.pools import Draw

NAME = "学工会法、用工会法"
THEME = """把《工会法》讲到每一位工会小组长。

先看十分钟的课，再答十道题。题从题库里抽，每人不一样。合格的发一张学习证书。"""
BEGINS, DAYS = -215, 30
CERTIFICATES = 30  # of a hundred who pass open theirs
FEWEST = 80  # members of a union that is asked
DRAWS = (("建会", 2), ("会员", 2), ("工会干部", 2), ("经费", 2), ("民主管理", 1), ("选举", 1))  # topic, how many


def launch(demo: Demo, _step: int) -> None:
    """The call to the larger unions, with a lesson, a paper that is drawn, and a certificate."""
    by, federation = demo.officer(), demo.federation
    with clock.set_to(demo.at(BEGINS, "09:00")):
        today = clock.today()
        campaign = campaigns.launch(
            by,
            federation,
            name=NAME,
            theme=THEME,
            since=today,
            until=today + timedelta(days=DAYS - 1),
            enrol_until=today + timedelta(days=7),
            contact="区总工会 林晓禾",
            audience=Audience(fewest=FEWEST if demo.scale.enterprises > 100 else None),
        )
        paper = learning.write_paper(
            by,
            unit=federation,
            title="工会法知识答卷",
            questions=[],
            pass_marks=60,
            tries=2,
            rules=learning.Rules(mixes_questions=True, mixes_options=True, learn_first=True),
            draws=[Draw(topic=topic, difficulty=0, number=number, marks=10) for topic, number in DRAWS],
        )
        lesson = Lesson.objects.filter(unit=federation).earliest("pk")
        assignment = learning.assign(by, campaign.pk, lesson, paper)
        certificates.write_rule(
            by,
            assignment=assignment,
            title="学习证书",
            wording="{name}同志学完《工会法》课程，答卷合格，特发此证。\n{date}",
            months=24,
        )


def enrol(demo: Demo, _step: int) -> None:
    """Every union that is asked enrols within a week."""
    random = demo.random("earlier")
    asked = Enrolment.objects.filter(campaign=_campaign()).select_related("campaign", "unit").order_by("pk")
    for one in asked:
        with clock.set_to(demo.at(BEGINS + random.randrange(6), f"{random.randrange(9, 17):02d}:20")):
            campaigns.enrol(demo.chair(one.unit), one)


def sit_papers(demo: Demo, _step: int) -> None:
    """One paper for every ten of the campaign that runs; some of those who pass open their certificate."""
    campaign = _campaign()
    seats = workers.seats_for(demo, campaign, demo.scale.papers // 10, campaign.until)
    workers.sit(demo, campaign, seats, asks=CERTIFICATES)


def close(demo: Demo, _step: int) -> None:
    """After its last day what was left half done is handed in, and the federation's officer signs the figures."""
    campaign = _campaign()
    with clock.set_to(demo.at(BEGINS + DAYS + 3, "10:30")):
        learning.hand_in_ended(demo.system)
        if campaign.reckoning is None:
            raise AssertionError("a campaign has its reckoning")
        facts.close(demo.officer(), campaign.reckoning)


def _campaign() -> Campaign:
    return Campaign.objects.select_related("reckoning", "unit").earliest("since")

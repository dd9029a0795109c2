"""What the demo's units did outside the system and reported, and whom the unions above reminded."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns import actions, queries
from unionhall.modules.campaigns.actions import NewAct, NewTask
from unionhall.modules.campaigns.models import Campaign, Task

SEED = 120018
LECTURE_EVERY, LEAFLETS_EVERY = 3, 4
PLACES = ("二车间休息室", "职工食堂", "一楼会议室", "装卸平台", "门店后场", "工地生活区")
MOST_NUDGED = 12
TASKS = (
    NewTask("八成会员学完、答完", "campaigns.people", Task.Target.SHARE, 80, date.max),
    NewTask("每家办一场安全宣讲", "campaigns.acts/lecture", Task.Target.AT_LEAST, 1, date.max),
)


def tasks(until: date) -> list[NewTask]:
    """What the campaign asks of every unit: one thing that is counted, one that is reported."""
    return [
        NewTask(one.words, one.measure, one.target, one.number, until - timedelta(days=place * 7))
        for place, one in enumerate(TASKS)
    ]


def report_acts(campaign: Campaign, chairs: dict[int, Person], joined: list[Unit]) -> int:
    """Some of the units that take part have held a lecture or handed out leaflets; how many acts that are."""
    random = Random(SEED)  # noqa: S311  # invented activities, no secrets
    number = 0
    for place, unit in enumerate(joined):
        day = clock.today() - timedelta(days=random.randrange(1, 4))
        tells = place % LECTURE_EVERY == 0 or place % LEAFLETS_EVERY == 0
        by = actor_for(chairs[unit.pk]) if tells else Actor.nobody()
        if place % LECTURE_EVERY == 0:
            told = NewAct(
                "lecture", day, random.choice(PLACES), people=random.randrange(12, 90), words="逐条讲了五项权利。"
            )
            actions.report(by, campaign, unit, told)
            number += 1
        if place % LEAFLETS_EVERY == 0:
            told = NewAct("material", day, random.choice(PLACES), copies=random.randrange(4, 60) * 20)
            actions.report(by, campaign, unit, told)
            number += 1
    return number


def remind(by: Actor, campaign: Campaign, above: Unit) -> int:
    """The union above reminds those below it that are behind; how many."""
    waiting = queries.behind(by, campaign, above)[:MOST_NUDGED]
    if not waiting:
        return 0
    sent = actions.nudge(
        by, campaign, above, [one.enrolment for one in waiting], words="月底前要办完，有难处打电话。"
    ).sent
    actions.note_copied(by, sent[::2])
    return len(sent)

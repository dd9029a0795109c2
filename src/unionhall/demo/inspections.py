"""Inspectors of the demo with their cards, a checklist for all, visits and what was found on them."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from unionhall.demo.plan import SYSTEM, Demo, Enterprise
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.actions import NewTask
from unionhall.modules.campaigns.models import Task
from unionhall.modules.membership import queries as membership
from unionhall.modules.safety.actions import checklists, inspecting, inspectors, visits
from unionhall.modules.safety.models import Edition, Inspector, Item, VisitKind

CHECKLIST = "车间（门店）安全通用检查表"
ITEMS = (
    Item(1, "配电箱门能关严，箱内没有杂物", "用电", "", "electric"),
    Item(2, "临时电线没有拖地、没有破皮", "用电", "", "electric"),
    Item(3, "插座没有烧焦、没有一个接一个串着用", "用电", "", "electric"),
    Item(4, "转动部位有防护罩，罩子没有拆下", "机器", "", "machine"),
    Item(5, "急停按钮按得动，没有被挡住", "机器", "", "machine"),
    Item(6, "高处作业系了安全带，临边有护栏", "高处", "", "height"),
    Item(7, "安全出口和疏散通道没有堵、没有锁", "消防", "", "fire"),
    Item(8, "灭火器够得着，压力在绿区", "消防", "", "fire"),
    Item(9, "化学品有标签，分开放，有围堰", "化学品", "", "chemical"),
    Item(10, "打磨、喷涂的地方通风开着", "粉尘", "", "dust"),
    Item(11, "叉车有人持证开，人和车分道走", "车辆", "", "vehicle"),
    Item(12, "该戴的安全帽、手套、耳塞都戴了", "防护", "", "protection"),
)
SEEN = {
    1: "箱门锁坏了，里面塞着抹布", 2: "走道上拖着一根线，外皮磨破", 3: "三个插排串在一起",
    4: "冲床护罩拆下来放在一边", 5: "急停前面堆着料箱", 6: "货架顶上作业没系安全带",
    7: "后门堆了纸箱，推不开", 8: "两具灭火器压力不够", 9: "油漆和稀料放在一起，没标签",
    10: "风机没开，地上一层灰", 11: "叉车和人走一条道", 12: "两个人没戴耳塞",
}  # fmt: skip
PLACES = ("一车间", "二车间", "原料库", "成品库", "配电室", "后厨", "装卸区")
ONE_IN_BAD = 7  # items is not in order
ONE_IN_HAZARD = 3  # of those is reported as a hazard; the rest was put right at once


def write_checklist(demo: Demo, _step: int) -> None:
    """The federation shares a list, and asks every unit of its campaign to be looked at once."""
    with clock.set_to(demo.at(1 - demo.scale.days_in, "10:10")):
        by = demo.officer()
        checklists.write_checklist(by, demo.federation, name=CHECKLIST, items=ITEMS, is_shared=True)
        task = NewTask("每家上门查一遍隐患", "safety.inspections", Task.Target.AT_LEAST, 1, demo.campaign.until)
        campaigns.set_tasks(by, demo.campaign, demo.federation, [task])
        mill = demo.enterprises[0].unit
        checklists.add_spot(demo.chair(mill), mill, name="配电室", kind="place")


def appoint(demo: Demo, _step: int) -> None:
    """Inspectors of the first-level unions first, then of enterprises; the last waits for the union above."""
    by, number = demo.officer(), demo.scale.inspectors
    wanted: list[tuple[Unit, Person]] = [(unit, demo.officers[unit.pk]) for unit in demo.first_level[:number]]
    for one in demo.enterprises[: max(0, number - len(wanted))]:
        wanted.append((one.unit, _member(one)))
    with clock.set_to(demo.at(-50, "09:30")):
        made = [
            inspectors.propose(_proposer(demo, unit), unit, person, evidence="区总 2026 年检查员培训班，考核合格")
            for unit, person in wanted
        ]
    with clock.set_to(demo.at(-45, "15:00")):
        for proposed in made[:-1] or made:
            inspectors.appoint(by, proposed)


def _proposer(demo: Demo, unit: Unit) -> Actor:
    return demo.chair(unit) if unit.pk in demo.chairs else demo.officer(unit)


def _member(one: Enterprise) -> Person:
    name = one.roll[1].name if len(one.roll) > 1 else one.roll[0].name
    return next(each.person for each in membership.members_at(Actor.system(SYSTEM), one.unit, name=name))


def inspect(demo: Demo, step: int) -> None:
    """One day of the sweep: what was looked at, by whom, and what was wrong."""
    edition = Edition.objects.select_related("checklist").get(checklist__name=CHECKLIST)
    serving = {one.of_id: one for one in Inspector.objects.exclude(number="").select_related("person")}
    number, days = demo.scale.inspections, steps(demo)
    for place in range(number * step // days, number * (step + 1) // days):
        random = demo.random(f"inspection {place}")
        unit = demo.enterprises[(place * 7) % len(demo.enterprises)].unit
        above = next(one for one in demo.first_level if unit.code.startswith(one.code))
        who = serving.get(above.pk)
        by = actor_for(who.person) if who else demo.officer(above)
        with clock.set_to(demo.at(step + 2 - demo.scale.days_in, f"{random.randrange(9, 17):02d}:{place % 60:02d}")):
            _inspect(by, unit, edition, f"{place:032x}", demo.random(f"found {place}"))


def steps(demo: Demo) -> int:
    """The days on which somebody went."""
    return max(1, min(demo.scale.days_in - 3, demo.scale.inspections))


def _inspect(by: Actor, unit: Unit, edition: Edition, key: str, random: Random) -> None:
    draw = random.random
    answers = {item.number: "no" if draw() < 1 / ONE_IN_BAD else "na" if draw() < 0.1 else "ok" for item in ITEMS}
    bad = [number for number, answer in answers.items() if answer == "no"]
    now = clock.now()
    told = inspecting.Told(
        key=key,
        edition_id=edition.pk,
        answers=answers,
        words={number: SEEN[number] for number in bad},
        hazards=frozenset(number for number in bad if draw() < 1 / ONE_IN_HAZARD),
        place=PLACES[int(draw() * len(PLACES))],
        began=now - timedelta(minutes=35),
        ended=now - timedelta(minutes=4),
    )
    inspecting.submit(by, unit, told)


def arrange(demo: Demo, _step: int) -> None:
    """A cross visit and one to which a beginner comes along, both still to be made."""
    free = list(Inspector.objects.exclude(number="").select_related("person", "of").order_by("pk"))
    with clock.set_to(demo.at(-1, "16:00")):
        by, at = demo.officer(), [one.unit for one in demo.enterprises[:2]]
        on = demo.today + timedelta(days=3)
        new = visits.NewVisit(at[0], on, VisitKind.CROSS, [free[0]], campaign_id=demo.campaign.pk, words="配电室、后门")
        visits.arrange(by, demo.federation, new)
        if len(free) > 1:
            learn = visits.NewVisit(at[1], on, VisitKind.LEARN, [free[0]], [free[1]], campaign_id=demo.campaign.pk)
            visits.arrange(by, demo.federation, learn)

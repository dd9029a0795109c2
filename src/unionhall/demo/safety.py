"""Hazards of the demo: reported by workers, named and without a name, and handled as far as the days have gone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random

from unionhall.demo.plan import Demo, Enterprise
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety import actions, queries
from unionhall.modules.safety.actions import crowding
from unionhall.modules.safety.models import Hazard, Report
from unionhall.modules.safety.procedure import PLAN_PARTS

A_STEP = 40  # hazards that are built at once
SEEN = (
    ("electric", "配电箱", "配电箱门关不上，里面有裸线", "换了箱门，接头重新包了", 380),
    ("machine", "冲床旁边", "冲床护罩拆下来没装回去", "护罩装回，加了联锁", 1200),
    ("height", "货架顶层", "上货架没系安全带，也没人看着", "配了三副安全带，定了人看护", 960),
    ("fire", "仓库后门", "后门锁着，门口还堆了纸箱", "门锁拆了，纸箱清走，画了黄线", 0),
    ("chemical", "油漆间", "油漆和稀料放在一起，没有标签", "分柜存放，贴了标签，做了围堰", 2600),
    ("dust", "打磨间", "风机停了三天，灰大得看不清", "换了风机电机，定了清灰的日子", 4800),
    ("vehicle", "装卸区", "叉车和人走一条道，拐角没有镜子", "划了人行道，装了凸面镜", 700),
    ("protection", "二车间", "耳塞发完了，半个月没补", "补了两百副耳塞，定了每月发放", 600),
    ("unclear", "楼梯口", "台阶缺了一块，下夜班看不见", "台阶补好，加了灯", 450),
)
PLACES = ("一车间", "二车间", "三车间", "成品库", "原料库", "食堂后厨", "锅炉房", "宿舍楼")
HARM = "碰上了要死人，旁边常年有五六个人干活"
PLAN = (
    "彻底除掉这处隐患",
    "停用、断电、挂牌，换新",
    "从安措费里出",
    "设备科和机修班",
    "十二天以内",
    "专人看守，备好急救箱",
)
NAMES = ("覃巧云", "鄢守成", "乜文广", "苗小满")


@dataclass
class _Life:
    """One hazard on its way; what is later than today is not done."""

    demo: Demo
    one: Enterprise
    random: Random
    days: int  # of today, negative

    def at(self, days: int, do: Callable[[], object]) -> bool:
        """Do something so many days later, at some time of the day; False when that has not come yet."""
        self.days += days
        if self.days > 0:
            return False
        hour = f"{self.random.randrange(8, 12 if self.days == 0 else 18):02d}:{self.random.randrange(60):02d}"
        with clock.set_to(self.demo.at(self.days, hour)), suppress(Refused):
            do()
        return True


def report(demo: Demo, step: int) -> None:
    """Some of the hazards, each from its report, or from its inspection, to where it stands today."""
    number = demo.scale.hazards
    crowding.forget()
    _inspected(demo, step)
    for place in range(step * A_STEP, min((step + 1) * A_STEP, number)):
        random = demo.random(f"hazard {place}")
        days = -(demo.scale.days_in + 10) * (number - place) // number
        _live(_Life(demo, demo.enterprises[place * 13 % len(demo.enterprises)], random, days), place)


def steps(demo: Demo) -> int:
    """How often ``report`` is called."""
    return -(-demo.scale.hazards // A_STEP)


def _inspected(demo: Demo, step: int) -> None:
    """What inspectors found goes on as well: graded, assigned, put right, looked at again, closed."""
    found = Hazard.objects.exclude(origin="").select_related("unit", "site").order_by("found_on", "unit_id", "number")
    for hazard in list(found)[step :: steps(demo)]:
        life = _Life(demo, demo.enterprises[0], demo.random(f"inspected {hazard.number}"), 0)
        life.days = (hazard.found_on - demo.today).days
        by = _holder(demo, hazard)
        done, cost = next(((one[3], one[4]) for one in SEEN if one[0] == hazard.kind), (SEEN[-1][3], SEEN[-1][4]))
        grade = "major" if life.random.random() < 0.1 else "general"
        if hazard.state == "reported":
            life.at(0, partial(actions.receive, by, hazard))
        if life.at(1, partial(actions.grade, by, hazard, grade=grade, harm=HARM)):
            _mend(life, by, hazard, None, done, cost)


def _live(life: _Life, place: int) -> None:
    kind, where, words, done, cost = SEEN[place % len(SEEN)]
    chance = life.random.random
    unit, name = life.one.unit, NAMES[place % len(NAMES)] if chance() < 0.3 else ""
    phone = f"139{life.random.randrange(10**8):08d}" if name else ""
    said = actions.Said(
        f"{life.random.choice(PLACES)}{where}",
        words,
        kind,
        about=("all",) if chance() < 0.05 else (),
        name=name,
        phone=phone,
    )
    if not life.at(0, lambda: actions.report(unit, said, ticket=f"demo-{place}")):
        return
    told = queries.report_by_receipt(actions.code_of(f"demo-{place}"))
    if told is None:
        return
    hazard, by = told.hazard, _holder(life.demo, told.hazard)
    if asks := chance() < 0.3:
        life.at(0, lambda: actions.say(told, "夜班的时候更厉害，白班看不出来。"))
    if not life.at(
        1, lambda: actions.receive(by, hazard, words=words, again_of=_earlier(by, hazard) if chance() < 0.1 else None)
    ):
        return
    if chance() < (0.9 if asks else 0.05):
        life.at(0, lambda: actions.answer(by, told, "收到了，明天上午去看现场。"))
    if chance() < 0.04:
        life.at(1, lambda: actions.dismiss(by, hazard, reason="现场看过，是新装的设备在调试，没有危险"))
        return
    if life.at(0, lambda: actions.grade(by, hazard, grade="major" if place % 9 == 4 else "general", harm=HARM)):
        _mend(life, by, hazard, told, done, cost)


def _mend(life: _Life, by: Actor, hazard: Hazard, told: Report | None, done: str, cost: int) -> None:
    chance = life.random.random
    term = 7 if not hazard.is_major else 12

    def assign() -> None:
        actions.assign(by, hazard, actions.Order("机修班 曲师傅", clock.today() + timedelta(days=term)))

    if not life.at(1, assign):
        return
    if hazard.is_major:
        life.at(1, lambda: actions.plan(by, hazard, _plan(hazard)))
        life.at(0, lambda: actions.tell_congress(by, hazard))
    if chance() < 0.04:
        life.at(1, lambda: actions.pause(by, hazard, reason="等检测机构鉴定"))
        return
    if chance() < 0.12:  # is forgotten, and rises
        return
    if not life.at(life.random.randrange(2, 10), lambda: actions.mend(by, hazard, words=done, cost=cost)):
        return
    _look(life, by, hazard, told, f"{done}，按检查员说的补齐了")


def _look(life: _Life, by: Actor, hazard: Hazard, told: Report | None, done: str) -> None:
    """Somebody from above looks again; its reporter is asked; then it is closed."""
    chance = life.random.random
    another = life.demo.officer(_above(life.demo, hazard))
    if chance() < 0.1:
        due = life.demo.today + timedelta(days=5)
        life.at(1, lambda: actions.send_back(another, hazard, words="只改了一半", due=due))
        if not life.at(3, lambda: actions.mend(by, hazard, words=done)):
            return
    if not life.at(1, lambda: actions.recheck(another, hazard, words="现场看过，改好了")):
        return
    if told is None:
        life.at(1, lambda: actions.close(by, hazard))
    elif chance() < 0.6:
        life.at(1, lambda: actions.judge(told, is_good=True))
        life.at(0, lambda: actions.close(by, hazard))
    else:
        life.at(6, lambda: actions.close(by, hazard))


def _plan(hazard: Hazard) -> dict[str, str]:
    return dict(zip(PLAN_PARTS, PLAN, strict=True)) if hazard.is_major else {}


def _earlier(by: Actor, hazard: Hazard) -> Hazard | None:
    return queries.closed_before(by, hazard).filter(kind=hazard.kind).first()


def _holder(demo: Demo, hazard: Hazard) -> Actor:
    """Who handles it: the chair of the union that has it, or its officer."""
    return demo.chair(hazard.unit) if hazard.unit_id in demo.chairs else demo.officer(hazard.unit)


def _above(demo: Demo, hazard: Hazard) -> Unit:
    return next((one for one in demo.first_level if hazard.site.code.startswith(one.code)), demo.federation)

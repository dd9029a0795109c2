"""Where to look in a demo, and as whom."""

import json
from typing import Any

from django.conf import settings

from unionhall.demo.plan import Demo
from unionhall.demo.running import willing
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns.models import Link
from unionhall.modules.membership.models import Membership

PASSWORD = "zhigong-zhijia-demo"  # noqa: S105  # of invented officers in a home that only this machine serves
ADMINISTRATOR = "15400000003"
TEXT, DATA, TOUR = "where-to-look.txt", "where-to-look.json", "tour.json"


def write(demo: Demo) -> None:
    """Write the tour into the demo's home, as text for people and as data for tests."""
    joined = willing(demo)
    unit = joined[0].unit
    officer, township = demo.officers[demo.federation.pk], demo.officers[demo.first_level[0].pk]
    chair, neighbour = (demo.chairs[one.unit.pk] for one in joined[:2])
    link = Link.objects.select_related("enrolment").get(enrolment__campaign=demo.campaign, enrolment__unit=unit)
    members = Membership.objects.filter(unit=unit, until=None).select_related("person").order_by("-pk")
    worker = next(one.person for one in members if one.person.pk != chair.pk and not _has_begun(one.person, link))
    address = settings.UNIONHALL_URL
    data = {
        "password": PASSWORD,
        "officer": officer.phone,
        "township": township.phone,
        "chair": chair.phone,
        "administrator": ADMINISTRATOR,
        "neighbour": neighbour.phone,
        "unit": unit.code,
        "campaign": link.enrolment.campaign_id,
        "link": f"/c/{link.token}/",
        "worker": worker.name,
        "tail": worker.phone[-4:],
    }
    (demo.home / DATA).write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    board = f"/board/{link.enrolment.campaign_id}/"
    steps = [
        (
            "职工",
            f"用手机打开链接，写姓名 {worker.name}、手机号后四位 {worker.phone[-4:]}。先学，再答五道题，交卷看成绩。",
            data["link"],
            "",
        ),
        (
            f"企业工会主席（{unit.name}）",
            "看收件箱、本单位的会员；打开正在办的专项行动，印海报，看谁来过。",
            "/desk/",
            chair.phone,
        ),
        (
            f"街道经办人（{demo.first_level[0].name}）",
            "同一个专项行动，看下面哪几家还没动，催一催。",
            "/desk/campaigns/",
            township.phone,
        ),
        (
            "区总工会经办人",
            "看一个区的统计，点任何一个数下面的“看明细”，看到它数的是哪些记录。",
            "/desk/figures/",
            officer.phone,
        ),
        ("看板和简报", "专项行动的看板；再到“简报”，印发的那一期里每个数都能点开。", board, officer.phone),
    ]
    in_english = [
        (
            "Worker",
            f"Open the link on a phone and write the name {worker.name} and the last four digits {worker.phone[-4:]}. "
            "Read the lesson, answer five questions, hand in and see the marks.",
        ),
        (
            f"Chair of an enterprise union ({unit.name})",
            "See the inbox and the members; open the campaign that runs, print the poster, see who came.",
        ),
        (
            f"Officer of a street ({demo.first_level[0].name})",
            "The same campaign: which unions below have not begun. Nudge them.",
        ),
        (
            "Officer of the district federation",
            "The figures of a whole district: choose “See the records” under any of them to see what it counts.",
        ),
        (
            "Board and briefing",
            "The board of a campaign; then under Briefings the one that was issued, whose every figure opens.",
        ),
    ]
    shown = {
        **_told("五步看一遍", f"单位和人都是编的，随便点。登录的密码都是 {PASSWORD}", steps),
        "en": _told(
            "Five steps to look at",
            f"All unions and people are invented: try anything. Everybody signs in with the password {PASSWORD}",
            [(*english, *step[2:]) for english, step in zip(in_english, steps, strict=True)],
        ),
    }
    (demo.home / TOUR).write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")
    lines = [f"演示数据建好了：{demo.scale.papers:,} 份答卷，单位和人都是编的。打开 {address}，五步看一遍：", ""]
    for number, (who, words, url, phone) in enumerate(steps, start=1):
        lines += [f"{number}. {who}    {address}{url}" + (f"    手机号 {phone}" if phone else ""), f"   {words}"]
    lines += ["", f"   密码都是 {PASSWORD}。这几步网页上也有：{address}/tour/", ""]
    text = "\n".join(lines)
    (demo.home / TEXT).write_text(text, encoding="utf-8")


def _told(title: str, note: str, steps: list[tuple[str, str, str, str]]) -> dict[str, Any]:
    return {
        "title": title,
        "note": note,
        "steps": [dict(zip(("who", "text", "url", "sign_in"), step, strict=True)) for step in steps],
    }


def _has_begun(person: Person, link: Link) -> bool:
    return link.enrolment.participants.filter(person=person).exists()

"""Where to look in a demo, and as whom."""

import json

from django.conf import settings

from unionhall.demo.plan import Demo
from unionhall.demo.running import willing
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns.models import Link
from unionhall.modules.membership.models import Membership

PASSWORD = "zhigong-zhijia-demo"  # noqa: S105  # of invented officers in a home that only this machine serves
TEXT, DATA = "where-to-look.txt", "where-to-look.json"


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
        "neighbour": neighbour.phone,
        "unit": unit.code,
        "campaign": link.enrolment.campaign_id,
        "link": f"/c/{link.token}/",
        "worker": worker.name,
        "tail": worker.phone[-4:],
    }
    (demo.home / DATA).write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    text = f"""演示数据建好了：{demo.scale.papers:,} 份答卷，单位和人都是编的。打开 {address}

1. 职工（手机）    {address}/c/{link.token}/
                   姓名 {worker.name}，手机号后四位 {worker.phone[-4:]}，先学后答
2. 企业工会主席    {address}/desk/    手机号 {chair.phone}
3. 街道经办人      同上               手机号 {township.phone}
4. 区总经办人      同上               手机号 {officer.phone}
   密码都是 {PASSWORD}
5. 看板            {address}/board/{link.enrolment.campaign_id}/    每个数都能点开明细
6. 简报            {address}/desk/briefings/    一期已印发，一份通报在起草
"""
    (demo.home / TEXT).write_text(text, encoding="utf-8")


def _has_begun(person: Person, link: Link) -> bool:
    return link.enrolment.participants.filter(person=person).exists()

"""Builds an invented federation: founds its unions, takes its members in from a spreadsheet, runs a campaign.

Everything happens through the imports and actions that users call, each at its moment under the demo's clock, so that
journal, figures and inboxes are what they would be in life. The same size and day give the same federation,
with other keys, tokens and codes.
"""

import gc
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.utils import timezone

from unionhall.demo import (
    bank,
    earlier,
    inspections,
    liaison,
    organisation,
    parts,
    rolls,
    running,
    safety,
    tour,
    workers,
)
from unionhall.demo.parts import Part
from unionhall.demo.plan import Demo, Size


def _has_past(scale: Size) -> bool:
    return scale.has_past


# In the order in which they are built; a new part stands where its time is. It may use what those before it have built
# (``Demo`` finds it), sets the clock for what it does, and takes its numbers from ``Size``.
PARTS = (
    Part("units", "建工会：总工会、街道镇园区、社区联合工会、企业", organisation.found),
    Part("officers", "街道镇园区的干部到任", organisation.appoint_staff),
    Part("roll", "导入会员名册", rolls.import_members),
    Part("chairs", "任命企业工会的干部，发启用条", organisation.appoint_chairs),
    Part("bank", "导入题库，写课", bank.fill, wanted=_has_past),
    Part("earlier", "春天的专项行动：发起", earlier.launch, wanted=_has_past),
    Part("earlier-enrol", "春天的专项行动：报名", earlier.enrol, wanted=_has_past),
    Part("earlier-papers", "春天的专项行动：答卷", earlier.sit_papers, wanted=_has_past),
    Part("earlier-close", "春天的专项行动：截止签认", earlier.close, wanted=_has_past),
    Part("later", "再导入一次名册：新增和变动", rolls.import_later, wanted=_has_past),
    Part("terms", "登记各级委员会的届期", organisation.record_terms),
    Part("launch", "发起专项行动，写课，出卷", running.launch),
    Part("enrol", "各单位报名", running.enrol),
    Part("leavers", "有人离会，有人入会", rolls.come_and_leave, wanted=_has_past),
    Part("transfers", "会籍转移", rolls.go_over, wanted=_has_past),
    Part("liaison", "干部做联系卡", liaison.make_cards),
    Part("founding", "有企业申请建会", organisation.found_two, wanted=_has_past),
    Part("papers", "职工学习、答卷", workers.sit_papers, steps=workers.steps),
    Part("acts", "各单位办活动，记下来", running.report_acts),
    Part("checklist", "编检查表，定每家查一遍", inspections.write_checklist),
    Part("inspectors", "提名、任命劳动保护监督检查员", inspections.appoint),
    Part("inspections", "检查员上门检查", inspections.inspect, steps=inspections.steps),
    Part("visits", "安排交叉检查", inspections.arrange),
    Part("hazards", "职工报隐患，整改，复查，销号", safety.report, steps=safety.steps),
    Part("remind", "上级催办，到点的事办掉", running.remind),
    Part("briefings", "写简报：一期印发，一份通报在起草", running.brief),
)


def build(size: str, home: Path, progress: Callable[[str], None], today: date | None = None) -> None:
    """Build a federation of the named size into an installation that is empty or holds the beginning of this one.

    ``today``: the day on which the building began, without one this day. Writes where to look into ``home``.
    Raises KeyError for a size that there is not.
    """
    demo = Demo(size, home, today or timezone.localdate())
    _people = demo.unions
    gc.freeze()  # 90,000 people stay: nobody need look again and again which of them could go
    parts.build(PARTS, demo, progress)
    tour.write(demo)

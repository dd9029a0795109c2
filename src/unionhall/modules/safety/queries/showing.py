"""What pages say about a hazard besides its own fields."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel import clock
from unionhall.kernel.law import queries as law
from unionhall.kernel.procedures.declare import Procedural
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.procedure import CLOSED, OPEN, PLAN_PARTS
from unionhall.ui.clocks import ClockFace, ClockState

SOON_DAYS = 2  # from here on a clock asks for attention


def cited(rule_id: str) -> str:
    """An article as law is cited, with 待核实 where it was not read; "" while the rule is not kept."""
    return law.rule(rule_id, clock.today()).cite() if law.is_rule(rule_id) else ""


def way_of(hazard: Hazard) -> list[dict[str, Any]]:
    """The steps from report to closing, as a timeline: which are done, which one it stands in, which are ahead."""
    order = [*OPEN, CLOSED]
    if hazard.state not in order:
        return [{"state": "done", "title": hazard.state_label}]
    told = [_("受理"), _("定级"), _("交办"), _("整改"), _("检查员复查"), _("您看看改得行不行"), _("销号")]
    here = order.index(hazard.state)
    rows = [{"state": "done", "title": _("您报了")}]
    for place, (key, title) in enumerate(zip(order, told, strict=True)):
        state = "done" if place < here or key == hazard.state == CLOSED else "now" if place == here else "ahead"
        rows.append({"state": state, "title": title})
    return rows


def open_duty(item: Procedural) -> Duty | None:
    """The open duty of an item, if there is one."""
    return Duty.objects.open().of(item.procedure, item.pk).first()


def face_of(duty: Duty | None) -> ClockFace | None:
    """The clock of what is to be done next, in words and as a shape; None for what is over."""
    if duty is None:
        return None
    if duty.paused_on is not None:
        return ClockFace(state=ClockState.PAUSED, text=_("停表，%(why)s") % {"why": duty.paused_because})
    if duty.due is None:
        return None
    left = (duty.due - clock.today()).days
    if left < 0:
        return ClockFace(state=ClockState.OVERDUE, text=ngettext("超 %(n)d 天", "超 %(n)d 天", -left) % {"n": -left})
    opened = timezone.localtime(duty.opened).date()
    share = max(0, min(100, round(100 * left / max((duty.due - opened).days, 1))))
    state = ClockState.SOON if left <= SOON_DAYS else ClockState.CALM
    text = [_("今天"), _("明天")][left] if left < 2 else ngettext("还剩 %(n)d 天", "还剩 %(n)d 天", left) % {"n": left}
    return ClockFace(state=state, text=text, left_percent=share)


def plan_of(hazard: Hazard) -> list[tuple[str, str]]:
    """The six parts of its plan, as they are called and as they were written; none for one that needs no plan."""
    return [(str(label), hazard.plan.get(key, "")) for key, label in PLAN_PARTS.items()] if hazard.is_major else []


def notice_of(hazard: Hazard) -> str:
    """What the congress and a group are told of a major hazard: nothing of who reported it."""
    values = {"site": hazard.site.name, "place": hazard.place, "kind": hazard.get_kind_display()}
    lines = [_("【重大隐患】%(site)s，%(place)s，%(kind)s。") % values, hazard.words]
    if hazard.harm:
        lines.append(_("危害：%(harm)s") % {"harm": hazard.harm})
    if hazard.due:
        due = {"month": hazard.due.month, "day": hazard.due.day, "who": hazard.mender_text}
        lines.append(_("%(who)s负责，%(month)d月%(day)d日前改好。") % due)
    return "\n".join(lines)

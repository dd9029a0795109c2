"""An inspector is proposed below, appointed above, and carries a card for a time; a visit is arranged and made.

That inspectors are trained, examined and appointed by the union above follows 《工会劳动保护监督检查员管理办法》
(总工发〔2011〕46号). No law sets the days of these steps; those numbers are our own, and pages say so.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures.declare import Clock, Procedure, State, Step, Until, WorkingDays
from unionhall.modules.safety.permissions import InspectionPermission

DECIDE_DAYS = 15  # working days, 本会规定
REMIND_DAYS = 30  # days before the card ends, 本会规定

PROPOSED, APPOINTED, ENDING, DECLINED, OVER = "proposed", "appointed", "ending", "declined", "over"
APPOINT, DECLINE, WITHDRAW, REMIND = "appoint", "decline", "withdraw", "remind"
RENEW, END, LAPSE = "renew", "end", "lapse"
PLANNED, MADE, DROPPED = "planned", "made", "dropped"
MAKE, DROP = "make", "drop"


def _decided_above(item: Any, by: Actor) -> Reason | None:
    """Nobody appoints at their own union, except at the top, whose union above is not in this house."""
    path = org_queries.path_of(item.of)
    if paths.depth(path) == 1 or by.may(InspectionPermission.APPOINT, at=paths.parent(path)):
        return None
    return Reason("above", _("检查员由上级工会任命"))


_PROPOSE, _APPOINT = InspectionPermission.PROPOSE, InspectionPermission.APPOINT

INSPECTOR = Procedure(
    key="safety.inspector",
    label=gettext_lazy("劳动保护监督检查员"),
    begun=gettext_lazy("{unit}收到一位检查员的提名"),
    follows_unit=False,
    states=(
        State(PROPOSED, gettext_lazy("等任命")),
        State(APPOINTED, gettext_lazy("在任")),
        State(ENDING, gettext_lazy("证快到期")),
        State(DECLINED, gettext_lazy("没任命"), final=True),
        State(OVER, gettext_lazy("不再担任"), final=True),
    ),
    steps=(
        Step(APPOINT, gettext_lazy("任命检查员"), PROPOSED, APPOINTED, _APPOINT, (_decided_above,)),
        Step(DECLINE, gettext_lazy("不任命"), PROPOSED, DECLINED, _APPOINT, (_decided_above,)),
        Step(WITHDRAW, gettext_lazy("撤回提名"), PROPOSED, OVER, None),
        Step(REMIND, gettext_lazy("检查证快到期"), APPOINTED, ENDING, None),
        Step(RENEW, gettext_lazy("换发检查证"), ENDING, APPOINTED, _APPOINT, (_decided_above,)),
        Step(END, gettext_lazy("收回检查证，免去检查员"), (APPOINTED, ENDING), OVER, _APPOINT, (_decided_above,)),
        Step(LAPSE, gettext_lazy("检查证到期，或者职务没有了"), (APPOINTED, ENDING), OVER, None),
    ),
    clocks=(
        Clock("decide", gettext_lazy("任命检查员"), PROPOSED, (APPOINT, DECLINE), _APPOINT, WorkingDays(DECIDE_DAYS)),
        Clock("renew", gettext_lazy("换发或收回检查证"), ENDING, (RENEW, END), _APPOINT, Until("valid_until")),
    ),
)

VISIT = Procedure(
    key="safety.visit",
    label=gettext_lazy("上门检查"),
    begun=gettext_lazy("{unit}安排了一次检查"),
    states=(
        State(PLANNED, gettext_lazy("安排了")),
        State(MADE, gettext_lazy("查过了"), final=True),
        State(DROPPED, gettext_lazy("不去了"), final=True),
    ),
    steps=(
        Step(MAKE, gettext_lazy("查过了"), PLANNED, MADE, None),
        Step(DROP, gettext_lazy("取消检查"), PLANNED, DROPPED, InspectionPermission.ARRANGE),
    ),
    clocks=(
        Clock("visit", gettext_lazy("上门检查"), PLANNED, (MAKE, DROP), InspectionPermission.ARRANGE, Until("on")),
    ),
)

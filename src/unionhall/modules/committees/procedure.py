"""A union is founded: preparation approved, founding meeting held, its result approved. Then terms follow each other.

Founding needs the approval of the union above (《工会法》 2021, article 12); a committee's term is 3 or 5 years at the
base and 5 above (article 16). No law sets days for the approvals; those numbers are our own, and pages say so.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import Clock, Procedure, State, Step, Until, WorkingDays
from unionhall.modules.committees.permissions import CommitteePermission

DECIDE_DAYS = 15  # working days, 本会规定
PREPARE_DAYS = 90  # 本会规定: from the approved preparation to the founding meeting
NOTICE_DAYS = 183  # 本会规定: half a year before a term is full its election is to be prepared

ASKED, PREPARING, REPORTED, FOUNDED = "asked", "preparing", "reported", "founded"
REFUSED, WITHDRAWN, CLOSED = "refused", "withdrawn", "closed"
APPROVE, REFUSE, WITHDRAW, REPORT, SEND_BACK, FOUND = "approve", "refuse", "withdraw", "report", "send_back", "found"
SERVING, DUE, RENEWED = "serving", "due", "renewed"
FALL_DUE, RENEW, CLOSE = "fall_due", "renew", "close"
APPROVED, SENT_BACK = "approved", "sent_back"


def _superior_stands(item: Any, by: Actor) -> Reason | None:
    if item.unit.state == Unit.State.STANDING:
        return None
    return Reason("superior", _("%(unit)s还没成立或者已经撤销，不能批复") % {"unit": item.unit.name})


def _decided_above(item: Any, by: Actor) -> Reason | None:
    """Nobody approves their own committee, except at the top, whose union above is not in this house."""
    path = org_queries.path_of(item.of)
    if paths.depth(path) == 1 or by.may(CommitteePermission.APPROVE, at=paths.parent(path)):
        return None
    return Reason("above", _("选举结果由上级工会批复"))


FOUNDING = Procedure(
    key="committees.founding",
    label=gettext_lazy("筹建工会"),
    begun=gettext_lazy("{unit}收到一份筹建工会的申请"),
    states=(
        State(ASKED, gettext_lazy("等批复筹建")),
        State(PREPARING, gettext_lazy("筹建中")),
        State(REPORTED, gettext_lazy("等批复成立")),
        State(FOUNDED, gettext_lazy("已成立"), final=True),
        State(REFUSED, gettext_lazy("没批准筹建"), final=True),
        State(WITHDRAWN, gettext_lazy("不筹建了"), final=True),
    ),
    steps=(
        Step(
            APPROVE,
            gettext_lazy("批准筹建"),
            ASKED,
            PREPARING,
            CommitteePermission.APPROVE,
            (_superior_stands,),
        ),
        Step(REFUSE, gettext_lazy("不批准筹建"), ASKED, REFUSED, CommitteePermission.APPROVE),
        Step(WITHDRAW, pgettext_lazy("act", "不筹建了"), (ASKED, PREPARING), WITHDRAWN, CommitteePermission.REPORT),
        Step(REPORT, gettext_lazy("报成立大会的结果"), PREPARING, REPORTED, CommitteePermission.REPORT),
        Step(SEND_BACK, gettext_lazy("退回成立大会的结果"), REPORTED, PREPARING, CommitteePermission.APPROVE),
        Step(FOUND, gettext_lazy("批准成立"), REPORTED, FOUNDED, CommitteePermission.APPROVE),
    ),
    clocks=(
        Clock(
            key="decide",
            label=gettext_lazy("批复筹建"),
            opens_in=ASKED,
            met_by=(APPROVE, REFUSE),
            needs=CommitteePermission.APPROVE,
            length=WorkingDays(DECIDE_DAYS),
        ),
        Clock(
            key="prepare",
            label=gettext_lazy("开成立大会，报结果"),
            opens_in=PREPARING,
            met_by=(REPORT,),
            needs=CommitteePermission.REPORT,
            length=Until("prepare_until"),
        ),
    ),
)

TERM = Procedure(
    key="committees.term",
    label=gettext_lazy("换届"),
    begun=gettext_lazy("{unit}开始一届任期"),
    follows_unit=False,
    states=(
        State(SERVING, gettext_lazy("任期内")),
        State(DUE, gettext_lazy("该换届了")),
        State(REPORTED, gettext_lazy("等批复选举结果")),
        State(RENEWED, gettext_lazy("已换届"), final=True),
        State(CLOSED, gettext_lazy("已终止"), final=True),
    ),
    steps=(
        Step(FALL_DUE, gettext_lazy("离届满不到半年"), SERVING, DUE, None),
        Step(REPORT, gettext_lazy("报选举结果"), (SERVING, DUE), REPORTED, CommitteePermission.REPORT),
        Step(SEND_BACK, gettext_lazy("退回选举结果"), REPORTED, DUE, None),
        Step(RENEW, gettext_lazy("换届"), REPORTED, RENEWED, None),
        Step(CLOSE, gettext_lazy("单位撤销或合并，任期终止"), (SERVING, DUE, REPORTED), CLOSED, None),
    ),
    clocks=(
        Clock(
            key="renew",
            label=gettext_lazy("换届选举"),
            opens_in=DUE,
            met_by=(REPORT,),
            needs=CommitteePermission.REPORT,
            length=Until("until"),
            rule="TUL-16",
        ),
    ),
)

ELECTION = Procedure(
    key="committees.election",
    label=gettext_lazy("选举结果"),
    begun=gettext_lazy("{unit}收到一份选举结果"),
    states=(
        State(REPORTED, gettext_lazy("等批复")),
        State(APPROVED, gettext_lazy("已批准"), final=True),
        State(SENT_BACK, gettext_lazy("已退回"), final=True),
        State(CLOSED, gettext_lazy("已终止"), final=True),
    ),
    steps=(
        Step(APPROVE, gettext_lazy("批准选举结果"), REPORTED, APPROVED, CommitteePermission.APPROVE, (_decided_above,)),
        Step(
            SEND_BACK, gettext_lazy("退回选举结果"), REPORTED, SENT_BACK, CommitteePermission.APPROVE, (_decided_above,)
        ),
        Step(CLOSE, gettext_lazy("单位撤销或合并，不用再批"), REPORTED, CLOSED, None),
    ),
    clocks=(
        Clock(
            key="approve",
            label=gettext_lazy("批复选举结果"),
            opens_in=REPORTED,
            met_by=(APPROVE, SEND_BACK),
            needs=CommitteePermission.APPROVE,
            length=WorkingDays(DECIDE_DAYS),
        ),
    ),
)

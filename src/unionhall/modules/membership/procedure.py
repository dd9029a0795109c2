"""How a member comes from one union to another: one of them asks, the other answers, silence has an end.

Membership follows the employment (《工会会员会籍管理办法》 2016, article 3). No law sets days for the answer; the
number is our own, and pages say so. When they are over, a member for whom the new union asked goes over to it, since
silence must not hold a worker back; a member whom the old union sends stays, since silence puts nobody on a roll.
A member may ask as well: then both unions answer, the new one whether it takes them (``TRANSFER``), the old one whether
it lets them go (``RELEASE``), and the same silences mean the same.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import PUBLIC, Clock, Days, Procedure, State, Step, WorkingDays
from unionhall.modules.membership.permissions import MembershipPermission

TRANSFER_DAYS = 30  # 本会规定
DATA_DAYS = 15  # working days, 本会规定: the law says 及时 and no number
APPLICATION_DAYS = 3  # working days, 本会规定: a custom of some unions (MEM-LOCAL), no law
ASKED, ACCEPTED, REFUSED, WITHDRAWN, LAPSED = "asked", "accepted", "refused", "withdrawn", "lapsed"
AGREED = "agreed"  # the new union takes the member who asked; the old one has not answered yet
OPEN_TRANSFER = (ASKED, AGREED)
RECEIVED, APPROVED, APPROVE = "received", "approved", "approve"
DONE = "done"
ACCEPT, REFUSE, WITHDRAW, GO_OVER, LAPSE = "accept", "refuse", "withdraw", "go_over", "lapse"
TAKE_IN, GO, HOLD = "take_in", "go", "hold"


def _still_belongs(item: Any, by: Actor) -> Reason | None:
    if item.still_belongs():
        return None
    return Reason("gone", _("这个人已经不在%(unit)s的名册上") % {"unit": item.giving.name})


def _receiving_stands(item: Any, by: Actor) -> Reason | None:
    if item.receiving.state == Unit.State.ENDED:
        return Reason("ended", _("%(unit)s已经撤销，不能再接收会员") % {"unit": item.receiving.name})
    return None


def _asked_for_it(item: Any, by: Actor) -> Reason | None:
    """Only who asked takes the question back: the union, or the member."""
    if item.is_by_member:
        return None if by.account_id is not None and by.person_id == item.person_id else Reason("own", _("由本人撤回"))
    if by.may(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(item.asking)):
        return None
    return Reason("asker", _("要由提出的%(unit)s来撤回") % {"unit": item.asking.name})


def _may_be_erased(item: Any, by: Actor) -> Reason | None:
    """Who still belongs to a union, or acts for one, can not be without a name."""
    reason: Reason | None = item.needed_because()
    return reason


def _is_own(item: Any, by: Actor) -> Reason | None:
    if by.account_id is not None and by.person_id == item.person_id:
        return None
    return Reason("own", _("只有本人能撤回"))


TRANSFER = Procedure(
    key="membership.transfer",
    label=gettext_lazy("会籍转移"),
    begun=gettext_lazy("请{unit}答复一件会籍转移"),
    follows_unit=False,
    states=(
        State(ASKED, gettext_lazy("等对方工会答复")),
        State(AGREED, gettext_lazy("新工会同意，等原工会答复")),
        State(ACCEPTED, gettext_lazy("已转"), final=True),
        State(REFUSED, gettext_lazy("没同意"), final=True),
        State(WITHDRAWN, gettext_lazy("已撤回"), final=True),
        State(LAPSED, gettext_lazy("没转成"), final=True),
    ),
    steps=(
        Step(
            ACCEPT,
            gettext_lazy("同意转会"),
            ASKED,
            ACCEPTED,
            MembershipPermission.ROLL_WRITE,
            (_still_belongs, _receiving_stands),
        ),
        Step(
            TAKE_IN,
            gettext_lazy("同意接收，等原工会答复"),
            ASKED,
            AGREED,
            MembershipPermission.ROLL_WRITE,
            (_still_belongs, _receiving_stands),
        ),
        Step(REFUSE, gettext_lazy("不同意转会"), ASKED, REFUSED, MembershipPermission.ROLL_WRITE),
        Step(WITHDRAW, gettext_lazy("撤回"), OPEN_TRANSFER, WITHDRAWN, PUBLIC, (_asked_for_it,)),
        Step(GO, gettext_lazy("两家都同意，会籍转过去"), AGREED, ACCEPTED, None, (_still_belongs, _receiving_stands)),
        Step(HOLD, gettext_lazy("原工会没同意"), OPEN_TRANSFER, REFUSED, None),
        Step(
            GO_OVER,
            gettext_lazy("到期没答复，按规定转过去"),
            ASKED,
            ACCEPTED,
            None,
            (_still_belongs, _receiving_stands),
        ),
        Step(LAPSE, gettext_lazy("没转成，会籍留在原处"), OPEN_TRANSFER, LAPSED, None),
    ),
    clocks=(
        Clock(
            key="answer",
            label=gettext_lazy("答复会籍转移"),
            opens_in=ASKED,
            met_by=(ACCEPT, TAKE_IN, REFUSE),
            needs=MembershipPermission.ROLL_WRITE,
            length=Days(TRANSFER_DAYS),
            rises=False,  # the day after it is over, the default decides
        ),
    ),
)

RELEASE = Procedure(
    key="membership.release",
    label=gettext_lazy("会籍转出"),
    begun=gettext_lazy("请{unit}答复：本人要把会籍转走"),
    states=(
        State(ASKED, gettext_lazy("等原工会答复")),
        State(ACCEPTED, gettext_lazy("同意转出"), final=True),
        State(REFUSED, gettext_lazy("没同意转出"), final=True),
        State(LAPSED, gettext_lazy("不用再答复"), final=True),
    ),
    steps=(
        Step(ACCEPT, gettext_lazy("同意转出"), ASKED, ACCEPTED, MembershipPermission.ROLL_WRITE),
        Step(REFUSE, gettext_lazy("不同意转出"), ASKED, REFUSED, MembershipPermission.ROLL_WRITE),
        Step(GO_OVER, gettext_lazy("到期没答复，算同意转出"), ASKED, ACCEPTED, None),
        Step(LAPSE, gettext_lazy("不用再答复"), ASKED, LAPSED, None),
    ),
    clocks=(
        Clock(
            key="answer",
            label=gettext_lazy("答复会籍转出"),
            opens_in=ASKED,
            met_by=(ACCEPT, REFUSE),
            needs=MembershipPermission.ROLL_WRITE,
            length=Days(TRANSFER_DAYS),
            rises=False,
        ),
    ),
)

APPLICATION = Procedure(
    key="membership.application",
    label=gettext_lazy("入会申请"),
    begun=gettext_lazy("{unit}收到一份入会申请"),
    follows_unit=False,
    states=(
        State(RECEIVED, gettext_lazy("等工会批准")),
        State(APPROVED, gettext_lazy("已批准"), final=True),
        State(REFUSED, gettext_lazy("没批准"), final=True),
    ),
    steps=(
        Step(APPROVE, gettext_lazy("批准入会"), RECEIVED, APPROVED, MembershipPermission.ROLL_WRITE),
        Step(REFUSE, gettext_lazy("不批准入会"), RECEIVED, REFUSED, MembershipPermission.ROLL_WRITE),
    ),
    clocks=(
        Clock(
            key="decide",
            label=gettext_lazy("批准入会申请"),
            opens_in=RECEIVED,
            met_by=(APPROVE, REFUSE),
            needs=MembershipPermission.ROLL_WRITE,
            length=WorkingDays(APPLICATION_DAYS),
        ),
    ),
)

DATA_REQUEST = Procedure(
    key="membership.data_request",
    label=gettext_lazy("个人信息的更正和删除"),
    begun=gettext_lazy("{unit}收到一件个人信息请求"),
    states=(
        State(RECEIVED, gettext_lazy("等工会办")),
        State(DONE, gettext_lazy("已办"), final=True),
        State(REFUSED, gettext_lazy("没办"), final=True),
        State(WITHDRAWN, gettext_lazy("已撤回"), final=True),
    ),
    steps=(
        Step(ACCEPT, gettext_lazy("照办"), RECEIVED, DONE, MembershipPermission.ROLL_WRITE, (_may_be_erased,)),
        Step(REFUSE, gettext_lazy("不办，说明理由"), RECEIVED, REFUSED, MembershipPermission.ROLL_WRITE),
        Step(WITHDRAW, gettext_lazy("本人撤回"), RECEIVED, WITHDRAWN, PUBLIC, (_is_own,)),
    ),
    clocks=(
        Clock(
            key="answer",
            label=gettext_lazy("办个人信息请求"),
            opens_in=RECEIVED,
            met_by=(ACCEPT, REFUSE),
            needs=MembershipPermission.ROLL_WRITE,
            length=WorkingDays(DATA_DAYS),
            rises=False,  # above nobody may read the name; the person is told where to complain
        ),
    ),
)

"""A briefing is drafted, sent for approval, issued by another person than its author, and may be withdrawn.

No law sets days for the approval; the number is our own.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from unionhall.kernel.access.queries import who_may
from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures.declare import Clock, Procedure, State, Step, WorkingDays
from unionhall.modules.briefings.permissions import BriefingPermission

APPROVE_DAYS = 3  # working days, 本会规定

DRAFT, SENT, RETURNED = "draft", "sent", "returned"
ISSUED, WITHDRAWN, DROPPED = "issued", "withdrawn", "dropped"
SEND, TAKE_BACK, SEND_BACK, ISSUE = "send", "take_back", "send_back", "issue"
WITHDRAW, DROP = "withdraw", "drop"
EDITABLE = (DRAFT, RETURNED)
OPEN = (DRAFT, SENT, RETURNED)
PUBLISHED = (ISSUED, WITHDRAWN)
WITH_REASON = (SEND_BACK, WITHDRAW)


def _by_another(item: Any, by: Actor) -> Reason | None:
    """Nobody approves what they wrote themselves, unless nobody else at the union may."""
    if by.person_id is None or by.person_id != item.author_id:
        return None
    others = who_may(BriefingPermission.ISSUE, at=org_queries.path_of(item.unit)).exclude(pk=by.person_id)
    return Reason("briefings.another", _("自己起草的，由另一位有签发权的人签发")) if others.exists() else None


BRIEFING = Procedure(
    key="briefings.briefing",
    label=gettext_lazy("简报签发"),
    begun=gettext_lazy("{unit}起草一份简报"),
    follows_unit=False,  # what was issued stays with its issuer; drafts are taken along by ``actions.regrouping``
    states=(
        State(DRAFT, gettext_lazy("起草中")),
        State(SENT, gettext_lazy("等签发")),
        State(RETURNED, gettext_lazy("退回修改")),
        State(ISSUED, gettext_lazy("已印发")),
        State(WITHDRAWN, gettext_lazy("已撤回"), final=True),
        State(DROPPED, gettext_lazy("不发了"), final=True),
    ),
    steps=(
        Step(SEND, gettext_lazy("送签"), EDITABLE, SENT, BriefingPermission.DRAFT),
        Step(ISSUE, gettext_lazy("签发"), SENT, ISSUED, BriefingPermission.ISSUE, (_by_another,)),
        Step(SEND_BACK, gettext_lazy("退回修改"), SENT, RETURNED, BriefingPermission.ISSUE),
        Step(TAKE_BACK, gettext_lazy("取回修改"), SENT, DRAFT, BriefingPermission.DRAFT),
        Step(DROP, pgettext_lazy("act", "不发了"), OPEN, DROPPED, BriefingPermission.DRAFT),
        Step(WITHDRAW, gettext_lazy("撤回"), ISSUED, WITHDRAWN, BriefingPermission.ISSUE),
    ),
    clocks=(
        Clock(
            key="approve",
            label=gettext_lazy("签发简报"),
            opens_in=SENT,
            met_by=(ISSUE, SEND_BACK, TAKE_BACK, DROP),
            needs=BriefingPermission.ISSUE,
            length=WorkingDays(APPROVE_DAYS),
            rises=False,
        ),
        Clock(
            key="revise",
            label=gettext_lazy("修改简报"),
            opens_in=RETURNED,
            met_by=(SEND, DROP),
            needs=BriefingPermission.DRAFT,
            rises=False,
        ),
    ),
)

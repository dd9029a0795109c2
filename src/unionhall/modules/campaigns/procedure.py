"""How a unit comes to take part in a campaign: asked, then enrolled by itself or excused by the union above."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import Clock, Procedure, State, Step, Until
from unionhall.modules.campaigns.permissions import CampaignPermission

ASKED, ENROLLED, EXCUSED = "asked", "enrolled", "excused"
ENROL, EXCUSE = "enrol", "excuse"
TOLD, NOTED, NOTE = "told", "noted", "note"
SENT, SEEN, SEE = "sent", "seen", "see"


def _campaign_runs(item: Any, by: Actor) -> Reason | None:
    if clock.today() > item.campaign.until:
        return Reason("over", _("这次行动 %(day)s 已经结束") % {"day": item.campaign.until.isoformat()})
    return None


def _unit_stands(item: Any, by: Actor) -> Reason | None:
    if item.unit.state == Unit.State.ENDED:
        return Reason("ended", _("这个单位已经撤销"))
    return None


def _asks_from_above(item: Any, by: Actor) -> Reason | None:
    """Nobody excuses their own union: the right has to hold at the union above it."""
    if by.may(CampaignPermission.EXCUSE, at=paths.parent(org_queries.path_of(item.unit))):
        return None
    return Reason("above", _("准许不参加要上级工会来办"))


ENROLMENT = Procedure(
    key="campaigns.enrolment",
    label=gettext_lazy("活动报名"),
    begun=gettext_lazy("请{unit}报名"),
    follows_unit=False,
    states=(
        State(ASKED, gettext_lazy("等报名")),
        State(ENROLLED, gettext_lazy("已报名"), final=True),
        State(EXCUSED, gettext_lazy("这次不参加"), final=True),
    ),
    steps=(
        Step(ENROL, gettext_lazy("报名"), ASKED, ENROLLED, CampaignPermission.ENROL, (_campaign_runs, _unit_stands)),
        Step(EXCUSE, gettext_lazy("准许这次不参加"), ASKED, EXCUSED, CampaignPermission.EXCUSE, (_asks_from_above,)),
    ),
    clocks=(
        Clock(
            key="enrol",
            label=gettext_lazy("报名"),
            opens_in=ASKED,
            met_by=(ENROL, EXCUSE),
            needs=CampaignPermission.ENROL,
            length=Until("enrol_until"),
        ),
    ),
)

LINK_WATCH = Procedure(
    key="campaigns.link_watch",
    label=gettext_lazy("链接对不上的太多"),
    begun=gettext_lazy("{unit}的活动链接一小时里对不上 50 次"),
    states=(State(TOLD, gettext_lazy("等主席看")), State(NOTED, gettext_lazy("看过了"), final=True)),
    steps=(Step(NOTE, gettext_lazy("看过了"), TOLD, NOTED, CampaignPermission.ENROL),),
    clocks=(
        Clock(
            key="look",
            label=gettext_lazy("看一眼链接"),
            opens_in=TOLD,
            met_by=(NOTE,),
            needs=CampaignPermission.ENROL,
            length=Until("due"),
            rises=False,
        ),
    ),
)

NUDGING = Procedure(
    key="campaigns.nudge",
    label=gettext_lazy("催办"),
    begun=gettext_lazy("上级工会催办{unit}"),
    states=(State(SENT, gettext_lazy("等单位看")), State(SEEN, gettext_lazy("看过了"), final=True)),
    steps=(Step(SEE, gettext_lazy("看过了"), SENT, SEEN, CampaignPermission.ENROL),),
    clocks=(
        Clock(
            key="see",
            label=gettext_lazy("看催办"),
            opens_in=SENT,
            met_by=(SEE,),
            needs=CampaignPermission.ENROL,
            length=Until("due"),
            rises=False,
        ),
    ),
)

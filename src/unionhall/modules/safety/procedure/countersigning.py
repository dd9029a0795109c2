"""The second of two inspectors signs by their own sign-in, or says that it was not them. The days are our own."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.procedures.declare import PUBLIC, Clock, Procedure, State, Step, WorkingDays
from unionhall.modules.safety.permissions import InspectionPermission

SIGN_DAYS = 5  # working days, 本会规定
OUTSTANDING, SIGNED, DENIED = "outstanding", "signed", "denied"
SIGN, DENY = "sign", "deny"


def _own(item: Any, by: Actor) -> Reason | None:
    """Nobody signs for another."""
    return None if by.person_id == item.person_id else Reason("own", _("只有第二位检查员本人能签"))


COUNTERSIGN = Procedure(
    key="safety.countersign",
    label=gettext_lazy("第二位检查员签字"),
    begun=gettext_lazy("{unit}有一次检查等第二位检查员签字"),
    states=(
        State(OUTSTANDING, gettext_lazy("还没签字")),
        State(SIGNED, gettext_lazy("本人签了"), final=True),
        State(DENIED, gettext_lazy("本人说没去"), final=True),
    ),
    steps=(
        Step(SIGN, gettext_lazy("签字"), OUTSTANDING, SIGNED, PUBLIC, (_own,)),
        Step(DENY, gettext_lazy("我没去"), OUTSTANDING, DENIED, PUBLIC, (_own,)),
    ),
    clocks=(
        Clock(
            "sign",
            gettext_lazy("检查记录签字"),
            OUTSTANDING,
            (SIGN, DENY),
            InspectionPermission.INSPECT,
            WorkingDays(SIGN_DAYS),
            rises=False,
        ),
    ),
)

"""The figures of a quarter or a year are drawn up when it is over, and signed by a day: 16号令, article 14."""

from django.utils.translation import gettext_lazy

from unionhall.kernel.procedures.declare import Clock, Procedure, State, Step, Until
from unionhall.modules.safety.permissions import SafetyPermission

QUARTERLY_LAW, YEARLY_LAW = "HAZ-14a", "HAZ-14c"  # rows of kernel.law with the day by which they are due
DRAWN, SIGNED, DROPPED = "drawn", "signed", "dropped"
SIGN, DROP = "sign", "drop"

RETURN = Procedure(
    key="safety.return",
    label=gettext_lazy("隐患统计"),
    begun=gettext_lazy("{unit}该签报隐患统计了"),
    follows_unit=False,  # a merged union signs its own periods no more; its successor has figures of its own
    states=(
        State(DRAWN, gettext_lazy("等签报")),
        State(SIGNED, gettext_lazy("已签报"), final=True),
        State(DROPPED, gettext_lazy("单位没有了，不用报"), final=True),
    ),
    steps=(
        Step(SIGN, gettext_lazy("签报隐患统计"), DRAWN, SIGNED, SafetyPermission.SIGN),
        Step(DROP, gettext_lazy("单位没有了，不用报"), DRAWN, DROPPED, None),
    ),
    clocks=(
        Clock("sign", gettext_lazy("签报隐患统计"), DRAWN, (SIGN,), SafetyPermission.SIGN, Until("due"), QUARTERLY_LAW),
    ),
)

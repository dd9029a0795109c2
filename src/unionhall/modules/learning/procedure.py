"""What a unit's chair is told about learning: sheets of theirs were marked anew, certificates end soon."""

from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.procedures.declare import Clock, Procedure, State, Step, Until
from unionhall.modules.learning.permissions import LearningPermission

TOLD, NOTED, NOTE = "told", "noted", "note"


def _certificates_are_settled(item: Any, by: Actor) -> Reason | None:
    """A certificate whose sheet passes no more is taken back or kept before the chair is done."""
    if left := len(item.in_question()):
        return Reason(
            "certificates",
            ngettext("还有 %(n)d 张证书没定：收回，还是保留", "还有 %(n)d 张证书没定：收回，还是保留", left)
            % {"n": left},
        )
    return None


CORRECTION = Procedure(
    key="learning.correction",
    label=gettext_lazy("答卷重新算分"),
    begun=gettext_lazy("{unit}的答卷重新算过分，有一道题作废"),
    states=(State(TOLD, gettext_lazy("等主席看")), State(NOTED, gettext_lazy("看过了"), final=True)),
    steps=(
        Step(NOTE, gettext_lazy("看过了"), TOLD, NOTED, LearningPermission.RESULTS_READ, (_certificates_are_settled,)),
    ),
    clocks=(
        Clock(
            key="look",
            label=gettext_lazy("看看重新算的分"),
            opens_in=TOLD,
            met_by=(NOTE,),
            needs=LearningPermission.RESULTS_READ,
            length=Until("due"),
            rises=False,
        ),
    ),
)

ENDING = Procedure(
    key="learning.ending",
    label=gettext_lazy("证书快到期"),
    begun=gettext_lazy("{unit}有证书快到期了"),
    states=(State(TOLD, gettext_lazy("等主席看")), State(NOTED, gettext_lazy("看过了"), final=True)),
    steps=(Step(NOTE, gettext_lazy("看过了"), TOLD, NOTED, LearningPermission.RESULTS_READ),),
    clocks=(
        Clock(
            key="look",
            label=gettext_lazy("看看谁的证书要到期"),
            opens_in=TOLD,
            met_by=(NOTE,),
            needs=LearningPermission.RESULTS_READ,
            length=Until("due"),
            rises=False,
        ),
    ),
)

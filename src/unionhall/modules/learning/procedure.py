"""What a unit's chair is told about learning: that sheets of theirs were marked anew."""

from django.utils.translation import gettext_lazy

from unionhall.kernel.procedures.declare import Clock, Procedure, State, Step, Until
from unionhall.modules.learning.permissions import LearningPermission

TOLD, NOTED, NOTE = "told", "noted", "note"

CORRECTION = Procedure(
    key="learning.correction",
    label=gettext_lazy("答卷重新算分"),
    begun=gettext_lazy("{unit}的答卷重新算过分，有一道题作废"),
    states=(State(TOLD, gettext_lazy("等主席看")), State(NOTED, gettext_lazy("看过了"), final=True)),
    steps=(Step(NOTE, gettext_lazy("看过了"), TOLD, NOTED, LearningPermission.RESULTS_READ),),
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

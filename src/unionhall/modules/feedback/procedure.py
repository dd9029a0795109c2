"""A complaint or suggestion is received, then answered; nothing else can become of it."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.procedures.declare import Clock, Procedure, State, Step, WorkingDays
from unionhall.modules.feedback.permissions import FeedbackPermission

RECEIVED, ANSWERED, ANSWER = "received", "answered", "answer"
# How long the federation gives itself. No law sets it for a union; pages say that the number is our own.
DAYS: int = getattr(settings, "UNIONHALL_ANSWER_WORKING_DAYS", 15)

VOICE = Procedure(
    key="feedback.voice",
    label=_("投诉与建议"),
    begun=_("{unit}收到一件投诉或建议"),
    states=(State(RECEIVED, _("等答复")), State(ANSWERED, _("已答复"), final=True)),
    steps=(Step(ANSWER, _("答复"), RECEIVED, ANSWERED, FeedbackPermission.ANSWER),),
    clocks=(
        Clock(
            key="answer",
            label=_("答复"),
            opens_in=RECEIVED,
            met_by=(ANSWER,),
            needs=FeedbackPermission.ANSWER,
            length=WorkingDays(DAYS),
        ),
    ),
)

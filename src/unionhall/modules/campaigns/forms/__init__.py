"""The shape of what people type in campaigns."""

from unionhall.modules.campaigns.forms.acts import ActForm, ReasonForm
from unionhall.modules.campaigns.forms.enrolling import ExcuseForm
from unionhall.modules.campaigns.forms.identifying import IdentifyForm, plainly
from unionhall.modules.campaigns.forms.nudges import NudgeForm
from unionhall.modules.campaigns.forms.presenting import PresentForm, cover_field, theme_field
from unionhall.modules.campaigns.forms.tasks import TaskForm

__all__ = [
    "ActForm",
    "ExcuseForm",
    "IdentifyForm",
    "NudgeForm",
    "PresentForm",
    "ReasonForm",
    "TaskForm",
    "cover_field",
    "plainly",
    "theme_field",
]

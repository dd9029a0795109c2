"""The shape of what people type in campaigns."""

from unionhall.modules.campaigns.forms.enrolling import ExcuseForm
from unionhall.modules.campaigns.forms.identifying import IdentifyForm

__all__ = ["ExcuseForm", "IdentifyForm"]

"""What is typed about a unit that is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExcuseForm(forms.Form):
    """Why a unit need not take part."""

    reason = forms.CharField(
        label=_("为什么不参加"),
        help_text=_("如停产、正在筹建。这句话记在办事记录里。"),
        max_length=200,
        error_messages={"required": _("写上为什么不参加，如停产、正在筹建"), "max_length": _("写短些")},
    )

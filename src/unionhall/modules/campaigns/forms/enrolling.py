"""What is typed about a unit that is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.ui.forms import reason_field


class ExcuseForm(forms.Form):
    """Why a unit need not take part."""

    reason = reason_field(
        _("为什么不参加"), _("写上为什么不参加，如停产、正在筹建"), _("如停产、正在筹建。这句话记在办事记录里。")
    )

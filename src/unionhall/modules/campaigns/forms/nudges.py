"""What is typed when units are reminded."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NudgeForm(forms.Form):
    """A sentence of one's own; what is left is written by the system."""

    words = forms.CharField(
        label=_("加一句话"),
        help_text=_("差什么、哪天前，系统会替每家写好。"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("写短些，不超过 200 个字")},
    )

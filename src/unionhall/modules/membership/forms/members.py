"""The shape of what people type about the roll."""

from django import forms
from django.utils.translation import gettext_lazy as _

DOCUMENT, PHONE = "document", "phone"


class NameForm(forms.Form):
    """Find members by name."""

    name = forms.CharField(label=_("姓名"), max_length=60, required=False)


class RevealForm(forms.Form):
    """Which number is to be seen in full, and why; the member reads the sentence."""

    field = forms.ChoiceField(
        label=_("看哪个号码"),
        choices=((PHONE, _("手机号")), (DOCUMENT, _("证件号"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("选一个号码"), "invalid_choice": _("选一个号码")},
    )
    why = forms.CharField(
        label=_("为什么要看"),
        help_text=_("这句话记在办事记录里，本人看得到。"),
        max_length=200,
        error_messages={"required": _("写上为什么要看。本人看得到这句话"), "max_length": _("写短些")},
    )

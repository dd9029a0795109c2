"""What a unit types about an activity it held: a minute on a phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import clock
from unionhall.modules.campaigns.actions import NewAct
from unionhall.modules.campaigns.models import Act
from unionhall.ui.forms import DayInput, reason_field

_NUMBER = {"invalid": _("只写数字，如 86")}


class ActForm(forms.Form):
    """Kind, day, place, how many; words and a picture where there are any."""

    kind = forms.ChoiceField(
        label=_("办了什么"),
        choices=Act.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("选一种活动")},
    )
    day = forms.DateField(
        label=_("哪天办的"),
        widget=DayInput,
        error_messages={"required": _("写上哪天办的"), "invalid": _("日期写成 2026-11-25 这样")},
    )
    place = forms.CharField(
        label=_("在哪里"), max_length=80, error_messages={"required": _("写上在哪里办的，如：二车间休息室")}
    )
    people = forms.IntegerField(
        label=_("到场多少人"),
        required=False,
        min_value=0,
        help_text=_("没数过就空着，空着不等于 0。"),
        error_messages=_NUMBER,
    )
    copies = forms.IntegerField(
        label=_("发了多少份资料"), required=False, min_value=0, help_text=_("没发就空着。"), error_messages=_NUMBER
    )
    words = forms.CharField(label=_("说一句"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    proof = forms.FileField(
        label=_("凭证"),
        required=False,
        help_text=_("现场照片、签到表的照片或 PDF，一个就行。照片里的拍摄地点会自动去掉。没有也能报。"),
        error_messages={"empty": _("这个文件是空的，重新选一个")},
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = self.initial.get("day") or clock.today()

    def told(self) -> NewAct:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return NewAct(data["kind"], data["day"], data["place"], data["people"], data["copies"], data["words"])


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = reason_field(_("为什么"), _("写上为什么"))

"""The shape of what the union puts to an employer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.modules.safety.models import Instrument
from unionhall.ui.forms import DayInput


class InstrumentForm(forms.Form):
    """A new one."""

    kind = forms.ChoiceField(
        label=_("哪一种？"), choices=Instrument.Kind.choices, widget=forms.RadioSelect, initial="suggest"
    )
    to = forms.CharField(label=_("发给哪个单位"), max_length=120, error_messages={"required": _("写上用人单位的全称")})
    words = forms.CharField(
        label=_("要他们做什么"),
        help_text=_("一条写一行。隐患是什么会自动写在前面，别写是谁报的。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("写上要他们做什么"), "max_length": _("超过 2000 字了，拣要紧的写")},
    )
    due = forms.DateField(
        label=_("哪天以前书面答复"),
        widget=DayInput,
        error_messages={"required": _("写上哪天以前"), "invalid": _("日期写成 2026-11-25 这样")},
    )


class ReceiverForm(forms.Form):
    """Who signed for it."""

    receiver = forms.CharField(label=_("谁签收的"), max_length=60, error_messages={"required": _("写上谁签收的")})


class ReplyForm(forms.Form):
    """What they answered."""

    answer = forms.CharField(
        label=_("他们怎么答复的"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("写上他们怎么答复的"), "max_length": _("超过 2000 字了，拣要紧的写")},
    )

"""Narrowing the ledger."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.modules.safety.models import Hazard
from unionhall.ui.forms import DayInput


class LedgerForm(forms.Form):
    """Every field is free; nonsense in one of them narrows nothing and says so."""

    kind = forms.ChoiceField(label=_("类别"), required=False)
    grade = forms.ChoiceField(label=_("等级"), required=False)
    unit = forms.CharField(label=_("单位编号"), required=False, max_length=40)
    since = forms.DateField(label=_("从"), required=False, widget=DayInput)
    until = forms.DateField(label=_("到"), required=False, widget=DayInput)
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices in (
            ("kind", _("哪一类都行"), Hazard.Kind.choices),
            ("grade", _("哪一级都行"), Hazard.Grade.choices),
        ):
            field: Any = self.fields[name]
            field.choices = [("", label), *choices]


class PosterForm(forms.Form):
    """Where a poster is going to hang."""

    at = forms.CharField(
        label=_("贴在哪里？"),
        help_text=_("如：3 号车间东头。扫码的人就不用再写在哪里。空着也行。"),
        max_length=60,
        required=False,
    )

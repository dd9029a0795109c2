"""The shape of a briefing's words, and of asking for a figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import clock
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org.models import Unit
from unionhall.modules.briefings.models import Briefing
from unionhall.ui import words

MONTHS_BACK = 12
_HOW = _("一段一行。“一、”“（一）”开头的行是小标题。数字写成 {{f1}}，图表 {{t1}} 单独一行，点“加数字”放进来。")


class EditForm(forms.Form):
    """The words of a draft. What is missing is asked for when it is sent, not before."""

    asks_by_choice = True  # nothing is called optional that will be asked for
    title = forms.CharField(
        label=_("标题"),
        help_text=_("太长就自己分成两行，一个词别拆开。"),
        max_length=120,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    word = forms.CharField(
        label=_("机关代字"), help_text=_("如 松工通。年份和号印发时自动编。"), max_length=20, required=False
    )
    to = forms.CharField(
        label=_("主送"), help_text=_("如 各街道（镇）总工会、园区工会。"), max_length=300, required=False
    )
    body = forms.CharField(
        label=_("正文"),
        help_text=_HOW,
        max_length=20_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "data-briefing": ""}),
    )
    copies = forms.CharField(label=_("抄送"), help_text=_("如 青屿市总工会。"), max_length=300, required=False)

    def __init__(self, *args: Any, briefing: Briefing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if briefing.kind != Briefing.Kind.CIRCULAR:
            del self.fields["word"]

    def clean_body(self) -> str:
        """Lines end alike, whatever the browser sends."""
        body: str = self.cleaned_data["body"]
        return body.replace("\r\n", "\n").replace("\r", "\n")


class PickForm(forms.Form):
    """Of which unit, over what, as of when: the figures to choose from follow it."""

    unit = forms.ChoiceField(label=_("单位"))
    span = forms.ChoiceField(label=_("按什么统计"))
    on = forms.DateField(
        label=_("截至哪天"),
        help_text=_("不填就是随时更新，印发时定下来。"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, units: list[Unit], reckonings: list[Reckoning], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reckonings = {f"r{each.pk}": each for each in reckonings}
        self.months = {f"{month:%Y-%m}": month for month in _months()}
        self.units = {each.code: each for each in units}
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = [(code, each.name) for code, each in self.units.items()]
        span = self.fields["span"]
        if isinstance(span, forms.ChoiceField):
            span.choices = [
                *((key, each.title) for key, each in self.reckonings.items()),
                *((key, words.month(month)) for key, month in self.months.items()),
            ]

    def clean_on(self) -> date | None:
        """No figure is known before its day is over."""
        day: date | None = self.cleaned_data["on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("这天还没到，填今天或以前的日子"))
        return day

    @property
    def scope(self) -> Unit:
        """The unit that was chosen."""
        return self.units[self.cleaned_data["unit"]]

    @property
    def reckoning(self) -> Reckoning | None:
        """The campaign that was chosen."""
        return self.reckonings.get(self.cleaned_data["span"])

    @property
    def month(self) -> date | None:
        """The first of the month that was chosen."""
        return self.months.get(self.cleaned_data["span"])


class ReasonForm(forms.Form):
    """Why something is sent back or withdrawn."""

    reason = forms.CharField(
        label=_("为什么"),
        max_length=300,
        error_messages={"required": _("写上为什么")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _months() -> list[date]:
    first, months = clock.today().replace(day=1), []
    for _back in range(MONTHS_BACK):
        months.append(first)
        first = (
            first.replace(month=first.month - 1) if first.month > 1 else first.replace(year=first.year - 1, month=12)
        )
    return months

"""What a reader may choose on the board."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel import clock
from unionhall.ui.forms import DayInput
from unionhall.ui.words import day


class DayForm(forms.Form):
    """The day after which the figures are told; none: as they are now."""

    on = forms.DateField(
        label=gettext_lazy("看哪天的数"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": gettext_lazy("日期写成 2026-11-25 这样")},
    )

    def __init__(self, data: object, *, since: date) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # request.GET
        self.since = since

    def clean_on(self) -> date | None:
        """Raises ValidationError for a day of which there are no figures."""
        on: date | None = self.cleaned_data["on"]
        if on is not None and on > clock.today():
            raise ValidationError(_("这天还没到，选今天或更早的一天"))
        if on is not None and on < self.since:
            raise ValidationError(_("行动 %(day)s 开始，选这天或以后的一天") % {"day": day(self.since)})
        return on


class CloseForm(forms.Form):
    """The signature; with a reason where it comes before the last day is over."""

    reason = forms.CharField(
        label=gettext_lazy("为什么提前截止"),
        help_text=gettext_lazy("这句话和签认人、时间一起留着。"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("还没到最后一天，要提前截止，写上为什么"),
            "max_length": gettext_lazy("写短些，不超过 200 个字"),
        },
    )

    def __init__(self, data: object, *, is_early: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # request.POST
        if not is_early:
            del self.fields["reason"]


class ReopenForm(forms.Form):
    """Why figures that were signed are opened again."""

    reason = forms.CharField(
        label=gettext_lazy("为什么重新打开"),
        help_text=gettext_lazy("如有单位漏报、报错。这句话和时间、人一起留着。"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("写上为什么重新打开，以后看得到"),
            "max_length": gettext_lazy("写短些，不超过 200 个字"),
        },
    )

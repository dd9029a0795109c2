"""What a reader may choose on the board."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel import clock
from unionhall.ui.words import day


class DayForm(forms.Form):
    """The day after which the figures are told; none: as they are now."""

    on = forms.DateField(
        label=gettext_lazy("看哪天的数"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
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

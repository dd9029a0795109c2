"""What is typed about a task: words, a measure, how much, until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.modules.campaigns.actions import NewTask, why_not_task
from unionhall.modules.campaigns.models import Task
from unionhall.modules.campaigns.queries import measures_for_tasks
from unionhall.ui.forms import DayInput


def measure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a task may be counted in: what the system counts by itself, and what unions report."""
    counted: list[tuple[str, str]] = []
    reported: list[tuple[str, str]] = []
    for measure in measures_for_tasks():
        rows = reported if measure.is_reported else counted
        unit = f"{_('（')}{measure.unit}{_('）')}"
        rows.append((measure.key, f"{measure.label}{unit}"))
        rows += [
            (f"{measure.key}/{part.key}", f"{measure.label}{_('：')}{part.label}{unit}")
            for part in measure.slices
            if not part.is_result
        ]
    return [(_("系统自己数，不用报"), counted), (_("单位报一次活动就有"), reported)]


class TaskForm(forms.Form):
    """One task; left empty as a whole it is not set."""

    asks_by_choice = True  # an empty one is no task, so no field says that it may stay empty

    words = forms.CharField(
        label=gettext_lazy("要做到什么"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("一句话，如：每家办一场宣讲"),
    )
    measure = forms.ChoiceField(label=gettext_lazy("按哪个数算"), required=False)
    target = forms.ChoiceField(
        label=gettext_lazy("要求"), required=False, choices=Task.Target.choices, initial=Task.Target.AT_LEAST
    )
    number = forms.IntegerField(
        label=gettext_lazy("多少"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        error_messages={"invalid": gettext_lazy("只写数字，如 1")},
    )
    due = forms.DateField(
        label=gettext_lazy("哪天前"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("空着就是行动结束那天"),
        error_messages={"invalid": gettext_lazy("日期写成 2026-11-25 这样")},
    )

    def __init__(self, *args: Any, since: date, until: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since, self.until = since, until
        empty = [("", _("选一个数"))]
        self.fields["measure"] = forms.ChoiceField(
            label=_("按哪个数算"), required=False, choices=[*empty, *measure_choices()]
        )

    @property
    def is_blank(self) -> bool:
        """Nothing was written here."""
        data = self.cleaned_data
        return not data.get("words") and not data.get("measure") and data.get("number") is None

    def clean(self) -> dict[str, Any]:
        """The rule that the action keeps, beside the field that it is about."""
        given = super().clean() or {}
        if not self.errors and not self.is_blank:
            if given.get("number") is None:
                self.add_error("number", _("写上多少"))
            else:
                for reason in why_not_task(self.as_task(), self.since, self.until):
                    self.add_error(reason.code, reason.text)
        return given

    def as_task(self) -> NewTask:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return NewTask(
            words=data["words"],
            measure=data["measure"],
            target=data["target"] or Task.Target.AT_LEAST,
            number=data["number"],
            due=data["due"] or self.until,
        )

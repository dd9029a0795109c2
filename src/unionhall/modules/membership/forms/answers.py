"""The shape of what people answer about a file: which unit a name means, which way dates are written."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit
from unionhall.modules.membership.actions.answering import Question
from unionhall.modules.membership.actions.days import DAY_FIRST, MONTH_FIRST
from unionhall.modules.membership.actions.naming_units import Wrong
from unionhall.ui.words import thousands


class AnswersForm(forms.Form):
    """One choice for each question; nothing chosen leaves its rows out."""

    OTHER, LEAVE = "other", "leave"

    def __init__(
        self,
        questions: Sequence[Question],
        above: Mapping[int, str],
        meant: Callable[[str], Unit],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """``above``: by unit, the union above it; ``meant`` finds a unit by what somebody writes, or raises Wrong."""
        super().__init__(*args, **kwargs)
        self.questions, self._meant = questions, meant
        for number, question in enumerate(questions):
            if question.is_of_days:
                self._ask_days(f"q{number}", question)
            else:
                self._ask_unit(f"q{number}", question, above)

    def _ask_days(self, name: str, question: Question) -> None:
        label = _("“%(column)s”里的日期，月和日哪个写在前") % {"column": question.column}
        shown = question.days
        choices = [
            (MONTH_FIRST, f"{_('月在前')}{_arrow(question.text, shown.by_month) if shown else ''}"),
            (DAY_FIRST, f"{_('日在前')}{_arrow(question.text, shown.by_day) if shown else ''}"),
        ]
        self._choose(name, label, choices, question)

    def _ask_unit(self, name: str, question: Question, above: Mapping[int, str]) -> None:
        choices = [(str(unit.pk), _card(unit, above.get(unit.pk, ""))) for unit in question.units]
        if not question.is_known:
            choices.append((self.OTHER, _("别的单位，写在下面")))
        self._choose(name, _("“%(text)s”是哪一家") % {"text": question.text}, choices, question)
        if not question.is_known:
            self.fields[f"{name}-other"] = forms.CharField(
                label=_("“%(text)s”的单位代码或全称") % {"text": question.text}, required=False, max_length=120
            )

    def _choose(self, name: str, label: str, choices: list[tuple[str, str]], question: Question) -> None:
        many = _("%(n)s 行这样写，从第 %(row)s 行起") % {"n": thousands(question.rows), "row": question.first_row}
        self.fields[name] = forms.ChoiceField(
            label=label,
            help_text=many if question.rows else "",
            choices=[*choices, (self.LEAVE, _("先不导这些行"))],
            initial=question.answer or self.LEAVE,
            widget=forms.RadioSelect,
            error_messages={"required": _("选一个"), "invalid_choice": _("选一个")},
        )

    def clean(self) -> dict[str, Any]:
        """A unit that is written down is one there is."""
        for number, question in enumerate(self.questions):
            name = f"q{number}"
            text = str(self.cleaned_data.get(f"{name}-other", "")).strip()
            if question.is_known or not text or self.cleaned_data.get(name) not in (self.LEAVE, self.OTHER):
                if self.cleaned_data.get(name) == self.OTHER:
                    self.add_error(f"{name}-other", _("写上单位代码或全称"))
                continue
            try:
                self.cleaned_data[name] = str(self._meant(text).pk)
            except Wrong as wrong:
                self.add_error(f"{name}-other", wrong.reason)
        return self.cleaned_data

    def given(self) -> dict[str, str]:
        """The answers by the questions' keys."""
        said = {question.key: self.cleaned_data[f"q{n}"] for n, question in enumerate(self.questions)}
        return {key: "" if value == self.LEAVE else value for key, value in said.items()}


def _arrow(text: str, day: Any) -> str:
    return _("：%(text)s 是 %(day)s") % {"text": text, "day": day.isoformat()}


def _card(unit: Unit, above: str) -> str:
    return f"{unit.name}（{unit.code}{_('，')}{above}）" if above else f"{unit.name}（{unit.code}）"

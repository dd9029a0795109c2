"""The shape of a paper as it is typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.modules.learning.forms.units import UnitForm
from unionhall.modules.learning.models import Paper, Question


class PaperForm(UnitForm):
    """A paper: each question that can be taken, with its marks (none: not in the paper) and its place."""

    title = forms.CharField(
        label=gettext_lazy("卷子名称"), max_length=120, error_messages={"required": gettext_lazy("写上卷子的名称")}
    )
    pass_marks = forms.IntegerField(
        label=gettext_lazy("多少分合格"),
        min_value=1,
        max_value=20_000,
        error_messages={"required": gettext_lazy("写上多少分合格"), "invalid": gettext_lazy("写一个整数，比如 60")},
    )
    tries = forms.IntegerField(
        label=gettext_lazy("每人可以答几次"),
        min_value=1,
        max_value=20,
        initial=2,
        help_text=gettext_lazy("记最好的一次"),
    )
    answers_shown = forms.ChoiceField(
        label=gettext_lazy("答错的题和正确答案，本人什么时候看"),
        choices=Paper.Shown.choices,
        initial=Paper.Shown.AT_ONCE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, questions: Sequence[Question], paper: Paper | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if paper is not None:
            initial = {name: getattr(paper, name) for name in ("title", "pass_marks", "tries", "answers_shown")}
            for place in paper.places.all():
                initial |= {f"marks_{place.question_id}": place.marks, f"place_{place.question_id}": place.position}
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            told = {"text": question.text[:40]}
            self.fields[f"marks_{question.pk}"] = _cell(_("“%(text)s”的分数") % told, 100)
            self.fields[f"place_{question.pk}"] = _cell(_("“%(text)s”排第几") % told, 999)

    def rows(self) -> list[tuple[Question, forms.BoundField, forms.BoundField]]:
        """Each question with its two fields."""
        return [(question, self[f"marks_{question.pk}"], self[f"place_{question.pk}"]) for question in self.questions]

    def settings_fields(self) -> list[forms.BoundField]:
        """The fields that are about the paper as a whole."""
        return [self[name] for name in self.fields if not name.startswith(("marks_", "place_"))]

    @property
    def chosen(self) -> list[tuple[Question, int]]:
        """The questions taken, in order, with their marks; without a place they follow in the list's order."""
        typed = self.cleaned_data
        taken = [question for question in self.questions if typed.get(f"marks_{question.pk}")]
        taken.sort(key=lambda question: typed.get(f"place_{question.pk}") or 1000)
        return [(question, typed[f"marks_{question.pk}"]) for question in taken]


def _cell(label: str, most: int) -> forms.IntegerField:
    """A small number in a table, named for those who do not see the table's head."""
    widget = forms.NumberInput(attrs={"aria-label": label})
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False, widget=widget)

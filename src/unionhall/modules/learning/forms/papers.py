"""The shape of a paper as it is typed: what it asks, what it draws, how it is sat, how it is marked."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.modules.learning.actions.papers import LONGEST, MOST_DRAWS, MOST_TRIES, Rules
from unionhall.modules.learning.forms.units import UnitForm
from unionhall.modules.learning.models import Paper, Question
from unionhall.modules.learning.queries.pools import Draw

SHOWN_DRAWS = 2  # empty rows of the draw table to begin with
ANY = gettext_lazy("不限")
_MOMENT = "%Y-%m-%dT%H:%M"
SITTING = ("tries", "counts", "minutes", "opens", "closes", "mixes_questions", "mixes_options", "learn_first")
MARKING = ("pass_marks", "partial_multiple", "marks_parts", "answers_shown", "is_practice")
_CELLS = ("marks_", "place_", "draw_")


class FindForm(forms.Form):
    """Which questions of the bank are offered; it stands inside the paper's own form, so that nothing typed is lost."""

    find_text = forms.CharField(label=gettext_lazy("题目里有"), max_length=60, required=False)
    find_kind = forms.ChoiceField(label=gettext_lazy("题型"), required=False)
    find_topic = forms.ChoiceField(label=gettext_lazy("知识点"), required=False)
    find_difficulty = forms.ChoiceField(label=gettext_lazy("难度"), required=False)

    def __init__(self, *args: Any, topics: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["find_kind"].choices = [("", ANY), *Question.Kind.choices]  # type: ignore[attr-defined]
        self.fields["find_topic"].choices = [("", ANY), *((topic, topic) for topic in topics)]  # type: ignore[attr-defined]
        self.fields["find_difficulty"].choices = [("", ANY), *Question.Difficulty.choices]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """What is looked for, as a queryset is filtered by; what is not one of the choices is not looked for."""
        if not self.is_bound:
            return {}
        self.is_valid()
        names = {"text": "text__icontains", "kind": "kind", "topic": "topic", "difficulty": "difficulty"}
        return {names[name]: value for name in names if (value := self.cleaned_data.get(f"find_{name}"))}


class PaperForm(UnitForm):
    """A paper: each question that can be taken, with its marks (none: not in it) and its place; and its rules."""

    title = forms.CharField(
        label=gettext_lazy("卷子名称"), max_length=120, error_messages={"required": gettext_lazy("写上卷子的名称")}
    )
    tries = forms.IntegerField(label=gettext_lazy("每人可以答几次"), min_value=1, max_value=MOST_TRIES, initial=2)
    counts = forms.ChoiceField(
        label=gettext_lazy("答了几次的，记哪一次"),
        choices=Paper.Counts.choices,
        initial=Paper.Counts.BEST,
        required=False,
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("限时多少分钟"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=gettext_lazy("从打开第一题算起。空着就不限时，答到活动结束。"),
    )
    opens = forms.DateTimeField(
        label=gettext_lazy("几点开始能答"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
        help_text=gettext_lazy("空着，活动开始就能答"),
    )
    closes = forms.DateTimeField(
        label=gettext_lazy("几点截止"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
        help_text=gettext_lazy("空着，答到活动最后一天 24:00"),
    )
    mixes_questions = forms.BooleanField(label=gettext_lazy("每个人的题目先后打乱"), required=False)
    mixes_options = forms.BooleanField(
        label=gettext_lazy("每个人的选项先后打乱"),
        required=False,
        help_text=gettext_lazy("判断题和写着“以上都对”这类的题不打乱"),
    )
    learn_first = forms.BooleanField(label=gettext_lazy("先学再答：课里的小题都答对了，才能开始"), required=False)
    pass_marks = forms.IntegerField(
        label=gettext_lazy("多少分合格"),
        min_value=1,
        max_value=20_000,
        error_messages={"required": gettext_lazy("写上多少分合格"), "invalid": gettext_lazy("写一个整数，比如 60")},
    )
    partial_multiple = forms.ChoiceField(
        label=gettext_lazy("多选题没选全的"),
        choices=Paper.Partial.choices,
        initial="",
        required=False,
        help_text=gettext_lazy("分数取整，零头不计"),
    )
    marks_parts = forms.BooleanField(
        label=gettext_lazy("填空按空、连线按对给分"), required=False, help_text=gettext_lazy("不勾，全对才得分")
    )
    answers_shown = forms.ChoiceField(
        label=gettext_lazy("答错的题和正确答案，本人什么时候看"),
        choices=Paper.Shown.choices,
        initial=Paper.Shown.AT_ONCE,
        widget=forms.RadioSelect,
    )
    is_practice = forms.BooleanField(
        label=gettext_lazy("这是练习卷"), required=False, help_text=gettext_lazy("不计成绩、不计份数，边答边看对不对")
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        topics: Sequence[str] = (),
        draws_shown: int = SHOWN_DRAWS,
        paper: Paper | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _typed(paper) if paper else {})
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            told = {"text": question.text[:40]}
            self.fields[f"marks_{question.pk}"] = _cell(_("“%(text)s”的分数") % told, 100)
            self.fields[f"place_{question.pk}"] = _cell(_("“%(text)s”排第几") % told, 999)
        standing = len(paper.draws) if paper else 0
        self.draws_shown = min(max(draws_shown, standing), MOST_DRAWS)
        for row in range(self.draws_shown):
            told = {"row": str(row + 1)}
            self.fields[f"draw_topic_{row}"] = _choice(
                _("第 %(row)s 行的知识点") % told, [("", ANY), *((topic, topic) for topic in topics)]
            )
            self.fields[f"draw_difficulty_{row}"] = _choice(
                _("第 %(row)s 行的难度") % told, [("", ANY), *Question.Difficulty.choices]
            )
            self.fields[f"draw_number_{row}"] = _cell(_("第 %(row)s 行抽几道") % told, 200)
            self.fields[f"draw_marks_{row}"] = _cell(_("第 %(row)s 行每道几分") % told, 100)

    def clean(self) -> dict[str, Any]:
        """A row of the draw table is whole or empty."""
        typed = super().clean() or self.cleaned_data
        for row in range(self.draws_shown):
            number, marks = typed.get(f"draw_number_{row}"), typed.get(f"draw_marks_{row}")
            if number and not marks and f"draw_marks_{row}" not in self.errors:
                self.add_error(f"draw_marks_{row}", _("写上每道几分"))
            if marks and not number and f"draw_number_{row}" not in self.errors:
                self.add_error(f"draw_number_{row}", _("写上抽几道"))
        return typed

    def rows(self) -> list[tuple[Question, forms.BoundField, forms.BoundField]]:
        """Each question with its two fields."""
        return [(question, self[f"marks_{question.pk}"], self[f"place_{question.pk}"]) for question in self.questions]

    def draw_rows(self) -> list[list[forms.BoundField]]:
        """The draw table's fields, by row."""
        names = ("topic", "difficulty", "number", "marks")
        return [[self[f"draw_{name}_{row}"] for name in names] for row in range(self.draws_shown)]

    def head_fields(self) -> list[forms.BoundField]:
        """The fields that say which paper it is."""
        return [self[name] for name in self.fields if name in ("unit", "title")]

    def sitting_fields(self) -> list[forms.BoundField]:
        """The fields that say how it is sat."""
        return [self[name] for name in SITTING]

    def marking_fields(self) -> list[forms.BoundField]:
        """The fields that say how it is marked."""
        return [self[name] for name in MARKING]

    @property
    def chosen(self) -> list[tuple[Question, int]]:
        """The questions taken, in order, with their marks; without a place they follow in the list's order."""
        typed = self.cleaned_data
        taken = [question for question in self.questions if typed.get(f"marks_{question.pk}")]
        taken.sort(key=lambda question: typed.get(f"place_{question.pk}") or 1000)
        return [(question, typed[f"marks_{question.pk}"]) for question in taken]

    @property
    def draws(self) -> list[Draw]:
        """The rows of the draw table that are filled in."""
        typed = self.cleaned_data
        return [
            Draw(
                topic=typed[f"draw_topic_{row}"],
                difficulty=int(typed[f"draw_difficulty_{row}"] or 0),
                number=typed[f"draw_number_{row}"],
                marks=typed[f"draw_marks_{row}"],
            )
            for row in range(self.draws_shown)
            if typed.get(f"draw_number_{row}")
        ]

    @property
    def rules(self) -> Rules:
        """How it is sat and marked. Only for a valid form."""
        typed = {field.name: self.cleaned_data[field.name] for field in fields(Rules)}
        return Rules(**{**typed, "counts": typed["counts"] or Paper.Counts.BEST.value})


def chosen_in(posted: Mapping[str, Any]) -> list[int]:
    """The questions for which something was typed, whatever is looked for now."""
    names = [name for name, value in posted.items() if name.startswith(("marks_", "place_")) and value]
    ids = {name.partition("_")[2] for name in names}
    return [int(one) for one in ids if one.isascii() and one.isdecimal() and len(one) < 18]


def _typed(paper: Paper) -> dict[str, Any]:
    initial: dict[str, Any] = {name: getattr(paper, name) for name in ("title", *SITTING, *MARKING)}
    for name in ("opens", "closes"):
        initial[name] = timezone.localtime(initial[name]) if initial[name] else None
    for place in paper.places.all():
        initial |= {f"marks_{place.question_id}": place.marks, f"place_{place.question_id}": place.position}
    for row, draw in enumerate(paper.draws):
        initial |= {f"draw_{name}_{row}": value or "" for name, value in draw.items()}
    return initial


def _cell(label: str, most: int) -> forms.IntegerField:
    """A small number in a table, named for those who do not see the table's head."""
    widget = forms.NumberInput(attrs={"aria-label": label})
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False, widget=widget)


def _choice(label: str, choices: Sequence[tuple[Any, Any]]) -> forms.ChoiceField:
    """A choice in a table, named as ``_cell``."""
    widget = forms.Select(attrs={"aria-label": label})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)

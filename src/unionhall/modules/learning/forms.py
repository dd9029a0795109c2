"""The shape of what authors type. Rules (what makes a question answerable, a paper sittable) live in the actions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.papers import Given
from unionhall.modules.learning.models import LETTERS, Lesson, Paper, Question

LONGEST_TEXT = 20_000
SHOWN_OPTIONS = 6
SECTIONS, MOST_SECTIONS = 3, 40


class UnitForm(forms.Form):
    """A form in the name of one of the author's units; asks which only where there are several."""

    def __init__(self, *args: Any, units: Sequence[Unit], owner: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = [owner] if owner is not None else list(units)
        if len(self.units) > 1:
            choices = [(unit.code, unit.name) for unit in self.units]
            field = forms.ChoiceField(label=_("以哪个工会的名义"), choices=choices)
            self.fields = {"unit": field, **self.fields}

    @property
    def unit(self) -> Unit:
        """The chosen unit. Only for a valid form."""
        code = self.cleaned_data.get("unit")
        return next((unit for unit in self.units if unit.code == code), self.units[0])

    def refuse(self, reasons: Iterable[object]) -> None:
        """Show why an action said no; what was typed stays."""
        for reason in reasons:
            self.add_error(None, str(reason))


class LessonForm(UnitForm):
    """A title and as many sections as are shown; empty ones are left out."""

    title = forms.CharField(
        label=gettext_lazy("标题"), max_length=120, error_messages={"required": gettext_lazy("写上课的标题")}
    )

    def __init__(self, *args: Any, lesson: Lesson | None = None, shown: int = SECTIONS, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"title": lesson.title} if lesson else {}
        for place, section in enumerate(lesson.sections if lesson else []):
            initial[f"heading_{place}"] = section["title"]
            initial[f"text_{place}"] = "\n\n".join(section["paragraphs"])
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        self.shown = min(max(shown, len(lesson.sections) if lesson else 0, 1), MOST_SECTIONS)
        for place in range(self.shown):
            told = {"n": place + 1}
            self.fields[f"heading_{place}"] = forms.CharField(
                label=_("第 %(n)d 节的小标题") % told, max_length=80, required=False
            )
            self.fields[f"text_{place}"] = forms.CharField(
                label=_("第 %(n)d 节的内容") % told,
                help_text=_("空一行另起一段。短句，一段说一件事。") if place == 0 else "",
                widget=forms.Textarea(attrs={"rows": 6}),
                max_length=LONGEST_TEXT,
                required=False,
            )

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The sections as typed. Only for a valid form."""
        typed = self.cleaned_data
        return [(typed[f"heading_{place}"], typed[f"text_{place}"]) for place in range(self.shown)]


class QuestionForm(UnitForm):
    """A question with its options by letter, the right ones ticked."""

    kind = forms.ChoiceField(
        label=gettext_lazy("题型"),
        choices=Question.Kind.choices,
        initial=Question.Kind.SINGLE,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("题目"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("写上题目")},
    )

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _typed(question) if question else {})
        super().__init__(*args, **kwargs)
        self.shown = max(SHOWN_OPTIONS, len(question.options) if question else 0)
        for letter in LETTERS[: self.shown]:
            self.fields[f"option_{letter}"] = forms.CharField(
                label=_("选项 %(letter)s") % {"letter": letter}, max_length=400, required=False
            )
        self.fields["option_A"].help_text = _("用不着的选项空着。判断题都空着，就是“对”和“不对”。")
        self.fields["right"] = forms.MultipleChoiceField(
            label=_("正确答案"),
            choices=[(letter, letter) for letter in LETTERS[: self.shown]],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("选出正确答案")},
        )
        self.fields["explanation"] = forms.CharField(
            label=_("为什么"),
            help_text=_("答错的人会看到这一段"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["basis"] = forms.CharField(
            label=_("依据"), help_text=_("例如：《安全生产法》（2021）第五十五条"), max_length=200, required=False
        )

    def clean(self) -> dict[str, Any]:
        """A right answer must be an option that is written."""
        typed = super().clean() or self.cleaned_data
        empty = [letter for letter in typed.get("right", []) if letter not in self._written()]
        if empty:
            self.add_error("right", _("选项 %(letter)s 还空着，不能是正确答案") % {"letter": "、".join(empty)})
        return typed

    def _written(self) -> dict[str, str]:
        """The options that are written, by letter; a true/false question brings its own."""
        texts = {letter: self.cleaned_data.get(f"option_{letter}", "").strip() for letter in LETTERS[: self.shown]}
        written = {letter: text for letter, text in texts.items() if text}
        if not written and self.cleaned_data.get("kind") == Question.Kind.TRUE_FALSE:
            return {"A": _("对"), "B": _("不对")}
        return written

    @property
    def given(self) -> Given:
        """The question as typed; gaps between options close. Only for a valid form."""
        written, typed = self._written(), self.cleaned_data
        places = {letter: place for place, letter in enumerate(written)}
        right = tuple(places[letter] for letter in typed["right"] if letter in places)
        return Given(typed["kind"], typed["text"], tuple(written.values()), right, typed["explanation"], typed["basis"])


def _typed(question: Question) -> dict[str, Any]:
    options = {f"option_{letter}": text for letter, text in zip(LETTERS, question.options, strict=False)}
    return {
        "kind": question.kind,
        "text": question.text,
        "right": list(question.right),
        "explanation": question.explanation,
        "basis": question.basis,
        **options,
    }


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
    shows_answers = forms.BooleanField(
        label=gettext_lazy("交卷后给本人看答错的题和正确答案"), required=False, initial=True
    )

    def __init__(self, *args: Any, questions: Sequence[Question], paper: Paper | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if paper is not None:
            initial = {name: getattr(paper, name) for name in ("title", "pass_marks", "tries", "shows_answers")}
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

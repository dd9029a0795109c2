"""Shapes of what is written before a campaign is launched. Rules stand in the actions of the modules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel import clock
from unionhall.kernel.law import queries as law
from unionhall.kernel.org.declare import kinds, trades
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns.forms import TaskForm, cover_field, theme_field
from unionhall.modules.learning.models import Lesson, Paper, Question
from unionhall.ui.forms import DayInput

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


OPTIONS = ("A", "B", "C", "D")
TRUE_FALSE = (gettext_lazy("对"), gettext_lazy("不对"))
NEW, NONE = "new", "none"
FEWEST_TO_CHOOSE = 2


def _date(label: StrOrPromise, sentence: StrOrPromise, help_text: StrOrPromise = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": sentence, "invalid": gettext_lazy("日期写成 2026-11-25 这样")},
    )


class ThemeForm(forms.Form):
    """What it is called, what it asks, from when to when."""

    name = forms.CharField(
        label=gettext_lazy("叫什么"),
        max_length=120,
        error_messages={"required": gettext_lazy("给这次行动起个名字")},
    )
    theme = theme_field()
    cover = cover_field()
    since = _date(gettext_lazy("从哪天起"), gettext_lazy("写上哪天开始"))
    days = forms.IntegerField(
        label=gettext_lazy("办几天"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("写了办几天，结束日期可以空着，下一步看得到"),
        error_messages={"invalid": gettext_lazy("只写数字，如 40")},
    )
    until = forms.DateField(
        label=gettext_lazy("到哪天止"),
        required=False,
        help_text=gettext_lazy("这一天也算在内"),
        widget=DayInput,
        error_messages={"invalid": gettext_lazy("日期写成 2026-11-25 这样")},
    )
    enrol_until = _date(gettext_lazy("单位报名到哪天"), gettext_lazy("写上报名到哪天"))
    contact = forms.CharField(
        label=gettext_lazy("有事找谁"), max_length=120, required=False, help_text=gettext_lazy("姓名和电话，主席看得到")
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("法律依据"), required=False, help_text=gettext_lazy("没有合适的就不选，不要硬凑")
    )
    like = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the earlier campaign that is done again

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"] = forms.ChoiceField(
            label=_("法律依据"),
            required=False,
            choices=[("", _("不选")), *law.choices(clock.today())],
            help_text=_("没有合适的就不选，不要硬凑"),
        )

    def clean(self) -> dict[str, Any]:
        """The days must follow each other; the action refuses them otherwise, here it stands beside the field."""
        given = super().clean() or {}
        since, days = given.get("since"), given.get("days")
        if since and days and not given.get("until") and "until" not in self.errors:
            given["until"] = since + timedelta(days=days - 1)
        until, enrol = given.get("until"), given.get("enrol_until")
        if not until and "until" not in self.errors and "days" not in self.errors:
            self.add_error("until", _("写上哪天结束，或者写办几天"))
        if since and until and days and until >= since and (until - since).days + 1 != days:
            told = {"since": since.isoformat(), "until": until.isoformat(), "n": (until - since).days + 1}
            self.add_error("days", _("%(since)s 到 %(until)s 是 %(n)s 天，对不上。两样写一样就行") % told)
        if until and until < clock.today():
            self.add_error("until", _("这一天已经过去了"))
        if since and until and until < since:
            self.add_error("until", _("结束不能早于开始"))
        if until and enrol and enrol > until:
            self.add_error("enrol_until", _("报名要在结束以前截止"))
        return given


class AudienceForm(forms.Form):
    """For whom it is. What is left open narrows nothing."""

    asks_by_choice = True  # everything may stay open, so no field says so

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("哪些地方"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("哪类单位"), required=False, widget=forms.CheckboxSelectMultiple
    )
    trades = forms.MultipleChoiceField(
        label=gettext_lazy("哪些行业"), required=False, widget=forms.CheckboxSelectMultiple
    )
    fewest = forms.IntegerField(
        label=gettext_lazy("会员最少多少人"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        error_messages={"invalid": gettext_lazy("只写数字，如 25")},
    )
    most = forms.IntegerField(
        label=gettext_lazy("会员最多多少人"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        error_messages={"invalid": gettext_lazy("只写数字，如 500")},
    )

    def __init__(self, *args: Any, parts: Sequence[Unit], occurring: tuple[set[str], set[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there, done = occurring
        chosen: dict[str, tuple[str, list[tuple[str, Any]]]] = {
            "parts": (_("哪些地方"), [(str(unit.pk), unit.name) for unit in parts]),
            "kinds": (_("哪类单位"), [(key, kind.label) for key, kind in kinds.items() if key in there]),
            "trades": (_("哪些行业"), [(key, label) for key, label in trades.items() if key in done]),
        }
        for name, (label, choices) in chosen.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
            if len(choices) < FEWEST_TO_CHOOSE:
                del self.fields[name]  # one alone leaves nothing to choose

    def clean(self) -> dict[str, Any]:
        """The smallest can not be larger than the largest."""
        given = super().clean() or {}
        fewest, most = given.get("fewest"), given.get("most")
        if fewest is not None and most is not None and most < fewest:
            self.add_error("most", _("最多不能比最少还少"))
        return given

    def as_kept(self) -> dict[str, Any]:
        """Only what narrows, as a campaign keeps it."""
        data = {**self.cleaned_data, "parts": [int(pk) for pk in self.cleaned_data.get("parts", [])]}
        return {name: value for name, value in data.items() if value not in (None, [])}


class BaseTasks(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """The tasks; one measure is asked once."""

    def clean(self) -> None:
        """Say beside the second one that its measure is asked already."""
        asked: set[str] = set()
        for form in self.forms:
            measure = getattr(form, "cleaned_data", {}).get("measure", "")
            if measure and measure in asked:
                form.add_error("measure", _("这个数上面已经要过了，不要一个数要两遍"))
            asked.add(measure)


def tasks_formset(number: int) -> type[BaseTasks]:
    """A set with ``number`` empty tasks after those that are there."""
    made: type[BaseTasks] = forms.formset_factory(  # type: ignore[assignment]
        TaskForm, formset=BaseTasks, extra=number, max_num=12, absolute_max=12
    )
    return made


class LessonForm(forms.Form):
    """A lesson: none, one that is written already, or a new one."""

    asks_by_choice = True  # what must be written depends on the choice, so no field says that it may stay empty

    source = forms.ChoiceField(label=gettext_lazy("先学一课"), widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("课的标题"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("课文"),
        max_length=40_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("一段一行。三五百字最好，手机上几分钟看完"),
    )

    def __init__(self, *args: Any, lessons: list[Lesson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(lesson.pk), _("用写好的：%(title)s") % {"title": lesson.title}) for lesson in lessons]
        choices = [(NEW, _("写一课新的")), *known, (NONE, _("这次不学课"))]
        self.fields["source"] = forms.ChoiceField(label=_("先学一课"), choices=choices, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        """A new lesson needs a title and a text."""
        given = super().clean() or {}
        if given.get("source") == NEW:
            if not given.get("title"):
                self.add_error("title", _("写上课的标题"))
            if not given.get("text"):
                self.add_error("text", _("写上课文，至少一段"))
        return given


class PaperForm(forms.Form):
    """A paper: none, one that is written already, or a new one with the questions below."""

    asks_by_choice = True  # what must be written depends on the choice, so no field says that it may stay empty

    source = forms.ChoiceField(label=gettext_lazy("答卷"), widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("卷子的名称"), max_length=120, required=False)
    marks_each = forms.IntegerField(label=gettext_lazy("每题几分"), min_value=1, max_value=100, required=False)
    pass_marks = forms.IntegerField(label=gettext_lazy("几分合格"), min_value=1, max_value=20_000, required=False)
    tries = forms.IntegerField(label=gettext_lazy("可以答几次"), min_value=1, max_value=20, required=False)

    def __init__(self, *args: Any, papers: list[Paper], has_reviewer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(paper.pk), _("用写好的：%(title)s") % {"title": paper.title}) for paper in papers]
        new = [] if has_reviewer else [(NEW, _("出一份新的"))]
        hint = _("新题要先由本工会另一位同志复核：到题库出题、送复核，组好卷子，再来选它") if has_reviewer else ""
        self.fields["source"] = forms.ChoiceField(
            label=_("答卷"), help_text=hint, choices=[*new, *known, (NONE, _("这次不答卷"))], widget=forms.RadioSelect
        )
        self.is_chosen_only = has_reviewer  # nothing new is asked: somebody else at the unit reviews questions first

    @property
    def is_new(self) -> bool:
        """Whether the questions below are to be asked."""
        return self.cleaned_data.get("source") == NEW

    def clean(self) -> dict[str, Any]:
        """A new paper needs a title and its numbers."""
        given = super().clean() or {}
        if given.get("source") == NEW:
            for field, sentence in {
                "title": _("写上卷子的名称"),
                "marks_each": _("写上每题几分"),
                "pass_marks": _("写上几分合格"),
                "tries": _("写上可以答几次"),
            }.items():
                if not given.get(field) and field not in self.errors:
                    self.add_error(field, sentence)
        return given


SIMPLE = (Question.Kind.SINGLE, Question.Kind.MULTIPLE, Question.Kind.TRUE_FALSE)  # what is written in passing
KINDS = [(kind.value, kind.label) for kind in SIMPLE]


class QuestionForm(forms.Form):
    """One question; left empty as a whole it is not asked."""

    asks_by_choice = True  # what must be written depends on the choice, so no field says that it may stay empty

    text = forms.CharField(
        label=gettext_lazy("题目"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=gettext_lazy("题型"), choices=KINDS, initial=Question.Kind.SINGLE)
    a = forms.CharField(label="A", max_length=300, required=False)
    b = forms.CharField(label="B", max_length=300, required=False)
    c = forms.CharField(label="C", max_length=300, required=False)
    d = forms.CharField(label="D", max_length=300, required=False)
    right = forms.MultipleChoiceField(
        label=gettext_lazy("正确答案"),
        choices=[(letter, letter) for letter in OPTIONS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    explanation = forms.CharField(
        label=gettext_lazy("为什么"), max_length=500, required=False, help_text=gettext_lazy("交卷以后给人看，可以不写")
    )

    @property
    def is_blank(self) -> bool:
        """Nothing was written here."""
        return not any(self.cleaned_data.get(field) for field in ("text", "a", "b", "c", "d", "right"))

    def as_given(self) -> dict[str, Any]:
        """The question as ``learning.actions.Given`` wants it, in values that a session can keep."""
        data = self.cleaned_data
        written = [letter for letter in OPTIONS if data[letter.lower()].strip()]
        options = [data[letter.lower()].strip() for letter in written]
        if data["kind"] == Question.Kind.TRUE_FALSE and not options:
            written, options = ["A", "B"], [str(option) for option in TRUE_FALSE]
        right = [written.index(letter) for letter in OPTIONS if letter in data["right"] and letter in written]
        return {
            "kind": data["kind"],
            "text": data["text"],
            "options": options,
            "right": right,
            "explanation": data["explanation"],
        }


class BaseQuestions(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """The questions of a new paper, each checked by the rule that the action keeps."""

    def clean(self) -> None:
        """Put every reason why a question can not be asked beside that question."""
        from unionhall.modules.learning.actions.answerable import Given, why_unanswerable

        if any(self.errors):
            return
        asked = [form for form in self.forms if not form.is_blank]
        for form in asked:
            given = form.as_given()
            question = Given(**{**given, "options": tuple(given["options"]), "right": tuple(given["right"])})
            for reason in why_unanswerable(question):
                form.add_error(None, reason)
        if not asked:
            raise ValidationError(_("至少出一道题"))


def questions_formset(number: int) -> type[BaseQuestions]:
    """A set of at least ``number`` question forms."""
    made: type[BaseQuestions] = forms.formset_factory(  # type: ignore[assignment]
        QuestionForm, formset=BaseQuestions, extra=number, max_num=100, absolute_max=100
    )
    return made

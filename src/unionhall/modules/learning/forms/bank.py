"""The shape of a question as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.forms.units import UnitForm
from unionhall.modules.learning.models import LETTERS, Question

SHOWN_OPTIONS = 6


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

"""The sub-questions of a case as they are typed: each in few fields, written as in our Word template."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.answerable import MOST_PARTS, MOST_TEXT, Given, why_unanswerable
from unionhall.modules.learning.actions.bank import given_of
from unionhall.modules.learning.actions.files.answers import Unclear, as_written, with_answer
from unionhall.modules.learning.models import Question

Kind = Question.Kind
SHOWN = 3
KINDS = [(kind.value, kind.label) for kind in Kind if kind != Kind.CASE]


class PartForm(forms.Form):
    """One sub-question; one without any text is none."""

    kind = forms.ChoiceField(choices=KINDS, initial=Kind.SINGLE.value, required=False)
    text = forms.CharField(max_length=MOST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    options = forms.CharField(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    lefts = forms.CharField(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    answer = forms.CharField(max_length=1000, required=False)
    explanation = forms.CharField(max_length=MOST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "kind": (_("题型"), ""),
            "text": (_("小题"), _("不写就没有这道小题")),
            "options": (_("选项"), _("一行一个，依次是 A、B、C。判断题、填空题不写")),
            "lefts": (_("左边"), _("只有连线题要写，一行一项")),
            "answer": (_("正确答案"), _("单选写 B，多选写 ACD，判断写对或不对，连线写 BAC，填空写 25|二十五")),
            "explanation": (_("为什么"), ""),
        }
        for name, (label, hint) in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, hint

    @property
    def is_written(self) -> bool:
        """Whether there is such a sub-question. Only for a valid form."""
        return bool(self.cleaned_data["text"].strip())

    def clean(self) -> dict[str, Any]:
        """What is written must be a question that can be answered."""
        said = super().clean() or self.cleaned_data
        if not (said.get("text") or "").strip():
            if any((said.get(name) or "").strip() for name in ("options", "answer", "explanation")):
                self.add_error("text", _("写上小题"))
            return said
        try:
            reasons = why_unanswerable(self.given)
        except Unclear as why:
            self.add_error("answer", str(why))
        else:
            for reason in reasons:
                self.add_error(None, reason)
        return said

    @property
    def given(self) -> Given:
        """The sub-question as typed. Raises Unclear for an answer that can not be understood."""
        said = self.cleaned_data
        kind = said["kind"] or Kind.SINGLE.value
        has_options = kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING)
        given = Given(
            kind,
            said["text"],
            _lines(said["options"]) if has_options else (),
            explanation=said["explanation"],
            lefts=_lines(said["lefts"]),
        )
        return with_answer(given, said["answer"])


def part_forms(data: Any, case: Question | None) -> list[PartForm]:
    """The forms of a case's sub-questions, with some more to be filled in; of ``data`` as many as were sent."""
    parts = list(case.parts.order_by("position")) if case and case.pk else []
    shown = max(SHOWN, len(parts) + 1)
    if data is not None:
        sent = sum(f"p{place}-text" in data for place in range(MOST_PARTS))
        shown = max(SHOWN, sent) + (1 if "more_parts" in data else 0)
    shown = min(shown, MOST_PARTS)
    return [
        PartForm(data, prefix=f"p{place}", initial=_typed(parts[place]) if place < len(parts) else {})
        for place in range(shown)
    ]


def _typed(part: Question) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "text": part.text,
        "options": "" if part.kind == Kind.TRUE_FALSE else "\n".join(part.options),
        "lefts": "\n".join(part.lefts),
        "answer": as_written(given_of(part)),
        "explanation": part.explanation,
    }


def _lines(said: str) -> tuple[str, ...]:
    return tuple(line for line in said.replace("\r", "").split("\n") if line.strip())

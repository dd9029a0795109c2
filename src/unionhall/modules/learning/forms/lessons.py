"""The shape of a lesson as it is typed, and of a file that becomes one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.modules.learning.actions.lessons import LONGEST_TEXT, MOST_SECTIONS, Check, Section, why_no_check
from unionhall.modules.learning.forms.units import UnitForm
from unionhall.modules.learning.models import LETTERS, Lesson, Question

SECTIONS = 3
_PART = ("heading", "text", "bank", "ask", "options", "right", "why")


class LessonForm(UnitForm):
    """A title and as many sections as are shown, each maybe with a check question; empty ones are left out."""

    title = forms.CharField(
        label=gettext_lazy("标题"), max_length=120, error_messages={"required": gettext_lazy("写上课的标题")}
    )

    def __init__(
        self,
        *args: Any,
        lesson: Lesson | None = None,
        bank: Sequence[Question] = (),
        shown: int = SECTIONS,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _as_initial(lesson) if lesson else {})
        super().__init__(*args, **kwargs)
        self.lesson, self.bank = lesson, {str(question.pk): question for question in bank}
        self.shown = min(max(shown, len(lesson.sections) if lesson else 0, 1), MOST_SECTIONS)
        for place in range(self.shown):
            self.fields.update({f"{name}_{place}": field for name, field in self._part(place).items()})
        self.fields["is_shared"] = forms.BooleanField(
            label=_("下级工会也可以用这一课"), required=False, help_text=_("他们可以直接布置，也可以抄一份去改")
        )

    def _part(self, place: int) -> dict[str, forms.Field]:
        n = {"n": place + 1}
        chosen = [("", _("不用题库里的，自己写"))]
        chosen += [(pk, question.text[:60]) for pk, question in self.bank.items()]
        return {
            "heading": forms.CharField(label=_("第 %(n)d 节的小标题") % n, max_length=80, required=False),
            "text": forms.CharField(
                label=_("第 %(n)d 节的内容") % n,
                help_text=_("空一行另起一段；行首写“- ”是列表，“# ”是小标题；**两边加星号**是粗体。"),
                widget=forms.Textarea(attrs={"rows": 8, "data-editor": "1"}),
                max_length=LONGEST_TEXT,
                required=False,
            ),
            "bank": forms.ChoiceField(
                label=_("用题库里的一道题"),
                choices=chosen,
                required=False,
                error_messages={"invalid_choice": _("这道题现在不能用，另选一道")},
            ),
            "ask": forms.CharField(
                label=_("问什么"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
            ),
            "options": forms.CharField(
                label=_("选项，一行一个"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
            ),
            "right": forms.CharField(
                label=_("正确答案"),
                max_length=len(LETTERS) * 2,
                required=False,
                help_text=_("写字母，第一行是 A；多选写 AC 这样"),
            ),
            "why": forms.CharField(label=_("为什么"), max_length=500, required=False, help_text=_("答对以后给人看")),
        }

    @property
    def head(self) -> Iterator[BoundField]:
        """The fields that stand above the sections."""
        return (self[name] for name in ("unit", "title") if name in self.fields)

    @property
    def parts(self) -> Iterator[dict[str, Any]]:
        """The sections' fields by name, with their ``place`` from 1 and whether the check is to be shown open."""
        for place in range(self.shown):
            part: dict[str, Any] = {name: self[f"{name}_{place}"] for name in _PART}
            has_check = any(part[name].value() or part[name].errors for name in _PART[2:])
            yield {**part, "place": place + 1, "has_check": has_check, "is_first": place == 0}

    def clean(self) -> dict[str, Any]:
        """A check that is begun must be whole; what is missing stands beside it."""
        typed = super().clean() or {}
        for place in range(self.shown):
            check = self._check(typed, place)
            if check is not None and (why := why_no_check(check)):
                self.add_error(f"ask_{place}", ValidationError(why))
        return typed

    def _check(self, typed: Mapping[str, Any], place: int) -> Check | None:
        if question := self.bank.get(typed.get(f"bank_{place}") or ""):
            return Check.of(question)
        ask, options, right, why = ((typed.get(f"{name}_{place}") or "").strip() for name in _PART[3:])
        if not (ask or options or right):
            return None
        texts = tuple(line.strip() for line in options.splitlines() if line.strip())
        letters = "".join(sorted({char for char in right.upper() if char in LETTERS}))
        kind = Question.Kind.MULTIPLE if len(letters) > 1 else Question.Kind.SINGLE
        return Check(kind, ask, texts, letters, why)

    @property
    def sections(self) -> list[Section]:
        """The sections as typed. Only for a valid form."""
        typed = self.cleaned_data
        return [
            Section(typed[f"heading_{place}"], typed[f"text_{place}"], self._check(typed, place))
            for place in range(self.shown)
        ]


def _as_initial(lesson: Lesson) -> dict[str, Any]:
    initial: dict[str, Any] = {"title": lesson.title, "is_shared": lesson.is_shared}
    for place, section in enumerate(lesson.sections):
        check = section.get("check") or {}
        options = "\n".join(check.get("options", ()))
        asked = (check.get("text", ""), options, check.get("right", ""), check.get("why", ""))
        values = (section["title"], section["text"], "", *asked)
        initial.update({f"{name}_{place}": value for name, value in zip(_PART, values, strict=True)})
    return initial


def moved_up(typed: Mapping[str, str], place: int) -> dict[str, str]:
    """What was typed, with the section at ``place`` (from 1) and the one before it changed about."""
    changed, (above, below) = dict(typed), (place - 2, place - 1)
    for name in _PART:
        first, second = typed.get(f"{name}_{above}", ""), typed.get(f"{name}_{below}", "")
        changed[f"{name}_{above}"], changed[f"{name}_{below}"] = second, first
    return changed


class LoadForm(UnitForm):
    """A document that becomes a lesson."""

    file = forms.FileField(
        label=gettext_lazy("Word 文件（.docx）或者 Markdown 文件（.md）"),
        help_text=gettext_lazy("用“标题 1”分节。图片、表格、列表、粗体都会带过来，字体和颜色不带。"),
        error_messages={"required": gettext_lazy("选一个文件"), "empty": gettext_lazy("这个文件是空的")},
        widget=forms.FileInput(attrs={"accept": ".docx,.md,.markdown,.txt"}),
    )

"""The shape of a lesson as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.modules.learning.forms.units import UnitForm
from unionhall.modules.learning.models import Lesson

LONGEST_TEXT = 20_000
SECTIONS, MOST_SECTIONS = 3, 40


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

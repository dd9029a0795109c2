"""What the bank is narrowed by, and how a file of questions is brought."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.files.found import MOST_BYTES
from unionhall.modules.learning.forms.units import UnitForm
from unionhall.modules.learning.models import Question
from unionhall.modules.learning.queries.bank import Asked


class BankFilter(forms.Form):
    """Words, kind, topic and difficulty; what is none of these is passed over."""

    q = forms.CharField(label=gettext_lazy("找"), max_length=60, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("题型"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("知识点"), required=False)
    difficulty = forms.ChoiceField(label=gettext_lazy("难度"), required=False)
    state = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, topics: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "filter_%s"
        every = [("", _("都看"))]
        for name, choices in (
            ("kind", Question.Kind.choices),
            ("topic", [(topic, topic) for topic in topics]),
            ("difficulty", Question.Difficulty.choices),
        ):
            field = self.fields[name]
            field.choices = [*every, *choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What is looked for."""
        self.is_valid()
        said = self.cleaned_data
        state = said.get("state", "")
        return Asked(
            words=said.get("q", ""),
            kind=said.get("kind", ""),
            topic=said.get("topic", ""),
            difficulty=int(said["difficulty"]) if said.get("difficulty") else None,
            state=state if state in Question.State.values else "",
        )


class QuestionFileForm(UnitForm):
    """A file of questions and for whom."""

    file = forms.FileField(
        label=gettext_lazy("题库文件"),
        help_text=gettext_lazy("Excel 或 Word 模板，GIFT、Aiken 文本，Moodle XML。是哪一种，系统自己认"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.docx,.txt,.gift,.xml"}),
        error_messages={
            "required": gettext_lazy("选一个文件"),
            "empty": gettext_lazy("这个文件是空的，看看是不是选错了"),
            "max_length": gettext_lazy("文件名太长，改短些"),
        },
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, units=units, **kwargs)

    def clean_file(self) -> Any:
        """Not larger than is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB。把图片压小，或者分成几个文件再导"))
        return file

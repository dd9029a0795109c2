"""What a campaign says of itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def cover_field() -> forms.FileField:
    """A picture above the words."""
    return forms.FileField(
        label=_("封面图"),
        required=False,
        help_text=_("横的照片或海报，一张。主席和职工打开就看到。"),
        error_messages={"empty": _("这个文件是空的，重新选一个")},
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )


def theme_field() -> forms.CharField:
    """The words, formatted in an editor where there are scripts."""
    return forms.CharField(
        label=_("要大家做什么"),
        max_length=4000,
        help_text=_(
            "说清楚谁、在哪天前、做什么。主席和职工都看得到。空一行另起一段，行首写“- ”是列表，**两边加星号**是粗体。"
        ),
        error_messages={"required": _("写上要大家做什么")},
        widget=forms.Textarea(attrs={"rows": 8, "data-editor": "1"}),
    )


class PresentForm(forms.Form):
    """Words and picture."""

    def __init__(self, *args: Any, has_cover: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"], self.fields["cover"] = theme_field(), cover_field()
        if has_cover:
            self.fields["takes_off"] = forms.BooleanField(label=_("去掉现在的封面图"), required=False)

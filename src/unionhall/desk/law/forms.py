"""What narrows the rules, what is compared, what is calculated with, and a layer's file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.books.opening import day_of, open_file
from unionhall.kernel.law import queries, reading
from unionhall.kernel.law.records import KINDS

MOST_BYTES = 2 * 2**20
STATES = (
    ("", gettext_lazy("都看")),
    ("yes", gettext_lazy("核实过的")),
    ("pending", gettext_lazy("待核实的")),
    ("ended", gettext_lazy("不再有效的")),
)


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    wrong = {"invalid": gettext_lazy("写成 2026-05-01 这样的日期")}
    return forms.DateField(label=label, required=False, widget=widget, error_messages=wrong, **more)


class RulesForm(forms.Form):
    """What narrows the list: words, subject, layer, kind, how far it was checked, a day."""

    q = forms.CharField(
        label=gettext_lazy("找"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    subject = forms.ChoiceField(label=gettext_lazy("主题"), required=False)
    layer = forms.ChoiceField(label=gettext_lazy("哪一层"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("核实"), required=False, choices=STATES)
    on = _day(gettext_lazy("哪天有效"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = dict.fromkeys(each.subject for each in queries.rules())
        self.fields["subject"] = _select(gettext_lazy("主题"), _("各主题"), [(each, each) for each in subjects])
        self.fields["layer"] = _select(gettext_lazy("哪一层"), _("各层"), list(queries.layers().items()))
        self.fields["kind"] = _select(
            gettext_lazy("类别"), _("各类"), [(key, str(word)) for key, word in KINDS.items()]
        )


def _select(label: Any, all_of_them: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", all_of_them), *choices])


class CompareForm(forms.Form):
    """The two sides: a region and a day each; and whether what is the same is shown, too."""

    a = forms.ChoiceField(label=gettext_lazy("左边"), required=False)
    a_on = _day(gettext_lazy("左边的日子"))
    b = forms.ChoiceField(label=gettext_lazy("右边"), required=False)
    b_on = _day(gettext_lazy("右边的日子"))
    everything = forms.BooleanField(label=gettext_lazy("一样的也列出来"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = queries.layers()
        choices = [("", _("国家"))]
        choices += [(key, _("国家和%(region)s") % {"region": names[key]}) for key in queries.REGIONS]
        choices += [(key, _("国家和%(region)s") % {"region": name}) for key, name in queries.own_layer_names().items()]
        self.fields["a"] = forms.ChoiceField(label=gettext_lazy("左边"), required=False, choices=choices)
        self.fields["b"] = forms.ChoiceField(label=gettext_lazy("右边"), required=False, choices=choices)


class RegionForm(forms.Form):
    """Whose rules lie over the national ones."""

    to = forms.ChoiceField(
        label=gettext_lazy("按哪里的"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("选一个，只按国家的也要选"),
            "invalid_choice": gettext_lazy("没有这个地区的规定，选下面的一个"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = queries.layers()
        choices = [(key, _("国家和%(region)s的") % {"region": names[key]}) for key in queries.REGIONS]
        self.fields["to"].choices = [(queries.NATIONAL, _("只按国家的")), *choices]  # type: ignore[attr-defined]


class FromForm(forms.Form):
    """From which day a deadline runs."""

    begun = _day(gettext_lazy("从哪天起算"))


class LayerForm(forms.Form):
    """A layer's name and its rules: a text, or a file whose rules are put into the text to be looked at."""

    name = forms.CharField(
        label=gettext_lazy("这一层叫什么"),
        help_text=gettext_lazy("如“青禾区总工会的规定”。"),
        max_length=60,
        error_messages={"required": gettext_lazy("写上这一层叫什么")},
    )
    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("Excel、CSV 或 TOML，一行一条。读出来的先放进下面的框里，看过再写入。"),
        required=False,
        error_messages={"empty": gettext_lazy("这个文件是空的，看看是不是选错了")},
    )
    text = forms.CharField(
        label=gettext_lazy("规则"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """There must be something to read."""
        data = super().clean() or {}
        if not data.get("text", "").strip() and "file" not in self.errors:
            self.add_error("file", _("选一个文件，或者把规则写在下面的框里"))
        return data


def text_of(upload: UploadedFile[bytes]) -> str:
    """The rules of an uploaded file as text. Raises Refused or ValueError with a sentence."""
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(_("文件超过 2 MB，分成几个"))
    name = Path(upload.name or "rules").name[-60:]
    if name.lower().endswith(".toml"):
        try:
            return str(content, "utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError(_("TOML 文件要用 UTF-8 编码")) from None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        sheets, _told = open_file(path)
    rows = [[_said(cell) for cell in row] for sheet in sheets[:1] for row in sheet.rows]
    return reading.from_table(rows)


def _said(cell: Any) -> str:
    if isinstance(cell, tuple):
        day = day_of(cell)
        return day.isoformat() if day else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""

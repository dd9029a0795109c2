"""The shape of what people say about a file of members."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.kernel.books.files import MOST_BYTES
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.actions.reading import FIELDS, Column, Reading
from unionhall.modules.membership.actions.reading.book import Place
from unionhall.modules.membership.actions.reading.cells import ruined_text
from unionhall.modules.membership.actions.reading.fields import DOCUMENT, ID, NAME, PHONE
from unionhall.modules.membership.models import RollImport
from unionhall.modules.membership.queries.imports import mask_name

MEGABYTE = 2**20
_LONG_NUMBER = re.compile(r"\d{7,}[\dXx]?")
ENDINGS = ".xlsx,.xls,.ods,.csv,.txt"


class FileForm(forms.Form):
    """A file, whose people they are, and what happens to those who are not in it."""

    file = forms.FileField(
        label=gettext_lazy("名册文件"),
        help_text=gettext_lazy("Excel、WPS 表格（.xlsx、.xls、.ods）或 csv 都行，列的叫法和先后随意"),
        widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
        error_messages={
            "required": gettext_lazy("选一个文件"),
            "empty": gettext_lazy("这个文件是空的，看看是不是选错了"),
            "max_length": gettext_lazy("文件名太长，改短些"),
        },
        max_length=200,
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("导到哪里"),
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"required": gettext_lazy("选一个单位"), "invalid_choice": gettext_lazy("选一个单位")},
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("表里没有的人怎么办"),
        choices=RollImport.Mode.choices,
        initial=RollImport.Mode.ADD,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("选一种"), "invalid_choice": gettext_lazy("选一种")},
    )

    def __init__(self, units: Sequence[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        field.initial = units[0].pk
        if len(units) == 1:
            field.widget = forms.HiddenInput()

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not larger than is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("文件有 %(n)s MB，最多收 %(most)s MB。只留有人的那几列，另存为 .xlsx 再导")
                % {"n": (file.size or 0) // MEGABYTE, "most": MOST_BYTES // MEGABYTE}
            )
        return file


class ColumnsForm(forms.Form):
    """What each column of each sheet means; "" = not used."""

    def __init__(self, reading: Reading, chosen: Mapping[Place, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = reading
        choices = [("", _("不用这一列")), *((field.key, field.label) for field in FIELDS.values())]
        for name, sheet, column in self._columns():
            self.fields[name] = forms.ChoiceField(
                label=column.heading or _("第 %(n)s 列") % {"n": column.index + 1},
                choices=choices,
                required=False,
                initial=chosen.get((sheet, column.index), ""),
            )

    def _columns(self) -> list[tuple[str, str, Column]]:
        return [
            (f"c{number}-{column.index}", sheet.name, column)
            for number, sheet in enumerate(self.reading.sheets)
            for column in sheet.columns
        ]

    def sheets(self) -> list[dict[str, Any]]:
        """For the page: each sheet with its columns and their fields."""
        found: dict[str, list[tuple[list[str], forms.BoundField]]] = {sheet.name: [] for sheet in self.reading.sheets}
        for name, sheet, column in self._columns():
            found[sheet].append(([_masked(text) for text in column.samples], self[name]))
        return [{"sheet": sheet, "columns": found[sheet.name]} for sheet in self.reading.sheets if sheet.columns]

    def mapping(self) -> dict[Place, str]:
        """What was chosen."""
        said = self.cleaned_data
        return {(sheet, column.index): said[name] for name, sheet, column in self._columns() if said.get(name)}

    def clean(self) -> dict[str, Any]:
        """One column for a field; and by which people are known."""
        seen: dict[tuple[str, str], str] = {}
        by_sheet: dict[str, set[str]] = {}
        for name, sheet, _column in self._columns():
            key = self.cleaned_data.get(name)
            if not key:
                continue
            if (sheet, key) in seen:
                self.add_error(name, _("“%(field)s”已经选了别的列，这里改成别的") % {"field": FIELDS[key].label})
            seen[sheet, key] = name
            by_sheet.setdefault(sheet, set()).add(key)
        if not any(NAME in keys and keys & {DOCUMENT, PHONE, ID} for keys in by_sheet.values()):
            raise forms.ValidationError(_("选出哪一列是姓名，哪一列是身份证号或手机号。光有姓名认不准人"))
        return self.cleaned_data


class LeaversForm(forms.Form):
    """How many leave, typed for each unit that loses more than a tenth."""

    def __init__(self, asked: Sequence[tuple[Unit, int, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for unit, leavers, before in asked:
            self.fields[f"u{unit.pk}"] = forms.IntegerField(
                label=unit.name,
                help_text=ngettext(
                    "现有 %(before)s 人，表里没有的 %(n)s 人要记离会。没弄错就写上 %(n)s",
                    "现有 %(before)s 人，表里没有的 %(n)s 人要记离会。没弄错就写上 %(n)s",
                    leavers,
                )
                % {"before": before, "n": leavers},
                error_messages={"required": _("照着写出离会的人数"), "invalid": _("写一个数")},
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """The very number."""
        for unit, leavers, _before in self.asked:
            typed = self.cleaned_data.get(f"u{unit.pk}")
            if typed is not None and typed != leavers:
                self.add_error(f"u{unit.pk}", _("和要离会的人数不一样，再看一遍名单"))
        return self.cleaned_data

    def confirmed(self) -> dict[int, int]:
        """By unit, as the action takes it."""
        return {unit.pk: self.cleaned_data[f"u{unit.pk}"] for unit, _leavers, _before in self.asked}


class WhoForm(forms.Form):
    """Which of the people on file a row is."""

    NOBODY = "new"
    who = forms.ChoiceField(
        label=gettext_lazy("这一行是谁"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("选一个人"), "invalid_choice": gettext_lazy("选一个人")},
    )

    def __init__(
        self, people: Sequence[Person], name: str, belonging: Mapping[int, str], *args: Any, **kwargs: Any
    ) -> None:
        """``belonging``: by person, in words, where they belong."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        cards = [_card(person, name, belonging.get(person.pk, "")) for person in people]
        self.has_twins = len(set(cards)) < len(cards)  # two look alike to the last digit that may be shown
        field = cast(forms.ChoiceField, self.fields["who"])
        field.choices = [*zip(self.people, cards, strict=True), (self.NOBODY, _("都不是，名册里还没有这个人"))]

    def person(self) -> Person | None:
        """Whom one has chosen; None for somebody who is not on file."""
        return self.people.get(self.cleaned_data["who"])


def _masked(sample: str) -> str:
    """A cell as a sample: of long numbers the ends are enough."""
    short = _LONG_NUMBER.sub(lambda found: f"{found[0][:3]}{'*' * (len(found[0]) - 5)}{found[0][-2:]}", sample)
    return ruined_text(sample) or short


def _card(person: Person, name: str, belongs: str) -> str:
    """Somebody on file with masked numbers; their name only where the file says the same."""
    shown = person.name if person.name_key == normalise(name) else mask_name(person.name)
    document = person.masked_document or _("没有证件号")
    told = _("，").join(part for part in (document, person.masked_phone, belongs) if part)
    return f"{shown}{_('（')}{told}{_('）')}"

"""What is typed when a year is laid down."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.desk.holidays.reading import Given, days_of
from unionhall.kernel.books.opening import day_of, open_file

MOST_BYTES = 2 * 2**20


class YearForm(forms.Form):
    """A year's days: the notice's words or a line a day, or a table of them."""

    text = forms.CharField(
        label=gettext_lazy("放假和调休的日子"),
        help_text=gettext_lazy("把国务院办公厅的通知原文贴进来就行；也可以一行写一天，如“10月1日 放假 国庆节”。"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    file = forms.FileField(
        label=gettext_lazy("或者传一个表格"),
        help_text=gettext_lazy("Excel 或 CSV，一行一天：日期、放假或上班、名称。读出来的先放进上面的框里，看过再记。"),
        required=False,
    )
    source = forms.CharField(
        label=gettext_lazy("依据"),
        help_text=gettext_lazy("如“国办发明电〔2026〕7号”。"),
        max_length=120,
        error_messages={"required": gettext_lazy("写上依据，如国务院办公厅通知的文号")},
    )
    is_provisional = forms.BooleanField(
        label=gettext_lazy("还没有正式公布，先按这个算（算出来的期限会标“暂定”）"), required=False
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.days: list[Given] = []

    def clean(self) -> dict[str, Any]:
        """Read the days out of the text; every line that can not be read is named."""
        data = super().clean() or {}
        self.days, wrong = days_of(data.get("text", ""), self.year)
        for each in wrong:
            self.add_error("text", each)
        if not self.days and not wrong:
            self.add_error("text", _("还没有写日子：贴通知原文，或者一行写一天"))
        return data


def lines_of(upload: UploadedFile[bytes]) -> str:
    """The rows of an uploaded table as lines. Raises Refused with a sentence for a file that can not be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name or "table").name[-60:]
        path.write_bytes(upload.read(MOST_BYTES + 1)[:MOST_BYTES])
        sheets, _told = open_file(path)
    rows = [row for sheet in sheets if not sheet.is_hidden for row in sheet.rows]
    lines = [" ".join(text for cell in row if (text := _said(cell))) for row in rows]
    return "\n".join(line for line in lines if any(letter.isdigit() for letter in line))


def _said(cell: Any) -> str:
    if isinstance(cell, tuple):
        day = day_of(cell)
        return day.isoformat() if day else ""
    return str(cell).strip() if cell is not None else ""

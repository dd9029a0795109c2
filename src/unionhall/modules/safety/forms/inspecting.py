"""The shape of an inspection as a phone or a plain form sends it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from unionhall.modules.safety.actions.inspecting import LONGEST_PLACE, LONGEST_REMARK, LONGEST_WORDS, Told
from unionhall.modules.safety.models import Answer, Edition, Item

_PNG = "data:image/png;base64,"
_MOST_DRAWN = 300_000  # characters


@dataclass(frozen=True, slots=True)
class Row:
    """One item with its fields."""

    item: Item
    answer: BoundField
    words: BoundField
    is_hazard: BoundField
    begins_part: bool


class InspectionForm(forms.Form):
    """One inspection by an edition: for each item what was found, what was seen, and whether it is a hazard."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    owner = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    visit = forms.IntegerField(required=False, widget=forms.HiddenInput)
    spot = forms.IntegerField(required=False, widget=forms.HiddenInput)
    began = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    ended = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    signed = forms.CharField(max_length=_MOST_DRAWN, required=False, widget=forms.HiddenInput)
    second_signed = forms.CharField(max_length=_MOST_DRAWN, required=False, widget=forms.HiddenInput)
    place = forms.CharField(
        label=_("查的是哪里？"),
        help_text=_("车间、楼层、工地的哪一段。"),
        max_length=LONGEST_PLACE,
        required=False,
        error_messages={"max_length": _("写短些，不超过 80 个字")},
    )
    remark = forms.CharField(
        label=_("总的情况"),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("写短些，不超过 500 个字")},
    )
    second_card = forms.CharField(
        label=_("第二位检查员的检查证号"),
        help_text=_("证上的 8 位数字。一个人查就空着。"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    sure = forms.BooleanField(label=_("以上是当场看到的，签字"), error_messages={"required": _("看一遍，打上勾再交")})

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        for item in edition.items:
            number = item.number
            self.fields[f"a{number}"] = forms.ChoiceField(
                choices=Answer.choices,
                widget=forms.RadioSelect,
                label=item.text,
                error_messages={"required": _("这一项还没查"), "invalid_choice": _("选一个")},
            )
            self.fields[f"w{number}"] = forms.CharField(
                label=_("看到了什么？"),
                max_length=LONGEST_WORDS,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"max_length": _("写短些，不超过 500 个字")},
            )
            self.fields[f"h{number}"] = forms.BooleanField(label=_("报成隐患，要他们改"), required=False, initial=True)

    def rows(self) -> Iterator[Row]:
        """The items with their fields, in order."""
        part = ""
        for item in self.edition.items:
            number = item.number
            yield Row(item, self[f"a{number}"], self[f"w{number}"], self[f"h{number}"], item.part != part)
            part = item.part

    def told(self) -> Told:
        """What was sent, for the action."""
        said = self.cleaned_data
        numbers = [item.number for item in self.edition.items]
        return Told(
            key=said["key"],
            edition_id=self.edition.pk,
            answers={number: said[f"a{number}"] for number in numbers},
            words={number: said[f"w{number}"] for number in numbers},
            hazards=frozenset(number for number in numbers if said[f"h{number}"]),
            place=said["place"],
            remark=said["remark"],
            began=_moment(said["began"]),
            ended=_moment(said["ended"]),
            second_card=said["second_card"],
            signed=_drawn(said["signed"]),
            second_signed=_drawn(said["second_signed"]),
            visit_id=said["visit"],
            spot_id=said["spot"],
        )


class PhotoForm(forms.Form):
    """One photograph of an item."""

    key = forms.CharField(max_length=40)
    inspection = forms.CharField(max_length=40)
    item = forms.IntegerField(min_value=1, max_value=1000)
    owner = forms.CharField(max_length=20, required=False)
    photo = forms.FileField()


class CardForm(forms.Form):
    """The number of the second inspector's card."""

    card = forms.CharField(
        label=_("第二位检查员的检查证号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("写上证上的 8 位数字")},
    )


def _moment(text: str) -> datetime | None:
    """A time that the phone said with its zone; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _drawn(text: str) -> bytes:
    """The bytes of a drawing; none for what is no drawing: a record is not lost for it."""
    if not text.startswith(_PNG):
        return b""
    try:
        return base64.b64decode(text.removeprefix(_PNG), validate=True)
    except (binascii.Error, ValueError):
        return b""

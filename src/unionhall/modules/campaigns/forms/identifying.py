"""What a worker types to take part."""

import re
import unicodedata
from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

_TAIL = re.compile(r"[0-9]{3}[0-9X]")
LONGEST_NAME = 60


def plainly(post: Mapping[str, str]) -> dict[str, str] | None:
    """Name and digits as the form would take them, where nothing about them is in doubt; None: let the form look.

    Thousands say who they are in the same minute, and a form costs more than finding them does.
    """
    name, tail = post.get("name", "").strip(), post.get("tail", "").upper()
    if not 0 < len(name) <= LONGEST_NAME or "\0" in name or not _TAIL.fullmatch(tail) or post.get("code"):
        return None
    return {"name": name, "tail": tail}


class IdentifyForm(forms.Form):
    """Who takes part: name, and the last four of telephone or document."""

    name = forms.CharField(
        label=_("您的姓名"),
        help_text=_("写名册上的姓名。"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("写上姓名，好记在您名下"), "max_length": _("姓名太长，只写姓名")},
    )
    tail = forms.CharField(
        label=_("手机号后四位"),
        help_text=_("没留过手机号的，写身份证号后四位。"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "maxlength": "4"}),
        error_messages={"required": _("写上后四位"), "max_length": _("只写最后四位")},
    )

    code = forms.CharField(
        label=_("续答码"),
        help_text=_("在别的手机上开始过的，写那部手机上的 6 位续答码，或者工会主席给的 8 位码。头一回来的空着。"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"max_length": _("续答码是 6 位或 8 位数字")},
    )

    def clean_code(self) -> str:
        """Six or eight digits, or nothing."""
        code = "".join(unicodedata.normalize("NFKC", self.cleaned_data["code"]).replace("-", "").split())
        if code and not re.fullmatch(r"[0-9]{6}|[0-9]{8}", code):
            raise forms.ValidationError(_("续答码是 6 位或 8 位数字，看看有没有写漏"))
        return code

    def clean_tail(self) -> str:
        """Four characters, full-width ones made plain."""
        tail = "".join(unicodedata.normalize("NFKC", self.cleaned_data["tail"]).split()).upper()
        if not _TAIL.fullmatch(tail):
            raise forms.ValidationError(_("后四位是 4 个数字，身份证号最后一位可以是 X"))
        return tail

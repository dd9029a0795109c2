"""The shape of a report: four short steps, each with its own fields; what was answered is carried along."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.modules.safety.actions.reporting import LONGEST
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.queries.about import people_to_name

NAMED, ANONYMOUS = "named", "anonymous"


class PlaceForm(forms.Form):
    """Where it is."""

    place = forms.CharField(
        label=_("在哪里？"),
        help_text=_("哪个车间、哪台机器、哪一层，检查的人照着能找到。"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("写上在哪里，检查的人才找得到")},
    )


class WordsForm(forms.Form):
    """What it is."""

    words = forms.CharField(
        label=_("您看到了什么？"),
        help_text=_("像跟工友说话那样写就行。"),
        min_length=5,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("写上看到了什么"),
            "min_length": _("太短了，再写一句是什么、会伤到谁，检查的人好带对工具"),
            "max_length": _("超过 2000 字了，拣要紧的写"),
        },
    )
    kind = forms.ChoiceField(
        label=_("是哪一类？"),
        help_text=_("说不准就选“说不清”，我们来分。"),
        choices=Hazard.Kind.choices,
        initial=Hazard.Kind.UNCLEAR,
        widget=forms.RadioSelect(attrs={"class": "choices-2"}),
        error_messages={"required": _("选一类，说不准就选“说不清”"), "invalid_choice": _("选一类，说不准就选“说不清”")},
    )


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes whose ticks travel through the steps of a report in one hidden field, with commas."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """What was ticked, from the boxes or from that field."""
        told = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return [key for each in told for key in str(each).split(",") if key]

    def format_value(self, value: Any) -> list[str]:
        """The same for what is shown."""
        return str(value or "").split(",") if not isinstance(value, list) else value


class AboutForm(forms.Form):
    """Whom it is about: they are left out, and it goes a level up."""

    about = forms.MultipleChoiceField(
        label=_("这件事跟谁有关？"),
        required=False,
        widget=Ticks,
        error_messages={"invalid_choice": _("名单刚变过，再看一遍，重新勾")},
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["about"]
        field.choices = people_to_name(unit)
        field.help_text = _("跟谁都没关系就不勾，由%(unit)s办。勾了谁，谁就看不到，交给上一级工会办。") % {
            "unit": unit.name
        }

    def clean_about(self) -> str:
        """As it travels."""
        return ",".join(self.cleaned_data["about"])


class NameForm(forms.Form):
    """Whether one says who one is."""

    shown = forms.ChoiceField(
        label=_("留不留名？"),
        choices=((ANONYMOUS, _("不留名")), (NAMED, _("留名，只给工会办这件事的人看"))),
        widget=forms.RadioSelect,
        initial=ANONYMOUS,
        error_messages={"required": _("选一个"), "invalid_choice": _("选一个")},
    )
    name = forms.CharField(
        label=_("您的姓名"),
        max_length=40,
        required=False,
        help_text=_("留名才写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        required=False,
        help_text=_("留名才写。厂里看不到。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )

    def clean(self) -> dict[str, Any]:
        """Who stays anonymous has neither, even if it was typed; who gives a name, writes it."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("shown") == ANONYMOUS:
            said["name"] = said["phone"] = ""
        elif said.get("shown") == NAMED and not str(said.get("name", "")).strip():
            self.add_error("name", _("写上姓名，或者选“不留名”"))
        return said


class ReceiptForm(forms.Form):
    """The code by which one reads what became of it."""

    code = forms.CharField(
        label=_("回执码"),
        help_text=_("报完时给您的 12 位字母和数字。"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
        ),
        error_messages={"required": _("写上回执码，才找得到您那件")},
    )


class AddForm(forms.Form):
    """Something to add."""

    text = forms.CharField(
        label=_("补充情况"),
        help_text=_("有新情况，或者想问什么，写在这里。工会的人看得到，看不到您是谁。"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("超过 2000 字了，拣要紧的写")},
    )

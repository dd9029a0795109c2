"""Shapes of what is typed about officers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import clock
from unionhall.kernel.people.documents import normalise_phone


class HolderForm(forms.Form):
    """Who takes over an office, and from when."""

    name = forms.CharField(label=_("姓名"), max_length=60, error_messages={"required": _("写上接任的人的姓名")})
    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        help_text=_("以后用它登录"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": _("写上手机号，启用账号要用")},
    )
    on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today

    def clean_phone(self) -> str:
        """Eleven digits, or the sentence that says what is wrong with them."""
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class AppointForm(HolderForm):
    """Who is appointed to what."""

    field_order = ("office", "name", "phone", "on")

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"] = forms.ChoiceField(label=_("职务"), choices=offices)
        self.order_fields(self.field_order)

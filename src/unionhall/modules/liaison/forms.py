"""The shape of a card."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.access.models import Appointment


class CardForm(forms.Form):
    """How somebody in office is reached."""

    phone = forms.RegexField(
        r"^[0-9+][0-9 -]{4,28}$",
        label=_("电话"),
        help_text=_("印在卡上给职工打的，可以是办公室电话。"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={
            "required": _("写上职工能打通的电话"),
            "invalid": _("电话只写数字，可以有“-”，如 010-8000 1234"),
        },
    )
    place = forms.CharField(label=_("在哪里"), max_length=80, required=False)
    hours = forms.CharField(label=_("什么时候在"), max_length=80, required=False)
    words = forms.CharField(
        label=_("卡上的一句话"), help_text=_("不写就印“有事找工会，可以找我”。"), max_length=120, required=False
    )


class NewCardForm(CardForm):
    """Whose card it is, and how they are reached."""

    def __init__(self, *args: Any, held: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(each.pk): each for each in held}
        choices = [(key, f"{each.person.name}（{each.label}）") for key, each in by_key.items()]
        self.fields["appointment"] = forms.TypedChoiceField(label=_("谁的卡"), choices=choices, coerce=by_key.get)
        self.order_fields(["appointment"])

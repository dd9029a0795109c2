"""The shape of what people type about their own data, and of the union's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.people.models import Person
from unionhall.modules.membership.forms.members import PersonForm, SendForm
from unionhall.ui.forms import reason_field


class CorrectForm(PersonForm):
    """What should be different. An empty field leaves things as they are."""

    why = forms.CharField(
        label=_("怎么错的"),
        help_text=_("如“换了手机号”“身份证号少一位”。工会看了好核对。"),
        max_length=200,
        error_messages={"required": _("写一句怎么错的，工会好核对")},
    )
    field_order = ("name", "phone", "document_kind", "document", "why")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["sex"], self.fields["born"], self.fields["group"]
        self.fields["name"].required = False
        self.fields["document_kind"].initial = person.document_kind or Person.DocumentKind.IDENTITY
        for name, now in (("name", person.name), ("phone", person.masked_phone), ("document", person.masked_document)):
            self.fields[name].help_text = (
                _("现在登记的是 %(now)s。不改就空着。") % {"now": now} if now else _("还没登记。")
            )

    def changes(self) -> dict[str, Any]:
        """The fields that should be different; an identity number brings sex and birthday with it."""
        said = self.cleaned_data
        changes = {key: said[key] for key in ("name", "phone") if said[key]}
        if said["document"]:
            changes |= {"document_kind": said["document_kind"], "document": said["document"]}
            changes |= {key: said[key] for key in ("sex", "born") if said.get(key)}
        return changes


class EraseForm(forms.Form):
    """Why name and numbers should go."""

    why = forms.CharField(
        label=_("为什么要删"),
        help_text=_("可以不写。"),
        max_length=200,
        required=False,
    )


class RefuseRequestForm(forms.Form):
    """Why a request is not granted."""

    reason = reason_field(_("为什么不办"), _("写上为什么不办，本人看得到"), _("本人看得到。"))


class MoveForm(SendForm):
    """To which union I want to go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].help_text = _("写新单位工会的代码，或者全称。不知道就问新单位的工会。")
        self.fields["reason"].help_text = _("如“11月调到该厂”。两家工会看得到。")

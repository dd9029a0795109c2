"""The shape of what people type about the roll."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.actions import NewPerson
from unionhall.kernel.people.documents import check_identity_number, normalise_document, normalise_phone
from unionhall.kernel.people.models import Person
from unionhall.modules.membership import queries
from unionhall.modules.membership.actions import ENDED_FOR, KEPT_FOR, NewMember
from unionhall.modules.membership.models import Membership
from unionhall.ui.forms import DayInput, reason_field

DOCUMENT, PHONE = "document", "phone"


class NameForm(forms.Form):
    """Find members by name."""

    name = forms.CharField(label=_("姓名"), max_length=60, required=False)


class RollForm(forms.Form):
    """The roll of which day, and of whom."""

    on = forms.DateField(label=_("哪一天"), widget=DayInput, required=False, error_messages={"invalid": _("日期不对")})
    who = forms.ChoiceField(
        label=_("名册"), choices=(("all", _("全部会员")), ("electors", _("选举名册"))), required=False
    )


class RevealForm(forms.Form):
    """Which number is to be seen in full, and why; the member reads the sentence."""

    field = forms.ChoiceField(
        label=_("看哪个号码"),
        choices=((PHONE, _("手机号")), (DOCUMENT, _("证件号"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("选一个号码"), "invalid_choice": _("选一个号码")},
    )
    why = forms.CharField(
        label=_("为什么要看"),
        help_text=_("这句话记在办事记录里，本人看得到。"),
        max_length=200,
        error_messages={"required": _("写上为什么要看。本人看得到这句话"), "max_length": _("写短些")},
    )


class PersonForm(forms.Form):
    """What is known of a person, and the group; numbers come out normalised."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        error_messages={"required": _("写上姓名，和证件上的一样"), "max_length": _("姓名太长")},
    )
    document_kind = forms.ChoiceField(label=_("证件种类"), choices=Person.DocumentKind.choices, required=False)
    document = forms.CharField(
        label=_("证件号"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    sex = forms.ChoiceField(label=_("性别"), choices=Person.Sex.choices, required=False)
    born = forms.DateField(label=_("出生日期"), required=False, widget=DayInput)
    group = forms.CharField(label=_("工会小组"), max_length=60, required=False)

    def clean_phone(self) -> str:
        """The number as eleven digits."""
        phone = self.cleaned_data["phone"]
        return _normalised(normalise_phone, phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        """The document by its kind; an identity number says when somebody was born and of which sex they are."""
        said = super().clean() or self.cleaned_data
        kind, document = said.get("document_kind") or Person.DocumentKind.IDENTITY, said.get("document", "")
        said["document_kind"] = kind
        if document:
            try:
                said["document"] = normalise_document(kind, document)
            except ValueError as wrong:
                self.add_error("document", str(wrong))
            else:
                if kind == Person.DocumentKind.IDENTITY:
                    number = check_identity_number(document)
                    said["sex"], said["born"] = number.sex, number.born
        return said


class AddForm(PersonForm):
    """Somebody who joins."""

    since = forms.DateField(
        label=_("哪天入会"), widget=DayInput, error_messages={"required": _("写上入会的日子"), "invalid": _("日期不对")}
    )
    field_order = ("name", "document_kind", "document", "phone", "group", "since", "sex", "born")

    def clean(self) -> dict[str, Any]:
        """Without any number a second person of the same name could not be told apart."""
        said = super().clean()
        if not said.get("document") and not said.get("phone") and not self.errors:
            self.add_error("document", _("证件号和手机号至少写一个，不然同名的人分不开"))
        return said

    def new_member(self) -> NewMember:
        """What was typed."""
        said = self.cleaned_data
        person = NewPerson(
            name=said["name"],
            document_kind=said["document_kind"] if said["document"] else "",
            document=said["document"],
            phone=said["phone"],
            sex=said["sex"],
            born=said["born"],
        )
        return NewMember(person, said["since"], said["group"])


class ApplyForm(PersonForm):
    """Somebody asks to be taken in: only what a union needs to tell people apart and to reach them."""

    field_order = ("name", "phone", "document_kind", "document", "group")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["sex"], self.fields["born"]
        self.fields["phone"].required = True
        self.fields["phone"].help_text = _("工会用它告诉您办好没有。")
        self.fields["phone"].error_messages["required"] = _("写上手机号，工会才找得到您")
        self.fields["group"].label = _("车间、班组")


class EditForm(PersonForm):
    """A member's data. Numbers are never shown; an empty field leaves them as they are."""

    clear_phone = forms.BooleanField(label=_("删掉手机号"), required=False)
    field_order = ("name", "group", "phone", "clear_phone", "document_kind", "document", "sex", "born")

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        person = membership.person
        self.before = {
            "name": person.name,
            "group": membership.group,
            "document_kind": person.document_kind or Person.DocumentKind.IDENTITY,
            "sex": person.sex,
            "born": person.born,
        }
        super().__init__(*args, **{**kwargs, "initial": self.before})
        for name, masked in (("phone", person.masked_phone), ("document", person.masked_document)):
            self.fields[name].help_text = (
                _("现在登记的是 %(number)s。不改就空着。") % {"number": masked} if masked else _("还没登记。")
            )
        if not person.phone:
            del self.fields["clear_phone"]

    def changes(self) -> dict[str, Any]:
        """The fields that were changed: what is empty stays, unless it is to be cleared."""
        said = self.cleaned_data
        changes = {key: said[key] for key in ("name", "group", "sex", "born") if said[key] != self.before[key]}
        if said["document"]:
            changes |= {"document_kind": said["document_kind"], "document": said["document"]}
        if said.get("clear_phone"):
            changes["phone"] = ""
        elif said["phone"]:
            changes["phone"] = said["phone"]
        return changes


class _ChangeForm(forms.Form):
    """A change of standing: from which day, and on what ground."""

    on = forms.DateField(
        label=_("从哪天起"), widget=DayInput, error_messages={"required": _("写上日子"), "invalid": _("日期不对")}
    )
    reason = reason_field(_("依据"), _("写上依据"), _("如“退休证 2026-11”“本人申请”。记在办事记录里，本人看得到。"))


class LeaveForm(_ChangeForm):
    """Somebody leaves."""

    cause = forms.ChoiceField(
        label=_("为什么离会"),
        choices=[(cause.value, cause.label) for cause in ENDED_FOR],
        widget=forms.RadioSelect,
        error_messages={"required": _("选一个")},
    )
    field_order = ("cause", "on", "reason")


class KeepForm(_ChangeForm):
    """A membership is only kept."""

    cause = forms.ChoiceField(
        label=_("为什么保留会籍"),
        choices=[(cause.value, cause.label) for cause in KEPT_FOR],
        widget=forms.RadioSelect,
        error_messages={"required": _("选一个")},
    )
    field_order = ("cause", "on", "reason")


class ResumeForm(_ChangeForm):
    """A kept membership is a full one again."""


class SendForm(forms.Form):
    """A member is sent to another union."""

    unit = forms.CharField(
        label=_("转到哪个工会"),
        help_text=_("写单位代码，或者工会的全称。"),
        max_length=120,
        error_messages={"required": _("写上单位代码或者工会的全称")},
    )
    reason = forms.CharField(
        label=_("为什么转"), help_text=_("如“11月调到该厂”。对方看得到。"), max_length=200, required=False
    )

    def clean_unit(self) -> Unit:
        """The one union that is meant."""
        unit = queries.receiving_unit(self.cleaned_data["unit"])
        if unit is None:
            raise forms.ValidationError(_("找不到这个工会，或者有几个同名。写单位代码最准"))
        return unit


class AnswerForm(forms.Form):
    """Why a union does not agree."""

    reason = reason_field(_("为什么不同意"), _("写上为什么不同意"), _("提出的工会看得到。"))


class MergeForm(forms.Form):
    """On what ground two files are one person."""

    reason = reason_field(
        _("凭什么说是同一个人"),
        _("写上凭什么说是同一个人，如“核对了身份证”"),
        _("如“核对了身份证”“问了本人”。记在办事记录里，本人看得到。"),
    )


class UnmergeForm(forms.Form):
    """Why one file is made two again."""

    reason = reason_field(
        _("为什么要分开"), _("写上为什么要分开，如“是父子两个人”"), _("如“是父子两个人”。记在办事记录里，本人看得到。")
    )


class DeclineForm(forms.Form):
    """Why an applicant is not taken in."""

    reason = reason_field(_("为什么不批准"), _("写上为什么不批准"), _("记在办事记录里，要告诉本人。"))


def _normalised(check: Callable[[str], str], text: str) -> str:
    """What a check makes of a text; its sentence is the field's."""
    try:
        return check(text)
    except ValueError as wrong:
        raise forms.ValidationError(str(wrong)) from None

"""Shapes of what is typed about checklists, codes, inspectors and visits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.declare import trades
from unionhall.kernel.org.models import Unit
from unionhall.kernel.requirements import Offer
from unionhall.modules.safety.actions.checklists import LONGEST_NAME
from unionhall.modules.safety.models import Checklist, Inspector, Spot, VisitKind
from unionhall.ui.forms import DayInput, reason_field

MOST_BYTES = 2 * 2**20


class _OfUnit(forms.Form):
    """For one of the units in whose name somebody may do it."""

    unit = forms.ChoiceField(label=_("哪个单位的"))

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [(key, unit.name) for key, unit in self._units.items()]  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = str(units[0].pk)

    @property
    def chosen(self) -> Unit:
        """The unit that was chosen."""
        return self._units[self.cleaned_data["unit"]]


class ItemsFileForm(forms.Form):
    """A table of items."""

    file = forms.FileField(
        label=_("Excel 文件"),
        help_text=_("照模板填，一行一项。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.et"}),
        error_messages={"required": _("选一个文件"), "empty": _("这个文件是空的，一个字也没有。")},
    )

    def clean_file(self) -> Any:
        """Not larger than a list can be."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("这个文件超过 2 MB，一张检查表没有这么大。把图片去掉再导。"))
        return file


class ChecklistForm(_OfUnit, ItemsFileForm):
    """A new list."""

    name = forms.CharField(
        label=_("检查表叫什么？"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("写上名称"), "max_length": _("名称写短些，不超过 60 个字")},
    )
    trade = forms.ChoiceField(label=_("哪个行业用"), required=False)
    is_shared = forms.BooleanField(label=_("下级工会也用这张表"), required=False)
    field_order = ("unit", "name", "file", "trade", "is_shared")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trade"].choices = [("", gettext("各行业都能用")), *trades.items()]  # type: ignore[attr-defined]


class SpotForm(_OfUnit):
    """A place or machine."""

    name = forms.CharField(
        label=_("叫什么？"),
        help_text=_("如：1 号配电室、3 号冲床。"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("写上名称"), "max_length": _("名称写短些，不超过 60 个字")},
    )
    kind = forms.ChoiceField(
        label=_("是哪一种"), choices=Spot.Kind.choices, initial=Spot.Kind.PLACE,
        widget=forms.RadioSelect(attrs={"class": "choices-2"}),
    )  # fmt: skip
    checklist = forms.ChoiceField(label=_("用哪张检查表"), required=False)
    field_order = ("unit", "name", "kind", "checklist")

    def __init__(self, *args: Any, lists: Iterable[Checklist], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lists = {str(one.pk): one for one in lists}
        choices = [("", gettext("扫码以后再选")), *((key, one.name) for key, one in self._lists.items())]
        self.fields["checklist"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen_list(self) -> Checklist | None:
        """The list that was chosen."""
        return self._lists.get(self.cleaned_data["checklist"])


class ProposeForm(_OfUnit):
    """Who is proposed."""

    name = forms.CharField(label=_("姓名"), max_length=60, error_messages={"required": _("写上姓名")})
    tail = forms.CharField(
        label=_("手机号后四位"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("写上手机号后四位，好和名册对上"), "min_length": _("写四位数字")},
    )
    evidence = forms.CharField(
        label=_("在哪里培训、考核合格的？"),
        help_text=_("答合格规定的卷子就不用写，系统自己查。"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("写短些，不超过 200 个字")},
    )


class RuleForm(_OfUnit):
    """What is asked of inspectors."""

    requirement = forms.ChoiceField(label=_("要答合格哪份卷子"), error_messages={"required": _("选一份卷子")})
    months = forms.IntegerField(
        label=_("检查证几个月有效"),
        min_value=1,
        max_value=60,
        initial=36,
        error_messages={"required": _("写上几个月"), "invalid": _("写数字，如 36")},
    )

    def __init__(self, *args: Any, offers: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"].choices = [(one.key, one.label) for one in offers]  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A reason, or for a renewal where somebody was examined."""

    reason = reason_field(_("为什么？"), _("写上为什么，提名的单位看得到"))


class RenewForm(forms.Form):
    """Where somebody was examined again."""

    evidence = forms.CharField(
        label=_("在哪里再培训、考核合格的？"),
        help_text=_("重新答合格了规定的卷子就不用写。"),
        max_length=200,
        required=False,
    )


class VisitForm(forms.Form):
    """Who goes to a unit, and when."""

    on = forms.DateField(
        label=_("哪天以前去？"), widget=DayInput, error_messages={"required": _("选一天"), "invalid": _("选一天")}
    )
    kind = forms.ChoiceField(
        label=_("怎么查？"), choices=VisitKind.choices, initial=VisitKind.OWN,
        widget=forms.RadioSelect(attrs={"class": "choices-2"}),
    )  # fmt: skip
    leads = forms.MultipleChoiceField(
        label=_("谁去？"),
        help_text=_("第一个带队。"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-tall"}),
        error_messages={"required": _("选谁去")},
    )
    learns = forms.MultipleChoiceField(
        label=_("谁跟着学？"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-tall"}),
    )
    checklist = forms.ChoiceField(label=_("用哪张检查表"), required=False)
    words = forms.CharField(
        label=_("重点看什么"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("写短些，不超过 200 个字")},
    )

    def __init__(self, *args: Any, free: Iterable[Inspector], lists: Iterable[Checklist], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._free = {str(one.pk): one for one in free}
        self._lists = {str(one.pk): one for one in lists}
        people = [(key, f"{one.person.name}（{one.of.name}）") for key, one in self._free.items()]
        self.fields["leads"].choices = self.fields["learns"].choices = people  # type: ignore[attr-defined]
        choices = [("", gettext("到了再选")), *((key, one.name) for key, one in self._lists.items())]
        self.fields["checklist"].choices = choices  # type: ignore[attr-defined]

    def people(self, field: str) -> list[Inspector]:
        """Who was ticked."""
        return [self._free[key] for key in self.cleaned_data[field]]

    @property
    def chosen_list(self) -> Checklist | None:
        """The list that was chosen."""
        return self._lists.get(self.cleaned_data["checklist"])

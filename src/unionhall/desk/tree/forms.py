"""Shapes of what is typed about units."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import clock
from unionhall.kernel.org import declare
from unionhall.kernel.org.models import Unit
from unionhall.ui.forms import reason_field


class FilterForm(forms.Form):
    """What a list of units is narrowed by; every field may stay empty."""

    q = forms.CharField(label=_("名称、代码或拼音首字母"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)
    trade = forms.ChoiceField(label=_("行业"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.key, kind.label) for kind in declare.kinds.values()]
        trades = list(declare.trades.items())
        self.fields["kind"] = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *kinds])
        self.fields["state"] = forms.ChoiceField(
            label=_("状态"), required=False, choices=[("", _("全部")), *Unit.State.choices]
        )
        self.fields["trade"] = forms.ChoiceField(label=_("行业"), required=False, choices=[("", _("全部")), *trades])


class FoundForm(forms.Form):
    """A new unit under another."""

    name = forms.CharField(
        label=_("单位全称"), max_length=120, error_messages={"required": _("写上单位全称，和批复上的一样")}
    )
    kind = forms.ChoiceField(label=_("类别"))
    uscc = forms.CharField(
        label=_("统一社会信用代码"), max_length=18, required=False, help_text=_("18 位；还没领到就空着")
    )

    def __init__(self, *args: Any, parent: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [declare.kinds[key] for key in declare.kinds[parent.kind].children]
        self.fields["kind"] = forms.ChoiceField(
            label=_("类别"), choices=[(kind.key, kind.label) for kind in allowed], widget=forms.RadioSelect
        )
        self.fields["trade"] = _trade()


class EditForm(forms.Form):
    """The number and the trade of a unit."""

    uscc = forms.CharField(
        label=_("统一社会信用代码"), max_length=30, required=False, help_text=_("18 位；还没领到就空着")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trade"] = _trade()


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("新名称"), max_length=120, error_messages={"required": _("写上单位的新名称")})
    reason = forms.CharField(label=_("为什么改"), max_length=200, required=False)


class _OnDay(forms.Form):
    on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = reason_field(_("为什么"), _("写上依据，例如批复的文号"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class MoveForm(_OnDay):
    """Where to, from when and why."""

    to = forms.CharField(
        label=_("改到哪家下面"),
        max_length=40,
        help_text=_("写那家的单位代码，或者从列表里选"),
        widget=forms.TextInput(attrs={"list": "targets", "autocomplete": "off"}),
        error_messages={"required": _("写上新上级的单位代码")},
    )
    field_order = ("to", "on", "reason")


class EndForm(_OnDay):
    """From when and why."""


def _trade() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("行业"), required=False, choices=[("", _("还没分")), *declare.trades.items()])

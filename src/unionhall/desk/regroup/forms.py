"""Shapes of what is typed about a merger and a split."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import clock
from unionhall.ui.forms import reason_field

INTO, NEW = "into", "new"


class _OnDay(forms.Form):
    on = forms.DateField(
        label=_("从哪天起"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("写上从哪天起"), "invalid": _("日期写成 2026-11-23 这样")},
    )
    reason = reason_field(_("依据"), _("写上依据，例如批复的文号"), _("例如批复的文号"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class MergeForm(_OnDay):
    """Into which union, or with which others into a new one."""

    how = forms.ChoiceField(
        label=_("怎么合并"),
        choices=[(INTO, _("并入一家已有的工会")), (NEW, _("和别家合成一家新的工会"))],
        initial=INTO,
        widget=forms.RadioSelect,
    )
    into = forms.CharField(
        label=_("并入哪家"),
        max_length=40,
        required=False,
        help_text=_("写那家的单位代码，或者从列表里选；合成新的就空着"),
        widget=forms.TextInput(attrs={"list": "targets", "autocomplete": "off"}),
    )
    others = forms.CharField(
        label=_("还有哪几家一起合"),
        max_length=400,
        required=False,
        help_text=_("写单位代码，几家之间空一格；并入已有的就空着"),
    )
    name = forms.CharField(label=_("新工会的全称"), max_length=120, required=False)
    field_order = ("how", "into", "others", "name", "on", "reason")

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs."""
        given = super().clean() or {}
        if given.get("how") == NEW:
            if not given.get("others"):
                self.add_error("others", _("写上另外几家的单位代码"))
            if not (given.get("name") or "").strip():
                self.add_error("name", _("写上新工会的全称，和批复上的一样"))
        elif not given.get("into"):
            self.add_error("into", _("写上并入哪家，用单位代码"))
        return given

    def codes(self) -> list[str]:
        """The codes of the other units."""
        return str(self.cleaned_data["others"]).replace("、", " ").replace("，", " ").replace(",", " ").split()


class SplitForm(_OnDay):
    """From when, and by what decision."""


class PartForm(forms.Form):
    """One union that is split off."""

    name = forms.CharField(
        label=_("新工会的全称"), max_length=120, error_messages={"required": _("写上新工会的全称，和批复上的一样")}
    )
    groups = forms.MultipleChoiceField(
        label=_("哪些工会小组分过去"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.CharField(
        label=_("还有哪些会员分过去"),
        required=False,
        max_length=20_000,
        help_text=_("一行一个：姓名，空一格，手机号或证件号的后四位"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    children = forms.MultipleChoiceField(
        label=_("哪些下级单位分过去"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, groups: list[tuple[str, int]], children: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, f"{name or _('没有小组的')}（{n}）") for name, n in groups]
        self._choose("groups", named)
        self._choose("children", children)
        if not groups:
            del self.fields["people"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if choices and isinstance(field, forms.MultipleChoiceField):
            field.choices = choices
        else:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Somebody or something has to go over."""
        given = super().clean() or {}
        if not self.errors and not any(given.get(name) for name in ("groups", "people", "children")):
            self.add_error(None, _("选上要分过去的小组、会员或下级单位"))
        return given

"""The calculators: a short form each, the answer with its working below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from unionhall.desk import shell
from unionhall.kernel import clock
from unionhall.kernel.law import calculators

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _whole(label: Any, most: int, *, required: bool = True, hint: Any = "") -> forms.IntegerField:
    wrong = {
        "required": gettext_lazy("写上多少"),
        "invalid": gettext_lazy("写一个整数"),
        "min_value": gettext_lazy("不能是负数"),
        "max_value": gettext_lazy("太大了，看看是不是多写了"),
    }
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, required=required, help_text=hint, error_messages=wrong
    )


def _amount(label: Any, most: int, *, required: bool = True, hint: Any = "") -> forms.DecimalField:
    wrong = {
        "required": gettext_lazy("写上多少"),
        "invalid": gettext_lazy("写一个数"),
        "min_value": gettext_lazy("不能是负数"),
        "max_value": gettext_lazy("太大了，看看是不是多写了"),
        "max_decimal_places": gettext_lazy("小数点后面最多两位"),
    }
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=most,
        decimal_places=2,
        required=required,
        help_text=hint,
        error_messages=wrong,
    )


def _day(label: Any) -> forms.DateField:
    wrong = {"invalid": gettext_lazy("写成 2026-05-01 这样的日期")}
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=wrong
    )


class CommitteeForm(forms.Form):
    """A union's size."""

    members = _whole(gettext_lazy("会员多少人"), 1_000_000)
    women = _whole(gettext_lazy("其中女会员多少人"), 1_000_000)
    staff = _whole(gettext_lazy("全部职工多少人"), 1_000_000)

    def clean(self) -> dict[str, Any]:
        """Women are among the members."""
        said = super().clean() or {}
        if said.get("women", 0) > said.get("members", 10**9):
            self.add_error("women", _("比会员还多，核对一下"))
        return said


class DelegatesForm(forms.Form):
    """An employer's size."""

    staff = _whole(gettext_lazy("全部职工多少人"), 1_000_000)


class LeaveForm(forms.Form):
    """Somebody's years of work, and how the year runs."""

    years = _whole(gettext_lazy("累计工作满几年"), 80, hint=gettext_lazy("在各单位加起来，不满一年的零头不算。"))
    taken = _whole(gettext_lazy("今年已经休了几天"), 60, required=False)
    joined = _day(gettext_lazy("今年才到这个单位的，哪天到的"))
    left = _day(gettext_lazy("今年要离开的，哪天离开"))
    wage = _amount(
        gettext_lazy("月工资多少元"),
        10_000_000,
        required=False,
        hint=gettext_lazy("前 12 个月的平均数，不算加班费。不写就不算钱。"),
    )

    def clean(self) -> dict[str, Any]:
        """Both days lie in this year; who came and goes in one year is counted by hand."""
        said = super().clean() or {}
        for name in ("joined", "left"):
            if said.get(name) and said[name].year != clock.today().year:
                self.add_error(name, _("写今年的日子"))
        if said.get("joined") and said.get("left"):
            self.add_error("left", _("到和离开只能写一个"))
        return said


class OvertimeForm(forms.Form):
    """Hours of a month."""

    wage = _amount(gettext_lazy("月工资多少元"), 10_000_000)
    weekday = _amount(gettext_lazy("平日加班几小时"), 744, required=False)
    rest_day = _amount(gettext_lazy("休息日加班、没有补休的几小时"), 744, required=False)
    holiday = _amount(gettext_lazy("法定休假日加班几小时"), 744, required=False)


class MaternityForm(forms.Form):
    """A birth."""

    children = forms.TypedChoiceField(
        label=gettext_lazy("生几个"), coerce=int, choices=[(n, str(n)) for n in range(1, 6)], initial=1
    )
    is_hard = forms.BooleanField(label=gettext_lazy("难产"), required=False)


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculator: what it is called, what it asks, how it answers, and by which rules."""

    key: str
    label: StrOrPromise
    form: type[forms.Form]
    answer: Callable[[dict[str, Any]], calculators.Answer]
    rules: tuple[str, ...]


def _committee(said: dict[str, Any]) -> calculators.Answer:
    return calculators.committee(said["members"], said["women"], said["staff"], clock.today())


def _delegates(said: dict[str, Any]) -> calculators.Answer:
    return calculators.delegates(said["staff"], clock.today())


def _leave(said: dict[str, Any]) -> calculators.Answer:
    given = {name: said.get(name) for name in ("joined", "left", "wage")}
    return calculators.annual_leave(said["years"], clock.today(), taken=said.get("taken") or 0, **given)


def _overtime(said: dict[str, Any]) -> calculators.Answer:
    weekday, rest_day, holiday = (said.get(name) or Decimal(0) for name in ("weekday", "rest_day", "holiday"))
    return calculators.overtime(said["wage"], weekday, rest_day, holiday, clock.today())


def _maternity(said: dict[str, Any]) -> calculators.Answer:
    return calculators.maternity(said["children"], said["is_hard"], clock.today())


CALCULATORS = {
    each.key: each
    for each in (
        Calculator("leave", gettext_lazy("年休假算几天"), LeaveForm, _leave,
                   ("BEN-AL", "BEN-AL3", "BEN-AL5n", "BEN-AL10", "BEN-AL12", "BEN-ALd")),
        Calculator("overtime", gettext_lazy("加班费算多少"), OvertimeForm, _overtime,
                   ("BEN-OT", "BEN-OTb", "BEN-OTc", "BEN-HRSe", "BEN-ALd")),
        Calculator("maternity", gettext_lazy("产假算几天"), MaternityForm, _maternity,
                   ("BEN-MAT", "BEN-MATb", "BEN-MATc", "BEN-MATd")),
        Calculator("committee", gettext_lazy("委员会选几个人"), CommitteeForm, _committee,
                   ("ELE-SIZE", "TUL-11a", "TUL-11b", "ACF-F", "BJ-10b", "TUL-14", "DEL-100", "DEL-TAB")),
        Calculator("delegates", gettext_lazy("职工代表选几个人"), DelegatesForm, _delegates,
                   ("WC-REP", "WC-REPb", "WC-SIZE", "WC-MGR", "SH-21", "ZJ-REP")),
    )
}  # fmt: skip


@require_GET
def calculate(request: HttpRequest, calculator: str) -> HttpResponse:
    """One calculator, for anybody; what is typed stands in the address and nowhere else."""
    found = CALCULATORS.get(calculator)
    if found is None:
        raise Http404
    form = found.form(request.GET or None)
    answer = found.answer(form.cleaned_data) if form.is_bound and form.is_valid() else None
    context = {
        "calculator": found,
        "form": form,
        "answer": answer,
        "others": [each for each in CALCULATORS.values() if each is not found],
        "frame": "ui/desk.html" if shell.actor(request).seats else "ui/plain.html",
    }
    return render(request, "desk/law-calculate.html", context)

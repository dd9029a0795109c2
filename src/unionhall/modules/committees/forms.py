"""The shape of applications, results and answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.kernel import clock
from unionhall.kernel.org import declare
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.documents import normalise_phone
from unionhall.modules.committees import queries
from unionhall.modules.committees.actions import Application, Result
from unionhall.modules.committees.queries import Elected

CHAIR, VICE_CHAIR = "chair", "vice_chair"


def _date(label: Any, **options: Any) -> forms.DateField:
    wrong = gettext_lazy("写上日期，像 2026-11-23 这样")
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": wrong, "invalid": wrong},
        **options,
    )


def _number(label: Any, wrong: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=1_000_000,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        **options,
    )


class FoundingForm(forms.Form):
    """An application for a new union."""

    name = forms.CharField(
        label=gettext_lazy("工会全称"),
        max_length=120,
        help_text=gettext_lazy("例如“恒岱机械有限公司工会”"),
        error_messages={"required": gettext_lazy("写上要建的工会的全称")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("类别"))
    uscc = forms.CharField(
        label=gettext_lazy("企业的统一社会信用代码"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("18 位，看营业执照；没有就空着"),
    )
    staff = _number(gettext_lazy("职工人数"), gettext_lazy("写上有多少职工，用数字"))
    preparers = forms.CharField(
        label=gettext_lazy("筹备组成员"),
        max_length=1000,
        help_text=gettext_lazy("一行一个姓名，组长写在第一行"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("写上筹备组有谁，至少一人")},
    )
    contact = forms.CharField(
        label=gettext_lazy("找谁联系"),
        max_length=120,
        help_text=gettext_lazy("姓名和电话"),
        error_messages={"required": gettext_lazy("写上找谁联系，批复了好通知")},
    )

    def __init__(self, *args: Any, superior: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = [declare.kinds[key] for key in declare.kinds[superior.kind].children]
        choices = [(kind.key, kind.label) for kind in below if kind.term_rule]
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("类别"),
            choices=choices,
            widget=forms.RadioSelect,
            initial="grassroots" if any(key == "grassroots" for key, _label in choices) else None,
            error_messages={"required": gettext_lazy("选一个类别")},
        )

    def application(self) -> Application:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return Application(**{name: given[name] for name in Application.__slots__})


class DocumentForm(forms.Form):
    """By which paper something was approved."""

    document = forms.CharField(
        label=gettext_lazy("批复文号"),
        max_length=80,
        help_text=gettext_lazy("例如“听工发〔2026〕12号”"),
        error_messages={"required": gettext_lazy("写上批复的文号")},
    )


class ReasonForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=gettext_lazy("为什么"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("写上为什么，对方看得到")},
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class TermForm(forms.Form):
    """A term that runs already."""

    number = _number(gettext_lazy("第几届"), gettext_lazy("写上是第几届，用数字"))
    since = _date(gettext_lazy("哪天选举产生"))
    years = forms.TypedChoiceField(label=gettext_lazy("任期"), coerce=int)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["years"] = _years(unit)


class ElectionForm(forms.Form):
    """The result of a founding meeting or an election."""

    held = _date(gettext_lazy("哪天开的会"))
    number = _number(gettext_lazy("第几届"), gettext_lazy("写上是第几届，用数字"))
    years = forms.TypedChoiceField(label=gettext_lazy("任期"), coerce=int)
    entitled = _number(gettext_lazy("应到会多少人"), gettext_lazy("写上应到会的人数，用数字"))
    attended = _number(gettext_lazy("实到多少人"), gettext_lazy("写上实到的人数，用数字"))
    chair_name = forms.CharField(
        label=gettext_lazy("主席"), max_length=60, error_messages={"required": gettext_lazy("写上主席的姓名")}
    )
    chair_phone = forms.CharField(
        label=gettext_lazy("主席的手机号"),
        max_length=30,
        help_text=gettext_lazy("以后用它登录"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": gettext_lazy("写上主席的手机号，启用账号要用")},
    )
    vices = forms.CharField(
        label=gettext_lazy("副主席"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("一行一个：姓名，空一格，手机号"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    members = forms.CharField(
        label=gettext_lazy("其他委员"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("一行一个姓名"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_eligible = forms.BooleanField(
        label=gettext_lazy("核对过：选出的人里没有法律规定不能当候选人的"),
        error_messages={"required": gettext_lazy("先核对选出的人，再勾上")},
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["years"] = _years(unit)

    def clean_chair_phone(self) -> str:
        """Eleven digits, or the sentence that says what is wrong with them."""
        return _phone(self.cleaned_data["chair_phone"])

    def clean_vices(self) -> list[Elected]:
        """One person a line."""
        found = []
        for number, line in enumerate(self.cleaned_data["vices"].splitlines(), start=1):
            if not line.strip():
                continue
            name, _blank, phone = " ".join(line.replace("\u3000", " ").replace("，", " ").split()).rpartition(" ")
            if not name:
                raise ValidationError(_("第 %(n)s 行要有姓名和手机号，中间空一格") % {"n": number})
            found.append(Elected(name, _phone(phone), VICE_CHAIR))
        return found

    def result(self) -> Result:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        members = [Elected(line.strip()) for line in given["members"].splitlines() if line.strip()]
        chair = Elected(given["chair_name"].strip(), given["chair_phone"], CHAIR)
        return Result(
            held=given["held"],
            years=given["years"],
            entitled=given["entitled"],
            attended=given["attended"],
            elected=(chair, *given["vices"], *members),
            is_eligible=given["is_eligible"],
            number=given["number"],
        )


class TermsFilterForm(forms.Form):
    """What the calendar of terms is narrowed by."""

    q = forms.CharField(label=gettext_lazy("单位名称或代码"), required=False, max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        having = [(kind.key, kind.label) for kind in declare.kinds.values() if kind.term_rule]
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("类别"), required=False, choices=[("", gettext_lazy("各类单位")), *having]
        )


def _years(unit: Unit) -> forms.TypedChoiceField:
    lawful = queries.lawful_years(unit.kind, clock.today())
    return forms.TypedChoiceField(
        label=gettext_lazy("任期"),
        coerce=int,
        choices=[(n, ngettext("%(n)s 年", "%(n)s 年", n) % {"n": n}) for n in lawful],
        widget=forms.RadioSelect,
        help_text=queries.term_law(unit.kind, clock.today()),
        initial=lawful[0] if len(lawful) == 1 else None,
        error_messages={"required": gettext_lazy("选一届几年")},
    )


def _phone(text: str) -> str:
    try:
        return normalise_phone(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error

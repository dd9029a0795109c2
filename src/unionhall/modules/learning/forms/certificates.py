"""The shape of a certificate's rule, and of why one is taken back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.modules.learning.models import Assignment, CertificateRule
from unionhall.ui.forms import reason_field


class CertificateRuleForm(forms.Form):
    """For what, called what, in whose words, for how long."""

    assignment = forms.ChoiceField(label=gettext_lazy("凭哪一次发"))
    asks = forms.ChoiceField(
        label=gettext_lazy("做到什么发"), choices=CertificateRule.Asks.choices, widget=forms.RadioSelect
    )
    least_marks = forms.IntegerField(
        label=gettext_lazy("至少多少分"), help_text=gettext_lazy("空着就是卷子的合格分"), required=False, min_value=1
    )
    title = forms.CharField(
        label=gettext_lazy("证书叫什么"),
        max_length=30,
        error_messages={"required": gettext_lazy("写上证书叫什么")},
    )
    wording = forms.CharField(
        label=gettext_lazy("正文"),
        help_text=gettext_lazy("{name} 换成姓名，{date} 换成发证的日子"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("写上正文")},
    )
    months = forms.IntegerField(
        label=gettext_lazy("有效几个月"), help_text=gettext_lazy("空着就是长期有效"), required=False, min_value=1
    )

    def __init__(self, *args: Any, assignments: Sequence[Assignment], **kwargs: Any) -> None:
        wording = _("{name} 同志学习了安全生产知识，答卷合格，特发此证。")
        kwargs.setdefault("initial", {"asks": CertificateRule.Asks.PASSED, "wording": wording})
        super().__init__(*args, **kwargs)
        self.assignments = {str(one.pk): one for one in assignments}
        choices = [(pk, _named(one)) for pk, one in self.assignments.items()]
        self.fields["assignment"] = forms.ChoiceField(label=_("凭哪一次发"), choices=choices)

    @property
    def chosen(self) -> Assignment:
        """The assignment. Only for a valid form."""
        return self.assignments[self.cleaned_data["assignment"]]


def _named(assignment: Assignment) -> str:
    titles = _("、").join(item.title for item in (assignment.lesson, assignment.paper) if item is not None)
    return f"{assignment.campaign.name}{_('：')}{titles}"


class SettleForm(forms.Form):
    """Why certificates whose sheets pass no more are taken back or kept."""

    reason = reason_field(
        gettext_lazy("为什么这样定"), gettext_lazy("写上为什么收回或者保留，本人看得到"), gettext_lazy("本人看得到")
    )


class RevokeForm(forms.Form):
    """Why a certificate is taken back."""

    reason = reason_field(
        gettext_lazy("为什么收回"), gettext_lazy("写上为什么收回，本人看得到"), gettext_lazy("本人看得到")
    )

"""The shape of more time that is given beforehand."""

from django import forms
from django.utils.translation import gettext_lazy

from unionhall.modules.learning.actions.sheets import MOST_EXTRA


class ExtraTimeForm(forms.Form):
    """Who, how many minutes, and why."""

    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=60, error_messages={"required": gettext_lazy("写上名册上的姓名")}
    )
    tail = forms.CharField(
        label=gettext_lazy("手机号后四位"),
        max_length=4,
        required=False,
        help_text=gettext_lazy("名册上有同名的才写"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("多给几分钟"),
        min_value=0,
        max_value=MOST_EXTRA,
        help_text=gettext_lazy("每份限时的卷子都多给这些。写 0 就是收回"),
        error_messages={
            "required": gettext_lazy("写上多给几分钟"),
            "invalid": gettext_lazy("写一个整数"),
            "min_value": gettext_lazy("写 0 或者更多"),
            "max_value": gettext_lazy("最多多给 %(limit_value)d 分钟"),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("为什么"),
        max_length=120,
        help_text=gettext_lazy("比如：看字慢、手写不便。不用写病情，本人查得到"),
        error_messages={"required": gettext_lazy("写上为什么多给，本人查得到。不用写病情")},
    )

"""What hangs in the gallery: every component in every state, with invented contents."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from unionhall.ui.clocks import ClockFace, ClockState
from unionhall.ui.shell import NavGroup, NavItem, Shell, ShellLink


class SpecimenForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label=_("姓名"), max_length=20, error_messages={"required": _("写上姓名，好和名册对上")})
    note = forms.CharField(
        label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("像跟工友说话那样写就行。")
    )
    number = forms.CharField(label=_("身份证号"), max_length=18)
    place = forms.ChoiceField(label=_("在哪里"), choices=[("a", _("车间")), ("b", _("仓库"))])
    kind = forms.ChoiceField(
        label=_("是哪一类"), choices=[("1", _("用电")), ("2", _("机器"))], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label=_("我看过上面的说明"), required=False)

    def clean_number(self) -> str:
        """Say what is wrong, and with what."""
        number: str = self.cleaned_data["number"]
        if len(number) != 18:
            raise forms.ValidationError(_("身份证号是 18 位，这里只有 %(n)d 位"), params={"n": len(number)})
        return number


_WRONG = {"name": "", "note": "门坏了", "number": "11990019900101123", "place": "b", "kind": "2"}


def context(*, wrong: bool) -> dict[str, Any]:
    """Everything the gallery's template shows; ``wrong`` shows the form as it comes back with errors."""
    faces = [
        ClockFace(ClockState.CALM, "还剩 7 天", 70),
        ClockFace(ClockState.SOON, "还剩 2 天", 20),
        ClockFace(ClockState.OVERDUE, "超 3 个工作日", 0),
        ClockFace(ClockState.DONE, "已办结"),
        ClockFace(ClockState.PAUSED, "停表，等鉴定"),
        ClockFace(ClockState.PROVISIONAL, "1月8日（暂定）", 60),
    ]
    shell = Shell(
        name="听泉街道总工会",
        note="下辖 186 家",
        superiors=[ShellLink("松涧区总工会", "#")],
        switch=[ShellLink("恒岱机械厂工会", "#", "612 人")],
        switch_search_url="#",
        search_url="#",
        me="林晓禾",
        office="经办人",
        me_url="#",
        nav=[
            NavGroup("", [NavItem("收件箱", "#", "inbox", 12, True), NavItem("统计", "#", "chart-bar")]),
            NavGroup("组织", [NavItem("下级工会", "#", "sitemap", 186)]),
        ],
    )
    return {
        "shell": shell,
        "faces": faces,
        "form": SpecimenForm(_WRONG if wrong else None),
        "page": Paginator(range(100), 20).page(2),
        "timeline": [
            {"state": "done", "title": "您报了", "when": "11月16日 08:12"},
            {"state": "now", "title": "厂里正在改", "text": "新箱门 11月20日到货。"},
            {"state": "ahead", "title": "复查"},
        ],
        "reasons": ["报名 11月21日已截止", "要本单位的主席来办"],
        "walk": ["选文件", "对列名", "看影响", "写入"],
    }

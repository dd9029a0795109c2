"""What hangs in the gallery: every component in every state, with invented contents."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator

from unionhall.ui.clocks import ClockFace, ClockState
from unionhall.ui.forms import DayInput
from unionhall.ui.shell import NavGroup, NavItem, Shell, ShellLink, Tab, View

FRAMES = {name: f"ui/{name}.html" for name in ("desk", "worker", "step", "board", "plain")}


class SpecimenForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "写上姓名，好和名册对上"})
    note = forms.CharField(
        label="您看到了什么？",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="像平时说话那样写就行。",
    )
    number = forms.CharField(label="身份证号", max_length=30)
    seen_on = forms.DateField(label="哪天看到的", required=False, widget=DayInput)
    place = forms.ChoiceField(label="在哪里", choices=[("a", "车间"), ("b", "仓库")])
    kind = forms.ChoiceField(
        label="是哪一类",
        choices=[("1", "用电"), ("2", "机器"), ("3", "高处"), ("4", "说不清")],
        widget=forms.RadioSelect(attrs={"class": "choices-2"}),
        help_text="说不准就选“说不清”，我们来分。",
        error_messages={"required": "选一类，好派对人"},
    )
    harmed = forms.MultipleChoiceField(
        label="会伤到谁",
        choices=[("1", "开机器的人"), ("2", "过路的人")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(label="照片", required=False, help_text="照片里的拍摄地点会自动去掉。")
    agreed = forms.BooleanField(label="我看过上面的说明", error_messages={"required": "看过说明，打上勾再交"})

    def clean_number(self) -> str:
        """Say what is wrong, and with what."""
        number: str = self.cleaned_data["number"]
        if len(number) != 18:
            raise forms.ValidationError("身份证号是 18 位，这里只有 %(n)d 位", params={"n": len(number)})
        return number


class SpecimenFilter(forms.Form):
    """Two ways to narrow a list."""

    kind = forms.ChoiceField(label="类型", choices=[("", "全部"), ("1", "用电"), ("2", "机器")], required=False)
    state = forms.ChoiceField(label="办到哪了", choices=[("", "全部"), ("1", "没办完")], required=False)


WRONG = {"note": "门坏了", "number": "11990019900101123", "place": "b"}

_FACES = [
    ClockFace(ClockState.CALM, "还剩 7 天", 70),
    ClockFace(ClockState.SOON, "还剩 2 天", 20),
    ClockFace(ClockState.OVERDUE, "超 3 个工作日", 0),
    ClockFace(ClockState.DONE, "已办结"),
    ClockFace(ClockState.PAUSED, "停表，等鉴定"),
    ClockFace(ClockState.PROVISIONAL, "1月8日（暂定）", 60),
]

_SHELL = Shell(
    name="听泉街道",
    note="下辖 186 家",
    superiors=[ShellLink("青屿市", "#main"), ShellLink("松涧区", "")],
    switch=[ShellLink("恒岱机械厂", "#main", "612 人"), ShellLink("启禾纺织", "#main", "1,204 人")],
    switch_search_url="/ui/",
    search_url="/ui/",
    me="林晓禾",
    office="经办人",
    me_url="#main",
    sign_out_url="/ui/",
    home_url="/ui/",
    nav=[
        NavGroup(
            "",
            [NavItem("收件箱", "/ui/", "inbox", 12, is_here=True), NavItem("统计", "/ui/", "chart-bar")],
        ),
        NavGroup("组织", [NavItem("下级", "/ui/", "sitemap", 18402)]),
    ],
)

_TABS = [
    Tab("首页", "/ui/", "home", is_here=True),
    Tab("学习", "/ui/", "school"),
    Tab("办事", "/ui/", "clipboard-list"),
    Tab("我的", "/ui/", "user"),
]


def context(*, frame: str, wrong: bool) -> dict[str, Any]:
    """Everything the gallery's template shows, in one of ``FRAMES``; ``wrong`` shows the form with errors."""
    return {
        "frame": FRAMES[frame],
        "frames": [View(name, f"?frame={name}", is_here=name == frame) for name in FRAMES],
        "shell": _SHELL,
        "tabs": _TABS,
        "bell": {"url": "/ui/", "count": 2},
        "brand_note": "恒岱机械厂",
        "faces": _FACES,
        "due": date(2026, 11, 25),
        "form": SpecimenForm(WRONG if wrong else None),
        "filter_form": SpecimenFilter({}, auto_id="filter_%s"),
        "views": [View("等我办", "/ui/", 12, is_here=True), View("本级全部", "/ui/", 31), View("办完的", "/ui/")],
        "page": Paginator(range(100), 20).page(2),
        "timeline": [
            {"state": "done", "title": "您报了", "when": "11月16日 08:12"},
            {"state": "now", "title": "厂里正在改", "when": "11月17日开始", "text": "新箱门 11月20日到货。"},
            {"state": "ahead", "title": "复查"},
        ],
        "reasons": ["报名 11月21日已截止", "要主席来办"],
        "walk": ["选文件", "对列名", "看影响", "写入"],
    }

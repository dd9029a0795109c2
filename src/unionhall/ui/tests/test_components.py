"""Components come out in the look's markup, and refuse what would be drawn wrongly."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext

from unionhall.ui import words
from unionhall.ui.clocks import ClockFace, ClockState
from unionhall.ui.shell import View


def draw(source: str, **context: Any) -> str:
    """The html of a fragment."""
    return Template("{% load ui %}" + source).render(Context(context))


def test_an_icon_is_silent_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "bell" %}')
    assert 'role="img" aria-label="消息"' in draw('{% icon "bell" label="消息" %}')


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "no-such-icon" %}',
        '{% clock "还剩 2 天" %}',
        '{% figure label="人" value=yes %}',
        '{% bar 50 kind="gold" %}',
        '{% notice "panic" %}x{% endnotice %}',
        "{% timeline items %}",
    ],
)
def test_a_wrong_value_raises(source: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        draw(source, yes=True, items=[{"state": "someday", "title": "x"}])


@pytest.mark.parametrize(
    "source",
    ["{% figure value=1 %}", '{% figure "人" 1 %}', "{% steps items %}", "{% table_wrap %}{% endtable_wrap %}"],
)
def test_a_missing_or_unnamed_argument_does_not_even_compile(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw(source, items=[])


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "—"), (0, "0<small>人</small>"), (61380, "61,380<small>人</small>"), ("94.8", "94.8")]
)
def test_nothing_reported_is_a_dash_and_zero_is_zero(value: object, shown: str) -> None:
    html = draw('{% figure label="参加的人" value=value unit="人" %}', value=value)
    assert f'<p class="figure-value">{shown}' in html


def test_a_figure_without_a_value_has_no_unit() -> None:
    assert "<small>" not in draw('{% figure label="参加的人" value=None unit="人" %}')


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [("en", 1, "<small>unit</small>"), ("en", 2, "<small>units</small>"), ("zh-hans", 1, "<small>家</small>")],
)
def test_one_unit_is_no_units_in_english(language: str, value: int, shown: str) -> None:
    with translation.override(language):
        assert shown in draw('{% figure label="a" value=value unit=unit %}', value=value, unit=gettext("家"))


def test_what_a_figure_is_called_is_escaped() -> None:
    assert "<script" not in draw("{% figure label=label value=1 %}", label="<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        (ClockState.CALM, 'stroke-dasharray="35 50"'),
        (ClockState.SOON, 'stroke-dasharray="35 50"'),
        (ClockState.PROVISIONAL, 'stroke-dasharray="35 50"'),
        (ClockState.OVERDUE, "#alert-circle"),
        (ClockState.DONE, "#check"),
        (ClockState.PAUSED, "#player-pause"),
    ],
)
def test_a_clock_says_its_state_by_words_and_shape(state: ClockState, mark: str) -> None:
    html = draw("{% clock face %}", face=ClockFace(state, "还剩 7 天", 70))
    assert f'class="clock clock-{state}"' in html
    assert mark in html
    assert "还剩 7 天" in html


def test_a_clock_without_a_day_is_nothing() -> None:
    assert draw("{% clock face %}", face=None).strip() == ""


def test_the_large_clock_names_the_day() -> None:
    html = draw(
        '{% clock_face face due=due until="前改好" %}',
        face=ClockFace(ClockState.SOON, "明天", 5),
        due=date(2026, 11, 25),
    )
    assert '<time datetime="2026-11-25">11月25日（周三）</time>前改好' in html


@pytest.mark.parametrize(("percent", "width"), [(None, "0.0%"), (61.3, "61.3%"), (-3, "0.0%"), (250, "100.0%")])
def test_a_bar_stays_in_its_track(percent: float | None, width: str) -> None:
    assert f'width="{width}" height="100%"' in draw("{% bar percent %}", percent=percent)


def test_notice_and_basis_hold_what_is_put_into_them() -> None:
    assert '<div class="notice notice-soon">' in draw('{% notice "soon" %}<p>快到了</p>{% endnotice %}')
    html = draw('{% basis "第五十九条" is_pending=True %}<p>原文</p>{% endbasis %}')
    assert "待核实" in html
    assert "<p>原文</p></details>" in html


def test_a_closed_step_says_why_and_an_open_one_says_nothing() -> None:
    assert "<li>报名截止了</li>" in draw("{% why_not reasons %}", reasons=["报名截止了"])
    assert draw("{% why_not reasons %}", reasons=[]).strip() == ""


def test_pages_keep_the_filter() -> None:
    from django.core.paginator import Paginator

    request = RequestFactory().get("/", {"kind": "1", "page": "2"})
    html = draw("{% pagination page %}", page=Paginator(range(100), 20).page(2), request=request)
    assert 'href="?kind=1&amp;page=3"' in html
    assert "page=2" not in html


def test_unfinished_work_is_looked_at_again_and_finished_work_is_not() -> None:
    assert 'data-refresh="2"' in draw('{% working done=3 total=10 text="正在写入" %}')
    assert "data-refresh" not in draw('{% working done=10 total=10 text="写完了" is_over=True %}')


def test_views_say_where_one_is() -> None:
    html = draw("{% views items %}", items=[View("等我办", "/a", 1200, is_here=True), View("办完的", "/b")])
    assert '<a href="/a" aria-current="page">等我办<span class="num">1,200</span></a>' in html
    assert html.count("aria-current") == 1


class Narrowing(forms.Form):
    """What a list may be narrowed by."""

    q = forms.CharField(required=False)
    state = forms.CharField(required=False, widget=forms.HiddenInput())


@pytest.mark.parametrize(
    ("asked", "is_open"), [({}, False), ({"q": ""}, False), ({"state": "x"}, False), ({"q": "a"}, True)]
)
def test_filters_are_folded_until_they_narrow_the_list(asked: dict[str, str], is_open: bool) -> None:
    html = draw("{% filters form %}", form=Narrowing(asked))
    assert ('<details class="filters-fold" open>' in html) is is_open
    assert html.index("</details>") < html.index(
        '<form class="filters"'
    )  # the rule in the styles wants it right behind


def test_a_menu_keeps_its_links_behind_one_button() -> None:
    html = draw('{% menu %}<a href="/a">导出</a>{% endmenu %}')
    assert html.startswith('<details class="menu"><summary class="btn btn-secondary"><span>更多')
    assert '<div class="menu-panel"><a href="/a">导出</a></div>' in html


def test_the_text_to_copy_can_be_copied_by_hand() -> None:
    html = draw('{% copy_text name="t" label="发到群里" text=text %}', text="请 <您> 答题")
    assert "readonly>请 &lt;您&gt; 答题</textarea>" in html
    assert "hidden data-copy" in html  # the button comes with the script


def test_days_and_moments_as_they_are_spoken() -> None:
    at = datetime(2026, 11, 24, 20, 5, tzinfo=UTC)  # 25 November in the house's time
    assert words.day(at) == words.day(date(2026, 11, 25)) == "11月25日（周三）"
    assert words.fullday(at) == "2026年11月25日"
    assert words.moment(datetime(1999, 1, 2, 3, 4, tzinfo=UTC)) == "1999年1月2日 11:04"
    assert words.day(None) == words.fullday(None) == words.moment(None) == ""

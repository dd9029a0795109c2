"""Components as template tags with typed, keyword-only arguments, so that a wrong use raises where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import HttpRequest
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from unionhall.ui import links
from unionhall.ui.clocks import ClockFace

register = template.Library()

_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def _sprite() -> str:
    from django.templatetags.static import static  # needs settings

    return static("ui/icons.svg")


@register.simple_tag
def icon(name: str, *, label: str = "") -> SafeString:
    """An icon of the sprite. Decorative, unless ``label`` says what it means where no word stands beside it."""
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, _sprite(), name)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', _sprite(), name)


@register.inclusion_tag("ui/seal.html")
def seal() -> dict[str, Any]:
    """The product's mark: 工 in a red square."""
    return {}


@register.inclusion_tag("ui/clock.html")
def clock(face: ClockFace | None) -> dict[str, Any]:
    """A due date as chip: words, shape, colour. Nothing for None."""
    if face is not None and not isinstance(face, ClockFace):
        raise TypeError(f"clock wants a ClockFace, not {type(face).__name__}")
    return {"face": face}


@register.inclusion_tag("ui/figure.html")
def figure(
    *, label: str, value: int | Decimal | str | None, unit: str = "", source: str = "", href: str = "", level: int = 2
) -> dict[str, Any]:
    """A number that is never alone: what it counts, its 量词, from what, and the way to its rows. None is "—"."""
    return {"label": label, "value": value, "unit": unit, "source": source, "href": href, "level": level}


@register.inclusion_tag("ui/bar.html")
def bar(percent: float | Decimal | None) -> dict[str, Any]:
    """A bar of quantity from 0 to 100 per cent; empty for None. The number stands beside it in words."""
    return {"width": f"{max(0.0, min(100.0, float(percent or 0))):.1f}%"}


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Steps of a matter: mappings with ``state`` (done, now, ahead), ``title``, and maybe ``when`` and ``text``."""
    return {"items": list(items)}


@register.inclusion_tag("ui/empty.html")
def empty(*, icon: str, title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """Nothing here: what belongs here, and one way to begin."""
    return {"icon_name": icon, "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/steps.html")
def steps(items: Iterable[str], *, now: int) -> dict[str, Any]:
    """The steps of a walk; ``now`` is the place of the present one, from 1."""
    return {"items": [(place, label) for place, label in enumerate(items, start=1)], "now": now}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Earlier and later pages; keeps the other fields of the query."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode()}


@register.inclusion_tag("ui/saved_notice.html")
def saved_notice(text: str = "") -> dict[str, Any]:
    """Where ``autosave.js`` says whether what was typed is kept; ``text`` is what holds when the page opens."""
    return {"text": text}


@register.inclusion_tag("ui/copy_text.html")
def copy_text(*, name: str, text: str, label: str, button: str = "", count_url: str = "") -> dict[str, Any]:
    """A text to copy to a chat group. ``count_url`` is told by a POST that it was copied."""
    return {"name": name, "text": text, "label": label, "button": button or _("复制到群"), "count_url": count_url}


@register.inclusion_tag("ui/working.html")
def working(*, done: int, total: int | None, text: str = "", is_over: bool = False) -> dict[str, Any]:
    """Long work: n of m, refreshed while it goes on; the page may be closed meanwhile."""
    return {"done": done, "total": total, "text": text, "is_over": is_over}


@register.inclusion_tag("ui/why_not.html")
def why_not(reasons: Iterable[Any]) -> dict[str, Any]:
    """Why a step is closed, as text beside it. Reasons are objects with ``text``, or texts."""
    return {"texts": [getattr(reason, "text", reason) for reason in reasons]}


@register.inclusion_tag("ui/foot.html", takes_context=True)
def foot(context: Context) -> dict[str, Any]:
    """The foot of every page: registered links, and how it looks."""
    request: HttpRequest | None = context.get("request")
    return {
        "links": links.foot(),
        "look": context.get("look"),
        "next": request.get_full_path() if request is not None and request.method == "GET" else "/",
    }


class _NoticeNode(template.Node):
    def __init__(self, kind: str, icon_name: str, slot: NodeList) -> None:
        self.kind, self.icon_name, self.slot = kind, icon_name, slot

    def render(self, context: Context) -> SafeString:
        extra = f" notice-{self.kind}" if self.kind else ""
        return format_html(
            '<div class="notice{}">{}<div>{}</div></div>', extra, icon(self.icon_name), self.slot.render(context)
        )


_NOTICES = {"": "info-circle", "soon": "alert-triangle", "wrong": "alert-circle", "done": "circle-check"}


@register.tag
def notice(parser: Parser, token: Token) -> _NoticeNode:
    """``{% notice "soon" %}…{% endnotice %}``: something to know; kinds: "", soon, wrong, done; maybe an icon's name."""
    words = [word.strip("\"'") for word in token.split_contents()[1:]]
    kind = words[0] if words else ""
    if kind not in _NOTICES or len(words) > 2:
        raise template.TemplateSyntaxError(f"notice takes one of {sorted(_NOTICES)} and maybe an icon, not {words}")
    slot = parser.parse(("endnotice",))
    parser.delete_first_token()
    return _NoticeNode(kind, words[1] if len(words) > 1 else _NOTICES[kind], slot)


@register.filter
def thousands(value: int | Decimal | None) -> str:
    """1106 → 1,106; None → —."""
    return "—" if value is None else f"{value:,}"


@register.filter
def day(value: date | datetime | None) -> str:
    """11月25日（周三）; "" for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return pgettext("day", "{month}月{day}日（{weekday}）").format(
        month=value.month, day=value.day, weekday=_(_WEEKDAYS[value.weekday()])
    )


@register.filter
def moment(value: datetime | None) -> str:
    """11月19日 14:51, with the year when it is not the present one; "" for None."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    text = pgettext("moment", "{month}月{day}日 {time}").format(month=local.month, day=local.day, time=f"{local:%H:%M}")
    return text if local.year == timezone.localtime().year else f"{local.year}年{text}"


@register.filter
def is_choices(field: BoundField) -> bool:
    """Whether a field is a list of things to tick."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether a field is one box to tick."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The control itself with our classes and what a screen reader needs."""
    widget = field.field.widget
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    attrs: dict[str, str] = {}
    if field.errors:
        described.append(f"{field.auto_id}-wrong")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if isinstance(widget, CheckboxInput):
        attrs["class"] = "form-check-input"
    elif isinstance(widget, Select) and not isinstance(widget, RadioSelect):
        attrs["class"] = "form-select"
    else:
        attrs["class"] = "form-control"
    return field.as_widget(attrs={**attrs, "class": f"{attrs['class']} {widget.attrs.get('class', '')}".strip()})

"""Plain controls and clocks drawn in Python: from templates each costs half a millisecond, from here a twentieth.

The same markup as Django's own templates give, but for blank lines; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from html import escape  # Django's costs more: it asks each text whether it is lazy
from typing import Any

from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from unionhall.ui.clocks import ClockFace


def _attributes(widget: Mapping[str, Any]) -> SafeString:
    given = [(name, value) for name, value in widget["attrs"].items() if value is not False]
    pairs = ((name, "" if value is True else format_html('="{}"', str(value))) for name, value in given)
    return format_html_join("", " {}{}", pairs)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget))


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    text = conditional_escape(widget["value"] or "")
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget), text)


def _option(widget: Mapping[str, Any]) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', str(widget["value"]), _attributes(widget), widget["label"])


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = []
    for name, options, _index in widget["optgroups"]:
        listed = format_html_join("\n", "{}", ((_option(option),) for option in options))
        groups.append(format_html('<optgroup label="{}">\n{}\n</optgroup>', name, listed) if name else listed)
    inside = format_html_join("\n", "{}", ((group,) for group in groups))
    return format_html('<select name="{}"{}>\n{}\n</select>', widget["name"], _attributes(widget), inside)


@lru_cache(maxsize=64)
def static_url(name: str) -> str:
    """The address of a static file, which is the same for as long as the process runs (``config.static`` gathers)."""
    return static(name)


def forget() -> None:
    """Look up static files anew: they were gathered again in this very process."""
    static_url.cache_clear()
    icon.cache_clear()


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite."""
    sprite = static_url("ui/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


def bar(percent: float | Decimal | None, kind: str = "") -> SafeString:
    """A bar of quantity from 0 to 100 per cent; empty for None."""
    width = f"{max(0.0, min(100.0, float(percent or 0))):.1f}%"
    inner = f'<rect class="bar-{kind}"' if kind else "<rect"
    return SafeString(
        '<svg class="bar" aria-hidden="true"><rect class="bar-track" width="100%" height="100%"/>'
        f'{inner} width="{width}" height="100%"/></svg>'
    )


def figure(label: object, text: str, unit: str, source: str, href: str, level: int) -> SafeString:
    """A number with what it counts, from what, and the way to its rows."""
    counted, name = f"<small>{escape(unit)}</small>" if unit else "", conditional_escape(str(label))
    parts = [
        f'<div class="figure"><h{level} class="figure-label">{name}</h{level}>'
        f'<p class="figure-value">{conditional_escape(text)}{counted}</p>'
    ]
    if source or href:
        said, what = _("看明细"), _("：%(label)s") % {"label": name}
        way = (
            f' <a href="{conditional_escape(href)}">{said}<span class="visually-hidden">{what}</span></a>'
            if href
            else ""
        )
        parts.append(f'<p class="figure-from">{conditional_escape(source)}{way}</p>')
    parts.append("</div>")
    return SafeString("".join(parts))


def clock_chip(face: ClockFace | None) -> SafeString:
    """A due date as a chip: words, shape, colour. Nothing for None."""
    if face is None:
        return SafeString("")
    return _safe(f'<span class="clock clock-{face.state.value}">{dial(face)}{escape(face.text)}</span>')


def dial(face: ClockFace) -> SafeString:
    """The pie of the time left, or the icon that stands instead."""
    if face.icon:
        return icon(face.icon)
    circles = f'<circle cx="20" cy="20" r="18"/><circle cx="20" cy="20" r="7.9577" stroke-dasharray="{face.dash} 50"/>'
    return _safe(f'<svg class="dial" viewBox="0 0 40 40" aria-hidden="true">{circles}</svg>')


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 -- all that is not ours was escaped


DRAWN: Mapping[str, Callable[[Mapping[str, Any]], SafeString]] = {
    **{
        f"django/forms/widgets/{name}.html": _input
        for name in ("input", "text", "number", "email", "url", "password", "hidden", "date", "file")
    },
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}

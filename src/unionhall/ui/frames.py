"""What stands around every page, drawn in Python: a template of thirty lines of navigation costs as much as its page.

The same markup as templates gave. Every text is escaped here, whoever gives it.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape as escaped
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from unionhall.ui import words
from unionhall.ui.drawing import icon, static_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unionhall.ui.context import Look
    from unionhall.ui.languages import Other
    from unionhall.ui.links import Link
    from unionhall.ui.shell import NavItem, Shell, ShellLink

SEAL = SafeString(
    '<svg class="seal" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="3" />'
    '<path d="M8 8h16v3.5h-6.2v9H24V24H8v-3.5h6.2v-9H8z" /></svg>'
)


def escape(text: object) -> str:
    """Django's own costs four times this: it asks each text whether it is lazy."""
    return escaped(str(text))


@lru_cache(maxsize=8)
def _said(_language: str | None) -> dict[str, str]:
    """The frame's own words in one language."""
    return {
        "above": _("上级单位"),
        "search": _("搜索"),
        "search_what": _("搜单位、人"),
        "menu": _("菜单"),
        "find_unit": _("找单位"),
        "unit_what": _("单位名称或拼音首字母"),
        "change_unit": _("，换单位"),
        "main": _("主导航"),
        "close_menu": _("关上菜单"),
        "sign_out": _("退出"),
        "dark": _("深色"),
        "light": _("浅色"),
        "system": _("深浅跟系统走"),
        "large_type": _("大字"),
        "usual_type": _("平常字号"),
    }


def url(name: str, *arguments: str) -> str:
    """The address of a page that many pages lead to, worked out once."""
    return _url(name, arguments, get_script_prefix())


@lru_cache(maxsize=4096)
def _url(name: str, arguments: tuple[str, ...], _prefix: str) -> str:
    return reverse(name, args=arguments)


def document_head(language: str | None, *, about: object, is_app: bool) -> SafeString:
    """What browsers and home screens are told of the product: icon, colours, styles."""
    return _document_head(language or "zh-hans", escape(about) if about else "", is_app)


def forget() -> None:
    """Draw anew what names static files: they were gathered again in this very process."""
    _document_head.cache_clear()


@lru_cache(maxsize=16)
def _document_head(language: str, about: str, is_app: bool) -> SafeString:
    parts = [f'<link rel="icon" type="image/svg+xml" href="{static_url("ui/seal.svg")}">']
    if about:
        parts.append(f'<meta name="description" content="{about}">')
    if is_app:
        parts += [
            '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#fffdf8">',
            '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#211e1a">',
            f'<link rel="manifest" href="{reverse("ui:manifest", args=[language])}" data-app="/sw.js">',
            f'<link rel="apple-touch-icon" href="{static_url("ui/icon-full-180.png")}">',
        ]
    parts.append(f'<link rel="stylesheet" href="{static_url("ui/unionhall.css")}">')
    return _safe("\n    ".join(parts))


def desk_head(shell: Shell, brand: object, search_text: str) -> SafeString:
    """In whose name one acts, where that stands, another unit to choose; searching, and one's own account."""
    said = _said(get_language())
    parts = [
        f'<header class="desk-head" id="top"><a class="brand only-desk" href="{escape(shell.home_url)}">{SEAL}'
        f'<span><b>{escape(brand)}</b></span></a><div class="unit-path">'
    ]
    if shell.superiors:
        above = "".join(f"<li>{_linked(one)}</li>" for one in shell.superiors)
        parts.append(f'<nav aria-label="{said["above"]}"><ol>{above}</ol></nav>')
    parts.append('<div class="unit-name">')
    if shell.switch or shell.switch_search_url:
        parts.append(_switch(shell))
    else:
        parts.append(f'<p class="unit-only">{escape(shell.name)}</p>')
    if shell.note:
        parts.append(f'<p class="unit-note">{escape(shell.note)}</p>')
    parts.append('</div></div><div class="desk-tools">')
    if shell.search_url:
        typed = f' value="{escape(search_text)}"' if search_text else ""
        parts.append(
            f'<form class="search" role="search" action="{escape(shell.search_url)}">'
            f'<label class="visually-hidden" for="q">{said["search"]}</label>{icon("search")}'
            '<input class="form-control" id="q" name="q" type="search"'
            f' placeholder="{said["search_what"]}"{typed}></form>'
        )
    if shell.me:
        office = f"<span>{escape(shell.office)}</span>" if shell.office else ""
        parts.append(
            f'<a class="btn btn-quiet only-desk" href="{escape(shell.me_url)}">{icon("user")}'
            f'<span class="parts"><span>{escape(shell.me)}</span>{office}</span></a>'
        )
    parts.append(
        f'<a class="btn btn-secondary only-phone" href="#menu">{icon("menu-2")}{said["menu"]}</a></div></header>'
    )
    return _safe("".join(parts))


def _switch(shell: Shell) -> str:
    said, search = _said(get_language()), ""
    if shell.switch_search_url:
        search = (
            f'<form action="{escape(shell.switch_search_url)}" role="search">'
            f'<label class="visually-hidden" for="unit-q">{said["find_unit"]}</label>'
            '<input class="form-control" id="unit-q" name="q" type="search"'
            f' placeholder="{said["unit_what"]}"></form>'
        )
    listed = "".join(
        f'<li><a href="{escape(one.url)}">{escape(one.label)}{_small(one.note)}</a></li>' for one in shell.switch
    )
    return (
        f'<details class="unit-switch"><summary>{escape(shell.name)}{icon("chevron-down")}'
        f'<span class="visually-hidden">{said["change_unit"]}</span></summary>'
        f'<div class="unit-panel">{search}<ul>{listed}</ul></div></details>'
    )


def desk_nav(shell: Shell, csrf: str) -> SafeString:
    """Where one may go, in groups, and the way out. ``csrf`` is the token of its form."""
    said = _said(get_language())
    parts = [
        f'<nav class="desk-nav" id="menu" aria-label="{said["main"]}"><p class="only-phone">'
        f'<a class="btn btn-secondary" href="#top">{icon("x")}{said["close_menu"]}</a></p>'
    ]
    for group in shell.nav:
        title = f"<h2>{escape(group.title)}</h2>" if group.title else ""
        parts.append(f"{title}<ul>{''.join(_nav_item(item) for item in group.links)}</ul>")
    if shell.me:
        parts.append(
            f'<ul class="only-phone"><li><a href="{escape(shell.me_url)}">{icon("user")}{escape(shell.me)}</a>'
            "</li></ul>"
        )
    if shell.sign_out_url:
        waiting = f' data-leave-url="{escape(shell.waiting_url)}?leaving=1"' if shell.waiting_url else ""
        parts.append(
            f'<form class="desk-leave" method="post" action="{escape(shell.sign_out_url)}" data-forget{waiting}>'
            f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(csrf)}">'
            f'<button class="btn btn-quiet">{icon("logout")}{said["sign_out"]}</button></form>'
        )
    parts.append("</nav>")
    return _safe("".join(parts))


def _nav_item(item: NavItem) -> str:
    here = ' aria-current="page"' if item.is_here else ""
    count = "" if item.count is None else f'<span class="count">{words.thousands(item.count)}</span>'
    return f'<li><a href="{escape(item.url)}"{here}>{icon(item.icon)}{escape(item.label)}{count}</a></li>'


def foot(links: Iterable[Link], others: Iterable[Other], look: Look | None, back: str) -> SafeString:
    """The foot of every page: registered links, other languages, size of type, light and dark. ``back``: here."""
    said, chooser, then = _said(get_language()), url("ui:choose"), f"&amp;next={quote(back)}"
    theme, size = (look.theme, look.type) if look is not None else ("", "")
    parts = [f'<li><a href="{escape(link.url)}">{escape(link.label)}</a></li>' for link in links]
    parts += [
        f'<li><a href="{escape(one.url)}" lang="{one.tag}" hreflang="{one.tag}">{escape(one.name)}</a></li>'
        for one in others
    ]
    looks = [f"<li>{type_choice(size, back)}</li>"]
    choices = (
        ("dark", said["dark"], theme != "dark"),
        ("light", said["light"], theme != "light"),
        ("system", said["system"], bool(theme)),
    )
    looks += [
        f'<li><a href="{chooser}?theme={key}{then}">{said}</a></li>' for key, said, is_shown in choices if is_shown
    ]
    lists = "".join(f'<ul class="parts">{"".join(items)}</ul>' for items in (parts, looks))
    return _safe(f'<footer class="foot">{lists}</footer>')


def type_choice(size: str, back: str) -> SafeString:
    """Switches the large type on or off and comes back to ``back``."""
    said = _said(get_language())
    to, text = ("normal", said["usual_type"]) if size else ("large", said["large_type"])
    return _safe(f'<a href="{url("ui:choose")}?type={to}&amp;next={quote(back)}">{text}</a>')


def _linked(one: ShellLink) -> str:
    return f'<a href="{escape(one.url)}">{escape(one.label)}</a>' if one.url else escape(one.label)


def _small(note: str) -> str:
    return f"<small>{escape(note)}</small>" if note else ""


def _safe(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308 -- every part was escaped above

"""Longer texts are written in Markdown and shown as HTML of a short list of tags, cleaned on the server.

Two nets: raw HTML in the text is text, not HTML; and what comes out is cleaned by nh3 all the same. Pictures, sound and
films are our own kept files and nothing else: a page loads nothing from elsewhere.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = (
    *("p", "h3", "h4", "strong", "em", "s", "small", "a", "br", "hr", "ul", "ol", "li", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "img", "audio", "video"),
)
_SIZED = {"src", "alt", "loading", "width", "height", "decoding"}
ATTRIBUTES = {
    "a": {"href"},
    "img": _SIZED,
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload", "playsinline"},
    "ol": {"start"},
}
SCHEMES = frozenset(("http", "https", "mailto", "tel"))
MEDIA = re.compile(r"/media/([0-9a-f]{64})/(picture|audio|video|document)\.(jpg|png|mp3|m4a|mp4|pdf)")
_HEADINGS = {"h1": "h3", "h2": "h3"}
_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_SCROLLS = '<div class="prose-table" tabindex="0" role="region" aria-label="{}"><table>'


def media_in(text: str) -> set[str]:
    """The hashes of the kept files that a text shows."""
    return {found.group(1) for found in MEDIA.finditer(text)}


def to_html(text: str, sizes: dict[str, tuple[int, int]] | None = None) -> str:
    """What ``text`` (Markdown) looks like; safe to be put into a page as it is.

    ``sizes`` are the widths and heights of pictures by hash, so that a page does not jump while they load.
    """
    made: str = _markdown().render(text, {"sizes": sizes or {}})
    cleaned = nh3.clean(
        made,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_only_ours,
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    table = _SCROLLS.format(escape(_("表格，可以左右滑动")))
    return cleaned.replace("<table>", table).replace("</table>", "</table></div>").strip()


def _only_ours(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if MEDIA.fullmatch(value) else None
    if name == "href":
        return value if MEDIA.fullmatch(value) or _LINK.match(value) else None
    return value


@cache
def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    made.core.ruler.push("lesson_headings", _lower_headings)
    made.add_render_rule("image", _media)
    return made


def _lower_headings(state: Any) -> None:
    """A page has one h1 and its sections are h2, so what an author heads is h3 and h4."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _HEADINGS.get(token.tag, "h4")


def _media(self: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """A picture, or the file that stands where a picture would: the address says which."""
    token = tokens[place]
    found = MEDIA.fullmatch(str(token.attrGet("src") or ""))
    name = escape(self.renderInlineAsText(token.children or [], options, env))
    if found is None:
        return f"<em>{name}</em>" if name else ""  # a picture from elsewhere: its words stay
    url, (sha256, kind, _ending) = found.group(), found.groups()
    if kind == "audio":
        return f'<small>{name}</small><audio controls preload="none" src="{url}"></audio>'
    if kind == "video":
        return f'<small>{name}</small><video controls playsinline preload="metadata" src="{url}"></video>'
    if kind == "document":
        return f'<a href="{url}">{name or "PDF"}</a> <small>PDF</small>'
    width, height = env["sizes"].get(sha256, (None, None))
    size = f' width="{width}" height="{height}"' if width else ""
    return f'<img src="{url}" alt="{name}"{size} loading="lazy" decoding="async">'

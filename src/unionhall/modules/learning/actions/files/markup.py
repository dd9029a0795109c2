"""HTML in question files becomes plain text; what plain text can not carry is named, not dropped."""

import re
from html.parser import HTMLParser

from django.utils.translation import gettext as _

_BLOCKS = frozenset(
    ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "hr", "pre")
)
_INLINE = (
    "span",
    "b",
    "i",
    "u",
    "s",
    "em",
    "strong",
    "small",
    "font",
    "a",
    "sub",
    "sup",
    "code",
    "img",
    "label",
    "mark",
)
_OTHERS = ("td", "th", "tbody", "thead", "blockquote", "center", "del", "ins", "style", "dl", "dt", "dd")
_SCRIPTS = frozenset(("script", "iframe", "object", "embed", "form", "link", "meta", "base", "svg", "math"))
_MEDIA = {"audio": "录音", "video": "视频", "source": "视频", "canvas": "图"}
_KNOWN = "|".join(sorted({*_BLOCKS, *_INLINE, *_OTHERS, *_SCRIPTS, *_MEDIA}, key=lambda tag: (-len(tag), tag)))
_NO_TAG = re.compile(rf"<(?!/?(?:{_KNOWN})(?:[\s/>])|!--)", re.IGNORECASE)
_HIGH = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


class NoPlainText(Exception):
    """Why a text can not be made plain; a sentence."""


class _Plain(HTMLParser):
    def __init__(self, keeps_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.keeps_lines = keeps_lines
        self.parts: list[str] = []
        self.pictures: list[str] = []
        self.silent = 0  # inside a style sheet
        self.shift: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SCRIPTS or any(_is_script(name, value or "") for name, value in attrs):
            raise NoPlainText(_("里面有脚本或者嵌进来的网页"))
        if tag in _MEDIA:
            raise NoPlainText(_("里面有%(what)s，题库只收文字和图片") % {"what": _MEDIA[tag]})
        if tag == "img":
            self.pictures.append(dict(attrs).get("src") or "")
        elif tag == "style":
            self.silent += 1
        elif tag in ("sub", "sup"):
            self.shift.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self.silent = max(0, self.silent - 1)
        elif tag in ("sub", "sup") and self.shift:
            self.shift.pop()
        elif tag in _BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        said = data if self.keeps_lines else re.sub(r"\s+", " ", data)
        self.parts.append(_shifted(said, self.shift[-1]) if self.shift else said)


def plain_of(html: str, *, keeps_lines: bool = False) -> tuple[str, list[str]]:
    """The text of ``html``, and the addresses of the pictures in it. ``keeps_lines``: its line ends mean something.

    Raises NoPlainText for scripts, frames, sound and film. A "<" that begins no tag is itself.
    """
    parser = _Plain(keeps_lines)
    parser.feed(_NO_TAG.sub("&lt;", html))
    parser.close()
    lines = [line.strip() for line in "".join(parser.parts).replace("\xa0", " ").split("\n")]
    text = "\n".join(lines) if keeps_lines else "\n".join(line for line in lines if line)
    return text.strip(), parser.pictures


def _is_script(name: str, value: str) -> bool:
    address = re.sub(r"[\s\x00-\x1f]", "", value).lower()
    return name.startswith("on") or address.startswith(("javascript:", "vbscript:", "data:text"))


def _shifted(said: str, tag: str) -> str:
    """Raised and lowered figures as characters of their own, so that 10³ does not become 103."""
    signs = _HIGH if tag == "sup" else _LOW
    if all(ord(char) in signs for char in said):
        return said.translate(signs)
    return f"^({said})" if tag == "sup" else said

"""Articles of law in text: plain where text is wanted, a link to the rule's page where a page is drawn.

Django asks what it draws for ``__html__``; a document, the journal and a command see the text alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


class Citation(str):
    """An article as it is cited, which knows its rule's page and whether its wording was read."""

    url: str
    is_pending: bool

    def __new__(cls, text: str, url: str, is_pending: bool) -> Self:
        """Make one; in every other respect it is its text."""
        made = super().__new__(cls, text)
        made.url, made.is_pending = url, is_pending
        return made

    def __html__(self) -> str:
        """On a page, the way to the rule."""
        return format_html('<a href="{}">{}</a>', self.url, self[:])


class Sentence(str):
    """A sentence with articles in it: ``Sentence(_("依据%(law)s"), law=rule.cite())``."""

    html: SafeString

    def __new__(cls, text: str, **values: object) -> Self:
        """Fill the places of a translated text."""
        made = super().__new__(cls, text % values)
        drawn = {
            name: conditional_escape(value if isinstance(value, str) else str(value)) for name, value in values.items()
        }
        made.html = SafeString(escape(text) % drawn)
        return made

    def __str__(self) -> str:
        """Itself: whoever passes it on as text does not lose its links."""
        return self

    def __html__(self) -> SafeString:
        """On a page, the same with its articles as links."""
        return self.html


def listed(citations: Iterable[Citation]) -> Sentence:
    """Several articles one after the other."""
    named = {f"article{n}": each for n, each in enumerate(citations)}
    return Sentence(_("、").join(f"%({name})s" for name in named), **named)

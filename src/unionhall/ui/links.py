"""Links that stand on every page; registered from above, since ``ui`` knows nobody else's addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Link:
    """A label (lazy) and where it leads."""

    label: StrOrPromise
    url: str


_foot: list[tuple[StrOrPromise, str]] = []


def stand_on_every_page(label: StrOrPromise, url_name: str) -> None:
    """Put a link into the foot of every page. ``url_name`` is reversed when a page is rendered."""
    if any(known == url_name for _label, known in _foot):
        raise ValueError(f"{url_name} stands on every page already")
    _foot.append((label, url_name))


def foot() -> list[Link]:
    """The links in the foot of every page, in order of registration."""
    return [Link(label, reverse(name)) for label, name in _foot]

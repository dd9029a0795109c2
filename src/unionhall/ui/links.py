"""Links that stand on every page; registered from above, since ``ui`` knows nobody else's addresses."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Link:
    """A label (lazy) and where it leads."""

    label: str
    url: str


_foot: list[tuple[str, str]] = []


def stand_on_every_page(label: str, url_name: str) -> None:
    """Put a link into the foot of every page. ``url_name`` is reversed when a page is rendered."""
    if any(known == url_name for _label, known in _foot):
        raise ValueError(f"{url_name} stands on every page already")
    _foot.append((label, url_name))


def foot() -> list[Link]:
    """The links in the foot of every page, in order of registration."""
    return [Link(label, reverse(name)) for label, name in _foot]

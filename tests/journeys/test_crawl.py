"""Whatever an officer can reach by following links is there, fits its width, and complains nowhere on the console."""

import re
from collections import deque
from collections.abc import Callable
from urllib.parse import urldefrag, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from tests import cluster
from tests.journeys.conftest import Visitor

MOST = 200  # pages
LOOKED_AT = 12  # every so manieth page is looked at with axe: all of them would take minutes
MOST_ALIKE = 1  # pages whose addresses differ in numbers and codes alone
DARK = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
FILES = re.compile(r"\.(pdf|csv|xlsx)$|[?&]as=(csv|xlsx)|/template/\w+/$|/proof/$|/photos?/\w+/$")


def _kind(path: str) -> str:
    """An address without what numbers one thing among many, and without the values of its query."""
    bare, _mark, query = path.partition("?")
    names = sorted({pair.partition("=")[0] for pair in query.split("&") if pair})
    return re.sub(r"\d+(-\d+)*", "N", bare) + "?" + "&".join(names)


def _links(one: Visitor) -> list[str]:
    """Where the page leads within the installation. Not to the other language: the crawl stays in its own."""
    hrefs = one.page.eval_on_selector_all("a[href]", "(links) => links.map((link) => link.href)")
    found = (urldefrag(href).url.removeprefix(one.url) for href in hrefs)
    return [path for path in found if urlsplit(path).netloc == "" and path.startswith("/") and "language=" not in path]


def _open(one: Visitor, path: str) -> tuple[int, list[str]]:
    """Open a page, or fetch what is a file: its status, and where it leads."""
    if not FILES.search(path):
        try:
            answer = one.page.goto(one.url + path)
            return answer.status if answer else 0, _links(one)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
    return one.context.request.get(one.url + path).status, []


def _look_in_the_dark(one: Visitor, path: str) -> None:
    """Colours alone differ there. ``python -m tests.axe`` looks at every type of page in every mode."""
    if cluster.wanted():
        return
    one.page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    for found in Axe().run(one.page, options=DARK).response["violations"]:
        where = "; ".join(node["html"][:120] for node in found["nodes"][:3])
        one.bad.append(f"{path} in the dark: {found['id']}: {where}")


# one language a width: English is longer, a phone is narrower
@pytest.mark.parametrize(("role", "width", "language"), [("officer", 1440, "en"), ("chair", 360, "zh-hans")])
def test_everything_linked_is_there(
    visitor: Callable[..., Visitor], sign_in: Callable[..., None], role: str, width: int, language: str
) -> None:
    one = visitor(f"crawl-{role}", width=width)
    sign_in(one, role)
    one.go(f"/ui/choose?language={language}&next=/healthz")
    waiting, seen, alike, wrong = deque(["/desk/"]), {"/desk/"}, dict[str, int](), list[str]()
    visited = 0
    while waiting and visited < MOST:
        path = waiting.popleft()
        alike[_kind(path)] = alike.get(_kind(path), 0) + 1
        if alike[_kind(path)] > MOST_ALIKE:
            continue
        visited += 1
        status, links = _open(one, path)
        if status != 200:
            wrong.append(f"{status} {path}")
        if visited % LOOKED_AT == 0 and links:
            one.look(path)
            _look_in_the_dark(one, path)
        elif links and (wide := one.sideways()) > 0:
            wrong.append(f"scrolls sideways by {wide}px: {path}")
        waiting += (link for link in links if link not in seen)
        seen.update(links)
    assert not wrong, "\n".join(wrong)
    assert visited > 20

"""Whatever an officer can reach by following links is there, and no page complains on the console."""

import re
from collections import deque
from collections.abc import Callable
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Error

from tests.journeys.conftest import Hall, Visitor

MOST = 200  # pages
MOST_ALIKE = 1  # pages whose addresses differ in numbers and codes alone
FILES = re.compile(r"\.(pdf|csv|xlsx)$|[?&]as=(csv|xlsx)|/template/\w+/$|/proof/$")


def _kind(path: str) -> str:
    """An address without what numbers one thing among many, and without the values of its query."""
    bare, _mark, query = path.partition("?")
    names = sorted({pair.partition("=")[0] for pair in query.split("&") if pair})
    return re.sub(r"\d+(-\d+)*", "N", bare) + "?" + "&".join(names)


@pytest.mark.parametrize("role", ["officer", "chair"])
def test_everything_linked_is_there(
    hall: Hall, visitor: Callable[..., Visitor], sign_in: Callable[..., None], role: str
) -> None:
    one = visitor(f"crawl-{role}", width=1440)
    sign_in(one, role)
    waiting, seen, alike, wrong = deque(["/desk/"]), {"/desk/"}, dict[str, int](), list[str]()
    visited = 0
    while waiting and visited < MOST:
        path = waiting.popleft()
        alike[_kind(path)] = alike.get(_kind(path), 0) + 1
        if alike[_kind(path)] > MOST_ALIKE:
            continue
        visited += 1
        if FILES.search(path):
            status = one.context.request.get(hall.url + path).status
        else:
            try:
                answer = one.page.goto(hall.url + path)
            except Error as error:
                if "Download is starting" not in str(error):
                    raise
                if (status := one.context.request.get(hall.url + path).status) != 200:
                    wrong.append(f"{status} {path}")
                continue
            status = answer.status if answer else 0
            for href in one.page.eval_on_selector_all("a[href]", "(links) => links.map((link) => link.href)"):
                found = urldefrag(href).url.removeprefix(hall.url)
                if urlsplit(found).netloc == "" and found.startswith("/") and found not in seen:
                    seen.add(found)
                    waiting.append(found)
        if status != 200:
            wrong.append(f"{status} {path}")
    assert not wrong, "\n".join(wrong)
    assert visited > 20

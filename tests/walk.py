"""A walk through a demo that is served, with pictures and times: ``python -m tests.walk``.

``python -m tests.walk http://127.0.0.1:8000 <home>/where-to-look.json [role …]`` opens one page of every type that each
role can reach, at 360 and 1440 px, leaves pictures of them in ``test-results/journeys`` and tells what took the server
longest. Outside the suite: it is for the demo at full size (``unionhall demo``), whose building takes minutes.

For the README: with the demo at full size running, ``python -m tests.walk URL LOOK --board`` takes the picture of the
board alone, as ``1440-district-board.png``; ``tests/docs/pictures.py`` makes documents' pictures from that folder.
"""

import json
import sys
from collections import deque
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.axe import FILES, WIDE, _enter, _links, kind
from tests.docs.pictures import SEEN

ROLES = ("worker", "chair", "township", "officer")
SIZES = {360: (360, 740), 1440: (1440, 900)}
SLOW = 300  # milliseconds of an idle server, from which a page's query is worth a look
TIMES = """() => { const [t] = performance.getEntriesByType("navigation");
  return Math.round(t.responseStart - t.requestStart) }"""


def _open(page: Page, address: str) -> int | None:
    """Open a page; what the server took, in milliseconds. None for what is none."""
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" in str(error):
            return None
        raise
    if answer is None or "text/html" not in answer.headers.get("content-type", ""):
        return None
    took: int = page.evaluate(TIMES)
    if not answer.ok:
        sys.stdout.write(f"    {answer.status} {address}\n")
    return took


def _keep(page: Page, name: str) -> None:
    SEEN.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SEEN / f"{name}.png", full_page=True)


def walk(browser: Browser, url: str, role: str, cast: dict[str, Any]) -> list[tuple[int, str]]:
    """Everything that a role can reach, one page of every type: the better of two times of each, and its address."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
    context.set_default_timeout(60_000)
    waiting = deque(_enter(context, url, role, cast))
    page, times = context.new_page(), dict[str, tuple[int, str]]()
    while waiting:
        path = waiting.popleft()
        if FILES.search(path) or kind(path) in times:
            continue
        took = []
        for width, (wide, tall) in SIZES.items():
            page.set_viewport_size({"width": wide, "height": tall})
            if (one := _open(page, url + path)) is None:
                break
            took.append(one)
            if (over := page.evaluate(WIDE)) > 0:
                sys.stdout.write(f"    {role} {path} at {width} px scrolls sideways by {over}px\n")
            _keep(page, f"{width}-district-{role}-{len(times) + 1:03d}-{kind(path).strip('/').replace('/', '-')[:60]}")
        if len(took) == len(SIZES):
            times[kind(path)] = min(took), path
            waiting.extend(_links(page, url))
    context.close()
    return sorted(times.values(), reverse=True)


def board(browser: Browser, url: str, cast: dict[str, Any]) -> None:
    """The picture of the board for the README."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900})
    _enter(context, url, "officer", cast)
    page = context.new_page()
    _open(page, f"{url}/board/{cast['campaign']}/")
    _keep(page, "1440-district-board")


def main(url: str, looked: str, *asked: str) -> None:
    """Walk as the roles that were asked for, or as all."""
    cast = json.loads(Path(looked).read_text(encoding="utf-8"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        if "--board" in asked:
            board(browser, url.rstrip("/"), cast)
            return
        for role in asked or ROLES:
            times = walk(browser, url.rstrip("/"), role, cast)
            slow = [one for one in times if one[0] > SLOW]
            sys.stdout.write(f"{role}: {len(times)} types of pages, {len(slow)} over {SLOW} ms\n")
            for took, path in times[: max(len(slow), 5)]:
                sys.stdout.write(f"{took:7d} ms  {path}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

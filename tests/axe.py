"""Every type of page in both languages, light and dark, at two widths and in large type: ``python -m tests.axe``.

For a demo that is served: ``python -m tests.axe http://127.0.0.1:8000 <home>/where-to-look.json [role …]``. Outside the
suite, for it takes a quarter of an hour; the suite looks at a sample (tests/journeys). Told are axe's violations, what
scrolls sideways, and text that is cut off. Ends with 1 if there is any.
"""

import json
import re
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.journeys import steps

FILES = re.compile(
    r"\.(pdf|csv|xlsx|docx|vcf|svg|png|webmanifest)$|[?&]as=|/template/\w+/$|/proof/$|/ui/choose|sign-out"
)
ROLES = ("visitor", "worker", "chair", "township", "officer", "administrator")
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
ALL = {"resultTypes": ["violations"]}
SILENT = {"color-contrast-enhanced", "target-size-enhanced"}  # AAA, beyond WCAG 2.2 AA
STARTS = {
    "visitor": [
        "/",
        "/law/",
        "/ui/?wrong=1",
        "/desk/sign-in/",
        "/tour/",
        "/voice/",
        "/nothing-is-here/",
        "/ui/offline",
    ],
    "worker": ["/"],
}
CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  if (!box.width || one.closest("svg, .visually-hidden, select, textarea, input, details:not([open])")) return false;
  if (![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) return false;
  const hides = ["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
  let pans = false;
  for (let at = one; at; at = at.parentElement) pans ||= ["auto", "scroll"].includes(getComputedStyle(at).overflowX);
  return hides || (!pans && style.position !== "fixed" && box.right > innerWidth + 1);
}).slice(0, 5).map((one) => one.outerHTML.slice(0, 140))"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def kind(path: str) -> str:
    """An address without what numbers or names one thing among many."""
    bare = path.partition("?")[0]
    bare = re.sub(r"/[A-Za-z0-9_-]{12,}/", "/T/", re.sub(r"/law/[A-Z]+-\w+/", "/law/R/", bare))
    return re.sub(r"\d+(-\d+)*", "N", bare)


def _choose(page: Page, url: str, **look: str) -> None:
    query = "&".join(f"{key}={value}" for key, value in look.items())
    page.goto(f"{url}/ui/choose?{query}&next=/healthz")


def _set(page: Page, *, dark: bool, large: bool) -> None:
    page.evaluate(
        "([dark, large]) => { const d = document.documentElement.dataset;"
        " d.bsTheme = dark ? 'dark' : 'light'; d.type = large ? 'large' : 'normal' }",
        [dark, large],
    )


def _axe(page: Page, options: dict[str, Any]) -> Iterator[str]:
    for found in Axe().run(page, options=options).response["violations"]:
        if found["id"] not in SILENT:
            yield f"axe {found['id']}: " + "; ".join(node["html"][:140] for node in found["nodes"][:3])


def _fits(page: Page) -> Iterator[str]:
    wide = page.evaluate(WIDE)
    if wide > 0:
        yield f"scrolls sideways by {wide}px"
    yield from (f"cut off: {html}" for html in page.evaluate(CUT))


def look(page: Page, language: str) -> Iterator[str]:
    """What is wrong with the page that is open, by mode."""
    narrow, wide = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
    page.set_viewport_size(wide if language == "en" else narrow)  # type: ignore[arg-type]
    _set(page, dark=False, large=False)
    yield from (f"light: {wrong}" for wrong in (*_axe(page, ALL), *_fits(page)))
    _set(page, dark=True, large=False)
    yield from (f"dark: {wrong}" for wrong in _axe(page, CONTRAST))
    page.set_viewport_size(narrow)  # type: ignore[arg-type]
    _set(page, dark=False, large=False)
    yield from (f"at 360: {wrong}" for wrong in _fits(page))
    _set(page, dark=False, large=True)
    yield from (f"large: {wrong}" for wrong in _fits(page))


def _links(page: Page, url: str) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "(links) => links.map((link) => link.href)")
    found = (urldefrag(href).url.removeprefix(url) for href in hrefs)
    return [path for path in found if not urlsplit(path).netloc and path.startswith("/") and "language=" not in path]


def _enter(context: BrowserContext, url: str, role: str, cast: dict[str, str]) -> list[str]:
    """Sign in as a role; where to begin."""
    page = context.new_page()
    starts = list(STARTS.get(role, ["/desk/", f"/board/{cast['campaign']}/"]))
    if role == "worker":
        page.goto(url + cast["link"])
        page.get_by_label("您的姓名").fill(cast["worker"])
        page.get_by_label("手机号后四位").fill(cast["tail"])
        page.get_by_role("button", name="开始").click()
        page.wait_for_load_state()
        starts.append(page.url.removeprefix(url))
        page.locator("a.btn-primary").first.click()
        page.wait_for_load_state()
        starts.append(page.url.removeprefix(url))
        if page.get_by_role("button", name="去答卷").count():
            page.get_by_role("button", name="去答卷").click()
            page.wait_for_load_state()
            steps.finish(page)
            starts.append(page.url.removeprefix(url))
    elif role != "visitor":
        page.goto(url + "/desk/sign-in/")
        page.get_by_label("手机号").fill(cast[role])
        page.get_by_label("密码").fill(cast["password"])
        page.get_by_role("main").get_by_role("button", name="登录").click()
        page.wait_for_url("**/desk/")
    page.close()
    return starts


def _open(page: Page, address: str) -> bool:
    """Open an address; whether it is a page."""
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" in str(error):
            return False
        raise
    return answer is not None and "text/html" in answer.headers.get("content-type", "")


def crawl(browser: Browser, url: str, role: str, cast: dict[str, str], known: set[str]) -> Iterator[str]:
    """Open one page of every type that the role can reach; ``known`` are the types that were seen before."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
    context.set_default_timeout(60_000)
    starts = _enter(context, url, role, cast)
    page = context.new_page()
    waiting, types = deque(starts), dict[str, str]()
    _choose(page, url, language="zh-hans", theme="light", type="normal")
    while waiting:
        path = waiting.popleft()
        if FILES.search(path) or kind(path) in types:
            continue
        types[kind(path)] = path
        if not _open(page, url + path):
            continue
        waiting.extend(_links(page, url))
        if kind(path) not in known:
            yield from (f"{role} {path} zh {wrong}" for wrong in look(page, "zh-hans"))
    _choose(page, url, language="en", theme="light", type="normal")
    for each, path in types.items():
        if each not in known and _open(page, url + path):
            yield from (f"{role} {path} en {wrong}" for wrong in look(page, "en"))
    new = len(types.keys() - known)
    known.update(types)
    sys.stdout.write(f"{role}: {len(types)} types of pages, {new} of them new, each in 2 languages, light and dark\n")
    sys.stdout.flush()
    context.close()


def main(url: str, looked: str, *roles: str) -> int:
    """Crawl as every role, print what is wrong."""
    cast = json.loads(Path(looked).read_text(encoding="utf-8"))
    wrong, known = 0, set[str]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for role in roles or ROLES:
            for told in crawl(browser, url.rstrip("/"), role, cast, known):
                wrong += 1
                sys.stdout.write(told + "\n")
                sys.stdout.flush()
        browser.close()
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

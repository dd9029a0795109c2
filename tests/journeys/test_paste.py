"""What comes from Word and WPS by the clipboard, as their versions of these years write it, cleaned for the editor."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

CLIPBOARD = Path(__file__).parent / "clipboard"
SCRIPTS = Path("src/unionhall/ui/scripts")

# Word 2016 and later: a head of styles, conditional comments, namespaced tags, lists as paragraphs with a mark
WORD = (CLIPBOARD / "word.html").read_text(encoding="utf-8")

# WPS Office: spans for every run, a tag of its own around bold, its list numbers as text, data-* for its own use
WPS = (CLIPBOARD / "wps.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Page:
    """An empty page that knows the cleaner."""
    made = chromium.new_page()
    files = {f"/{file.name}": file for file in SCRIPTS.glob("*.js")}

    def answer(route: Route) -> None:
        file = files.get(urlsplit(route.request.url).path)
        if file:
            route.fulfill(path=file, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")

    made.route("**/*", answer)
    made.goto("http://127.0.0.1/")
    made.add_script_tag(type="module", content='import { cleaned } from "/paste.js"; window.cleaned = cleaned;')
    made.wait_for_function("() => window.cleaned")
    return made


def cleaned(page: Page, html: str) -> tuple[str, int]:
    """What the editor is given, without blanks between tags, and how many pictures were left behind."""
    script = "html => { let n = 0; const out = window.cleaned(html, () => false, (k) => (n = k)); return [out, n]; }"
    out, left = page.evaluate(script, html)
    return re.sub(r"\s*(</?(?:p|h\d|ul|ol|li|table|tbody|tr|td)>)\s*", r"\1", re.sub(r"\s+", " ", out)).strip(), left


def test_word(page: Page) -> None:
    html, left = cleaned(page, WORD)
    assert html == (
        "<h2>一、先停下</h2><p>看到危险，<strong>马上停</strong> 。</p>"
        "<ol><li>撤到安全的地方</li><li>报告班长<ol><li>打电话</li></ol></li><li>等人来</li></ol>"
        "<table><tbody><tr><td>隐患</td><td>谁管</td></tr><tr><td>漏电</td><td>电工</td></tr></tbody></table>"
    )
    assert left == 1


def test_wps(page: Page) -> None:
    html, left = cleaned(page, WPS)
    assert html == (
        "<h1>怎么撤</h1><p>看好<strong>出口</strong>再走。</p><ul><li>不跑</li><li>不挤</li></ul>"
        "<table><tbody><tr><td>时间</td><td>地点 人</td></tr></tbody></table>"
    )
    assert left == 1


def test_a_web_page_keeps_its_lines(page: Page) -> None:
    html, _left = cleaned(
        page, "<div><div>甲</div><div><b style='font-weight:normal'>乙</b></div></div><ul><li><div>丙</div></li></ul>"
    )
    assert html == "<p>甲</p><p>乙</p><ul><li>丙</li></ul>"


def test_what_is_meant_stays_and_what_runs_goes(page: Page) -> None:
    html, _left = cleaned(
        page,
        '<p onclick="x()">甲<script>y()</script><em>乙</em><a href="https://example.org/a">丙</a>'
        '<a href="file:///C:/a.doc">丁</a><a href="javascript:z()">戊</a></p><iframe src="//x"></iframe>',
    )
    assert html == '<p>甲<em>乙</em><a href="https://example.org/a">丙</a>丁戊</p>'

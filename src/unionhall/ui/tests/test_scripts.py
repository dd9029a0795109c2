"""The scripts in Chromium, against a server made of paper: nothing acknowledged or typed is lost.

Pages and answers are fulfilled by the test itself; the scripts are the built ones.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.template import Context, Template
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

pytestmark = pytest.mark.journey

STATIC = Path(__file__).parent.parent / "static" / "ui"
HOME = "https://hall.example.org"
SKELETON = '<!doctype html><meta charset="utf-8"><title>x</title><body>{}<script src="/{}.js" defer></script>'
QUESTION = """{% load ui %}{% saved_notice %}
<form method="post" data-autosave-url="/save" data-autosave-key="sheet:1" data-autosave-seq="0" data-autosave-token="t">
<input type="hidden" name="seq" value="0">
<div data-part="1"><label><input type="radio" name="a1" value="A">A</label>
<label><input type="radio" name="a1" value="B">B</label></div>
<div data-part="2"><label><input type="checkbox" name="a2" value="C">C</label>
<label>text<input name="a2_1"></label></div>
<button>next</button></form>"""


class Server:
    """Pages by path, and what was saved. ``mood``: ok, gone (no network), older (409), closed (409 with words)."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.saved: list[dict[str, list[str]]] = []
        self.tokens: list[str | None] = []
        self.mood = "ok"

    def put(self, path: str, source: str, script: str = "worker") -> None:
        """A page with the given template as its body."""
        html = Template(source).render(Context())
        self.pages[path] = SKELETON.format(html, script)

    def answer(self, route: Route) -> None:
        """Answer one request of the browser."""
        path = route.request.url.removeprefix(HOME)
        if path.endswith(".js"):
            route.fulfill(path=STATIC / path[1:], content_type="text/javascript")
        elif path == "/save":
            self.save(route)
        elif self.mood == "gone" and route.request.method == "POST":
            route.abort()
        else:
            route.fulfill(body=self.pages.get(path, ""), content_type="text/html")

    def save(self, route: Route) -> None:
        """Take an answer as the server would."""
        if self.mood == "gone":
            return route.abort()
        sent = parse_qs(route.request.post_data or "")
        receipt: dict[str, Any] = {"state": "saved", "seq": int(sent["seq"][0]), "time": "14:03:07"}
        if self.mood == "ok":
            self.saved.append(sent)
            self.tokens.append(route.request.headers.get("x-token"))
        elif self.mood == "closed":
            receipt = {"state": "ended", "text": "已经交卷，不能再改"}
        status = 200 if self.mood == "ok" else 409
        return route.fulfill(status=status, body=json.dumps(receipt), content_type="application/json")


@pytest.fixture
def server() -> Server:
    """A server with a form of two questions."""
    made = Server()
    made.put("/1", QUESTION)
    return made


@pytest.fixture
def browser(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """A browser that talks to the paper server alone."""
    context = chromium.new_context()
    context.route("**/*", server.answer)
    yield context
    context.close()


@pytest.fixture
def page(browser: BrowserContext) -> Page:
    """The question, open."""
    opened = browser.new_page()
    opened.goto(f"{HOME}/1")
    return opened


def kept(page: Page) -> list[str]:
    """The names of what waits on the device."""
    names: list[str] = page.evaluate("Object.keys(localStorage)")
    return names


def says(page: Page, words: str) -> None:
    """Wait until the notice says it."""
    expect(page.locator("[data-saved-text]")).to_have_text(words)


def test_an_answer_is_saved_with_a_growing_number_and_its_receipt_is_shown(page: Page, server: Server) -> None:
    page.get_by_label("A").check()
    says(page, "14:03:07 已保存")
    page.get_by_label("B").check()
    page.wait_for_function("Object.keys(localStorage).length === 0")
    assert [(one["a1"], one["seq"]) for one in server.saved] == [(["A"], ["1"]), (["B"], ["2"])]
    assert server.tokens == ["t", "t"]


def test_an_answer_that_did_not_arrive_survives_a_reload_and_is_sent_again(page: Page, server: Server) -> None:
    server.mood = "gone"
    page.get_by_label("B").check()
    says(page, "尚未保存")
    assert kept(page) == ["uh:save:sheet:1"]
    page.reload()
    expect(page.get_by_label("B")).to_be_checked()
    server.mood = "ok"
    says(page, "14:03:07 已保存")
    assert kept(page) == []
    assert [one["a1"] for one in server.saved] == [["B"]]


def test_without_network_it_says_where_the_answer_is_and_sends_it_when_back(
    page: Page, server: Server, browser: BrowserContext
) -> None:
    browser.set_offline(offline=True)
    server.mood = "gone"
    page.get_by_label("B").check()
    says(page, "没有网络，答案先存在手机里")
    server.mood = "ok"
    browser.set_offline(offline=False)
    says(page, "14:03:07 已保存")
    assert len(server.saved) == 1


def test_what_waits_is_not_dropped_by_a_post_that_failed_and_goes_out_from_the_next_page(
    page: Page, server: Server
) -> None:
    server.put("/2", QUESTION.replace("sheet:1", "sheet:2"))
    server.mood = "gone"
    page.get_by_label("A").check()
    says(page, "尚未保存")
    page.get_by_role("button").click()
    page.wait_for_url("chrome-error://**")  # the browser's own page: no network
    server.mood = "ok"
    page.goto(f"{HOME}/2")
    page.wait_for_function("Object.keys(localStorage).length === 0")
    assert [one["a1"] for one in server.saved] == [["A"]]


@pytest.mark.parametrize(("mood", "words"), [("older", "没存进去，刷新看看"), ("closed", "已经交卷，不能再改")])
def test_a_refused_answer_is_given_up_and_said(page: Page, server: Server, mood: str, words: str) -> None:
    server.mood = mood
    page.get_by_label("A").check()
    says(page, words)
    assert kept(page) == []


def test_a_second_tab_takes_over_what_the_first_one_answered(
    page: Page, server: Server, browser: BrowserContext
) -> None:
    second = browser.new_page()
    second.goto(f"{HOME}/1")
    page.get_by_label("B").check()
    expect(second.get_by_label("B")).to_be_checked()
    second.get_by_label("A").check()
    second.wait_for_function("Object.keys(localStorage).length === 0")
    last = server.saved[-1]
    assert (last["a1"], last["seq"]) == (["A"], ["2"])
    expect(page.get_by_label("A")).to_be_checked()


def test_what_changes_within_a_moment_goes_out_together_and_only_that(page: Page, server: Server) -> None:
    page.get_by_label("C").check()
    page.get_by_label("A").check()
    page.get_by_label("C").uncheck()
    says(page, "尚未保存")
    says(page, "14:03:07 已保存")
    assert [(one["seq"], sorted(one["q"]), one["a1"], "a2" in one) for one in server.saved] == [
        (["3"], ["1", "2"], ["A"], False)
    ]
    page.get_by_label("text").fill("断电")
    page.wait_for_function("Object.keys(localStorage).length === 1")
    says(page, "14:03:07 已保存")
    assert (server.saved[-1]["q"], server.saved[-1]["a2_1"]) == (["2"], ["断电"])


def test_a_draft_survives_a_reload_and_goes_when_the_form_was_accepted(server: Server, browser: BrowserContext) -> None:
    form = (
        '<form method="post" action="/done" data-draft="d"><textarea name="what"></textarea><button>go</button></form>'
    )
    server.put("/form", form)
    server.put("/done", "<p>done</p>")
    page = browser.new_page()
    page.goto(f"{HOME}/form")
    page.locator("textarea").fill("门坏了")
    page.reload()
    expect(page.locator("textarea")).to_have_value("门坏了")
    page.get_by_role("button").click()
    page.wait_for_url("**/done")
    page.goto(f"{HOME}/form")
    expect(page.locator("textarea")).to_have_value("")


def test_a_form_sent_without_network_stays_with_what_was_typed_and_says_so(
    server: Server, browser: BrowserContext
) -> None:
    form = (
        '<form method="post" action="/done" data-draft="d"><textarea name="what"></textarea><div class="acts"><button>'
    )
    words = "</button></div></form><template data-unsent><p tabindex=-1 data-unsent-said>no network</p></template>"
    server.put("/form", form + words)
    server.put("/done", "<p>done</p>")
    page = browser.new_page()
    page.goto(f"{HOME}/form")
    page.locator("textarea").fill("门坏了")
    browser.set_offline(True)
    said = page.locator("[data-unsent-said]")
    for _time in range(2):
        page.get_by_role("button").click()
        expect(said).to_be_focused()
    expect(said).to_have_count(1)
    expect(page.locator("textarea")).to_have_value("门坏了")
    browser.set_offline(False)
    expect(said).to_have_count(0)
    page.get_by_role("button").click()
    page.wait_for_url("**/done")


def test_what_the_server_gives_back_is_not_overwritten_by_the_draft(server: Server, browser: BrowserContext) -> None:
    form = '<form data-draft="d"{}><textarea name="what">{}</textarea></form>'
    server.put("/form", form.format("", ""))
    server.put("/wrong", form.format(" data-bound", ""))
    page = browser.new_page()
    page.goto(f"{HOME}/form")
    page.locator("textarea").fill("门坏了")
    page.goto(f"{HOME}/wrong")
    expect(page.locator("textarea")).to_have_value("")


def test_signing_out_forgets_everything(page: Page, server: Server) -> None:
    server.put("/me", '<form action="/1" data-forget><button>out</button></form>')
    server.mood = "gone"
    page.get_by_label("A").check()
    says(page, "尚未保存")
    page.goto(f"{HOME}/me")
    page.get_by_role("button").click()
    page.wait_for_url("**/1*")
    assert kept(page) == []


def test_the_batch_bar_comes_when_something_is_ticked(server: Server, browser: BrowserContext) -> None:
    server.put(
        "/list",
        '{% load ui %}<form><ul><li><input type="checkbox" name="pick" value="1" aria-label="one"></li></ul>'
        "{% batch_bar %}<button>do</button>{% endbatch_bar %}</form>",
        "desk",
    )
    page = browser.new_page()
    page.goto(f"{HOME}/list")
    bar = page.locator("[data-batch-bar]")
    expect(bar).to_be_hidden()
    page.get_by_label("one").check()
    expect(bar).to_contain_text("选了 1 件")
    expect(page.locator("li")).to_have_class("is-ticked")
    bar.get_by_text("不选了").click()
    expect(bar).to_be_hidden()


def test_a_region_is_fetched_again_until_it_is_over(server: Server, browser: BrowserContext) -> None:
    server.put("/work", '<p id="w" data-refresh="0.1">400</p>')
    page = browser.new_page()
    page.goto(f"{HOME}/work")
    server.put("/work", '<p id="w">1,248</p>')
    expect(page.locator("#w")).to_have_text("1,248")
    expect(page.locator("#w[data-refresh]")).to_have_count(0)

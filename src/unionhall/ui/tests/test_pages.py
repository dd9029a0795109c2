"""Frames, the choice of look, and what no template may contain."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override
from PIL import Image

from unionhall.ui import gallery, links

UI = Path(__file__).parent.parent
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
SCRIPTS = sorted(UI.glob("scripts/*.js"))
SOURCES = [*TEMPLATES, *SCRIPTS, *sorted(UI.glob("*.py")), *sorted(UI.glob("templatetags/*.py"))]


@pytest.fixture(params=gallery.FRAMES)
def page(request: pytest.FixtureRequest, client: Client) -> str:
    """The gallery in each frame, with a form that has errors."""
    answer = client.get("/ui/", {"frame": request.param, "wrong": "1"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_frame_has_one_h1_one_main_a_foot_and_the_way_to_it(page: str) -> None:
    for once in ("<h1", '<main class="', '<footer class="foot">', '<a class="skip" href="#main">', '<hr class="rule'):
        if once == '<hr class="rule' and "paper-head" in page:
            continue  # a sticky head with a progress line has no rule
        assert page.count(once) == 1, once
    assert page.count('id="main"') == 1


def test_the_title_is_written_once_and_said_twice(page: str) -> None:
    assert "<title>样张 · 职工之家</title>" in page
    assert re.search(r"<h1[^>]*>样张</h1>", page)


def test_ids_of_a_page_are_unique(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_no_page_has_style_or_script_inside(page: str) -> None:
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", page)


def test_the_look_is_read_from_two_cookies(client: Client) -> None:
    client.cookies["uh_theme"], client.cookies["uh_type"] = "dark", "large"
    assert '<html lang="zh-Hans" data-bs-theme="dark" data-type="large">' in client.get("/ui/").content.decode()
    client.cookies["uh_theme"], client.cookies["uh_type"] = '"><script>', "huge"
    assert '<html lang="zh-Hans">' in client.get("/ui/").content.decode()


def test_pages_in_english_say_so(client: Client) -> None:
    with override("en"):
        assert '<html lang="en">' in client.get("/ui/", headers={"accept-language": "en"}).content.decode()


def test_the_language_is_changed_by_a_link_in_its_own_words_and_stays(client: Client) -> None:
    page = client.get("/ui/?frame=plain").content.decode()
    link = '<a href="/ui/choose?language=en&amp;next=/ui/%3Fframe%3Dplain" lang="en" hreflang="en">English</a>'
    assert link in page
    answer = client.get("/ui/choose", {"language": "en", "next": "/ui/"}, follow=True)
    assert '<html lang="en">' in answer.content.decode()
    assert 'lang="zh-Hans" hreflang="zh-Hans">中文</a>' in answer.content.decode()
    client.get("/ui/choose", {"language": "tlh"})
    assert '<html lang="en">' in client.get("/ui/", headers={"accept-language": "zh-CN"}).content.decode()


def test_where_no_cookie_comes_in_the_address_carries_the_language(lanes_client: Client) -> None:
    lanes_client.cookies["django_language"] = "en"
    page = lanes_client.get("/voice/check/")
    assert page.headers["Content-Language"] == "zh-hans"
    assert 'href="/voice/check/?language=en"' in page.content.decode()
    page = lanes_client.get("/voice/check/?language=en")
    assert page.headers["Content-Language"] == "en"
    assert 'href="/voice/?language=en"' in page.content.decode()
    assert not page.cookies


@pytest.mark.parametrize(("name", "value"), [("theme", "dark"), ("theme", "light"), ("type", "large")])
def test_a_choice_is_kept_and_leads_back(client: Client, name: str, value: str) -> None:
    answer = client.get("/ui/choose", {name: value, "next": "/ui/?frame=board"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/ui/?frame=board"
    cookie = answer.cookies[f"uh_{name}"]
    assert cookie.value == value
    assert (cookie["samesite"], bool(cookie["httponly"])) == ("Lax", True)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:///x", ""]
)
def test_a_foreign_place_to_go_back_to_leads_home(client: Client, target: str) -> None:
    assert client.get("/ui/choose", {"theme": "dark", "next": target}).headers["Location"] == "/"


def test_an_unknown_choice_is_not_kept(client: Client) -> None:
    assert not client.get("/ui/choose", {"theme": "neon", "type": "tiny"}).cookies


def test_a_link_stands_on_every_page_only_once(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setattr(links, "_foot", [])
    links.stand_on_every_page("说一说", "ui:gallery")
    with pytest.raises(ValueError, match="already"):
        links.stand_on_every_page("再说", "ui:gallery")
    assert '<li><a href="/ui/">说一说</a></li>' in client.get("/ui/").content.decode()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_style_or_script_inside(path: Path) -> None:
    found = re.search(r"<style|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)|javascript:", path.read_text("utf-8"))
    assert not found, found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_components_know_no_service(path: Path) -> None:
    text = path.read_text("utf-8").replace("unionhall", "")
    words = r"\b(union|campaign|lesson|exam|ballot|membership|hazard)s?\b|工会|会员|专项行动|答卷"
    found = re.search(words, text, re.IGNORECASE)
    assert not found, found
    assert not re.search(r"unionhall\.(kernel|modules|desk|structures|demo|config)", path.read_text("utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_small_and_speak_only_in_translated_words(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 100
    assert not re.search(r"[\u4e00-\u9fff]", text)


@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_the_app_can_be_installed_in_both_languages(client: Client, language: str, tag: str) -> None:
    client.cookies["django_language"] = language
    page = client.get("/ui/?frame=plain").content.decode()
    found = re.search(r'<link rel="manifest" href="([^"]+)" data-app="/sw.js">', page)
    assert found
    told = client.get(found[1]).json()
    assert (told["lang"], told["start_url"], told["display"]) == (tag, "/", "standalone")
    assert told["name"]
    for icon in told["icons"]:
        file = UI / "static" / icon["src"].removeprefix("/static/")
        if icon["type"] == "image/png":
            with Image.open(file) as drawn:
                assert icon["sizes"] == f"{drawn.width}x{drawn.height}"
    assert client.get("/ui/app-tlh.webmanifest").status_code == 404


def test_a_lane_that_leaves_nothing_installs_nothing(lanes_client: Client) -> None:
    page = lanes_client.get("/voice/").content.decode()
    assert "data-app" not in page
    assert "manifest" not in page


def test_without_network_a_page_of_our_own_is_shown_and_none_with_names_is_kept(client: Client) -> None:
    script = client.get("/sw.js")
    assert script.headers["Content-Type"] == "text/javascript"
    kept = json.loads(script.content.decode().split("\n")[0].removeprefix("self.HALL=").removesuffix(";"))
    assert kept["page"] == "/ui/offline"
    assert all(file.startswith("/static/ui/") for file in kept["files"])
    assert script.content.decode().count(".put(") == script.content.decode().count('"X-Names"') == 1
    page = client.get(kept["page"]).content.decode()
    assert all(file in page for file in kept["files"] if "icons" not in file and "inspection" not in file)

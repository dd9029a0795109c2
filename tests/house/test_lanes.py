"""Every lane carries the same headers; the anonymous one sees nobody, keeps nothing and says nothing."""

import logging

import pytest
from django.test import Client

from tests.lanes_client import LanesClient
from unionhall.config import headers
from unionhall.config.lanes import ANONYMOUS, FULL, SITTING, lane_for

pytestmark = [pytest.mark.urls("tests.house.lane_urls"), pytest.mark.django_db]
LANES = ("/", "/sit/", "/c/", "/voice/")


def test_the_address_decides_the_lane() -> None:
    assert lane_for("/sit/abc/paper/") is SITTING
    assert lane_for("/voice/") is ANONYMOUS
    assert [lane_for(path) for path in ("/", "/sitting", "/desk/sit/", "/voices")] == [FULL] * 4


@pytest.mark.parametrize("page", ["tell", "deny", "refuse", "not-there", "broken"])
def test_all_lanes_answer_with_the_same_security_headers(page: str) -> None:
    client = LanesClient(raise_request_exception=False)
    expected = dict(headers.headers())
    for lane in LANES:
        answer = client.get(lane + page)
        found = {name: answer.headers.get(name) for name in expected}
        assert found == expected, lane
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_policy_is_the_designs() -> None:
    policy = dict(headers.headers())["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == {
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    }


def test_nothing_that_tells_of_the_visitor_reaches_the_anonymous_lane(lanes_client: Client) -> None:
    lanes_client.cookies.load({"sessionid": "abc", "claim": "def"})
    telling = {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "phone", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    seen = lanes_client.get("/voice/tell", **telling).json()
    assert seen == {
        "cookies": {},
        "address": "",
        "agent": None,
        "forwarded": None,
        "has_user": False,
        "has_session": False,
        "actor": "",
    }


def test_no_cookie_leaves_the_anonymous_lane(lanes_client: Client) -> None:
    assert "Set-Cookie" not in lanes_client.get("/voice/tell").headers
    assert not lanes_client.get("/voice/tell").cookies
    assert lanes_client.get("/sit/tell").cookies


@pytest.mark.parametrize("page", ["tell", "deny", "refuse", "not-there"])
def test_the_anonymous_lane_logs_nothing(lanes_client: Client, caplog: pytest.LogCaptureFixture, page: str) -> None:
    with caplog.at_level(logging.DEBUG):
        lanes_client.get(f"/voice/{page}?q=1")
        lanes_client.post(f"/voice/{page}", {"text": "something"})
    assert [record.getMessage() for record in caplog.records if "voice" in record.getMessage()] == []
    assert [record for record in caplog.records if record.name.startswith("unionhall")] == []


@pytest.mark.parametrize("lane", ["/sit/", "/c/"])
def test_the_short_lanes_have_no_session_and_no_user(lanes_client: Client, lane: str) -> None:
    seen = lanes_client.get(f"{lane}tell").json()
    assert (seen["has_session"], seen["has_user"], seen["actor"]) == (False, False, "")


@pytest.mark.parametrize(
    ("asked", "spoken"), [("en-GB,en;q=0.9", "en"), ("zh-CN,zh;q=0.9", "zh-hans"), ("", "zh-hans")]
)
def test_the_short_lanes_speak_the_browsers_language(lanes_client: Client, asked: str, spoken: str) -> None:
    for lane in ("/sit/", "/c/", "/"):
        assert lanes_client.get(f"{lane}tell", HTTP_ACCEPT_LANGUAGE=asked).headers["Content-Language"] == spoken


def test_what_may_not_be_seen_looks_like_what_is_not_there(lanes_client: Client) -> None:
    for lane in LANES:
        denied, missing = lanes_client.get(lane + "deny"), lanes_client.get(lane + "not-there")
        assert (denied.status_code, missing.status_code) == (404, 404)
        # the page repeats its own address (in the links that come back to it), nothing else differs
        assert denied.content.replace(b"deny", b"") == missing.content.replace(b"not-there", b"")


def test_a_refusal_says_why(lanes_client: Client) -> None:
    for lane in LANES:
        answer = lanes_client.get(lane + "refuse")
        assert answer.status_code == 409
        assert "报名昨天截止了。" in answer.content.decode()
        assert "请联系上级工会。" in answer.content.decode()


def test_a_mistake_of_ours_gets_a_number_that_the_log_knows(caplog: pytest.LogCaptureFixture) -> None:
    client = LanesClient(raise_request_exception=False)
    answer = client.get("/broken")
    assert answer.status_code == 500
    reference = next(r.reference for r in caplog.records if r.name == "unionhall.broken")  # type: ignore[attr-defined]
    assert reference in answer.content.decode()
    assert "a mistake" not in answer.content.decode()


@pytest.mark.parametrize("lane", ["/sit/", "/c/", "/voice/"])
def test_a_post_from_another_site_is_refused_where_there_is_no_token(lanes_client: Client, lane: str) -> None:
    assert lanes_client.post(f"{lane}tell", HTTP_ORIGIN="http://testserver").status_code == 200
    assert lanes_client.post(f"{lane}tell").status_code == 200
    assert lanes_client.post(f"{lane}tell", HTTP_ORIGIN="https://elsewhere.example").status_code == 403
    assert lanes_client.post(f"{lane}tell", HTTP_ORIGIN="null").status_code == 403
    assert lanes_client.post(f"{lane}tell", HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_of_a_mistake_in_the_anonymous_lane_only_the_kind_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    LanesClient(raise_request_exception=False).get("/voice/broken")
    record = next(record for record in caplog.records if record.name == "unionhall.broken")
    assert "RuntimeError" in record.getMessage()
    assert not record.exc_info

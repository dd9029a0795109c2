"""The short lanes take a request apart as Django does."""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as settings_of_house
from django.core.handlers.wsgi import WSGIRequest
from django.urls import Resolver404, ResolverMatch, get_resolver
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.config.lean import ShortRequest, resolved

FORM = "application/x-www-form-urlencoded"
BODIES = st.one_of(
    st.lists(st.tuples(st.sampled_from(["q", "a1", "name", "号"]), st.text(max_size=4))).map(urlencode),
    st.text(alphabet="a=&;%+2号\u00ff", max_size=12),
).map(str.encode)


def _post(kind: type[WSGIRequest], body: bytes, content_type: str) -> dict[str, Any]:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/sit/x/save",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    return dict(kind(environ).POST.lists())


@settings(max_examples=60)
@given(body=BODIES, content_type=st.sampled_from([FORM, FORM + "; charset=utf-8", "text/plain"]))
def test_a_form_says_the_same_in_every_lane(body: bytes, content_type: str) -> None:
    assert _post(ShortRequest, body, content_type) == _post(WSGIRequest, body, content_type)


@settings(max_examples=60)
@given(
    cookie=st.text(alphabet='ab=; "\\\u00e9', max_size=12),
    path=st.sampled_from(["/sit/x/", "/sit/\u00e5\u00b1\u00b1", "//"]),
)
def test_cookies_and_address_are_the_same_in_every_lane(cookie: str, path: str) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_COOKIE": cookie, "wsgi.input": io.BytesIO()}
    here, there = ShortRequest(dict(environ)), WSGIRequest(dict(environ))
    assert (dict(here.COOKIES), here.path, here.path_info) == (dict(there.COOKIES), there.path, there.path_info)


@pytest.mark.parametrize("path", ["open/7/paper/", "open/x/paper/", "abc/paper/", "abc/save", "abc/save/", "a/b/c", ""])
@pytest.mark.parametrize("prefix", ["/sit/", "/c/"])
def test_an_address_leads_to_the_same_view_in_every_lane(prefix: str, path: str) -> None:
    def found(resolve: Callable[[str], ResolverMatch]) -> tuple[Any, ...] | None:
        try:
            match = resolve(prefix + path)
        except Resolver404:
            return None
        return match.func, match.args, match.kwargs, match.route, match.view_name, match.namespaces

    urls = settings_of_house.ROOT_URLCONF
    assert found(lambda where: resolved(urls, prefix, where)) == found(get_resolver(urls).resolve)

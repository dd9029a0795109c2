"""The short lanes take a form apart as Django does."""

import io
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIRequest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.config.lanes import ShortRequest

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

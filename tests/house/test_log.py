"""No log line opens a paper, finds a report or names a person."""

import pytest

from unionhall.config.log import redact, redact_event


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Not Found: /c/8fJk2-x9/", "Not Found: /c/…/"),
        ("POST /sit/abc123/save failed", "POST /sit/…/save failed"),
        ("/voice/answer/K7Q2-9ZXM", "/voice/…"),
        ("GET /desk/search/?q=王小明", "GET /desk/search/?…"),
        ("bad number 110101199003071234 here", "bad number <身份证号> here"),
        ("call 13812345678", "call <手机号>"),
        ("took 12345678 rows", "took 12345678 rows"),
    ],
)
def test_what_opens_or_names_is_taken_out(line: str, shown: str) -> None:
    assert redact(line) == shown


def test_fields_that_hold_secrets_are_never_shown() -> None:
    event = {"event": "seen at /c/x/", "phone": "13812345678", "token": "x", "rows": 3}
    assert redact_event(None, "info", event) == {
        "event": "seen at /c/…/",
        "phone": "<redacted>",
        "token": "<redacted>",
        "rows": 3,
    }

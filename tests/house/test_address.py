"""Links that leave the house can be opened outside it."""

import pytest
from pytest_django import Settings

from unionhall.kernel.actor import Refused
from unionhall.kernel.address import is_loopback, public_url


def test_a_link_stands_under_the_installations_address(settings: Settings) -> None:
    settings.UNIONHALL_URL = "https://hall.example.org"
    assert public_url("/c/abc/") == "https://hall.example.org/c/abc/"


@pytest.mark.parametrize(
    "url", ["", "http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000", "http://0.0.0.0"]
)
def test_a_link_that_only_this_machine_can_open_is_refused(settings: Settings, url: str) -> None:
    settings.UNIONHALL_URL = url
    settings.UNIONHALL_ALLOW_LOOPBACK_LINKS = False
    with pytest.raises(Refused, match="UNIONHALL_URL"):
        public_url("/c/abc/")


def test_the_demo_may_allow_it(settings: Settings) -> None:
    settings.UNIONHALL_URL = "http://127.0.0.1:8000"
    settings.UNIONHALL_ALLOW_LOOPBACK_LINKS = True
    assert public_url("/") == "http://127.0.0.1:8000/"
    assert is_loopback("http://127.1.2.3/")
    assert not is_loopback("https://10.0.0.7/")

"""One-time codes leave through whatever sender the installation names."""

from typing import Any, ClassVar

import pytest

from unionhall.kernel.people import senders


class Collecting:
    sent: ClassVar[list[tuple[str, str, str]]] = []

    def send_code(self, phone: str, code: str, purpose: str) -> None:
        self.sent.append((phone, code, purpose))


def test_codes_are_printed_unless_told_otherwise(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.UNIONHALL_SENDER = ""
    senders.send_code("13800138000", "123456", "登录")
    assert capsys.readouterr().out == "[登录] 138****8000 123456\n"


def test_the_installation_names_its_sender(settings: Any) -> None:
    settings.UNIONHALL_SENDER = f"{Collecting.__module__}.Collecting"
    senders.send_code("13800138000", "123456", "登录")
    assert type(senders.sender()).sent[-1] == ("13800138000", "123456", "登录")  # type: ignore[attr-defined]


def test_a_sender_that_does_not_exist_raises(settings: Any) -> None:
    settings.UNIONHALL_SENDER = "nowhere.Sender"
    with pytest.raises(ImportError):
        senders.sender()

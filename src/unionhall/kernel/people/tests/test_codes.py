"""Signing in by password or code: limits go by the number that was named, and tell nobody which numbers are known."""

from datetime import timedelta
from typing import Any

import pytest

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.people import accounts, actions, codes, senders
from unionhall.kernel.people.actions import NewPerson
from unionhall.kernel.people.models import Account, OneTimeCode

pytestmark = pytest.mark.django_db
PHONE, UNKNOWN, PASSWORD = "13800138000", "13900139000", "石榴花开在五月的院子里"


@pytest.fixture
def account() -> Account:
    system = Actor.system("测试")
    (wang,) = actions.add_people(system, [NewPerson("王芳", phone=PHONE)])
    _account, code = accounts.invite(system, wang, "")
    return accounts.activate(code, PHONE, PASSWORD)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes that were sent, the latest last."""
    found: list[str] = []
    monkeypatch.setattr(senders, "send_code", lambda phone, code, purpose: found.append(code))
    return found


def check(account: Account, code: str, purpose: str = codes.SIGN_IN) -> Account | None:
    return codes.check_code(login=account.login, purpose=purpose, code=code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_opens_once_and_for_its_purpose_alone(account: Account, sent: list[str]) -> None:
    codes.send_code(phone=PHONE, purpose=codes.SIGN_IN)
    assert check(account, sent[0], codes.RESET) is None
    assert check(account, f" {sent[0]} ") == account
    assert check(account, sent[0]) is None


def test_only_the_latest_code_counts(account: Account, sent: list[str]) -> None:
    codes.send_code(phone=PHONE, purpose=codes.SIGN_IN)
    codes.send_code(phone=PHONE, purpose=codes.SIGN_IN)
    if sent[0] != sent[1]:
        assert check(account, sent[0]) is None
    assert check(account, sent[1]) == account


def test_a_code_bears_five_tries(account: Account, sent: list[str]) -> None:
    codes.send_code(phone=PHONE, purpose=codes.SIGN_IN)
    for _i in range(codes.TRIES_PER_CODE):
        assert check(account, wrong(sent[0])) is None
    assert check(account, sent[0]) is None


def test_a_code_outlives_neither_its_time_nor_its_account(account: Account, sent: list[str]) -> None:
    codes.send_code(phone=PHONE, purpose=codes.SIGN_IN)
    with clock.set_to(clock.now() + codes.CODE_LIVES + timedelta(seconds=1)):
        assert check(account, sent[0]) is None
    accounts.close_account(accounts.owner_of(account), account, "")
    assert check(account, sent[0]) is None


def test_the_code_is_not_kept_in_the_clear(account: Account, sent: list[str]) -> None:
    codes.send_code(phone=PHONE, purpose=codes.SIGN_IN)
    assert sent[0] not in OneTimeCode.objects.get().code_hash


@pytest.mark.parametrize("phone", [PHONE, UNKNOWN])
def test_known_and_unknown_numbers_meet_the_same_limits(account: Account, sent: list[str], phone: str) -> None:
    for _i in range(codes.CODES_IN_WINDOW):
        codes.send_code(phone=phone, purpose=codes.SIGN_IN)
    with pytest.raises(Refused, match="验证码"):
        codes.send_code(phone=phone, purpose=codes.SIGN_IN)
    for _i in range(codes.WRONG_PASSWORDS_IN_WINDOW):
        assert codes.check_password(phone=phone, password="猜的密码不对的") is None
    with pytest.raises(Refused, match="密码"):
        codes.check_password(phone=phone, password=PASSWORD)
    assert len(sent) == (codes.CODES_IN_WINDOW if phone == PHONE else 0)
    with clock.set_to(clock.now() + codes.WINDOW + timedelta(seconds=1)):
        assert codes.check_password(phone=phone, password=PASSWORD) == (account if phone == PHONE else None)
        codes.send_code(phone=phone, purpose=codes.SIGN_IN)


def test_a_right_password_signs_in_and_a_closed_account_does_not(account: Account, settings: Any) -> None:
    assert codes.check_password(phone=PHONE, password=PASSWORD) == account
    accounts.close_account(accounts.owner_of(account), account, "")
    assert codes.check_password(phone=PHONE, password=PASSWORD) is None

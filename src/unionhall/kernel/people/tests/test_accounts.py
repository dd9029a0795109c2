"""From an invitation to a closed account; no secret is stored or journalled in the clear."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Grant, Reach, Refused
from unionhall.kernel.journal.models import Line
from unionhall.kernel.people import accounts, actions
from unionhall.kernel.people.actions import NewPerson
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.people.permissions import PeoplePermission

pytestmark = pytest.mark.django_db
AT = paths.child("", 7)
OFFICER = Actor(name="孙经办", account_id=900, grants=(Grant(PeoplePermission.ACCOUNTS.value, AT, Reach.BELOW),))
PHONE, PASSWORD = "13800138000", "石榴花开在五月的院子里"


@pytest.fixture
def wang() -> Person:
    return actions.add_people(Actor.system("测试"), [NewPerson("王芳", phone=PHONE)])[0]


@pytest.fixture
def active(wang: Person) -> Account:
    _account, code = accounts.invite(OFFICER, wang, AT)
    return accounts.activate(code, PHONE, PASSWORD)


def test_the_account_is_djangos_user_model() -> None:
    assert get_user_model() is Account


def test_from_invitation_to_use(wang: Person) -> None:
    account, code = accounts.invite(OFFICER, wang, paths.child(AT, 9))
    assert (account.state, account.is_active, account.has_usable_password()) == ("pending", False, False)
    assert len(code) == 10
    assert not set(code) & set("01OIL")
    spaced = f" {code[:5].lower()}-{code[5:]} "
    used = accounts.activate(spaced, "+86 138 0013 8000", PASSWORD)
    assert used == account
    assert used.is_active
    assert used.is_authenticated
    assert used.check_password(PASSWORD)
    assert accounts.account_by_phone("138-0013-8000") == used
    assert Account.objects.get_by_natural_key(used.login) == used
    assert [line.verb for line in Line.objects.order_by("id")] == ["accounts.invited", "accounts.activated"]


def test_no_secret_is_kept_or_journalled(wang: Person) -> None:
    account, code = accounts.invite(OFFICER, wang, AT)
    kept = json.dumps([model_to_dict(account), *Line.objects.values("data", "reason", "subject")], default=str)
    accounts.activate(code, PHONE, PASSWORD)
    account.refresh_from_db()
    kept += json.dumps([model_to_dict(account), *Line.objects.values("data", "reason", "subject")], default=str)
    for secret in (code, PHONE, PASSWORD):
        assert secret not in kept


@pytest.mark.parametrize("wrong", ["code", "phone", "late", "nothing", "garbage"])
def test_every_wrong_slip_gets_the_same_sentence(wang: Person, wrong: str) -> None:
    _account, code = accounts.invite(OFFICER, wang, AT)
    phone, when = PHONE, clock.now()
    if wrong == "code":
        code = code[::-1] if code != code[::-1] else "A" * 10
    elif wrong == "phone":
        phone = "13900139000"
    elif wrong == "late":
        when += timedelta(days=accounts.CODE_DAYS, minutes=1)
    elif wrong == "nothing":
        code = ""
    else:
        phone = "不是号码"
    with clock.set_to(when), pytest.raises(Refused, match="启用码或手机号不对，或者过了期"):
        accounts.activate(code, phone, PASSWORD)


def test_a_slip_works_once_and_the_newest_alone(wang: Person) -> None:
    _account, old = accounts.invite(OFFICER, wang, AT)
    account, new = accounts.invite(OFFICER, wang, AT)
    with pytest.raises(Refused):
        accounts.activate(old, PHONE, PASSWORD)
    assert accounts.activate(new, PHONE, PASSWORD) == account
    with pytest.raises(Refused):
        accounts.activate(new, PHONE, PASSWORD)
    with pytest.raises(Refused, match="已经有账号"):
        accounts.invite(OFFICER, wang, AT)


def test_a_weak_password_uses_up_no_slip(wang: Person) -> None:
    _account, code = accounts.invite(OFFICER, wang, AT)
    with pytest.raises(ValidationError):
        accounts.activate(code, PHONE, "1234")
    assert accounts.activate(code, PHONE, PASSWORD).is_active


def test_who_may_not_be_invited(wang: Person) -> None:
    twin, mute = actions.add_people(Actor.system("测试"), [NewPerson("王方", phone=PHONE), NewPerson("李强")])
    with pytest.raises(Denied):
        accounts.invite(OFFICER, wang, paths.child("", 8))
    with pytest.raises(Refused, match="没有手机号"):
        accounts.invite(OFFICER, mute, AT)
    accounts.invite(OFFICER, wang, AT)
    with pytest.raises(Refused, match="别人的账号"):
        accounts.invite(OFFICER, twin, AT)
    assert Account.objects.count() == 1


def test_a_password_is_set_by_its_owner_or_the_system(active: Account) -> None:
    owner = accounts.owner_of(active)
    accounts.set_password(owner, active, "青石板上的雨声响了一夜")
    active.refresh_from_db()
    assert active.check_password("青石板上的雨声响了一夜")
    accounts.set_password(Actor.system("unionhall"), active, PASSWORD)
    for stranger in (OFFICER, Actor.nobody()):
        with pytest.raises(Denied):
            accounts.set_password(stranger, active, PASSWORD)
    with pytest.raises(ValidationError):
        accounts.set_password(owner, active, "1234")
    assert Line.objects.filter(verb="accounts.password_changed").count() == 2


def test_a_closed_account_is_closed_and_can_be_invited_again(active: Account, wang: Person) -> None:
    with pytest.raises(Denied):
        accounts.close_account(Actor(name="路人", account_id=901), active, AT)
    accounts.close_account(OFFICER, active, AT, reason="调走")
    assert (active.state, active.is_active, active.has_usable_password()) == ("closed", False, False)
    assert Line.objects.get(verb="accounts.closed").reason == "调走"
    with pytest.raises(Denied):
        accounts.set_password(accounts.owner_of(active), active, PASSWORD)
    again, code = accounts.invite(OFFICER, wang, AT)
    assert again.pk == active.pk
    assert accounts.activate(code, PHONE, PASSWORD).is_active


def test_owners_close_their_own(active: Account) -> None:
    accounts.close_account(accounts.owner_of(active), active, AT)
    assert not active.is_active


@pytest.mark.parametrize("phone", ["", "110", "13900139000", "' OR 1=1"])
def test_an_unknown_number_has_no_account(active: Account, phone: Any) -> None:
    assert accounts.account_by_phone(phone) is None

"""Accounts: who may sign in. Passwords are hashed before a transaction begins; no secret reaches the journal."""

from __future__ import annotations

import secrets as entropy
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.journal import actions as journal_actions
from unionhall.kernel.people.documents import normalise_phone
from unionhall.kernel.people.models import Account, Factor, Person, RecoveryCode
from unionhall.kernel.people.permissions import PeoplePermission
from unionhall.kernel.people.secrets import keyed_hash

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which look alike on a slip
CODE_LENGTH = 10  # 31**10: too many to try
CODE_DAYS = 14
BATCH = 500


def login_of(phone: str) -> str:
    """Under what an account with this normalised telephone number is found; "" for none."""
    return keyed_hash(phone, purpose="login")


def account_by_phone(phone: str) -> Account | None:
    """The account whose telephone number this is, however it is typed and in whatever state; None if there is none."""
    try:
        login = login_of(normalise_phone(phone))
    except ValueError:
        return None
    return Account.objects.select_related("person").filter(login=login).first()


def invite(by: Actor, person: Person, at: str) -> tuple[Account, str]:
    """Open a pending account for ``person`` and give the activation code for their slip (valid ``CODE_DAYS`` days).

    ``at``: path of the unit that invites. Inviting again replaces the code; a closed account is pending again. Only the
    code's hash is kept. Raises Denied without ``PeoplePermission.ACCOUNTS`` there, Refused without a telephone number,
    for a number that is another's login, or an account that is in use.
    """
    return invite_many(by, [(person, at)])[0]


def invite_many(by: Actor, rows: Sequence[tuple[Person, str]]) -> list[tuple[Account, str]]:
    """The same for many people, each with the path of the unit that invites, in order; all or none.

    Whoever comes twice gets one account and one code. The number of queries grows by the batch, not by the person.
    """
    for at in {at for _person, at in rows}:
        by.must(PeoplePermission.ACCOUNTS, at=at)
    wanted = {person.pk: person for person, _at in rows}
    logins = {pk: login_of(person.phone) for pk, person in wanted.items()}
    for pk, login in logins.items():
        if not login:
            raise Refused(Reason("phone", _("{name}没有手机号，填上才能开通账号").format(name=wanted[pk].name)))
    codes = {pk: "".join(entropy.choice(CODE_ALPHABET) for _character in range(CODE_LENGTH)) for pk in wanted}
    hashes = {pk: _code_hash(code) for pk, code in codes.items()}
    until = clock.now() + timedelta(days=CODE_DAYS)
    with transaction.atomic():
        held = _locked_for(wanted)
        _must_be_free(logins)
        for pk, person in wanted.items():
            account = held.setdefault(pk, Account(person=person, created=clock.now(), password=make_password(None)))
            if account.is_active:
                raise Refused(Reason("has_account", _("{name}已经有账号").format(name=person.name)))
            account.login, account.state = logins[pk], Account.State.PENDING
            account.activation_hash, account.activation_until = hashes[pk], until
        new, known = ([one for one in held.values() if (one.pk is None) is is_new] for is_new in (True, False))
        Account.objects.bulk_create(new, batch_size=BATCH)
        Account.objects.bulk_update(known, _INVITED, batch_size=BATCH)
        journal_actions.write_many(by, [_invited(held[person.pk], at) for person, at in rows])
    return [(held[person.pk], codes[person.pk]) for person, _at in rows]


_INVITED = ("login", "state", "activation_hash", "activation_until")


def _locked_for(wanted: Mapping[int, Person]) -> dict[int, Account]:
    """The accounts that these people have, locked, by person."""
    found: dict[int, Account] = {}
    ids = sorted(wanted)
    for start in range(0, len(ids), BATCH):
        batch = Account.objects.select_for_update(of=("self",)).filter(person__in=ids[start : start + BATCH])
        found |= {account.person_id: account for account in batch.select_related("person").order_by("pk")}
    return found


def _must_be_free(logins: Mapping[int, str]) -> None:
    """Raise Refused where a login is somebody else's account, or two people's at once."""
    owners = {login: pk for pk, login in logins.items()}
    keys = list(owners)
    for start in range(0, len(keys), BATCH):
        taken = Account.objects.filter(login__in=keys[start : start + BATCH]).values_list("login", "person_id")
        if len(keys) < len(logins) or any(owners[login] != person_id for login, person_id in taken):
            raise Refused(Reason("login_taken", _("这个手机号已经是别人的账号")))


def _invited(account: Account, at: str) -> journal_actions.Entry:
    unit_id = paths.unit_id(at) if at else None
    return journal_actions.Entry("accounts.invited", unit_id, account, (account.person,))


def activate(code: str, phone: str, password: str) -> Account:
    """Take an account into use with the code from the slip and a first password.

    Raises Refused, with one sentence for every wrong or outdated pair of code and telephone number, so that nothing
    shows which numbers have accounts; ValidationError for a weak password.
    """
    account = account_by_phone(phone)
    if account is None or not _fits(account, code):
        raise Refused(Reason("activation", _("启用码或手机号不对，或者过了期。找给您启用条的人换一张新的")))
    validate_password(password, account)
    hashed = make_password(password)
    with transaction.atomic():
        taken = Account.objects.filter(pk=account.pk, activation_hash=account.activation_hash).update(
            state=Account.State.ACTIVE, activation_hash="", activation_until=None, password=hashed
        )
        if not taken:
            raise Refused(Reason("activation", _("这张启用条刚刚用过了，直接登录")))
        account.refresh_from_db()
        _write(owner_of(account), "accounts.activated", account)
    return account


def set_password(by: Actor, account: Account, password: str) -> None:
    """Give an account a new password: by its owner (signed in, or proved by a one-time code) or the system.

    Raises Denied for anybody else and for an account that is not in use, ValidationError for a weak password.
    """
    if not (by.is_system or by.account_id == account.pk) or not account.is_active:
        raise Denied("password")
    validate_password(password, account)
    hashed = make_password(password)
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(password=hashed)
        _write(by, "accounts.password_changed", account)
    account.password = hashed


def close_account(by: Actor, account: Account, at: str, reason: str = "") -> None:
    """End the right to sign in: password and codes are gone, running sessions end with the next request.

    Raises Denied without ``PeoplePermission.ACCOUNTS`` at path ``at`` (owners may close their own).
    """
    if by.account_id is None or by.account_id != account.pk:
        by.must(PeoplePermission.ACCOUNTS, at=at)
    unusable = make_password(None)
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(
            state=Account.State.CLOSED, password=unusable, activation_hash="", activation_until=None
        )
        Factor.objects.filter(account=account).delete()
        RecoveryCode.objects.filter(account=account).delete()
        _write(by, "accounts.closed", account, unit_id=paths.unit_id(at) if at else None, reason=reason)
    account.refresh_from_db()


def owner_of(account: Account) -> Actor:
    """The owner of an account acting on it alone, without any office: as whom a password reset acts."""
    return Actor(name=account.person.name, account_id=account.pk, person_id=account.person_id)


def _code_hash(code: str) -> str:
    return keyed_hash(code, purpose="activation")


def _fits(account: Account, code: str) -> bool:
    plain = "".join(code.split()).replace("-", "").upper()
    if account.state != Account.State.PENDING or account.activation_until is None:
        return False
    return account.activation_until > clock.now() and entropy.compare_digest(_code_hash(plain), account.activation_hash)


def _write(by: Actor, verb: str, account: Account, *, unit_id: int | None = None, reason: str = "") -> None:
    journal_actions.write(by=by, verb=verb, unit_id=unit_id, subject=account, about=(account.person,), reason=reason)

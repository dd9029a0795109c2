"""Proving who one is at sign-in: by password, or by a code sent to the telephone.

Limits go by the login that was named, never by network address (a factory is one address), and hold for unknown
numbers too, so that nothing tells whether a number has an account.
"""

import secrets as entropy
from datetime import timedelta
from hmac import compare_digest

from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Reason, Refused
from unionhall.kernel.people import senders
from unionhall.kernel.people.accounts import login_of
from unionhall.kernel.people.models import Account, OneTimeCode, SignInTry
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.kernel.people.signins import Whence

SIGN_IN, RESET = "sign-in", "reset"
CODE_LIVES = timedelta(minutes=10)
TRIES_PER_CODE = 5
WINDOW = timedelta(hours=1)
CODES_IN_WINDOW = 5
WRONG_PASSWORDS_IN_WINDOW = 10
TRIES_KEPT = timedelta(days=30)  # told to the owner of the account
NOWHERE = Whence()


def send_code(*, phone: str, purpose: str) -> None:
    """Send a code of six digits if the number has an active account; do nothing visible if it has none.

    Raises Refused when five codes were asked for within an hour.
    """
    login = login_of(phone)
    if _tries(login, "send") >= CODES_IN_WINDOW:
        raise Refused(Reason("too-many-codes", _("一小时内已经要过 5 次验证码。过一小时再要。")))
    code = f"{entropy.randbelow(10**6):06d}"
    account = Account.objects.filter(login=login, state=Account.State.ACTIVE).first()
    with transaction.atomic():
        SignInTry.objects.filter(at__lt=clock.now() - TRIES_KEPT).delete()
        SignInTry.objects.create(login=login, kind="send", at=clock.now())
        if account is not None:
            OneTimeCode.objects.update_or_create(
                account=account,
                purpose=purpose,
                defaults={
                    "code_hash": _code_hash(account.pk, purpose, code),
                    "expires": clock.now() + CODE_LIVES,
                    "tries_left": TRIES_PER_CODE,
                },
            )
    if account is not None:
        senders.send_code(phone, code, _("登录验证码") if purpose == SIGN_IN else _("改密码的验证码"))


def check_code(*, login: str, purpose: str, code: str, whence: Whence = NOWHERE) -> Account | None:
    """The account whose live code this is; the code is used up. None for anything else, and one try fewer."""
    found = OneTimeCode.objects.select_related("account").filter(account__login=login, purpose=purpose).first()
    expected = found.code_hash if found else ""
    given = _code_hash(found.account_id if found else 0, purpose, code.strip())
    if found is None or found.expires < clock.now() or not found.account.is_active:
        return None
    with transaction.atomic():
        taken = OneTimeCode.objects.filter(pk=found.pk, code_hash=expected, tries_left__gt=0)
        if not taken.update(tries_left=F("tries_left") - 1):
            return None
        if not compare_digest(expected, given):
            _note_wrong(login, "code", whence)
            return None
        used_up, _rows = OneTimeCode.objects.filter(pk=found.pk, code_hash=expected).delete()
    return found.account if used_up else None


def check_password(*, phone: str, password: str, whence: Whence = NOWHERE) -> Account | None:
    """The active account with this number and password, else None.

    Raises Refused after ten wrong passwords for one number within an hour; a code still opens the door then.
    """
    return _by_password(login_of(phone), password, whence)


def confirm_password(account: Account, password: str, whence: Whence) -> bool:
    """Whether it is the password of somebody who is in already, asked before what decides on their account.

    Counted and refused as at the door.
    """
    return _by_password(account.login, password, whence) is not None


def _by_password(login: str, password: str, whence: Whence) -> Account | None:
    if _tries(login, "password") >= WRONG_PASSWORDS_IN_WINDOW:
        raise Refused(Reason("too-many-passwords", _("密码错了 10 次。一小时后再试，或者用验证码登录。")))
    account = authenticate(username=login, password=password)  # hashes even when nobody is found
    if isinstance(account, Account):
        return account
    _note_wrong(login, "password", whence)
    return None


def _note_wrong(login: str, kind: str, whence: Whence) -> None:
    SignInTry.objects.create(login=login, kind=kind, at=clock.now(), device=whence.device, network=whence.network)


def _tries(login: str, kind: str) -> int:
    return SignInTry.objects.filter(login=login, kind=kind, at__gt=clock.now() - WINDOW).count()


def _code_hash(account_id: int, purpose: str, code: str) -> str:
    return keyed_hash(str(account_id), purpose, code or "-", purpose="one-time-code")

"""The second factor: an authenticator app or a passkey beside the password, and codes for when it is lost.

Wrong codes are counted at the account's login like wrong passwords, known to no session.
"""

import secrets as entropy
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.people import passkeys, signins, totp
from unionhall.kernel.people.accounts import CODE_ALPHABET
from unionhall.kernel.people.models import Account, Factor, RecoveryCode, SignInTry
from unionhall.kernel.people.permissions import PeoplePermission
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.kernel.people.signins import Whence

RECOVERY_CODES = 10
RECOVERY_LENGTH = 10  # characters: 31**10
MOST_FACTORS = 10
WINDOW = timedelta(hours=1)
WRONG_IN_WINDOW = 10


def of(account: Account) -> list[Factor]:
    """The account's factors in the order they were added."""
    return list(Factor.objects.filter(account=account).order_by("pk"))


def recovery_left(account: Account) -> int:
    """How many recovery codes have not been used."""
    return RecoveryCode.objects.filter(account=account).count()


def keys_of(account: Account) -> list[str]:
    """The keys of the account's passkeys."""
    return [each.secret for each in of(account) if each.kind == Factor.Kind.PASSKEY]


def add_app(by: Actor, account: Account, *, secret: str, code: str, name: str) -> list[str]:
    """Take an authenticator app into use with its first code; the recovery codes, if it is the first factor.

    Raises Denied for anybody but the owner, Refused for a wrong code.
    """
    step = totp.fitting_step(secret, code, clock.now().timestamp())
    if step is None:
        raise Refused(Reason("code", _("验证码不对。看验证器里现在的 6 位数，手机的时间也要准")))
    return _add(by, account, Factor(kind=Factor.Kind.APP, secret=secret, name=name, last_step=step))


def add_passkey(by: Actor, account: Account, *, credential: tuple[str, str], name: str) -> list[str]:
    """Take a passkey into use (``passkeys.added``); the recovery codes, if it is the first factor.

    Raises Denied for anybody but the owner, Refused for a passkey that is known already.
    """
    key_id, key = credential
    return _add(by, account, Factor(kind=Factor.Kind.PASSKEY, secret=key, key_hash=_key_hash(key_id), name=name))


def renew_recovery(by: Actor, account: Account) -> list[str]:
    """New recovery codes; the old ones open nothing any more. Raises Denied for anybody but the owner."""
    _must_own(by, account)
    codes, rows = _recovery(account)
    with transaction.atomic():
        RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(rows)
        journal.write(by=by, verb="accounts.recovery_renewed", subject=account, about=(account.person,))
    return codes


def remove(by: Actor, account: Account, factor_id: int) -> None:
    """Give a factor up; with the last one go the recovery codes. Raises Denied for another's."""
    _must_own(by, account)
    with transaction.atomic():
        _gone, rows = Factor.objects.filter(account=account, pk=factor_id).delete()
        if not rows:
            raise Denied("factor")
        if not Factor.objects.filter(account=account).exists():
            RecoveryCode.objects.filter(account=account).delete()
        journal.write(by=by, verb="accounts.factor_removed", subject=account, about=(account.person,))


def reset(by: Actor, account: Account, *, at: str) -> None:
    """Take all factors from somebody who has lost them, in the name of the union at path ``at``; sessions end.

    Raises Denied without ``PeoplePermission.ACCOUNTS`` there; Refused for one's own.
    """
    by.must(PeoplePermission.ACCOUNTS, at=at)
    if by.account_id == account.pk:
        raise Refused(Reason("own", _("自己的两步验证不能这样取消，用恢复码登录")))
    with transaction.atomic():
        Factor.objects.filter(account=account).delete()
        RecoveryCode.objects.filter(account=account).delete()
        signins.cut_off(account)
        unit_id = paths.unit_id(at) if at else None
        journal.write(by=by, verb="accounts.factors_reset", unit_id=unit_id, subject=account, about=(account.person,))


def check_code(account: Account, given: str, whence: Whence) -> str:
    """How the code proves the owner: "app" for an app's, "recovery" for a recovery code, which is used up; "" if not.

    Raises Refused after ten wrong ones within an hour.
    """
    _must_not_guess(account)
    now = clock.now()
    for factor in of(account):
        step = totp.fitting_step(factor.secret, given, now.timestamp()) if factor.kind == Factor.Kind.APP else None
        # a code opens once: whoever looks over a shoulder comes too late
        unused = Factor.objects.filter(pk=factor.pk, last_step__lt=step) if step is not None else None
        if unused is not None and unused.update(last_step=step, used=now):
            return "app"
    used_up, _rows = RecoveryCode.objects.filter(account=account, code_hash=_recovery_hash(account, given)).delete()
    if used_up:
        return "recovery"
    _note_wrong(account, whence)
    return ""


def check_passkey(account: Account, *, host: str, state: passkeys.State, answer: str, whence: Whence) -> bool:
    """Whether the browser has shown one of the account's passkeys. Raises Refused as ``check_code`` does."""
    _must_not_guess(account)
    try:
        key_id = passkeys.proved(host, state, keys_of(account), answer)
    except ValueError:
        _note_wrong(account, whence)
        return False
    return bool(Factor.objects.filter(account=account, key_hash=_key_hash(key_id)).update(used=clock.now()))


def owner_of_passkey(*, host: str, state: passkeys.State, answer: str, whence: Whence) -> Account | None:
    """Whose passkey the browser has shown to nobody's question: both steps at once, for it asks for the owner's finger,
    face or device code. None for an unknown one. Raises Refused as ``check_code`` does.
    """
    known = Factor.objects.select_related("account__person").filter(
        kind=Factor.Kind.PASSKEY, key_hash=_key_hash(passkeys.id_in(answer)), account__state=Account.State.ACTIVE
    )
    factor = known.first()
    if factor is None:
        return None
    is_shown = check_passkey(factor.account, host=host, state=state, answer=answer, whence=whence)
    return factor.account if is_shown else None


def _add(by: Actor, account: Account, factor: Factor) -> list[str]:
    _must_own(by, account)
    had = of(account)
    if len(had) >= MOST_FACTORS:
        raise Refused(Reason("many", _("已经有 %(n)d 种验证方式，先去掉不用的") % {"n": len(had)}))
    factor.account, factor.created = account, clock.now()
    codes, rows = ([], []) if had else _recovery(account)
    try:
        with transaction.atomic():
            factor.save()
            RecoveryCode.objects.bulk_create(rows)
            journal.write(by=by, verb="accounts.factor_added", subject=account, about=(account.person,))
    except IntegrityError:
        raise Refused(Reason("known", _("这个通行密钥已经加过了"))) from None
    return codes


def _recovery(account: Account) -> tuple[list[str], list[RecoveryCode]]:
    codes = [
        "".join(entropy.choice(CODE_ALPHABET) for _one in range(RECOVERY_LENGTH)) for _code in range(RECOVERY_CODES)
    ]
    return codes, [RecoveryCode(account=account, code_hash=_recovery_hash(account, code)) for code in codes]


def _must_own(by: Actor, account: Account) -> None:
    if by.account_id != account.pk or not account.is_active:
        raise Denied("factor")


def _must_not_guess(account: Account) -> None:
    wrong = SignInTry.objects.filter(login=account.login, kind="second", at__gt=clock.now() - WINDOW).count()
    if wrong >= WRONG_IN_WINDOW:
        raise Refused(Reason("too-many", _("错了 10 次。一小时后再试。")))


def _note_wrong(account: Account, whence: Whence) -> None:
    SignInTry.objects.create(
        login=account.login, kind="second", at=clock.now(), device=whence.device, network=whence.network
    )


def _key_hash(key_id: str) -> str:
    return keyed_hash(key_id, purpose="passkey")


def _recovery_hash(account: Account, code: str) -> str:
    plain = "".join(code.split()).replace("-", "").upper()
    return keyed_hash(str(account.pk), plain or "-", purpose="recovery-code")

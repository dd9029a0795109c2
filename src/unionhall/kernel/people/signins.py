"""Who came in when, how and on what: told to the owner alone, who may end what is open."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.people.models import Account, SignIn, SignInTry

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Whence:
    """On what device and network somebody is: ``devices.device_of``, ``devices.network_of``."""

    device: str = ""
    network: str = ""


def opened(account: Account, *, how: str, whence: Whence, session_key: str) -> SignIn:
    """Somebody has come in; forgets what is older than three months."""
    now = clock.now()
    with transaction.atomic():
        SignIn.objects.filter(account=account, at__lt=now - KEPT).delete()
        return SignIn.objects.create(
            account=account, at=now, how=how, device=whence.device, network=whence.network, session_key=session_key
        )


def left(session_key: str) -> None:
    """Somebody has signed out."""
    SignIn.objects.filter(session_key=session_key).update(session_key="", ended=clock.now())


def moved(session_key: str, to: str) -> None:
    """A session got a new key, as it does when the password changes."""
    SignIn.objects.filter(session_key=session_key).update(session_key=to)


def history(account: Account) -> QuerySet[SignIn]:
    """All that are kept, the latest first."""
    return SignIn.objects.filter(account=account).order_by("-at", "-pk")


def failed(account: Account) -> QuerySet[SignInTry]:
    """Wrong passwords and codes that named this account, the latest first."""
    return SignInTry.objects.filter(login=account.login).exclude(kind="send").order_by("-at", "-pk")


def open_sessions(account: Account) -> list[SignIn]:
    """Those whose session still runs, the latest first."""
    candidates = list(history(account).exclude(session_key=""))
    keys = [each.session_key for each in candidates]
    running = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    alive = set(running.values_list("session_key", flat=True))
    return [each for each in candidates if each.session_key in alive]


def end(by: Actor, account: Account, sign_in_id: int) -> None:
    """End one session of one's own. Raises Denied for another's and for one that has ended."""
    found = SignIn.objects.filter(account=account, pk=sign_in_id).exclude(session_key="").first()
    if found is None or by.account_id != account.pk:
        raise Denied("session")
    _end(by, account, [found])


def end_all(by: Actor, account: Account, *, but: str = "") -> int:
    """End all sessions of an account, ``but`` the one with this key; how many.

    Raises Denied for anybody but the owner and the system.
    """
    if not by.is_system and by.account_id != account.pk:
        raise Denied("session")
    return _end(by, account, [each for each in open_sessions(account) if each.session_key != but])


def cut_off(account: Account) -> None:
    """Sessions end because somebody else decided so; called by that action, inside its transaction."""
    rows = SignIn.objects.filter(account=account).exclude(session_key="")
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.update(session_key="", ended=clock.now())


def _end(by: Actor, account: Account, ended: list[SignIn]) -> int:
    with transaction.atomic():
        Session.objects.filter(session_key__in=[each.session_key for each in ended]).delete()
        SignIn.objects.filter(pk__in=[each.pk for each in ended]).update(session_key="", ended=clock.now())
        if ended:
            journal.write(by=by, verb="accounts.sessions_ended", subject=account, data={"n": len(ended)})
    return len(ended)

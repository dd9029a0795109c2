"""What merging two files means for the right to sign in, and what a person is told of their own file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.actor import Reason, Refused
from unionhall.kernel.people.declare import Holding, Told
from unionhall.kernel.people.models import Account, Person

_STATE = ("state", "activation_hash", "activation_until")


def _account(person: Person) -> Account | None:
    return Account.objects.filter(person=person).first()


def _against(kept: Person, gone: Person) -> list[Reason]:
    mine, other = _account(kept), _account(gone)
    if mine is None or other is None or not other.is_active:
        return []
    if mine.is_active:
        return [Reason("accounts", _("两份档案各有一个在用的账号，先停用一个"))]
    return [Reason("account", _("要去掉的那份有在用的账号。换过来，留下有账号的那份"))]


def _effects(kept: Person, gone: Person) -> list[str]:
    mine, other = _account(kept), _account(gone)
    if other is None:
        return [_("登录账号：照旧")] if mine is not None else []
    if mine is None:
        return [_("登录账号转到留下的这份，登录的手机号和密码不变")]
    return [_("登录账号：留下的这份照旧；另一份没启用的账号停用")]


def _merge(kept: Person, gone: Person) -> dict[str, Any] | None:
    """The account goes along; where both have one, that which is not in use stays behind, closed."""
    mine, other = _account(kept), _account(gone)
    if other is None:
        return None
    if mine is None:
        Account.objects.filter(pk=other.pk).update(person=kept)
        return {"moved": other.pk}
    was = {name: getattr(other, name) for name in _STATE}
    was["activation_until"] = was["activation_until"].isoformat() if was["activation_until"] else None
    closed = {"state": Account.State.CLOSED, "activation_hash": "", "activation_until": None}
    Account.objects.filter(pk=other.pk).update(**closed)
    return {"closed": other.pk, "was": was}


def _unmerge(kept: Person, gone: Person, data: dict[str, Any] | None) -> None:
    if not data:
        return
    if "moved" in data:
        Account.objects.filter(pk=data["moved"], person=kept).update(person=gone)
    elif not Account.objects.filter(pk=data["closed"], person=gone).update(**data["was"]):
        raise Refused(Reason("account", _("账号在合并以后又变过，两份分不开了")))


def _tell(ids: Collection[int]) -> Sequence[Told]:
    found = Account.objects.filter(person_id__in=ids).annotate(came=Count("sign_ins")).order_by("pk")
    told = [
        Told(_("登录账号，%(state)s，%(day)s 开通") % {"state": each.get_state_display(), "day": _day(each)})
        for each in found
    ]
    came = sum(each.came for each in found)
    if came:
        told.append(Told(_("登录记录 %(n)d 条：时间、方式、设备和大致的网络，留 90 天") % {"n": came}))
    return told


def _day(account: Account) -> str:
    return account.created.date().isoformat()


ACCOUNTS = Holding(
    key="people.accounts",
    label=gettext_lazy("登录账号"),
    stays=("people.Account.person",),
    against=_against,
    effects=_effects,
    merge=_merge,
    unmerge=_unmerge,
    tell=_tell,
)

"""What people ask about their own data, and the union's answer: put right, erased, or not and why.

《个人信息保护法》 (2021), articles 46, 47 and 50 (PI-46, PI-47, PI-50).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people import actions as people_actions
from unionhall.kernel.people.actions import NewPerson
from unionhall.kernel.people.erasing import erase
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import seal
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.membership import queries
from unionhall.modules.membership.actions.members import edit_member
from unionhall.modules.membership.models import DataRequest, Transfer
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.procedure import ACCEPT, REFUSE, WITHDRAW
from unionhall.modules.membership.queries import own

CORRECT, ERASE = DataRequest.Kind.CORRECT, DataRequest.Kind.ERASE


def ask_to_correct(by: Actor, changes: Mapping[str, Any], *, why: str) -> DataRequest:
    """Ask the union to change fields of my file (those of ``NewPerson``, normalised). Raises as ``_ask``.

    Raises Refused where nothing would change.
    """
    person = own.person_of(by)
    wanted = {key: value for key, value in changes.items() if getattr(person, key) != value}
    if unknown := set(wanted) - set(NewPerson.__slots__):
        raise ValueError(f"a person has no {sorted(unknown)}")
    if not wanted:
        raise Refused(Reason("same", _("和现在登记的一样，没有要改的")))
    return _ask(by, person, CORRECT, {"changes": wanted, "why": why.strip()})


def ask_to_erase(by: Actor, *, why: str) -> DataRequest:
    """Ask the union to erase my name and numbers. Raises as ``_ask``."""
    return _ask(by, own.person_of(by), ERASE, {"why": why.strip()})


def withdraw_request(by: Actor, request: DataRequest) -> None:
    """Take my own request back. Raises Refused for somebody else's or a decided one."""
    with transaction.atomic():
        procedures.take(by, request, WITHDRAW)
        _decided(request)


def asked_for(request: DataRequest) -> tuple[dict[str, Any], str]:
    """(fields as they should be, why), for a page that has checked its reader; nothing once it is decided."""
    if not request.details:
        return {}, ""
    known = json.loads(request.details)
    changes = known.get("changes", {})
    if changes.get("born"):
        changes["born"] = date.fromisoformat(changes["born"])
    return changes, known["why"]


def grant(by: Actor, request: DataRequest) -> None:
    """Do what was asked, at once. Needs ROLL_WRITE at the union; raises Refused with what speaks against it."""
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(request.unit))
    changes, _why = asked_for(request)
    with transaction.atomic():
        procedures.take(by, request, ACCEPT)
        if request.kind == ERASE:
            _decided(request)
            erase(by, request.person, unit_id=request.unit_id)
            return
        held = queries.open_membership(request.person_id)
        if held is not None and held.unit_id == request.unit_id:
            edit_member(by, held, changes)
        else:
            people_actions.change_person(by, request.person, changes, unit_id=request.unit_id)
        _decided(request)


def decline(by: Actor, request: DataRequest, *, reason: str) -> None:
    """Do not do it, and say why: the person reads it. Needs ROLL_WRITE at the union."""
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(request.unit))
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不办，本人看得到")))
    with transaction.atomic():
        procedures.take(by, request, REFUSE, reason=reason.strip())
        _decided(request, answer=reason.strip()[:200])


def forget_words(ids: Any) -> None:
    """What people wrote about somebody who is erased need not be kept. Inside the caller's transaction."""
    Transfer.objects.filter(person_id__in=ids).update(reason="", answer="")
    DataRequest.objects.filter(person_id__in=ids).update(details="", answer="")


def _ask(by: Actor, person: Person, kind: str, details: dict[str, Any]) -> DataRequest:
    """Raises Refused while another request of the kind is open, or when no union keeps the file."""
    unit = own.unit_of(person.pk)
    if unit is None:
        raise Refused(Reason("nobody", _("没有哪个工会管您的档案，打电话给上级工会")))
    sealed = seal(json.dumps(details, default=str, ensure_ascii=False))
    request = DataRequest(kind=kind, person=person, unit=unit, details=sealed, asked=clock.today())
    try:
        with transaction.atomic():
            procedures.begin(by, request)
    except IntegrityError:
        raise Refused(Reason("open", _("上一件还没办完，办完了再提，或者先撤回"))) from None
    return request


def _decided(request: DataRequest, answer: str = "") -> None:
    """What was written is not kept any longer than it is needed (PI-19)."""
    values = {"details": "", "answer": answer, "decided": clock.today()}
    DataRequest.objects.filter(pk=request.pk).update(**values)
    request.details, request.answer, request.decided = "", answer, clock.today()

"""Joining by a union's own link: somebody asks, the union approves or says why not."""

import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.actions import NewPerson
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.people.secrets import keyed_hash, seal
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.membership.actions.members import NewMember, add_member, ask_for
from unionhall.modules.membership.actions.rows import must_have_members
from unionhall.modules.membership.models import Application, JoinLink
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.procedure import APPROVE, RECEIVED, REFUSE
from unionhall.modules.membership.queries import joining as queries

MOST_IN_AN_HOUR = 200  # on one link: a whole shift may ask at once, a machine may not fill the inbox
_HOUR = 3600
_KEPT = ("name", "document_kind", "document", "phone", "sex", "born", "group")


def open_link(by: Actor, unit: Unit) -> JoinLink:
    """The union's link; made if there is none. Needs ROLL_WRITE there, Refused for a unit without members."""
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(unit))
    must_have_members(unit)
    if known := queries.join_link(unit):
        return known
    with transaction.atomic():
        link = JoinLink.objects.create(unit=unit, token=secrets.token_urlsafe(12), created=clock.now())
        journal.write(by=by, verb="membership.link_opened", unit_id=unit.pk, subject=link)
    return link


def close_link(by: Actor, unit: Unit) -> None:
    """The link takes nobody in any more; what was sent stays. Needs ROLL_WRITE there."""
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(unit))
    link = queries.join_link(unit)
    if link is None:
        return
    with transaction.atomic():
        JoinLink.objects.filter(pk=link.pk).update(closed=clock.now())
        journal.write(by=by, verb="membership.link_closed", unit_id=unit.pk, subject=link)


def apply_to_join(link: JoinLink, said: Mapping[str, Any]) -> None:
    """Take in what somebody wrote. Anybody with the link may; the answer is the same whether they are known or not.

    The same name and telephone again, while the first still waits, changes nothing. Raises Refused for a closed link
    and while very much comes in.
    """
    if link.closed is not None or link.unit.state == Unit.State.ENDED:
        raise Refused(Reason("closed", _("这个链接停用了，找本单位工会要新的")))
    applicant = keyed_hash(normalise(said["name"]), said["phone"], purpose="application")
    waiting = Application.objects.filter(unit=link.unit, applicant=applicant, state=RECEIVED)
    if waiting.exists():
        return
    _slow_down(link)
    details = seal(json.dumps({key: said.get(key) or "" for key in _KEPT}, default=str, ensure_ascii=False))
    application = Application(unit=link.unit, details=details, applicant=applicant, received=clock.today())
    try:
        with transaction.atomic():
            procedures.begin(Actor.nobody(), application)
    except IntegrityError:  # the same form at the same moment
        if not waiting.exists():
            raise


def typed(application: Application) -> NewMember | None:
    """What the applicant wrote, for a page that has checked its reader; None once it is decided."""
    if not application.details:
        return None
    known = json.loads(application.details)
    person = NewPerson(
        name=known["name"],
        document_kind=known["document_kind"] if known["document"] else "",
        document=known["document"],
        phone=known["phone"],
        sex=known["sex"],
        born=date.fromisoformat(known["born"]) if known["born"] else None,
    )
    return NewMember(person, group=known["group"])


def approve(by: Actor, application: Application) -> Person:
    """Take the applicant in from today; somebody who belongs elsewhere is asked for instead (``transfers.ask``).

    Needs ROLL_WRITE there. Raises Refused with what speaks against it, as for somebody who is on this roll already;
    then the application waits on.
    """
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(application.unit))
    new = typed(application)
    with transaction.atomic():
        procedures.take(by, application, APPROVE)
        if new is None:
            raise ValueError("an open application has its details")
        person = _taken_in(by, application.unit, new)
        _decided(application, person)
    return person


def refuse_application(by: Actor, application: Application, *, reason: str) -> None:
    """Do not take the applicant in, and say why. Needs ROLL_WRITE there, Refused without a reason."""
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(application.unit))
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不批准，要告诉本人")))
    with transaction.atomic():
        procedures.take(by, application, REFUSE, reason=reason.strip())
        _decided(application, None)


def _taken_in(by: Actor, unit: Unit, new: NewMember) -> Person:
    try:
        with transaction.atomic():
            return add_member(by, unit, new).person
    except Refused as refused:
        if all(reason.code != "elsewhere" for reason in refused.reasons):
            raise
    return ask_for(by, unit, new).person


def _decided(application: Application, person: Person | None) -> None:
    """What the applicant wrote is not kept any longer than it is needed (《个人信息保护法》, article 19)."""
    Application.objects.filter(pk=application.pk).update(details="", decided=clock.today(), person=person)
    application.details, application.decided, application.person = "", clock.today(), person


def _slow_down(link: JoinLink) -> None:
    key = f"membership-join-{link.pk}-{int(clock.now().timestamp()) // _HOUR}"
    cache.add(key, 0, _HOUR)
    if cache.incr(key) > MOST_IN_AN_HOUR:
        raise Refused(Reason("crowded", _("这一小时申请的人太多，过一小时再来")))

"""Joining, leaving, keeping membership and coming back, one person at a time.

Every change of standing ends a row and begins the next on the same day, so that the roll of any day can be read.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.membership.actions.recognising import forget, recognise
from unionhall.modules.membership.actions.rows import end_on, must_have_members
from unionhall.modules.membership.actions.transfers import lapse_of
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.permissions import MembershipPermission

FULL, KEPT = Membership.Standing.FULL, Membership.Standing.KEPT
Cause = Membership.Cause
# why a membership is kept: 会籍 stays with the old union (MEM-RET), without dues and without a vote (ELE-04)
KEPT_FOR = (Cause.RETIRED, Cause.JOBLESS, Cause.CLOSED, Cause.OTHER)
ENDED_FOR = (Cause.GONE, Cause.LEFT, Cause.DIED, Cause.OTHER)


def join(by: Actor, person: Person, unit: Unit, *, since: date | None = None, group: str = "") -> Membership:
    """Put a person on the roll of a grassroots unit from ``since`` (today).

    Needs ROLL_WRITE there. Raises Refused for a unit that has no members of its own, a day to come, a day on which the
    person belonged elsewhere, and somebody who is on a roll already: a person has one primary membership, which
    follows the employment (《工会会员会籍管理办法》 2016, article 3).
    """
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(unit))
    since = since or clock.today()
    must_have_members(unit)
    if since > clock.today():
        raise Refused(Reason("future", _("入会日期还没到")))
    with transaction.atomic():
        _must_be_free(person, since)
        try:
            with transaction.atomic():
                membership = Membership.objects.create(person=person, unit=unit, since=since, group=group.strip()[:60])
        except IntegrityError:  # somebody else put them on a roll in the same moment
            raise Refused(_belongs()) from None
        recognise(person, unit)
        _write(by, "membership.joined", membership, {"on": since.isoformat()})
    return membership


def leave(
    by: Actor, membership: Membership, *, on: date | None = None, reason: str, cause: str = Cause.GONE
) -> Membership:
    """End a membership from ``on`` (today): the person is recognised on the unit's links no more.

    Needs ROLL_WRITE there. Raises Refused without a reason, for a day before the membership began or still to come,
    and when it has ended already.
    """
    _must_write(by, membership)
    if cause not in ENDED_FOR:
        raise ValueError(f"a membership does not end for {cause!r}")
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么离会，如退休、调走")))
    on = on or clock.today()
    with transaction.atomic():
        lapse_of(membership.person)
        membership = end_on(membership, on, cause)
        forget(membership.person)
        _write(by, "membership.left", membership, {"on": on.isoformat(), "cause": str(cause)}, reason)
    return membership


def keep(by: Actor, membership: Membership, *, on: date | None = None, cause: str, reason: str) -> Membership:
    """Only keep the membership from ``on`` (today): the person stays on the roll, pays no dues and does not vote.

    For those who retired, are without work or whose unit was closed (MEM-RET, MEM-KEEP). Returns the row that begins.
    Needs ROLL_WRITE there. Raises Refused as ``leave`` does, and when it is kept already.
    """
    if cause not in KEPT_FOR:
        raise ValueError(f"a membership is not kept for {cause!r}")
    return _stand(by, membership, KEPT, on=on, verb="membership.kept", reason=reason, cause=cause)


def resume(by: Actor, membership: Membership, *, on: date | None = None, reason: str) -> Membership:
    """A kept membership is a full one again from ``on`` (today). Returns the row that begins; raises as ``keep``."""
    return _stand(by, membership, FULL, on=on, verb="membership.resumed", reason=reason)


def _stand(
    by: Actor, membership: Membership, standing: str, *, on: date | None, verb: str, reason: str, cause: str = ""
) -> Membership:
    """End the row and begin one of another standing on the same day."""
    _must_write(by, membership)
    if not reason.strip():
        raise Refused(Reason("reason", _("写上依据，如退休证、单位证明")))
    on = on or clock.today()
    with transaction.atomic():
        old = end_on(membership, on, Cause.STANDING)
        if old.standing == standing:
            raise Refused(
                Reason("standing", _("现在就是“%(standing)s”，不用再办") % {"standing": old.get_standing_display()})
            )
        new = Membership.objects.create(
            person=old.person, unit=old.unit, since=on, standing=standing, group=old.group, kept_for=cause
        )
        _write(by, verb, new, {"on": on.isoformat(), "cause": str(cause)}, reason)
    return new


def _must_write(by: Actor, membership: Membership) -> None:
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(membership.unit))


def _must_be_free(person: Person, since: date) -> None:
    """Raise Refused for somebody who belongs somewhere now, or did so after ``since``."""
    rows = list(Membership.objects.select_for_update().filter(person=person))
    if any(row.until is None for row in rows):
        raise Refused(_belongs())
    last = max((row.until for row in rows if row.until is not None), default=None)
    if last is not None and since < last:
        raise Refused(Reason("overlap", _("%(day)s 以前还是别处的会员，入会日期不能更早") % {"day": last.isoformat()}))


def _belongs() -> Reason:
    return Reason("belongs", _("这个人已经是会员，要先转会"))


def _write(by: Actor, verb: str, membership: Membership, data: dict[str, str], reason: str = "") -> None:
    journal.write(
        by=by,
        verb=verb,
        unit_id=membership.unit_id,
        subject=membership,
        about=(membership.person,),
        data=data,
        reason=reason.strip(),
    )

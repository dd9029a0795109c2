"""Joining and leaving, one person at a time."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.search import actions as search
from unionhall.modules.membership.actions.writing import SEARCH_KIND, search_entry, weak_keys
from unionhall.modules.membership.models import IdentityKey, Membership
from unionhall.modules.membership.permissions import MembershipPermission


def join(by: Actor, person: Person, unit: Unit, *, since: date | None = None, group: str = "") -> Membership:
    """Put a person on the roll of a grassroots unit from ``since`` (today).

    Needs ROLL_WRITE there. Raises Refused for a unit that has no members of its own, a day to come, and somebody who
    is on a roll already: a person has one primary membership (《中国工会章程》, membership follows the employment).
    """
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(unit))
    since = since or clock.today()
    if not kinds[unit.kind].is_grassroots or unit.state == Unit.State.ENDED:
        raise Refused(Reason("no-members", _("%(unit)s没有自己的会员，写到基层工会") % {"unit": unit.name}))
    if since > clock.today():
        raise Refused(Reason("future", _("入会日期还没到")))
    keys = weak_keys(unit.pk, person.name_key, person.phone, person.document)
    with transaction.atomic():
        if Membership.objects.open().select_for_update().filter(person=person).exists():
            raise Refused(Reason("belongs", _("这个人已经是会员，要先转会")))
        membership = Membership.objects.create(person=person, unit=unit, since=since, group=group.strip()[:60])
        IdentityKey.objects.bulk_create([IdentityKey(unit=unit, person=person, key=key) for key in sorted(keys)])
        search.index([search_entry(person.pk, person.name, unit.pk)])
        journal.write(by=by, verb="membership.joined", unit_id=unit.pk, subject=membership, about=(person,))
    return membership


def leave(by: Actor, membership: Membership, *, on: date | None = None, reason: str) -> Membership:
    """End a membership from ``on`` (today): the person is recognised on the unit's links no more.

    Needs ROLL_WRITE there. Raises Refused without a reason, for a day before the membership began or still to come,
    and when it has ended already.
    """
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(membership.unit))
    on = on or clock.today()
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么离会，如退休、调走")))
    if not membership.since <= on <= clock.today():
        raise Refused(Reason("day", _("离会日期要在入会以后，不能晚于今天")))
    with transaction.atomic():
        membership = Membership.objects.select_for_update(of=("self",)).select_related("person").get(pk=membership.pk)
        if membership.until is not None:
            raise Refused(Reason("ended", _("这个人已经离会了")))
        membership.until = on
        membership.save(update_fields=["until"])
        IdentityKey.objects.filter(person=membership.person).delete()
        search.forget(SEARCH_KIND, [membership.person_id])
        journal.write(
            by=by,
            verb="membership.left",
            unit_id=membership.unit_id,
            subject=membership,
            about=(membership.person,),
            reason=reason.strip(),
        )
    return membership

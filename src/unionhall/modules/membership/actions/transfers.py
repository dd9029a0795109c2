"""From one union to another: asked by either, answered by the other, decided by the calendar if that is silent."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.actions import Entry
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.membership import queries
from unionhall.modules.membership.actions.recognising import recognise
from unionhall.modules.membership.actions.rows import end_on, must_have_members
from unionhall.modules.membership.models import Membership, Release, Transfer
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.procedure import (
    ACCEPT,
    ACCEPTED,
    AGREED,
    ASKED,
    GO,
    GO_OVER,
    HOLD,
    LAPSE,
    OPEN_TRANSFER,
    REFUSE,
    TAKE_IN,
    WITHDRAW,
)
from unionhall.modules.membership.queries.own import person_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """A member of another union whom ``receiving`` wants on its roll."""

    person: Person
    receiving: Unit


def ask(by: Actor, person: Person, receiving: Unit, *, reason: str = "") -> Transfer:
    """The new union asks the old one for a member. Asking again gives the question that is open already.

    Needs ROLL_WRITE or ROLL_IMPORT at ``receiving``. Raises Refused for a unit without members of its own, somebody
    who is on no roll or on this one, and somebody for whom another union has asked.
    """
    _may_ask(by, receiving)
    held = queries.open_membership(person.pk)
    if held is None:
        raise Refused(Reason("none", _("这个人现在不是哪里的会员，直接登记入会就行")))
    if held.unit_id == receiving.pk:
        raise Refused(Reason("here", _("这个人已经在本单位的名册上")))
    return _begin(by, Transfer(person=person, giving=held.unit, receiving=receiving, unit=held.unit), reason)


def ask_many(by: Actor, wanted: Sequence[Wanted]) -> list[Transfer]:
    """``ask`` for many, as an import does: a fixed number of statements for each 500. Gives those that are new.

    Whoever is on no roll or on the right one, or for whom a question is open, is left out.
    """
    for receiving in {each.receiving.pk: each.receiving for each in wanted}.values():
        _may_ask(by, receiving)
    made: list[Transfer] = []
    for start in range(0, len(wanted), BATCH):
        with transaction.atomic():
            fresh = _fresh(wanted[start : start + BATCH])
            procedures.begin_many(by, fresh)
            journal.write_many(by, [_told(each) for each in fresh])
        made += fresh
    return made


def offer(by: Actor, membership: Membership, receiving: Unit, *, reason: str = "") -> Transfer:
    """The old union sends a member to the new one, which is asked whether it takes them.

    Needs ROLL_WRITE where the person belongs. Raises Refused as ``ask`` does, and for somebody who has left.
    """
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(membership.unit))
    must_have_members(receiving)
    if membership.until is not None:
        raise Refused(Reason("ended", _("这个人已经离会了")))
    if membership.unit_id == receiving.pk:
        raise Refused(Reason("here", _("写要转去的工会，不是本单位")))
    transfer = Transfer(person=membership.person, giving=membership.unit, receiving=receiving, unit=receiving)
    return _begin(by, transfer, reason)


def accept(by: Actor, transfer: Transfer) -> Transfer:
    """Agree: the old membership ends and the new one begins today. Raises Refused with the reasons of ``why_not``.

    Where the member asked and the old union has not answered yet, nothing ends before it does.
    """
    if transfer.is_by_member and not Release.objects.filter(transfer=transfer, state=ACCEPTED).exists():
        return procedures.take(by, transfer, TAKE_IN)
    return _go(by, transfer, ACCEPT)


def refuse(by: Actor, transfer: Transfer, *, reason: str) -> Transfer:
    """Do not agree, and say why; the member stays where they are. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不同意，对方看得到")))
    return _end(by, transfer, REFUSE, reason)


def withdraw(by: Actor, transfer: Transfer) -> Transfer:
    """Take the question back; only the union or the member who asked may."""
    return _end(by, transfer, WITHDRAW)


def wish(by: Actor, receiving: Unit, *, reason: str = "") -> Transfer:
    """The member who has signed in asks both unions; asking the same again gives the question that is open.

    Raises Denied for whoever has not signed in, Refused as ``ask`` does.
    """
    person = person_of(by)
    held = queries.open_membership(person.pk)
    if held is None:
        raise Refused(Reason("none", _("您现在不是哪里的会员，找新单位的工会入会就行")))
    if held.unit_id == receiving.pk:
        raise Refused(Reason("here", _("您已经是%(unit)s的会员") % {"unit": receiving.name}))
    transfer = Transfer(person=person, giving=held.unit, receiving=receiving, unit=receiving, is_by_member=True)
    return _begin(by, transfer, reason)


def let_go(by: Actor, release: Release) -> Transfer:
    """The old union lets the member go; they go over today if the new one takes them already."""
    with transaction.atomic():
        procedures.take(by, release, ACCEPT)
        return _go_if_taken(by, release.transfer)


def hold(by: Actor, release: Release, *, reason: str) -> Transfer:
    """The old union does not let the member go, and says why. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不同意，本人看得到")))
    with transaction.atomic():
        procedures.take(by, release, REFUSE, reason=reason.strip())
        return _end(_system(), release.transfer, HOLD, reason)


def decide_overdue(by: Actor) -> int:
    """Give every question that was not answered in time its default; returns how many. For the ticker.

    Asked by the new union, the member goes over; sent by the old one, or gone meanwhile, the question lapses. Raises
    Denied for anybody but the system.
    """
    if not by.is_system:
        raise Denied("membership.transfers")
    silent = list(queries.overdue_releases(clock.today()))
    for release in silent:
        with transaction.atomic():
            procedures.take(by, release, GO_OVER)
            _go_if_taken(by, release.transfer)
    overdue = list(queries.overdue_transfers(clock.today()))
    for transfer in overdue:
        goes = transfer.is_asked_by_receiving and transfer.still_belongs() and _stands(transfer.receiving)
        if goes:
            _go(by, transfer, GO_OVER)
        else:
            _end(by, transfer, LAPSE)
    return len(silent) + len(overdue)


def lapse_of(person: Person) -> None:
    """Somebody has left the roll: a question about them is at an end. Inside the caller's transaction."""
    found = Transfer.objects.filter(person=person, state__in=OPEN_TRANSFER)
    for transfer in found.select_related("giving", "receiving"):
        _end(_system(), transfer, LAPSE)


def lapse_with_units(unit_ids: Sequence[int]) -> None:
    """Unions have ended: nobody goes from or to them by a question. Inside the caller's transaction."""
    found = Transfer.objects.filter(Q(giving__in=unit_ids) | Q(receiving__in=unit_ids), state__in=OPEN_TRANSFER)
    for transfer in found.select_related("giving", "receiving", "unit"):
        _end(_system(), transfer, LAPSE)


def _begin(by: Actor, transfer: Transfer, reason: str) -> Transfer:
    must_have_members(transfer.receiving)
    transfer.reason, transfer.asked = reason.strip()[:200], clock.today()
    open_one = Transfer.objects.filter(person=transfer.person, state__in=OPEN_TRANSFER).first()
    if open_one is not None:
        if _asks_the_same(open_one, transfer):
            return open_one
        raise Refused(Reason("open", _("这个人正在转会，等那一件办完")))
    try:
        with transaction.atomic():
            procedures.begin(by, transfer)
            if transfer.is_by_member:
                procedures.begin(by, Release(transfer=transfer, unit=transfer.giving))
            journal.write_many(by, [_told(transfer)])
    except IntegrityError:  # another union asked in the same moment
        raise Refused(Reason("open", _("这个人正在转会，等那一件办完"))) from None
    return transfer


def _asks_the_same(one: Transfer, other: Transfer) -> bool:
    wanted = (other.unit_id, other.receiving_id, other.is_by_member)
    return (one.unit_id, one.receiving_id, one.is_by_member) == wanted


def _go_if_taken(by: Actor, transfer: Transfer) -> Transfer:
    """The old union agrees: if the new one does already, the member goes over."""
    transfer.refresh_from_db(fields=["state"])
    if transfer.state != AGREED:
        return transfer
    if transfer.still_belongs() and _stands(transfer.receiving):
        return _go(_system(), transfer, GO)
    return _end(_system(), transfer, LAPSE)


def _fresh(wanted: Sequence[Wanted]) -> list[Transfer]:
    ids = {each.person.pk for each in wanted}
    held = {m.person_id: m for m in Membership.objects.open().filter(person_id__in=ids).select_related("unit")}
    waiting = set(
        Transfer.objects.filter(person_id__in=ids, state__in=OPEN_TRANSFER).values_list("person_id", flat=True)
    )
    fresh = {}
    for each in wanted:
        membership = held.get(each.person.pk)
        if membership and membership.unit_id != each.receiving.pk and each.person.pk not in waiting:
            fresh[each.person.pk] = Transfer(
                person=each.person,
                giving=membership.unit,
                receiving=each.receiving,
                unit=membership.unit,
                asked=clock.today(),
            )
    return list(fresh.values())


def _told(transfer: Transfer) -> Entry:
    """The line in the asking union's own journal (a member's: in their union's), which the person reads too."""
    if transfer.is_by_member:
        return Entry("membership.transfer_wished", transfer.giving.pk, transfer, (transfer.person,))
    return Entry("membership.transfer_asked", transfer.asking.pk, transfer, (transfer.person,))


def _go(by: Actor, transfer: Transfer, step: str) -> Transfer:
    """The step by which the member goes over, and the going over: one transaction, one day."""
    today = clock.today()
    with transaction.atomic():
        done = procedures.take(by, transfer, step)
        held = Membership.objects.open().get(person=transfer.person, unit=transfer.giving)
        old = end_on(held, today, Membership.Cause.MOVED)
        new = Membership.objects.create(person=transfer.person, unit=transfer.receiving, since=today)
        recognise(transfer.person, transfer.receiving)
        Transfer.objects.filter(pk=transfer.pk).update(decided=today)
        about, data = (transfer.person,), {"on": today.isoformat()}
        journal.write_many(
            by,
            [
                Entry("membership.moved_out", old.unit_id, old, about, data),
                Entry("membership.moved_in", new.unit_id, new, about, data),
            ],
        )
    transfer.state, transfer.decided = done.state, today
    return transfer


def _end(by: Actor, transfer: Transfer, step: str, answer: str = "") -> Transfer:
    """A step after which the member stays where they are."""
    today = clock.today()
    with transaction.atomic():
        done = procedures.take(by, transfer, step, reason=answer.strip())
        Transfer.objects.filter(pk=transfer.pk).update(decided=today, answer=answer.strip()[:200])
        for release in Release.objects.filter(transfer=transfer, state=ASKED):
            procedures.take(_system(), release, LAPSE)
    transfer.state, transfer.decided, transfer.answer = done.state, today, answer.strip()[:200]
    return transfer


def _may_ask(by: Actor, receiving: Unit) -> None:
    path = org_queries.path_of(receiving)
    if not by.may(MembershipPermission.ROLL_IMPORT, at=path):
        by.must(MembershipPermission.ROLL_WRITE, at=path)


def _system() -> Actor:
    return Actor.system(_("会籍转移"))


def _stands(unit: Unit) -> bool:
    return unit.state != Unit.State.ENDED

"""Reading the roll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access import queries as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Placement, Unit, below
from unionhall.kernel.people.actions import NewPerson
from unionhall.kernel.people.documents import phone_hash
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.people.queries import people_by_document
from unionhall.kernel.people.secrets import decrypt, encrypt
from unionhall.kernel.procedures.models import Duty
from unionhall.kernel.running import execute
from unionhall.kernel.search.declare import SearchEntry
from unionhall.kernel.statements import Select
from unionhall.modules.membership.models import Membership, Release, Transfer
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.procedure import OPEN_TRANSFER

TAIL = 4


def members_at(by: Actor, unit: Unit, *, name: str = "", on: date | None = None) -> QuerySet[Membership]:
    """The members of one unit on a day (today), by name; ``name`` keeps those whose name contains it.

    Raises Denied without NAMES_READ at the unit.
    """
    by.must(MembershipPermission.NAMES_READ, at=org_queries.path_of(unit))
    found = Membership.objects.on(on or clock.today()).filter(unit=unit).select_related("person")
    key = normalise(name)
    return (found.filter(person__name_key__contains=key) if key else found).order_by("person__name_key", "person_id")


def electors_at(by: Actor, unit: Unit, *, on: date | None = None) -> QuerySet[Membership]:
    """Who of one unit votes and may be elected on a day (today): its members without those who only keep membership.

    《工会基层组织选举工作条例》 (2016), article 4 (ELE-04). Raises Denied without NAMES_READ at the unit.
    """
    return members_at(by, unit, on=on).filter(standing=Membership.Standing.FULL)


def member_for(by: Actor, person_id: int) -> Membership:
    """The last membership of a person, for those who may read names where it is held.

    Raises Denied if there is none or it may not be seen: the two can not be told apart.
    """
    found = Membership.objects.filter(person_id=person_id).select_related("person", "unit")
    last = found.order_by("-since", "-pk").first()
    if last is None or not by.may(MembershipPermission.NAMES_READ, at=org_queries.path_of(last.unit)):
        raise Denied(MembershipPermission.NAMES_READ.value)
    return last


def count_at(by: Actor, unit: Unit) -> int:
    """How many members one unit has now. Raises Denied without ROLL_READ there."""
    by.must(MembershipPermission.ROLL_READ, at=org_queries.path_of(unit))
    return Membership.objects.open().filter(unit=unit).count()


def units_with_counts(by: Actor) -> QuerySet[Unit]:
    """The grassroots units whose roll the actor may read, with ``members``: how many they have now; by code."""
    scope = by.scope(MembershipPermission.ROLL_READ)
    grassroots = [key for key, kind in kinds.items() if kind.is_grassroots]
    rows = Unit.objects.exclude(state=Unit.State.ENDED).filter(kind__in=grassroots).within(scope)
    return rows.annotate(members=Count("memberships", filter=Q(memberships__until=None))).order_by("code")


def matching(unit: Unit, name: str, tail: str) -> Person | None:
    """The one member of ``unit`` with this name and these last four characters of telephone or document.

    None for nobody and for several, by the same one query: the answer must not differ in time. Takes no actor, since
    it is asked by somebody who has yet to say who they are.
    """
    wanted = tail.strip().upper()
    called = _CALLED.all(unit=unit.pk, name_key=normalise(name) or "-")
    if not called:  # opening a telephone and a document takes its time: a name alone tells nobody who is a member
        decrypt(_sealed_nothing())
        decrypt(_sealed_nothing())
    found = [person for person in called if wanted in tails_of(person)]
    return found[0] if len(found) == 1 else None


@cache
def _sealed_nothing() -> str:
    return encrypt("110101199003070011")


def tails_of(person: Person) -> list[str]:
    """The last four characters of telephone and document: what somebody is known by beside their name."""
    return [number[-TAIL:].upper() for number in (person.phone, person.document) if number]


# From the name to the unit: joined, SQLite without statistics reads everybody who belongs to the unit.
_CALLED = Select(
    lambda unit, name_key: (
        Person.objects.filter(name_key=name_key)
        .filter(Exists(Membership.objects.open().filter(unit=unit, person=OuterRef("pk")).order_by()))
        .order_by("pk")
    ),
    unit=int,
    name_key=str,
)


def open_membership(person_id: int) -> Membership | None:
    """Where a person belongs now, for actions that have checked who asks."""
    return Membership.objects.open().filter(person_id=person_id).select_related("unit").first()


def members_below(path: str, on: date) -> QuerySet[Membership]:
    """The rows that ``membership.members`` counts for the unit at ``path`` and everything below it on a day."""
    there = Placement.objects.on(on).filter(below(path)).values("unit_id")
    return Membership.objects.on(on).filter(unit_id__in=there)


_BELOW_ONE = (
    "SELECT COUNT(*) FROM org_placement p JOIN membership_membership m ON m.unit_id = p.unit_id"
    " WHERE p.path >= %s AND p.path < %s AND p.since <= %s AND (p.until IS NULL OR p.until > %s)"
    " AND m.since <= %s AND (m.until IS NULL OR m.until > %s)"
)


def counts_below(tops: Sequence[str], on: date) -> Mapping[str, int]:
    """``members_below`` counted for many paths in two queries."""
    if len(tops) == 1 and tops[0] != paths.ROOT:
        day = connection.ops.adapt_datefield_value(on)
        return {tops[0]: execute(_BELOW_ONE, [tops[0], paths.end(tops[0]), day, day, day, day])[0][0][0]}
    placed = Placement.objects.on(on).filter(_any_below(tops)) if tops else Placement.objects.none()
    paths_by_unit = dict(placed.values_list("unit_id", "path"))
    rows = Membership.objects.on(on).values("unit_id").annotate(n=Count("pk")).values_list("unit_id", "n").order_by()
    if paths.ROOT not in tops:
        rows = rows.filter(unit_id__in=placed.values("unit_id"))
    counts = dict.fromkeys(tops, 0)
    for unit_id, number in rows:
        above = paths.lineage(paths_by_unit.get(unit_id, ""))
        for top in [paths.ROOT, *above]:
            if top in counts:
                counts[top] += number
    return counts


def counts_at(top: str, on: date) -> dict[int, int]:
    """Members of each unit at ``top`` and below it, by unit id; a unit without members is not in it."""
    placed = Placement.objects.on(on).below(top).values("unit_id")
    rows = Membership.objects.on(on).filter(unit_id__in=placed).values("unit_id").order_by()
    return dict(rows.annotate(n=Count("pk")).values_list("unit_id", "n"))


def _any_below(tops: Sequence[str]) -> Q:
    if paths.ROOT in tops:
        return Q()
    condition = below(tops[0])
    for top in tops:
        condition |= below(top)
    return condition


def count_members(tops: Sequence[str]) -> int:
    """How many members stand under any of these paths now: what moving or ending them touches."""
    if not tops:
        return 0
    there = Placement.objects.open().filter(_any_below(tops)).values("unit_id")
    return Membership.objects.open().filter(unit_id__in=there).count()


def search_entries() -> Iterator[SearchEntry]:
    """Everybody who can be found as a member, again from the source: for the index's own comparison."""
    rows = Membership.objects.open().values_list("person_id", "person__name", "unit_id")
    for person_id, name, unit_id in rows.iterator():
        yield SearchEntry(kind="person", object_id=person_id, unit_id=unit_id, title=name)


def known_person(typed: NewPerson) -> Person | None:
    """Who on file is meant: by document, else by telephone and name where no two documents speak against it.

    Never by name alone, never one of several. For actions that have checked who asks.
    """
    by_document = people_by_document([(typed.document_kind, typed.document)]) if typed.document else {}
    if by_document:
        return next(iter(by_document.values()))
    if not typed.phone:
        return None
    found = list(
        Person.objects.filter(merged_into=None, phone_hash=phone_hash(typed.phone), name_key=normalise(typed.name))[:2]
    )
    if len(found) != 1 or (typed.document and found[0].document):
        return None
    return found[0]


def history_of(person_id: int) -> QuerySet[Membership]:
    """All rows of a person, the newest first, for a page that has checked that its reader may see the person."""
    return Membership.objects.filter(person_id=person_id).select_related("unit").order_by("-since", "-pk")


def joined_on(history: Iterable[Membership]) -> date:
    """The day on which the newest membership in a history began, whatever its standing was since then."""
    rows = iter(history)
    last = next(rows)
    for row in rows:
        is_one = (row.unit_id, row.until) == (last.unit_id, last.since)
        if not is_one or row.ended_for not in (Membership.Cause.STANDING, Membership.Cause.MERGED):
            break
        last = row
    return last.since


def transfers(by: Actor) -> QuerySet[Transfer]:
    """Transfers from or to unions whose members' names the actor may read, the newest first."""
    units = org_queries.ids_within(by.scope(MembershipPermission.NAMES_READ))
    found = Transfer.objects.filter(Q(giving_id__in=units) | Q(receiving_id__in=units))
    return found.select_related("person", "giving", "receiving", "unit").order_by("-pk")


def transfer_for(by: Actor, transfer_id: int) -> Transfer:
    """One of ``transfers``. Raises Denied if there is none or it may not be seen."""
    transfer = transfers(by).filter(pk=transfer_id).first()
    if transfer is None:
        raise Denied(MembershipPermission.NAMES_READ.value)
    return transfer


def overdue_transfers(today: date) -> QuerySet[Transfer]:
    """Open transfers whose time to be answered was over before ``today``: for the default, which the system gives."""
    due = Duty.objects.open().filter(procedure=Transfer.procedure, due__lt=today).values("item_id")
    return Transfer.objects.filter(pk__in=due).select_related("person", "giving", "receiving", "unit").order_by("pk")


def overdue_releases(today: date) -> QuerySet[Release]:
    """Open releases whose time to be answered was over before ``today``, as ``overdue_transfers``."""
    due = Duty.objects.open().filter(procedure=Release.procedure, due__lt=today).values("item_id")
    found = Release.objects.filter(pk__in=due).order_by("pk")
    return found.select_related("transfer__person", "transfer__giving", "transfer__receiving", "transfer__unit", "unit")


def release_of(transfer: Transfer) -> Release | None:
    """The giving union's half of a transfer that the member asked, for a page that has checked its reader."""
    return Release.objects.filter(transfer=transfer).select_related("transfer__receiving", "unit").first()


def receiving_unit(text: str) -> Unit | None:
    """The standing union with members of its own that has this code or exactly this name; None for none or several."""
    text = text.strip()
    grassroots = [key for key, kind in kinds.items() if kind.is_grassroots]
    found = list(
        Unit.objects.exclude(state=Unit.State.ENDED).filter(Q(code=text) | Q(name=text), kind__in=grassroots)[:3]
    )
    by_code = [unit for unit in found if unit.code == text]
    return (by_code or found)[0] if len(by_code or found) == 1 else None


def offices_of(person_id: int) -> list[str]:
    """What a person is in office as now; for a page that has checked that its reader may see the person."""
    held = Appointment.objects.filter(person_id=person_id, until=None).select_related("unit")
    return [f"{each.unit.name}{access.office_label(each.office)}" for each in held]


def open_transfer(person_id: int) -> Transfer | None:
    """The open question about a person, for a page that has checked that its reader may see the person."""
    found = Transfer.objects.filter(person_id=person_id, state__in=OPEN_TRANSFER)
    return found.select_related("giving", "receiving", "unit").first()


def transfers_waiting(by: Actor, unit: Unit) -> int:
    """How many open transfers from or to a unit there are, for those who may read names there."""
    by.must(MembershipPermission.NAMES_READ, at=org_queries.path_of(unit))
    return Transfer.objects.filter(Q(giving=unit) | Q(receiving=unit), state__in=OPEN_TRANSFER).count()

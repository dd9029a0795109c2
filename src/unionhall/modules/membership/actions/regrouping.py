"""Members of a union that is merged or split go over by dated memberships: on every day one union, on the day the next.

What asks about them (applications, transfers, the joining link) follows or ends. Nobody has to do anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.actions import Entry
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.regrouping import Effect, Going, Part, Regrouping, Section
from unionhall.kernel.people.models import Person
from unionhall.kernel.search import actions as search
from unionhall.modules.membership.actions import waiting
from unionhall.modules.membership.actions.writing import search_entry
from unionhall.modules.membership.models import JoinLink, Membership

BATCH = 500
REGROUP = Membership.Cause.REGROUP


@dataclass(frozen=True, slots=True)
class _Known:
    """By what somebody will be found, read before the transaction begins."""

    name: str
    found_by: search.Prepared  # cut and spelt; its unit is set when the target is founded


def going_over(going: Going) -> QuerySet[Membership]:
    """The open memberships that go over."""
    found = Membership.objects.open().filter(unit=going.source)
    return found if going.is_whole else found.filter(person_id__in=going.person_ids)


def effects(by: Actor, regrouping: Regrouping) -> list[Effect]:
    """How many members go over, in which standing, and what becomes of who is on the way in or out."""
    found = []
    for going in regrouping.goings:
        values = {"to": going.target.name, "on": regrouping.on.isoformat()}
        members = going_over(going)
        full = members.filter(standing=Membership.Standing.FULL).count()
        kept = members.count() - full
        label, text = going.source.name, _("%(on)s起是%(to)s的会员，会籍不断") % values
        found.append(Effect(Section.PEOPLE, _("%(unit)s的会员") % {"unit": label}, full, text))
        if kept:
            found.append(Effect(Section.PEOPLE, _("%(unit)s保留会籍的人") % {"unit": label}, kept, text))
        found += waiting.effects(going)
        if going.is_whole and _links(going).exists():
            found.append(Effect(Section.WORK, _("入会链接"), 1, _("停用，用%(to)s的链接") % values))
    return found


def why_not(regrouping: Regrouping) -> list[Reason]:
    """Members need a union that has members, nobody belongs to one that has ended, only its own can be split off."""
    reasons = []
    for going in regrouping.goings:
        number = going_over(going).count()
        values = {"to": going.target.name, "source": going.source.name, "n": number}
        if number and not (going.target.kind in kinds and kinds[going.target.kind].is_grassroots):
            reasons.append(Reason("membership.no_members", _("%(to)s没有自己的会员，%(source)s有 %(n)s 名") % values))
        if not going.is_whole and number != len(going.person_ids):
            reasons.append(Reason("membership.not_members", _("选的人里有的已经不在%(source)s的名册上") % values))
        ended = Membership.objects.filter(unit=going.source, until__gt=regrouping.on)
        if going.is_whole and (last := ended.aggregate(last=Max("until"))["last"]):
            values["last"] = last.isoformat()
            text = _("%(source)s的名册 %(last)s 还有人离会，日期不能早于这一天") % values
            reasons.append(Reason("membership.history", text))
    return reasons


def prepare(regrouping: Regrouping) -> dict[int, _Known]:
    """Read and spell what members are found by: too slow for the inside of a transaction."""
    known: dict[int, _Known] = {}
    for going in regrouping.goings:
        known |= _read(Person.objects.filter(pk__in=going_over(going).values("person_id")))
    return known


def act(by: Actor, regrouping: Regrouping, prepared: dict[int, _Known]) -> None:
    """Move the members and what hangs on them."""
    for going in regrouping.goings:
        rows = list(going_over(going).select_for_update(of=("self",)).order_by("pk"))
        came = {row.person_id for row in rows} - prepared.keys()
        if came:  # somebody joined since it was prepared
            prepared |= _read(Person.objects.filter(pk__in=came))
        for start in range(0, len(rows), BATCH):
            _move(by, going, rows[start : start + BATCH], regrouping.on, prepared)
        waiting.follow(going)
        if going.is_whole:
            _links(going).update(closed=clock.now())


def _move(by: Actor, going: Going, rows: list[Membership], on: date, known: dict[int, _Known]) -> None:
    old = Membership.objects.filter(pk__in=[row.pk for row in rows])
    old.filter(since__lte=on).update(until=on, ended_for=REGROUP)
    old.filter(until=None).update(until=F("since"), ended_for=REGROUP)  # joined since: held at the source on no day
    new = Membership.objects.bulk_create(
        Membership(
            person_id=row.person_id,
            unit=going.target,
            since=max(on, row.since),
            standing=row.standing,
            group=row.group,
            kept_for=row.kept_for,
        )
        for row in rows
    )
    entries = [known[row.person_id].found_by for row in rows]
    for each in entries:
        each.entry.unit_id = going.target.pk
    search.write(entries)
    _write(by, rows, new, known)


def _write(by: Actor, old: list[Membership], new: list[Membership], known: dict[int, _Known]) -> None:
    lines = []
    for left, came in zip(old, new, strict=True):
        about = (Person(pk=left.person_id, name=known[left.person_id].name),)
        data = {"on": came.since.isoformat(), "cause": str(REGROUP)}
        lines.append(Entry("membership.moved_out", left.unit_id, left, about, data))
        lines.append(Entry("membership.moved_in", came.unit_id, came, about, data))
    journal.write_many(by, lines)


def _read(people: QuerySet[Person]) -> dict[int, _Known]:
    found = list(people.only("name"))
    prepared = search.prepare(search_entry(person.pk, person.name, 0) for person in found)
    by_person = {each.entry.object_id: each for each in prepared}
    return {p.pk: _Known(p.name, by_person[p.pk]) for p in found}


def _links(going: Going) -> QuerySet[JoinLink]:
    return JoinLink.objects.filter(Q(unit=going.source), closed=None)


PART = Part(key="membership", effects=effects, act=act, prepare=prepare, why_not=why_not)

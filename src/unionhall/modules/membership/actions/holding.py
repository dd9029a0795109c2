"""What merging two files of one person means for the roll: nobody belongs to two unions on one day.

The rows of the file that stays are never touched. Of the other's, the days that the first does not have go along; on
days that both have at the same union the first one counts; at different unions the files can not be merged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.actor import Reason, Refused
from unionhall.kernel.people.declare import Holding, Told
from unionhall.kernel.people.models import Person
from unionhall.modules.membership import queries
from unionhall.modules.membership.actions.own import forget_words
from unionhall.modules.membership.actions.recognising import forget, recognise
from unionhall.modules.membership.actions.spans import Span, overlap, without
from unionhall.modules.membership.models import Application, Membership, RollRow, Transfer
from unionhall.modules.membership.procedure import OPEN_TRANSFER

MERGED = Membership.Cause.MERGED
_STATE = ("pk", "person_id", "unit_id", "since", "until", "standing")


def _of(*people: Person) -> list[Membership]:
    found = Membership.objects.filter(person__in=people).select_related("unit")
    return list(found.order_by("since", "pk"))


def _span(row: Membership) -> Span:
    return (row.since, row.until)


def _against(kept: Person, gone: Person) -> list[Reason]:
    other = _of(gone)
    reasons = [
        Reason("two_unions", _("%(one)s和%(two)s的会籍日子重了，先把写错的一处改好或者办离会") % _names(mine, row))
        for mine in _of(kept)
        for row in other
        if row.unit_id != mine.unit_id and overlap(_span(row), _span(mine))
    ]
    moving = Transfer.objects.filter(person__in=(kept, gone), state__in=OPEN_TRANSFER).values("person")
    if moving.distinct().count() == 2:
        reasons.append(Reason("transfers", _("两份都正在转会，先办完一件")))
    return reasons


def _names(one: Membership, two: Membership) -> dict[str, str]:
    return {"one": one.unit.name, "two": two.unit.name}


def _effects(kept: Person, gone: Person) -> list[str]:
    mine = [_span(row) for row in _of(kept)]
    said = []
    for row in _of(gone):
        parts = without(_span(row), mine)
        if not parts:
            said.append(
                _("%(unit)s的会籍（%(days)s）两份都有，只算留下的这份")
                % {"unit": row.unit.name, "days": _days(_span(row))}
            )
        said += [
            _("%(unit)s的会籍（%(days)s）转到留下的这份") % {"unit": row.unit.name, "days": _days(part)}
            for part in parts
        ]
    return said


def _days(span: Span) -> str:
    since, until = span
    if until is None:
        return _("%(since)s 起") % {"since": since.isoformat()}
    return _("%(since)s 到 %(until)s") % {"since": since.isoformat(), "until": until.isoformat()}


def _merge(kept: Person, gone: Person) -> dict[str, Any]:
    mine, other = [_span(row) for row in _of(kept)], _of(gone)
    before = {
        row.pk: [row.since.isoformat(), row.until.isoformat() if row.until else None, row.ended_for] for row in other
    }
    added: list[Membership] = []
    for row in other:
        parts = without(_span(row), mine)
        ended_for, end = row.ended_for, row.until
        if not parts:  # it holds on no day any more and stays with the file that it came with
            row.until, row.ended_for = row.since, MERGED
            continue
        row.person = kept
        row.since, row.until = parts[0]
        row.ended_for = ended_for if row.until == end else MERGED
        added += [_part(row, part, ended_for if part[1] == end else MERGED) for part in parts[1:]]
    Membership.objects.bulk_update(other, ["person", "since", "until", "ended_for"])
    made = Membership.objects.bulk_create(added)
    _know_again(kept, gone)
    return {"before": before, "made": [row.pk for row in made], "after": _state(kept, gone)}


def _part(row: Membership, span: Span, ended_for: str) -> Membership:
    """What is left of a row behind days that the other file has."""
    return Membership(
        person=row.person,
        unit_id=row.unit_id,
        since=span[0],
        until=span[1],
        standing=row.standing,
        group=row.group,
        kept_for=row.kept_for,
        ended_for=ended_for,
    )


def _unmerge(kept: Person, gone: Person, data: dict[str, Any]) -> None:
    """Raises Refused where the roll of either has changed since: then nobody can say whose change it was."""
    if _state(kept, gone) != data["after"]:
        raise Refused(Reason("roll", _("合并以后会籍又办过变动，两份分不开了")))
    Membership.objects.filter(pk__in=data["made"]).delete()
    rows = Membership.objects.in_bulk([int(pk) for pk in data["before"]])
    for pk, (since, until, ended_for) in data["before"].items():
        row = rows[int(pk)]
        row.person, row.since, row.ended_for = gone, date.fromisoformat(since), ended_for
        row.until = date.fromisoformat(until) if until else None
    Membership.objects.bulk_update(rows.values(), ["person", "since", "until", "ended_for"])
    _know_again(kept, gone)


def _state(kept: Person, gone: Person) -> list[list[Any]]:
    rows = Membership.objects.filter(person__in=(kept, gone)).order_by("pk").values_list(*_STATE)
    return [[each.isoformat() if isinstance(each, date) else each for each in row] for row in rows]


def _know_again(*people: Person) -> None:
    """By the days as they are now, everybody is found where they belong, and nowhere else."""
    for person in people:
        held = queries.open_membership(person.pk)
        if held is None:
            forget(person)
        else:
            recognise(person, held.unit)


def _tell(ids: Collection[int]) -> Sequence[Told]:
    rows: Iterable[Membership] = Membership.objects.filter(person_id__in=ids).select_related("unit")
    return [
        Told(
            _("%(unit)s的%(standing)s，%(days)s")
            % {"unit": row.unit.name, "standing": row.get_standing_display(), "days": _days(_span(row))}
        )
        for row in sorted(rows, key=lambda row: (row.since, row.pk), reverse=True)
        if row.until is None or row.until > row.since
    ]


def _erase(ids: Collection[int]) -> None:
    """Nobody is found under an erased name, and what was written about them goes."""
    for person in Person.objects.filter(pk__in=ids):
        forget(person)
    RollRow.objects.filter(person_id__in=ids).update(new="", old="")
    Application.objects.filter(person_id__in=ids).update(details="")
    forget_words(ids)


MEMBERSHIPS = Holding(
    key="membership.memberships",
    label=gettext_lazy("会籍"),
    stays=(
        "membership.Membership.person",
        "membership.RollRow.person",  # which row brought which file
        "membership.Unlike.one",
        "membership.Unlike.other",
    ),
    against=_against,
    effects=_effects,
    merge=_merge,
    unmerge=_unmerge,
    erase=_erase,
    tell=_tell,
    kept_because=gettext_lazy("名册记着谁在哪天是会员，选举和人数要查得到"),
)

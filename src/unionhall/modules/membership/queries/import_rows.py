"""The rows of one import, narrowed and found: by outcome, unit, field, number, name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.models import RollImport, RollRow
from unionhall.modules.membership.queries import effects

COUNTED = {
    RollRow.Outcome.CHANGED: "changed",
    RollRow.Outcome.NEW: "new",
    RollRow.Outcome.MOVED: "moved",
    RollRow.Outcome.LEAVER: "leavers",
    RollRow.Outcome.UNCHANGED: "unchanged",
    RollRow.Outcome.CONFLICT: "conflicts",
    RollRow.Outcome.PROBLEM: "problems",
}
MOST_UNITS = 300  # whose names hold what was typed
LONGEST_NUMBER = 7  # digits of a row's number


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of an import."""

    outcome: str = ""
    unit: Unit | None = None
    field: str = ""
    text: str = ""
    is_wrong: bool = False  # only what waits for somebody


def rows_of(by: Actor, roll_import: RollImport, wanted: Wanted) -> QuerySet[RollRow]:
    """The rows wanted, in the file's order. Raises Denied without ROLL_IMPORT at the import's unit."""
    found = effects.rows(by, roll_import, wanted.outcome, wanted.unit, problems_only=wanted.is_wrong)
    if wanted.unit is not None:
        found = found.order_by("number", "place")  # as its index stands
    if wanted.field:
        found = found.filter(fields__contains=wanted.field)
    return found.filter(_says(found, wanted.text.strip())) if wanted.text.strip() else found


def page_of(found: QuerySet[RollRow], start: int, most: int) -> list[RollRow]:
    """A few rows with their units and people; those before them are passed over in the index alone."""
    pks = list(found.values_list("pk", flat=True)[start : start + most])
    by_pk = RollRow.objects.select_related("unit", "person").in_bulk(pks)
    return [by_pk[pk] for pk in pks if pk in by_pk]


def counts_of(roll_import: RollImport, unit: Unit | None) -> Mapping[str, int]:
    """Rows by the names of the report, of the whole file or one unit."""
    if unit is None:
        return {name: roll_import.report.get(name, 0) for name in COUNTED.values()}
    counted = roll_import.effects.get("units", {}).get(str(unit.pk), {})
    return {name: counted.get(name, 0) for name in COUNTED.values()}


def _says(found: QuerySet[RollRow], text: str) -> Q:
    """Rows of this number; else of units that are called so; else of people of this very name."""
    if text.isdecimal() and len(text) <= LONGEST_NUMBER:
        return Q(number=int(text))
    units = Unit.objects.filter(Q(name__contains=text) | Q(code=text)).order_by().values_list("pk", flat=True)
    if unit_ids := list(units[:MOST_UNITS]):
        return Q(unit_id__in=unit_ids)
    return Q(pk__in=_of_name(found, text))


def _of_name(found: QuerySet[RollRow], name: str) -> list[int]:
    """Rows whose file says this name. Who is on file is found by the index; what is new lies sealed and is opened."""
    key = normalise(name)
    known = Person.objects.filter(name_key=key).order_by().values("pk")
    rows = found.order_by().filter(person__in=known).exclude(outcome=RollRow.Outcome.LEAVER)  # those are on no row
    pks = list(rows.exclude(fields__contains="name").values_list("pk", flat=True))
    waiting = (RollRow.Outcome.NEW, RollRow.Outcome.CONFLICT)
    sealed = found.order_by().filter(person=None, outcome__in=waiting).values_list("pk", "new")
    pks += [pk for pk, new in sealed.iterator() if (name in new or key in new) and _name_in(pk, new) == key]
    return pks


def _name_in(pk: int, new: str) -> str:
    return normalise(effects.values_of(RollRow(pk=pk, new=new)).get("name", ""))

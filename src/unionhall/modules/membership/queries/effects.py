"""Reading imports: what one does per field, per unit and per row, for those who may import there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.documents import mask_number, mask_phone
from unionhall.modules.membership.models import RollImport, RollRow
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.queries import kept

_COUNTS = ("new", "changed", "moved", "leavers", "unchanged", "conflicts", "problems", "warnings")
CONFIRM_OVER = 0.1  # of a unit's members: that many leavers are typed before they are believed
_STANDS = Q(purged=None) | Q(applied__isnull=False)  # the others were never written and are thrown away


@dataclass(frozen=True)
class Example:
    """One value before and after, masked where it is a number."""

    row: int
    old: str
    new: str


@dataclass(frozen=True)
class FieldEffect:
    """How often one field changes among ``of`` people on file."""

    key: str
    n: int
    of: int
    examples: list[Example]

    @property
    def share(self) -> int:
        """In hundredths."""
        return round(100 * self.n / self.of) if self.of else 0


@dataclass(frozen=True)
class UnitEffect:
    """One unit before and after; ``counts`` by the report's names, ``out``: members who move elsewhere."""

    unit: Unit
    before: int
    after: int
    out: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Effects:
    """The preview."""

    counts: dict[str, int]
    per_field: list[FieldEffect]
    per_unit: list[UnitEffect]
    problems: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    told: list[str]


def imports(by: Actor) -> QuerySet[RollImport]:
    """The imports at units where the actor may import, newest first."""
    reach = org_queries.ids_within(by.scope(MembershipPermission.ROLL_IMPORT))
    found = RollImport.objects.filter(_STANDS, unit_id__in=reach).select_related("unit")
    return found.defer("report", "effects", "mapping", "answers").order_by("-pk")


def import_for(by: Actor, pk: int) -> RollImport:
    """One import. Raises Denied when there is none or it may not be seen: the two can not be told apart."""
    found = RollImport.objects.select_related("unit").filter(_STANDS, pk=pk).first()
    if found is None:
        raise Denied(MembershipPermission.ROLL_IMPORT.value)
    _must_see(by, found)
    return found


def effects(by: Actor, roll_import: RollImport) -> Effects:
    """What an import does. Raises Denied without ROLL_IMPORT at its unit."""
    _must_see(by, roll_import)
    report, stored = roll_import.report, roll_import.effects
    return Effects(
        counts={name: report.get(name, 0) for name in _COUNTS},
        per_field=_per_field(roll_import, stored.get("fields", {})),
        per_unit=_per_unit(stored.get("units", {})),
        problems=report.get("problem_rows", []),
        warnings=report.get("warning_rows", []),
        told=stored.get("told", []),
    )


def rows(
    by: Actor, roll_import: RollImport, outcome: str = "", unit: Unit | None = None, *, problems_only: bool = False
) -> QuerySet[RollRow]:
    """The ledger's rows in the file's order, of one outcome or all. Raises Denied without ROLL_IMPORT."""
    _must_see(by, roll_import)
    found = roll_import.rows.select_related("unit").order_by("place")
    if outcome:
        found = found.filter(outcome=outcome)
    if unit is not None:
        found = found.filter(unit=unit)
    if problems_only:
        found = found.filter(outcome__in=(RollRow.Outcome.PROBLEM, RollRow.Outcome.CONFLICT))
    return found


def conflicts(by: Actor, roll_import: RollImport) -> QuerySet[RollRow]:
    """The rows that wait for somebody to say who they are (``actions.settle``)."""
    return rows(by, roll_import, RollRow.Outcome.CONFLICT)


def values_of(row: RollRow) -> dict[str, str]:
    """A row's values as its file said them, numbers masked; {} once they were thrown away."""
    if not row.new:
        return {}
    values = dict(zip(kept.FIELDS, kept.opened(row.new)[0], strict=False))
    return {key: shown(key, values[key]) for key in kept.FIELDS[2:9]}


def changes_of(row: RollRow) -> list[tuple[str, str, str]]:
    """(field, old, new) of a row that changes somebody on file, numbers masked."""
    if not row.new:
        return []
    values = dict(zip(kept.FIELDS, kept.opened(row.new)[0], strict=False))
    old = json.loads(row.old) if row.old else {}
    cleared = values.get("cleared") or ()
    return [(key, shown(key, was), "" if key in cleared else shown(key, values[key])) for key, was in old.items()]


def shown(key: str, value: Any) -> str:
    """A value as it may be shown: numbers masked."""
    text = "" if value is None else str(value)
    if key == "phone":
        return mask_phone(text)
    if key == "document":
        return mask_number(text)
    return {"m": _("男"), "f": _("女")}.get(text, text) if key == "sex" else text


def leavers_to_confirm(roll_import: RollImport) -> list[tuple[Unit, int, int]]:
    """(unit, leavers, members before) of units that lose so many that the number must be typed."""
    asked = {
        int(unit_id): counted
        for unit_id, counted in roll_import.effects.get("units", {}).items()
        if counted.get("leavers", 0) > CONFIRM_OVER * counted["before"]
    }
    units = Unit.objects.in_bulk(list(asked))
    return [(units[pk], counted["leavers"], counted["before"]) for pk, counted in asked.items() if pk in units]


def _must_see(by: Actor, roll_import: RollImport) -> None:
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))


def _per_field(roll_import: RollImport, fields: dict[str, Any]) -> list[FieldEffect]:
    places = {place for counted in fields.values() for place in counted["places"]}
    by_place = {row.place: row for row in roll_import.rows.filter(place__in=places)}
    found = []
    for key, counted in sorted(fields.items(), key=lambda item: -item[1]["n"]):
        rows_here = [by_place[place] for place in counted["places"] if place in by_place]
        examples = [
            Example(row.number, was, now) for row in rows_here for field, was, now in changes_of(row) if field == key
        ]
        found.append(FieldEffect(key, counted["n"], counted["of"], examples))
    return found


def _per_unit(units: dict[str, Any]) -> list[UnitEffect]:
    known = Unit.objects.in_bulk([int(unit_id) for unit_id in units])
    found = [
        UnitEffect(
            known[int(unit_id)],
            counted["before"],
            counted["after"],
            counted["out"],
            {name: counted.get(name, 0) for name in _COUNTS if name not in ("problems", "warnings")},
        )
        for unit_id, counted in units.items()
        if int(unit_id) in known
    ]
    return sorted(found, key=lambda effect: effect.unit.code)

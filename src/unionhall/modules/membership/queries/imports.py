"""Where imports stand, for their pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.membership.models import Membership, RollImport, RollRow
from unionhall.modules.membership.permissions import MembershipPermission

RUNS = 5  # of rows one behind the other that a sentence names
_VARYING = re.compile(r"“[^”]*”|[\d.*+EXx\-]+")  # what one row's sentence has and another's of the same kind has not


def job_of(roll_import: RollImport, kind: str) -> Job | None:
    """The last job of this kind that works, or worked, on an import the caller may see."""
    return Job.objects.filter(kind=kind, payload__import_id=roll_import.pk).order_by("-pk").first()


def waiting(roll_import: RollImport) -> int:
    """How many rows somebody has settled after the import had been applied: they wait to be written."""
    return roll_import.rows.filter(state=RollRow.State.STAGED).count()


def written(roll_import: RollImport) -> dict[str, int]:
    """Rows that were written, by the names of the report, as counted after the last commit."""
    counted: dict[str, int] = roll_import.report.get("written") or {}
    return counted


def undo_effects(roll_import: RollImport) -> dict[str, int]:
    """How many applied rows of each outcome there are to be taken back."""
    applied = roll_import.rows.filter(state=RollRow.State.APPLIED).order_by()
    return dict(applied.values_list("outcome").annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of mistake: in which column, what to do (of the first row), and where it stands."""

    column: str
    reason: str
    value: str  # masked, of the first row
    asks: str
    n: int
    where: str  # 第 5、8–12 行


def mistakes(problem_rows: list[dict[str, Any]]) -> list[Mistake]:
    """The rows that were not taken, by column and kind of mistake, the commonest first."""
    kinds: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in problem_rows:
        kinds.setdefault((str(row["column"]), row.get("asks") or _VARYING.sub("", str(row["reason"]))), []).append(row)
    found = [
        Mistake(
            str(rows[0]["column"]),
            str(rows[0]["reason"]),
            str(rows[0]["value"]),
            str(rows[0].get("asks", "")),
            len(rows),
            _where(rows),
        )
        for rows in kinds.values()
    ]
    return sorted(found, key=lambda each: -each.n)


def _where(rows: list[dict[str, Any]]) -> str:
    """第 5、8–12 行, by sheet where there are several; the first few."""
    runs: list[tuple[str, int, int]] = []
    for sheet, row in sorted((str(each.get("sheet", "")), int(each["row"])) for each in rows):
        if runs and runs[-1][0] == sheet and runs[-1][2] == row - 1:
            runs[-1] = (sheet, runs[-1][1], row)
        else:
            runs.append((sheet, row, row))
    by_sheet: dict[str, list[str]] = {}
    for sheet, first, last in runs[:RUNS]:
        by_sheet.setdefault(sheet, []).append(str(first) if first == last else f"{first}–{last}")
    shown = [f"{sheet}{_('第 %(rows)s 行') % {'rows': _('、').join(some)}}" for sheet, some in by_sheet.items()]
    return _("，").join(shown) + ("…" if len(runs) > RUNS else "")


def asked(problem_rows: list[dict[str, Any]]) -> dict[str, int]:
    """How many questions are open, and how many rows wait for their answers."""
    asks = [row["asks"] for row in problem_rows if row.get("asks")]
    return {"n": len(set(asks)), "rows": len(asks)}


def reasons(problem_rows: list[dict[str, Any]], most: int = 2) -> list[tuple[str, int]]:
    """The commonest reasons why rows were not taken, by column, with how often."""
    return Counter(str(row["column"] or row["reason"]) for row in problem_rows).most_common(most)


def unit_of_code(code: str) -> Unit | None:
    """A unit that rows are narrowed to; the caller's right is that over the import."""
    return Unit.objects.filter(code=code).first() if code else None


def mask_name(name: str) -> str:
    """The first character, where the reader may not know the name: 王**."""
    return f"{name[:1]}**"


def superiors_of(units: Iterable[Unit]) -> dict[int, str]:
    """By unit, the name of the union above it: how two of one name are told apart."""
    found = org_queries.placements_of({unit.pk for unit in units})
    names = org_queries.names_of({placement.parent_id for placement in found.values() if placement.parent_id})
    return {pk: names.get(placement.parent_id or 0, "") for pk, placement in found.items()}


def belonging(by: Actor, people: Iterable[Person]) -> dict[int, str]:
    """By person, where they belong and since when: how two of one name are told apart.

    Of a union that the reader may not import for, nothing but that there is one.
    """
    ids = [person.pk for person in people]
    rows = Membership.objects.open().filter(person_id__in=ids).select_related("unit")
    paths = org_queries.paths_of({row.unit_id for row in rows})
    found = dict.fromkeys(ids, _("不在名册上"))
    for row in rows:
        if by.may(MembershipPermission.ROLL_IMPORT, at=paths[row.unit_id]):
            parts = (row.unit.name, row.group, _("%(day)s 入会") % {"day": row.since.isoformat()})
            found[row.person_id] = _("，").join(part for part in parts if part)
        else:
            found[row.person_id] = _("别的工会的会员")
    return found

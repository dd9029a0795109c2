"""Where imports stand, for their pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from unionhall.kernel.jobs.models import Job
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership.models import RollImport, RollRow

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
    return dict(Counter(applied.values_list("outcome", flat=True)))


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of mistake: in which column, what to do (of the first row), and where it stands."""

    column: str
    reason: str
    value: str  # masked, of the first row
    asks: str
    n: int
    places: list[tuple[str, int]]  # sheet and row of the first few


def mistakes(problem_rows: list[dict[str, Any]], few: int = 5) -> list[Mistake]:
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
            [(str(row.get("sheet", "")), int(row["row"])) for row in rows[:few]],
        )
        for rows in kinds.values()
    ]
    return sorted(found, key=lambda each: -each.n)


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

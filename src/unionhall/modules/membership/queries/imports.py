"""Where imports stand, for their pages."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import QuerySet

from unionhall.kernel.jobs.models import Job
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership.models import RollImport, RollRow


def job_of(roll_import: RollImport, kind: str) -> Job | None:
    """The last job of this kind that works, or worked, on an import the caller may see."""
    return Job.objects.filter(kind=kind, payload__import_id=roll_import.pk).order_by("-pk").first()


def with_field(rows: QuerySet[RollRow], field: str) -> QuerySet[RollRow]:
    """The rows that change one field of somebody on file."""
    return rows.filter(fields__contains=field) if field else rows


def waiting(roll_import: RollImport) -> int:
    """How many rows somebody has settled after the import had been applied: they wait to be written."""
    return roll_import.rows.filter(state=RollRow.State.STAGED).count()


def undo_effects(roll_import: RollImport) -> dict[str, int]:
    """How many applied rows of each outcome there are to be taken back."""
    applied = roll_import.rows.filter(state=RollRow.State.APPLIED).order_by()
    return dict(Counter(applied.values_list("outcome", flat=True)))


def reasons(problem_rows: list[dict[str, Any]], most: int = 2) -> list[tuple[str, int]]:
    """The commonest reasons why rows were not taken, by column, with how often."""
    return Counter(str(row["column"] or row["reason"]) for row in problem_rows).most_common(most)


def unit_of_code(code: str) -> Unit | None:
    """A unit that rows are narrowed to; the caller's right is that over the import."""
    return Unit.objects.filter(code=code).first() if code else None


def mask_name(name: str) -> str:
    """The first character, where the reader may not know the name: 王**."""
    return f"{name[:1]}**"

"""What the pages of authors and officers list: nothing outside the reader's scope."""

from typing import TypeVar

from django.db import models

from unionhall.kernel.actor import Actor, Denied, Permission
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models import Paper, Sheet
from unionhall.modules.learning.permissions import LearningPermission

Item = TypeVar("Item", Paper, Sheet)


def _readable(by: Actor) -> models.QuerySet[Unit]:
    return Unit.objects.within(by.scope(LearningPermission.PAPER_READ))


def papers(by: Actor) -> models.QuerySet[Paper]:
    """The papers of units whose papers ``by`` may read, newest first, with the number of their questions (``size``)."""
    return (
        Paper.objects.filter(unit__in=_readable(by))
        .select_related("unit")
        .defer("content")
        .annotate(size=models.Count("places"))
        .order_by("-pk")
    )


def paper_for(by: Actor, paper_id: int, permission: Permission = LearningPermission.PAPER_READ) -> Paper:
    """One paper. Raises Denied where it does not exist or lies outside the scope of ``permission``."""
    paper = Paper.objects.select_related("unit").filter(pk=paper_id).first()
    return _checked(by, paper, permission)


def sheet_for(by: Actor, sheet_id: int) -> Sheet:
    """One sheet, for a dispute about it. Raises Denied as ``paper_for``."""
    sheet = (
        Sheet.objects.select_related("unit", "assignment__paper", "assignment__campaign").filter(pk=sheet_id).first()
    )
    return _checked(by, sheet, LearningPermission.RESULTS_READ)


def units_to_write_for(by: Actor) -> list[Unit]:
    """The units in whose name ``by`` may write: those where they hold an office that allows it."""
    seats = [seat.unit_id for seat in by.seats if by.may(LearningPermission.PAPER_WRITE, at=seat.path)]
    return list(Unit.objects.filter(pk__in=seats).order_by("code"))


def _checked(by: Actor, item: Item | None, permission: Permission) -> Item:
    """``item``, where ``by`` holds ``permission`` at its unit; else Denied, as if it did not exist."""
    if item is None:
        raise Denied(permission.value)
    by.must(permission, at=org_queries.path_of(item.unit))
    return item

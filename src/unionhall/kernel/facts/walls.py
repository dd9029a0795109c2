"""Links to a board without signing in: for a screen in a hall. Counts alone, of one unit, until somebody stops it."""

from __future__ import annotations

import secrets

from django.db import transaction

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Grant, Reach
from unionhall.kernel.facts.models import Reckoning, Wall
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit

TOKEN_BYTES = 12  # 96 bits: nobody guesses one


def open_wall(by: Actor, reckoning: Reckoning, unit: Unit) -> Wall:
    """Give a link to the counts of ``unit`` and of the units directly below it. Needs SHARE at the unit."""
    by.must(FactsPermission.SHARE, at=org_queries.path_of(unit))
    with transaction.atomic():
        token = secrets.token_urlsafe(TOKEN_BYTES)
        wall = Wall.objects.create(reckoning=reckoning, unit=unit, token=token, opened=clock.now())
        data = {"title": reckoning.title}
        journal.write(by=by, verb="facts.wall_opened", unit_id=unit.pk, subject=reckoning, data=data)
    return wall


def stop_wall(by: Actor, wall: Wall) -> None:
    """Let the link show nothing any more; does nothing to one that was stopped. Needs SHARE at its unit."""
    by.must(FactsPermission.SHARE, at=org_queries.path_of(wall.unit))
    with transaction.atomic():
        if Wall.objects.filter(pk=wall.pk, stopped=None).update(stopped=clock.now()):
            data = {"title": wall.reckoning.title}
            journal.write(by=by, verb="facts.wall_stopped", unit_id=wall.unit_id, subject=wall.reckoning, data=data)


def walls_of(by: Actor, reckoning: Reckoning) -> list[Wall]:
    """The links that work, at units where ``by`` may give and stop them, the latest first."""
    scope = by.scope(FactsPermission.SHARE)
    found = Wall.objects.filter(reckoning=reckoning, stopped=None).select_related("unit", "reckoning").order_by("-pk")
    at = org_queries.paths_of(wall.unit_id for wall in found)
    return [wall for wall in found if scope.covers(at.get(wall.unit_id, ""))]


def wall_by_token(token: str) -> tuple[Wall, Actor]:
    """The wall behind a link, and whom it lets look: nobody by name, at this unit's figures and no others.

    Raises Denied for a link that is none, or was stopped.
    """
    wall = Wall.objects.select_related("unit", "reckoning").filter(token=token, stopped=None).first()
    if wall is None:
        raise Denied("wall")
    path = org_queries.path_of(wall.unit)
    return wall, Actor(name="", grants=(Grant(FactsPermission.FIGURES_READ.value, path, Reach.BELOW),))

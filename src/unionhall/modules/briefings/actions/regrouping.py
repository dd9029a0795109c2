"""What a merger or an end means for briefings: drafts go over or end; what was issued stays with its issuer."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.org.events import UnitsEnded
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.regrouping import Effect, Part, Regrouping, Section
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.procedures.models import Duty
from unionhall.kernel.procedures.regrouping import hand_over
from unionhall.modules.briefings.models import Briefing
from unionhall.modules.briefings.procedure import DROP, OPEN


def effects(by: Actor, regrouping: Regrouping) -> list[Effect]:
    """How many drafts go over."""
    return [
        Effect(
            Section.WORK,
            _("%(unit)s没印发的简报") % {"unit": going.source.name},
            count,
            _("交给%(to)s接着写") % {"to": going.target.name},
        )
        for going in regrouping.ending
        if (count := _open(going.source).count())
    ]


def act(by: Actor, regrouping: Regrouping, prepared: Any) -> None:
    """Drafts and their duties stand at the successor. Inside the merger's transaction."""
    for going in regrouping.ending:
        ids = list(_open(going.source).values_list("pk", flat=True))
        if ids:
            Briefing.objects.filter(pk__in=ids).update(unit=going.target)
            duties = Duty.objects.open().filter(procedure=Briefing.procedure, item_id__in=ids)
            hand_over(list(duties), going.target)


def _open(unit: Unit) -> QuerySet[Briefing]:
    return Briefing.objects.filter(unit=unit, state__in=OPEN)


def end_with_units(event: UnitsEnded) -> None:
    """Nobody is left to issue what a union that has ended was writing. Called when org announces it."""
    waiting = list(Briefing.objects.filter(unit_id__in=event.unit_ids, state__in=OPEN).select_related("unit"))
    if waiting:
        procedures.take_many(Actor.system(_("单位撤销")), waiting, DROP)


PART = Part(key="briefings", effects=effects, act=act)

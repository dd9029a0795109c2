"""What a merger or a split means for campaigns that run: nobody loses the way in, nothing counted moves.

Who has begun goes on where they began and stays counted there. Whoever comes from the day on comes through the
successor, which takes part in what the merged unit took part in and is asked for what it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.regrouping import Effect, Going, Part, Regrouping, Section
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.campaigns.actions.enrolling import enrol
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link
from unionhall.modules.campaigns.procedure import ASKED, ENROLLED, EXCUSE


@dataclass(frozen=True, slots=True)
class _Running:
    """A running campaign of a source, and whether the target is in it already."""

    going: Going
    enrolment: Enrolment
    is_there: bool

    @property
    def comes_in(self) -> bool:
        """Whether the target has to be brought in for the members that come to it."""
        return not self.is_there and self.going.target.kind in kinds and kinds[self.going.target.kind].is_grassroots


def effects(by: Actor, regrouping: Regrouping) -> list[Effect]:
    """One line for every running campaign."""
    return [
        Effect(Section.WORK, _("专项行动：%(name)s") % {"name": each.enrolment.campaign.name}, 1, _text(each))
        for each in _running(regrouping)
    ]


def why_not(regrouping: Regrouping) -> list[Reason]:
    """A union that runs a campaign itself finishes it first: what was counted for it stands under its own place."""
    ending = [going.source for going in regrouping.ending]
    running = Campaign.objects.filter(unit__in=ending, until__gte=clock.today()).select_related("unit")
    return [
        Reason(
            "campaigns.runs",
            _("%(unit)s发起的“%(name)s”到 %(day)s 才结束，结束以后再办")
            % {"unit": campaign.unit.name, "name": campaign.name, "day": campaign.until.isoformat()},
        )
        for campaign in running
    ]


def act(by: Actor, regrouping: Regrouping, prepared: Any) -> None:
    """Bring the targets in, stop the links of what ends, ask it for nothing more."""
    system = Actor.system(_("合并分立"))
    brought: set[tuple[int, int]] = set()
    for each in _running(regrouping):
        enrolment, target = each.enrolment, each.going.target
        if each.comes_in and (enrolment.campaign_id, target.pk) not in brought:
            brought.add((enrolment.campaign_id, target.pk))
            _bring_in(system, enrolment, target)
        if not each.going.is_whole:
            continue
        Link.objects.filter(enrolment=enrolment, revoked=None).update(revoked=clock.now())
        if enrolment.state == ASKED:
            procedures.take(system, enrolment, EXCUSE, reason=_("已并入%(unit)s") % {"unit": target.name})


def _bring_in(system: Actor, old: Enrolment, target: Unit) -> None:
    """Ask the target; where the source has enrolled, it takes part at once, so that nobody waits for a link."""
    new = procedures.begin(system, Enrolment(campaign=old.campaign, unit=target))
    reckoning = old.campaign.reckoning
    if reckoning is not None and reckoning.closed is None:
        facts.ask(system, reckoning, [target])
    if old.state == ENROLLED:
        enrol(system, new)


def _running(regrouping: Regrouping) -> Iterator[_Running]:
    goings = {going.source.pk: going for going in regrouping.goings if going.is_whole or going.person_ids}
    found = Enrolment.objects.filter(
        unit__in=goings, campaign__until__gte=clock.today(), state__in=(ASKED, ENROLLED)
    ).select_related("campaign__reckoning", "unit")
    rows = list(found.order_by("-state", "campaign"))  # enrolled before asked: who takes part brings the target in
    targets = {going.target.pk for going in regrouping.goings if going.target.pk}
    there = set(Enrolment.objects.filter(unit__in=targets).values_list("campaign_id", "unit_id"))
    for going in regrouping.goings:
        for enrolment in rows:
            if enrolment.unit_id == going.source.pk and going.source.pk in goings:
                yield _Running(going, enrolment, (enrolment.campaign_id, going.target.pk) in there)


def _text(each: _Running) -> str:
    values = {"from": each.going.source.name, "to": each.going.target.name}
    is_enrolled = each.enrolment.state == ENROLLED
    if not each.going.is_whole:
        return (
            _("%(to)s也报上名，有自己的链接；已经参加的算在%(from)s") if is_enrolled else _("也请%(to)s报名")
        ) % values
    if each.comes_in:
        text = _("%(to)s接着参加，用新链接；已经参加的算在%(from)s，接着做完") if is_enrolled else _("改请%(to)s报名")
    else:
        text = (
            _("%(from)s的链接停用，转到%(to)s的链接；已经参加的算在%(from)s，接着做完")
            if is_enrolled
            else _("不再请%(from)s报名，以%(to)s为准")
        )
    return text % values


PART = Part(key="campaigns", effects=effects, act=act, why_not=why_not)

"""Who is behind, and who was reminded when: sent, copied and seen told apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Scope
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns.models import Campaign, Enrolment, Nudge, Task
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.procedure import ASKED, EXCUSED
from unionhall.modules.campaigns.queries.tasks import undone


@dataclass(slots=True)
class Behind:
    """A unit that has not enrolled or has tasks left, with the last time it was reminded."""

    enrolment: Enrolment
    tasks: list[Task] = field(default_factory=list)  # not reached yet; of a unit that has enrolled
    last: Nudge | None = None

    @property
    def is_asked(self) -> bool:
        """Whether it has not enrolled."""
        return self.enrolment.state == ASKED

    @property
    def was_nudged_today(self) -> bool:
        """Whether it was reminded today, so that it is not again."""
        return self.last is not None and self.last.day == clock.today()


def behind(by: Actor, campaign: Campaign, unit: Unit) -> list[Behind]:
    """The units below ``unit`` that are behind, those that have not enrolled first, then by code.

    Needs NUDGE at ``unit``: nobody reminds their own union. Raises Denied. A fixed number of queries.
    """
    path = org_queries.path_of(unit)
    by.must(CampaignPermission.NUDGE, at=path)
    ids = org_queries.ids_within(Scope(below=(path,)))
    enrolments = (
        Enrolment.objects.filter(campaign=campaign, unit_id__in=ids)
        .exclude(state=EXCUSED)
        .exclude(unit=unit)
        .exclude(unit__state=Unit.State.ENDED)
        .select_related("unit")
    )
    left = undone(by, campaign, unit)
    found = [
        Behind(enrolment, left.get(enrolment.unit_id, []) if enrolment.state != ASKED else [])
        for enrolment in enrolments.order_by("unit__code")
    ]
    found = [one for one in found if one.is_asked or one.tasks]
    last = _last_nudges(campaign)
    for one in found:
        one.enrolment.campaign = campaign
        one.last = last.get(one.enrolment.pk)
    return sorted(found, key=lambda one: not one.is_asked)


def nudges_of(by: Actor, enrolment: Enrolment) -> list[Nudge]:
    """What a unit was reminded of, the latest first. Raises Denied for who may not see the campaign there."""
    by.must(CampaignPermission.READ, at=org_queries.path_of(enrolment.unit))
    return list(Nudge.objects.filter(enrolment=enrolment).select_related("sender").order_by("-pk"))


def sent_today(by: Actor, campaign: Campaign, unit: Unit) -> list[Nudge]:
    """What was sent today in the name of ``unit``. Needs NUDGE there. Raises Denied."""
    by.must(CampaignPermission.NUDGE, at=org_queries.path_of(unit))
    sent = Nudge.objects.filter(enrolment__campaign=campaign, sender=unit, day=clock.today())
    return list(sent.select_related("unit", "sender", "enrolment__campaign").order_by("unit__code"))


def _last_nudges(campaign: Campaign) -> dict[int, Nudge]:
    rows = Nudge.objects.filter(enrolment__campaign=campaign).order_by("pk")
    return {nudge.enrolment_id: nudge for nudge in rows}

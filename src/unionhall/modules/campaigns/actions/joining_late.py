"""Units that were not there at the launch are asked later, and take part from then on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.campaigns import queries
from unionhall.modules.campaigns.models import Campaign, Enrolment
from unionhall.modules.campaigns.permissions import CampaignPermission


def ask_late(by: Actor, campaign: Campaign, unit: Unit, wanted: Sequence[Unit]) -> list[Enrolment]:
    """Ask units below ``unit`` that the campaign has not asked yet: founded since, or come from elsewhere.

    Needs LAUNCH at ``unit``. Raises Refused for units that are asked already or can not be, and after the end.
    """
    by.must(CampaignPermission.LAUNCH, at=org_queries.path_of(unit))
    reckoning = campaign.reckoning
    if clock.today() > campaign.until or reckoning is None or reckoning.closed is not None:
        raise Refused(Reason("over", _("“%(name)s”已经结束，不能再请") % {"name": campaign.name}))
    can_be = {one.pk for one in queries.not_asked(by, campaign, unit)}
    if not wanted:
        raise Refused(Reason("nobody", _("勾上要补请的单位")))
    if beyond := [one.name for one in wanted if one.pk not in can_be]:
        raise Refused(Reason("asked", _("%(units)s已经请过，或者不在下面") % {"units": _("、").join(beyond)}))
    with transaction.atomic():
        rows = [Enrolment(campaign=campaign, unit=one) for one in wanted]
        made = list(procedures.begin_many(by, rows))
        facts.ask(by, reckoning, wanted)
        data = {"name": campaign.name, "units": len(made)}
        journal.write(by=by, verb="campaigns.asked_late", unit_id=unit.pk, subject=campaign, data=data)
    return made

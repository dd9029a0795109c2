"""Which campaign something counts for that happens at a unit on a day."""

from __future__ import annotations

from datetime import date

from unionhall.kernel.facts.models import Asked
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns.models import Campaign


def running_at(unit: Unit, measures: str, on: date) -> Campaign | None:
    """The latest campaign that runs on a day, asks ``unit`` and has set a task in measures that begin so; two queries.

    Takes no actor: whoever records something at a unit may count it for what the unit is asked.
    """
    asked = Asked.objects.filter(placement__unit=unit, until=None).values("reckoning_id")
    running = Campaign.objects.filter(since__lte=on, until__gte=on, reckoning__in=asked)
    counting = running.filter(tasks__measure__startswith=measures).distinct()
    return counting.select_related("reckoning").order_by("-pk").first()

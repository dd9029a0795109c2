"""Counting beside the pages: who has done the tasks of campaigns that ask very many."""

from collections import Counter
from datetime import timedelta
from time import perf_counter

from django.core.cache import cache

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns.models import Campaign, TaskTally
from unionhall.modules.campaigns.queries import tallies
from unionhall.modules.campaigns.queries.tasks import tasks_of

LOOKED = timedelta(hours=1)  # between two looks at whether a short count has become a long one


def count_tasks(by: Actor) -> int:
    """Count the tasks of every campaign anew where its last count is old, and keep it; how many places were counted.

    Done by the ticker. A closed campaign is counted once. Where counting is short pages do it themselves, live.
    Raises Denied for anybody but the system.
    """
    if not by.is_system:
        raise Denied("count_tasks")
    asking = Campaign.objects.filter(tasks__isnull=False, reckoning__isnull=False).distinct()
    return sum(_count(campaign, campaign.reckoning) for campaign in asking.select_related("reckoning", "unit"))


def _count(campaign: Campaign, reckoning: Reckoning | None) -> int:
    if reckoning is None:
        return 0
    many = _many_asked(reckoning)
    known = {tally.unit_id: tally for tally in TaskTally.objects.filter(campaign=campaign).defer("counted")}
    counted = 0
    for unit in Unit.objects.filter(pk__in=many).order_by("pk"):
        tasks = tasks_of(campaign, unit)
        what = tallies.same(campaign, reckoning, unit, tasks)
        if not tasks or _is_good(known.get(unit.pk), what, reckoning):
            continue
        began, at = perf_counter(), clock.now()
        found = tallies.Tally(campaign, reckoning, unit, tasks).counted()
        values = {"what": what, "counted": found.as_json(), "at": at, "took": perf_counter() - began}
        TaskTally.objects.update_or_create(campaign=campaign, unit=unit, defaults=values)
        counted += 1
    return counted


def _many_asked(reckoning: Reckoning) -> list[int]:
    """The units at and below which more are asked than a page counts."""
    key = f"many-asked:{reckoning.pk}:{reckoning.asked_changes}"
    known: list[int] | None = cache.get(key)
    if known is not None:
        return known
    asked = Counter(
        unit_id
        for path in reckoning.asked.filter(until=None).order_by().values_list("path", flat=True)
        for unit_id in paths.unit_ids(path)
    )
    found = [unit_id for unit_id, number in asked.items() if number > tallies.MOST_LIVE]
    cache.set(key, found, 24 * 3600)
    return found


def _is_good(tally: TaskTally | None, what: str, reckoning: Reckoning) -> bool:
    if tally is None or tally.what != what:
        return False
    if reckoning.settled is not None:
        return True
    long = timedelta(seconds=min(tallies.KEPT, tallies.TIMES * tally.took))
    return clock.now() - tally.at < (long if tally.took > tallies.LONG else LOOKED)

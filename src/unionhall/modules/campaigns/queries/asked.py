"""What unions above asked of a unit in a month, and what they need not have asked: the burden meter.

Counted by the rule in ``burden``: what is typed and what the asking itself costs, not the work that is asked for. What
is not asked through this system is not seen here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.statements import Select
from unionhall.modules.campaigns.models import Enrolment, Nudge, Task
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.procedure import EXCUSED
from unionhall.modules.campaigns.queries.burden import BASIC_MINUTES, burden_of

NUDGE_MINUTES = 1  # to read it


@dataclass(frozen=True, slots=True)
class AskedOf:
    """One thing that ``asker`` asked of a unit; ``is_known``: it was spared, since the system has the figure."""

    asker: Unit
    words: str
    fields: int
    minutes: int
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Meter:
    """What was asked, added up."""

    asks: Sequence[AskedOf]

    @property
    def number(self) -> int:
        """Things asked."""
        return sum(not one.is_known for one in self.asks)

    @property
    def fields(self) -> int:
        """Fields to fill in."""
        return sum(one.fields for one in self.asks)

    @property
    def minutes(self) -> int:
        """Minutes it takes."""
        return sum(one.minutes for one in self.asks)

    @property
    def spared(self) -> int:
        """Things that need not be asked, since the figure is known."""
        return sum(one.is_known for one in self.asks)

    def by_asker(self) -> list[tuple[Unit, Meter]]:
        """The same for each union that asked, the highest first."""
        askers: dict[Unit, list[AskedOf]] = {}
        for one in self.asks:
            askers.setdefault(one.asker, []).append(one)
        return [(asker, Meter(askers[asker])) for asker in sorted(askers, key=lambda unit: unit.code)]


def meter(by: Actor, unit: Unit, month: date) -> Meter:
    """What was asked of one unit itself."""
    return Meter(asked_of(by, [unit], month).get(unit.pk, []))


def asked_of(by: Actor, units: Sequence[Unit], month: date) -> dict[int, list[AskedOf]]:
    """By unit id, what was asked in the month: campaigns called in it with their tasks, and reminders. Five queries.

    Units where ``by`` may not see campaigns are left out.
    """
    first = month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    places = org_queries.paths_of(unit.pk for unit in units)
    readable = by.scope(CampaignPermission.READ)
    ids = [pk for pk, path in places.items() if readable.covers(path)]
    found: dict[int, list[AskedOf]] = defaultdict(list)
    since, until = (datetime.combine(day, time.min, timezone.get_default_timezone()) for day in (first, after))
    is_one = len(ids) == 1
    enrolments = _ENROLLED.all(unit=ids[0], since=since, until=until) if is_one else list(_enrolled(ids, since, until))
    tasks = _tasks({enrolment.campaign_id for enrolment in enrolments})
    for enrolment in enrolments:
        campaign = enrolment.campaign
        words = _("“%(name)s”：报名，发链接，贴海报") % {"name": campaign.name}
        found[enrolment.unit_id].append(AskedOf(campaign.unit, words, 0, BASIC_MINUTES))
        above = set(paths.unit_ids(places[enrolment.unit_id]))
        for setter, theirs in tasks.get(campaign.pk, {}).items():
            if setter.pk in above:
                asks = burden_of(theirs).asks
                found[enrolment.unit_id] += [AskedOf(setter, a.words, a.fields, a.minutes, a.is_known) for a in asks]
    nudges = _NUDGED.all(unit=ids[0], first=first, after=after) if is_one else _nudged(ids, first, after)
    for nudge in nudges:
        words = _("催“%(name)s”") % {"name": nudge.enrolment.campaign.name}
        found[nudge.unit_id].append(AskedOf(nudge.sender, words, 0, NUDGE_MINUTES))
    return dict(found)


def _enrolled(units: Sequence[int], since: datetime, until: datetime) -> QuerySet[Enrolment]:
    found = Enrolment.objects.filter(unit_id__in=units, campaign__created__gte=since, campaign__created__lt=until)
    return found.exclude(state=EXCUSED).select_related("campaign__unit").order_by("campaign_id")


def _nudged(units: Sequence[int], first: date, after: date) -> QuerySet[Nudge]:
    found = Nudge.objects.filter(unit_id__in=units, day__gte=first, day__lt=after)
    return found.select_related("sender", "enrolment__campaign").order_by("pk")


# of one unit: every inbox of one asks it
_ENROLLED: Select[Enrolment] = Select(
    lambda unit, since, until: _enrolled([unit], since, until), unit=int, since=datetime, until=datetime
)
_NUDGED: Select[Nudge] = Select(
    lambda unit, first, after: _nudged([unit], first, after), unit=int, first=date, after=date
)


def _tasks(campaign_ids: Collection[int]) -> dict[int, dict[Unit, list[Task]]]:
    """Tasks by campaign and by who set them."""
    found: dict[int, dict[Unit, list[Task]]] = {}
    if not campaign_ids:
        return found
    for task in Task.objects.filter(campaign_id__in=list(campaign_ids)).select_related("unit"):
        found.setdefault(task.campaign_id, {}).setdefault(task.unit, []).append(task)
    return found

"""What campaigns keep about a person: how it goes along when two files are made one, what they are told, what goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.kernel import clock
from unionhall.kernel.facts.models import Presence
from unionhall.kernel.people.declare import Holding, Told
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns.facts import PEOPLE
from unionhall.modules.campaigns.models import Participant, PersonalLink


def _effects(kept: Person, gone: Person) -> list[str]:
    n = Participant.objects.filter(person=gone).count()
    return (
        [ngettext("参加活动的 %(n)s 条记录转到留下的这份", "参加活动的 %(n)s 条记录转到留下的这份", n) % {"n": n}]
        if n
        else []
    )


def _merge(kept: Person, gone: Person) -> dict[str, Any]:
    """What was counted twice counts once, and of two slips for one campaign one opens."""
    return {"counted": _count_once(kept), **_take_slips(kept, gone)}


def _take_slips(kept: Person, gone: Person) -> dict[str, Any]:
    """Personal links go along; where both have one that nobody used yet, the other's is at its end."""
    mine = PersonalLink.objects.filter(person=kept, used=None).values("enrolment_id")
    both = PersonalLink.objects.filter(person=gone, used=None, enrolment_id__in=mine)
    ended = {str(pk): expires.isoformat() for pk, expires in both.values_list("pk", "expires")}
    both.filter(expires__gt=clock.now()).update(expires=clock.now())
    moving = PersonalLink.objects.filter(person=gone).exclude(pk__in=list(ended))
    ids = list(moving.order_by("pk").values_list("pk", flat=True))
    PersonalLink.objects.filter(pk__in=ids).update(person=kept)
    return {"links": ids, "ended": ended}


def _count_once(kept: Person) -> list[list[Any]]:
    """Of what made the person count twice in a campaign only the first counts on, as in the figures.

    The rows name ``kept`` by now.
    """
    counted: dict[int, list[Participant]] = defaultdict(list)
    rows = Participant.objects.filter(person=kept, counted_on__isnull=False).select_related("enrolment")
    for row in rows.order_by("counted_on", "pk"):
        counted[row.enrolment.campaign_id].append(row)
    sources = set(Presence.objects.filter(person=kept, measure=PEOPLE).values_list("source", flat=True))
    again = [
        row
        for same in counted.values()
        for row in sorted(same, key=lambda row: row.counted_source not in sources)[1:]  # in the order of days
    ]
    was = [[row.pk, row.counted_on.isoformat() if row.counted_on else "", row.counted_source] for row in again]
    Participant.objects.filter(pk__in=[row.pk for row in again]).update(counted_on=None, counted_source="")
    return was


def _unmerge(kept: Person, gone: Person, data: dict[str, Any]) -> None:
    PersonalLink.objects.filter(pk__in=data["links"], person=kept).update(person=gone)
    links = PersonalLink.objects.in_bulk([int(pk) for pk in data["ended"]])
    for pk, expires in data["ended"].items():
        if int(pk) in links:
            links[int(pk)].expires = datetime.fromisoformat(expires)
    PersonalLink.objects.bulk_update(links.values(), ["expires"])
    by_id = Participant.objects.in_bulk([pk for pk, _day, _source in data["counted"]])
    for pk, day, source in data["counted"]:
        if pk in by_id and by_id[pk].counted_on is None:
            by_id[pk].counted_on, by_id[pk].counted_source = date.fromisoformat(day), source
    Participant.objects.bulk_update(by_id.values(), ["counted_on", "counted_source"])


def _tell(ids: Collection[int]) -> Sequence[Told]:
    rows = Participant.objects.filter(person_id__in=ids).select_related("enrolment__campaign", "enrolment__unit")
    return [
        Told(
            _("%(day)s 从%(unit)s的链接参加“%(campaign)s”，留的姓名是%(name)s")
            % {
                "day": row.began.date().isoformat(),
                "unit": row.enrolment.unit.name,
                "campaign": row.enrolment.campaign.name,
                "name": row.name,
            }
        )
        for row in rows.order_by("-pk")
    ]


def _erase(ids: Collection[int]) -> None:
    Participant.objects.filter(person_id__in=ids).update(name="")


PARTICIPATIONS = Holding(
    key="campaigns.participations",
    label=gettext_lazy("参加的活动"),
    stays=("campaigns.PersonalLink.person",),
    effects=_effects,
    merge=_merge,
    unmerge=_unmerge,
    erase=_erase,
    tell=_tell,
    kept_because=gettext_lazy("只留参加过几次，不留姓名。删了，已经上报的数就对不上了"),
)

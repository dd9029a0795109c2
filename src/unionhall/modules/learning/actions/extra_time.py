"""More time than the paper gives, for who needs it: given to a person before they begin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.people.declare import Holding, Told
from unionhall.kernel.people.models import Person
from unionhall.modules.learning.actions.sheets import MOST_EXTRA
from unionhall.modules.learning.actions.writing import plain
from unionhall.modules.learning.models import ExtraTime, Sheet, end_of
from unionhall.modules.learning.queries.content import content_for
from unionhall.modules.learning.queries.extra_time import has_time_limit, minutes_given, place_for
from unionhall.modules.learning.queries.gates import ends_at
from unionhall.modules.membership import api as membership


def give_time_ahead(
    by: Actor, *, campaign_id: int, code: str, name: str, tail: str, minutes: int, reason: str
) -> ExtraTime:
    """From now on let one member answer every timed paper of a campaign so many minutes longer; 0 takes it back.

    ``tail`` tells people of the same name apart and may be "". Sheets that are open now get it at once, none gets
    shorter. Needs RESULTS_READ and the right to send the unit's link. Raises Denied, and Refused with the name of the
    field ("name", "tail", "minutes", "reason") as the reason's code.
    """
    campaign, unit = place_for(by, campaign_id, code)
    if not has_time_limit(campaign):
        raise Refused(Reason("minutes", _("这次活动的卷子都不限时，不用多给时间")))
    if not 0 <= minutes <= MOST_EXTRA:
        raise Refused(Reason("minutes", _("写 1 到 %(most)d 分钟；写 0 就是收回") % {"most": MOST_EXTRA}))
    why = plain(reason)[:120]
    if not why:
        raise Refused(Reason("reason", _("写上为什么多给，本人查得到。不用写病情")))
    person = _member(membership.with_name(unit, name, tail), tail)
    with transaction.atomic():
        made = ExtraTime.objects.create(
            campaign=campaign, person=person, unit=unit, minutes=minutes, reason=why, given=clock.now()
        )
        lengthen([person.pk])
        journal.write(
            by=by,
            verb="learning.time_given_ahead",
            unit_id=unit.pk,
            subject=made,
            about=[person],
            data={"minutes": minutes, "title": campaign.name},
            reason=why,
        )
    return made


def _member(found: Sequence[Person], tail: str) -> Person:
    if not found and tail:
        raise Refused(Reason("tail", _("名册上没有这个姓名和后四位的人")))
    if not found:
        raise Refused(Reason("name", _("名册上没有这个姓名")))
    if len(found) > 1:
        raise Refused(Reason("tail", _("名册上有几个同名的，写上这个人的手机号后四位")))
    return found[0]


def lengthen(people: Collection[int]) -> int:
    """Let the open sheets of these people end as late as what they were given allows; how many end later now."""
    begun = Q(began__isnull=False, handed_in=None, voided=None)
    timed = Q(participant__person_id__in=people, assignment__paper__minutes__isnull=False)
    found = Sheet.objects.filter(begun & timed).select_related(
        "participant", "assignment__paper", "assignment__campaign"
    )
    later = 0
    for sheet in found.defer("answers", "receipts"):
        campaign, paper = sheet.assignment.campaign, sheet.assignment.paper
        given = sheet.extra_minutes + minutes_given(campaign.pk, sheet.participant.person_id)
        if paper is None:
            continue
        ends = ends_at(
            content_for(paper), begun=sheet.began, campaign_ends=end_of(campaign), extra=timedelta(minutes=given)
        )
        later += Sheet.objects.filter(pk=sheet.pk, handed_in=None, ends__lt=ends).update(ends=ends)
    return later


def _tell(ids: Collection[int]) -> Sequence[Told]:
    rows = ExtraTime.objects.filter(person_id__in=ids).annotate(title=F("campaign__name")).order_by("-pk")
    return [
        Told(
            ngettext(
                "%(day)s 工会在“%(title)s”里多给您 %(n)d 分钟答卷：%(reason)s",
                "%(day)s 工会在“%(title)s”里多给您 %(n)d 分钟答卷：%(reason)s",
                row.minutes,
            )
            % {"day": row.given.date().isoformat(), "title": row.title, "n": row.minutes, "reason": row.reason}
        )
        for row in rows
    ]


def _erase(ids: Collection[int]) -> None:
    ExtraTime.objects.filter(person_id__in=ids).delete()


EXTRA_TIME = Holding(key="learning.extra_time", label=gettext_lazy("多给的答卷时间"), tell=_tell, erase=_erase)

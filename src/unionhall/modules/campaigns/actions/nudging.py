"""A union above reminds units that are behind, once a day at most; the unit has seen it when it opened the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.campaigns import notices
from unionhall.modules.campaigns.models import Campaign, Enrolment, Nudge
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.procedure import EXCUSED, SEE, SENT
from unionhall.modules.campaigns.queries.nudges import Behind, behind

TIMELY = timedelta(days=2)  # it stands in the inbox as something for these days
LONGEST_WORDS = 200


@dataclass
class Nudged:
    """What came of a reminder to many: what was sent, and the units that were left with the reason."""

    sent: list[Nudge] = field(default_factory=list)
    left: list[tuple[Unit, str]] = field(default_factory=list)


def nudge(by: Actor, campaign: Campaign, unit: Unit, enrolments: Sequence[Enrolment], *, words: str = "") -> Nudged:
    """Remind these units in the name of ``unit``: what each of them has left, and ``words`` of one's own.

    Needs NUDGE at ``unit``, which has to stand above them. A unit that was reminded today, by whomever, has nothing
    left or need not take part is left out with a sentence. Raises Denied for a unit elsewhere, Refused for too many
    words, after the end, and where nobody is left to remind.
    """
    if len(words.strip()) > LONGEST_WORDS:
        raise Refused(Reason("words", _("写短些，不超过 200 个字")))
    if clock.today() > campaign.until:
        raise Refused(Reason("over", _("“%(name)s”已经结束，不用再催") % {"name": campaign.name}))
    waiting = {one.enrolment.pk: one for one in behind(by, campaign, unit)}
    top, places = org_queries.path_of(unit), org_queries.paths_of([each.unit_id for each in enrolments])
    if not all(paths.covers(top, place) for place in places.values()):
        raise Denied(CampaignPermission.NUDGE.value)
    done, new = Nudged(), []
    for each in enrolments:
        if (why := _why_not(each, waiting.get(each.pk))) is not None:
            done.left.append((each.unit, why))
        else:
            new.append(_made(waiting[each.pk], unit, words.strip()))
    if not new:
        raise Refused(*(Reason("left", f"{left.name}{_('：')}{why}") for left, why in done.left[:5]))
    try:
        with transaction.atomic():
            done.sent = list(procedures.begin_many(by, new))
    except IntegrityError as error:  # somebody else reminded one of them in this very moment
        raise Refused(Reason("today", _("有单位刚刚被催过，刷新再看"))) from error
    return done


def note_copied(by: Actor, nudges: Sequence[Nudge]) -> int:
    """The text was taken to a chat group; returns how many reminders that were. Needs NUDGE at the senders."""
    for place in org_queries.paths_of({each.sender_id for each in nudges}).values():
        by.must(CampaignPermission.NUDGE, at=place)
    return Nudge.objects.filter(pk__in=[each.pk for each in nudges], copied=None).update(copied=clock.now())


def note_seen(by: Actor, enrolment: Enrolment) -> None:
    """Somebody in office at the unit itself opens what was sent; whoever sits above has not seen it for them."""
    if not any(seat.unit_id == enrolment.unit_id for seat in by.seats):
        return
    if not by.may(CampaignPermission.ENROL, at=org_queries.path_of(enrolment.unit)):
        return
    unseen = list(Nudge.objects.filter(enrolment=enrolment, state=SENT))
    if unseen:
        with transaction.atomic():
            done = procedures.take_many(by, unseen, SEE)
            Nudge.objects.filter(pk__in=[each.pk for each in done.items]).update(seen=clock.now())


def _why_not(enrolment: Enrolment, waiting: Behind | None) -> str | None:
    if enrolment.state == EXCUSED:
        return _("准许这次不参加，不用催")
    if waiting is None:
        return _("都办完了，不用催")
    if waiting.was_nudged_today:
        return _("今天催过了，一天只催一次")
    return None


def _made(one: Behind, sender: Unit, words: str) -> Nudge:
    return Nudge(
        enrolment=one.enrolment,
        unit=one.enrolment.unit,
        sender=sender,
        words=notices.nudge_words(one, words)[:600],
        day=clock.today(),
        sent=clock.now(),
        due=clock.today() + TIMELY,
    )

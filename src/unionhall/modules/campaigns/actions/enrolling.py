"""A unit takes part: enrolling, being excused, and the link that the chair sends to the group."""

import secrets
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.statements import Insert
from unionhall.modules.campaigns.actions.watching import note_failures
from unionhall.modules.campaigns.facts import unit_row
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.procedure import ENROL, ENROLLED, EXCUSE

_LINK = Insert(Link)
TOKEN_BYTES = 12  # 96 bits, 16 characters: nobody guesses one, and it still can be typed from a poster


def enrol(by: Actor, enrolment: Enrolment) -> Link:
    """Take part. Opens the unit's link, which is good until the campaign's last day is over.

    Needs ENROL at the unit. Raises Refused with the procedure's reasons.
    """
    with transaction.atomic():
        done = procedures.take(by, enrolment, ENROL)
        now = clock.now()
        Enrolment.objects.filter(pk=done.pk).update(enrolled=now)
        enrolment.state, enrolment.enrolled = done.state, now
        facts.record(by, [unit_row(enrolment)])
        return _open_link(enrolment)


def excuse(by: Actor, enrolment: Enrolment, *, reason: str) -> Enrolment:
    """Let a unit stay away this time; it is no longer among those asked. Needs EXCUSE at the union above it."""
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不参加，如停产、正在筹建")))
    with transaction.atomic():
        done = procedures.take(by, enrolment, EXCUSE, reason=reason.strip())
        if enrolment.campaign.reckoning:
            facts.stop_asking(by, enrolment.campaign.reckoning, [enrolment.unit])
    enrolment.state = done.state
    return enrolment


def replace_link(by: Actor, enrolment: Enrolment, *, keep: timedelta = timedelta(0)) -> Link:
    """Give a new link. The old one stops at once, or works for ``keep`` longer until new posters hang.

    Needs ENROL at the unit.
    """
    return _change_link(by, enrolment, verb="campaigns.link_replaced", opens=True, keep=keep)


def revoke_link(by: Actor, enrolment: Enrolment) -> None:
    """Stop the link without a new one; who has begun goes on. Needs ENROL at the unit."""
    _change_link(by, enrolment, verb="campaigns.link_revoked", opens=False)


def link_ends(campaign: Campaign) -> datetime:
    """The moment at which the campaign's links stop: the last day is over."""
    midnight = datetime.combine(campaign.until + timedelta(days=1), time.min)
    return timezone.make_aware(midnight, timezone.get_default_timezone())


def _change_link(by: Actor, enrolment: Enrolment, *, verb: str, opens: bool, keep: timedelta = timedelta(0)) -> Link:
    by.must(CampaignPermission.ENROL, at=org_queries.path_of(enrolment.unit))
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=enrolment.pk)
        if locked.state != ENROLLED:
            raise Refused(Reason("not-enrolled", _("先报名，才有链接")))
        if enrolment.unit.state == Unit.State.ENDED:
            raise Refused(Reason("ended", _("这个单位已经撤销，用承接单位的链接")))
        now, links = clock.now(), Link.objects.filter(enrolment=locked)
        if keep:
            links.current().update(
                replaced=now, expires=Least("expires", Value(now + keep, output_field=DateTimeField()))
            )
        else:
            links.filter(revoked=None).update(revoked=now)  # those that were replaced and kept on, too
        link = _open_link(locked) if opens else links.latest("pk")
        journal.write(by=by, verb=verb, unit_id=locked.unit_id, subject=locked, data={"days": keep.days})
        note_failures(by, locked)
    return link


def _open_link(enrolment: Enrolment) -> Link:
    link = Link(
        enrolment=enrolment,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        created=clock.now(),
        expires=link_ends(enrolment.campaign),
    )
    _LINK.save(link)  # a thousand units enrol in the same days
    return link

"""Very many failures on one link: the chair is told by a duty; the link stays open for those who are meant."""

from datetime import timedelta

from django.db import transaction

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.campaigns.models import Enrolment, Link, LinkAlarm
from unionhall.modules.campaigns.procedure import NOTE, TOLD

FAILURES_TO_TELL = 50  # on one link within an hour
QUIET = timedelta(days=1)  # the same link is not reported again within it
LONGEST = timedelta(days=2)  # until it is to be looked at


def tell_of_failures(link: Link) -> None:
    """Put it before the chair that names fail on this link; once a day. Inside the caller's transaction."""
    now = clock.now()
    if LinkAlarm.objects.filter(link=link, told__gt=now - QUIET).exists():
        return
    alarm = LinkAlarm(link=link, unit_id=link.enrolment.unit_id, told=now, due=clock.today() + LONGEST)
    procedures.begin(Actor.system("campaigns"), alarm)


def note_failures(by: Actor, enrolment: Enrolment) -> int:
    """The chair has looked: nothing else is done. Returns how many reports that were. Needs ENROL at the unit."""
    with transaction.atomic():
        open_ones = list(LinkAlarm.objects.filter(link__enrolment=enrolment, state=TOLD))
        if open_ones:
            procedures.take_many(by, open_ones, NOTE)
    return len(open_ones)

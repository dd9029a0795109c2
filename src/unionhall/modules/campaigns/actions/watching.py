"""Very many failures on one link: the chair is told by a duty; the link stays open for those who are meant."""

from datetime import timedelta

from django.db import transaction

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.campaigns.models import Attempt, Enrolment, Link, LinkAlarm
from unionhall.modules.campaigns.procedure import NOTE, TOLD

FAILURES_TO_TELL = 50  # on one link within an hour
QUIET = timedelta(days=1)  # the same link is not reported again within it
LONGEST = timedelta(days=2)  # until it is to be looked at
ATTEMPTS_KEPT = timedelta(days=2)  # they matter for an hour, and are counted for the chair by the day
BATCH = 2_000


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


def forget_attempts(by: Actor) -> int:
    """Throw away what was tried on links days ago, in short transactions; how many attempts that were."""
    gone = 0
    old = Attempt.objects.filter(at__lt=clock.now() - ATTEMPTS_KEPT).order_by("pk")
    while some := list(old.values_list("pk", flat=True)[:BATCH]):
        gone += Attempt.objects.filter(pk__in=some).delete()[0]
    return gone

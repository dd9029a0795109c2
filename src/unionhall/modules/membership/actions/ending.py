"""A union is dissolved: nobody belongs to it any longer, and nothing waits for it.

Whoever is to stay a member is sent to another union before (《工会会员会籍管理办法》 2016, article 3); the page that
ends a union says so.
"""

from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.actions import Entry
from unionhall.kernel.org.events import UnitsEnded
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.search import actions as search
from unionhall.modules.membership.actions.transfers import lapse_with_units
from unionhall.modules.membership.actions.writing import SEARCH_KIND
from unionhall.modules.membership.models import Application, JoinLink, Membership
from unionhall.modules.membership.procedure import RECEIVED, REFUSE

BATCH = 500


def end_with_units(event: UnitsEnded) -> None:
    """End the memberships, refuse applications, let transfers lapse, close the links. Called when org announces it."""
    rows = list(
        Membership.objects.open()
        .filter(unit_id__in=event.unit_ids)
        .select_related("person")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    for start in range(0, len(rows), BATCH):
        _end(event.by, rows[start : start + BATCH], event.on)
    lapse_with_units(event.unit_ids)
    waiting = list(Application.objects.filter(unit_id__in=event.unit_ids, state=RECEIVED).select_related("unit"))
    if waiting:
        procedures.take_many(Actor.system(_("单位撤销")), waiting, REFUSE, reason=_("工会撤销了"))
        ids = [application.pk for application in waiting]
        Application.objects.filter(pk__in=ids).update(details="", decided=clock.today())
    JoinLink.objects.filter(unit_id__in=event.unit_ids, closed=None).update(closed=clock.now())


def _end(by: Actor, rows: list[Membership], on: date) -> None:
    ids, people = [row.pk for row in rows], [row.person_id for row in rows]
    cause = Membership.Cause.CLOSED
    old = Membership.objects.filter(pk__in=ids, until=None)
    old.filter(since__lte=on).update(until=on, ended_for=cause)
    old.update(until=F("since"), ended_for=cause)  # joined since: held on no day
    search.forget(SEARCH_KIND, people)
    data = {"on": on.isoformat(), "cause": str(cause)}
    journal.write_many(by, [Entry("membership.left", row.unit_id, row, (row.person,), data) for row in rows])

"""The figures of a quarter or a year: drawn up when it is over, signed, and from then on as they were."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.events import UnitsEnded
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.safety.models import Return
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure.returns import DRAWN, DROP, SIGN
from unionhall.modules.safety.procedure.returns import SIGNED as IS_SIGNED
from unionhall.modules.safety.queries.returns import Period, figures, periods, to_sign

LONGEST_LATE = 60  # days after it was due that one is still drawn up: an old installation is not asked for old years


def draw_up(by: Actor) -> int:
    """Put what is to be signed for the periods that are over into the inboxes; returns how many. For the ticker."""
    number, today = 0, clock.today()
    for period in periods(today):
        if today < period.after or (today - period.due).days > LONGEST_LATE:
            continue
        there = Return.objects.filter(year=period.year, quarter=period.quarter)
        missing = sorted(to_sign(period) - set(there.values_list("unit_id", flat=True)))
        new = [Return(unit_id=pk, year=period.year, quarter=period.quarter, due=period.due) for pk in missing]
        procedures.begin_many(by, new)
        number += len(new)
    return number


def sign(by: Actor, unit: Unit, period: Period) -> Return:
    """Sign the figures as they are now. Needs SIGN at ``unit``.

    Raises Refused before the period is over, and for one that was signed.
    """
    by.must(SafetyPermission.SIGN, at=org_queries.path_of(unit))
    if clock.today() < period.after:
        raise Refused(Reason("early", _("%(period)s还没过完，过完了再签") % {"period": period.label}))
    told = figures(unit, period)  # before the transaction: they are many rows
    try:
        with transaction.atomic():
            made = _drawn(by, unit, period)
            made.figures, made.signed, made.signed_by = told, clock.now(), by.person_id
            made.signer = f"{by.office} {by.name}".strip()[:120]
            made.save()
            procedures.take(by, made, SIGN)
            journal.write(by=by, verb="safety.signed", unit_id=unit.pk, subject=made, data={"period": period.label})
    except IntegrityError:
        raise Refused(Reason("signed", _("%(period)s已经签过了") % {"period": period.label})) from None
    return made


def _drawn(by: Actor, unit: Unit, period: Period) -> Return:
    """What waits to be signed, or drawn up now by who signs without having been asked."""
    found = Return.objects.filter(unit=unit, year=period.year, quarter=period.quarter).first()
    if found is not None and found.state == IS_SIGNED:
        raise Refused(Reason("signed", _("%(period)s已经签过了") % {"period": period.label}))
    return found or procedures.begin(by, Return(unit=unit, year=period.year, quarter=period.quarter, due=period.due))


def drop_with_units(event: UnitsEnded) -> None:
    """Nobody signs for a union that is dissolved or merged. Called when org announces it."""
    waiting = Return.objects.filter(unit_id__in=event.unit_ids, state=DRAWN)
    procedures.take_many(Actor.system(str(_("隐患统计"))), list(waiting), DROP)

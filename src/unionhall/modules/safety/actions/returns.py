"""Signing the figures of a quarter or a year: from then on they stand as they were."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety.models import Return
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.queries.returns import Period, figures


def sign(by: Actor, unit: Unit, period: Period) -> Return:
    """Sign the figures as they are now. Needs SIGN at ``unit``.

    Raises Refused before the period is over, and for one that was signed.
    """
    by.must(SafetyPermission.SIGN, at=org_queries.path_of(unit))
    if clock.today() < period.after:
        raise Refused(Reason("early", _("%(period)s还没过完，过完了再签") % {"period": period.label}))
    made = Return(
        unit=unit,
        year=period.year,
        quarter=period.quarter,
        figures=figures(unit, period),
        signed=clock.now(),
        signed_by=by.person_id,
        signer=f"{by.office} {by.name}".strip()[:120],
    )
    try:
        with transaction.atomic():
            made.save()
            journal.write(by=by, verb="safety.signed", unit_id=unit.pk, subject=made, data={"period": period.label})
    except IntegrityError:
        raise Refused(Reason("signed", _("%(period)s已经签过了") % {"period": period.label})) from None
    return made

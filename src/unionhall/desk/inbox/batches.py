"""Steps that may be taken on several matters at once: those that ask for nothing more than to be taken.

The module's own action is used, since it may do more than the step itself (enrolling opens the link, too).
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unionhall.desk.inbox.queries import Row
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.campaigns import actions as campaigns

ENROL = "campaigns.enrolment/enrol"


def _enrol(by: Actor, enrolments: list[Any]) -> None:
    with transaction.atomic():
        for enrolment in enrolments:
            campaigns.enrol(by, enrolment)


STEPS: dict[str, tuple[Any, Callable[[Actor, list[Any]], object]]] = {
    ENROL: (_("一起报名"), _enrol),
}


def offered(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The steps that can be taken together on at least two of ``rows``, with what the button says."""
    keys = [f"{row.duty.procedure}/{row.step_key}" for row in rows]
    return [(key, str(label)) for key, (label, _take) in STEPS.items() if keys.count(key) > 1]


def take(by: Actor, duties: Sequence[Duty], step: str) -> list[str]:
    """Take ``step`` on the items of ``duties``, all or none; returns why not, empty when it was done."""
    if step not in STEPS:
        return []
    procedure = step.partition("/")[0]
    items = list(procedures.items_of(duty for duty in duties if duty.procedure == procedure).values())
    if not items:
        return [str(_("先勾上要一起办的事"))]
    try:
        STEPS[step][1](by, items)
    except Refused as refused:
        return [str(reason.text) for reason in refused.reasons]
    return []

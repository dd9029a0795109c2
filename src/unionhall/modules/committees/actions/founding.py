"""Founding a union: the application, and what the union above says to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.codes import check_uscc
from unionhall.kernel.org.events import UnitChanged
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.secrets import seal
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.committees import queries
from unionhall.modules.committees.models import Founding
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.modules.committees.procedure import APPROVE, PREPARING, REFUSE, REPORTED, WITHDRAW


@dataclass(frozen=True, slots=True)
class Application:
    """What an enterprise writes when it wants a union. ``preparers``: names, one a line."""

    name: str
    kind: str
    staff: int
    preparers: str
    contact: str
    uscc: str = ""


def apply(by: Actor, superior: Unit, application: Application) -> Founding:
    """Ask ``superior`` to let a union be prepared below it. Needs REPORT there.

    Raises Refused with everything that speaks against it (``queries.why_not_apply``) and for a code that is wrong.
    """
    by.must(CommitteePermission.REPORT, at=org_queries.path_of(superior))
    uscc, reasons = "", []
    if application.uscc.strip():
        try:
            uscc = check_uscc(application.uscc)
        except ValueError as error:
            reasons.append(Reason("committees.uscc", str(error)))
    reasons += queries.why_not_apply(superior, application.name, application.kind, uscc)
    if application.staff < 1:
        reasons.append(Reason("committees.staff", _("写上有多少职工")))
    if not application.preparers.strip():
        reasons.append(Reason("committees.preparers", _("写上筹备组有谁，至少一人")))
    if reasons:
        raise Refused(*reasons)
    founding = Founding(
        unit=superior,
        name=application.name.strip(),
        kind=application.kind,
        uscc=uscc,
        staff=application.staff,
        preparers=seal(application.preparers.strip()),
        contact=seal(application.contact.strip()),
        applied=clock.today(),
    )
    try:
        with transaction.atomic():
            procedures.begin(by, founding, data={"name": founding.name})
    except IntegrityError:  # the same application at the same moment
        raise Refused(Reason("committees.asked", _("“%(name)s”已经在申请") % {"name": founding.name})) from None
    return founding


def approve_preparation(by: Actor, founding: Founding, *, document: str) -> Unit:
    """Let the union be prepared: it stands in the tree as being founded from today. Needs APPROVE at the union above.

    Raises Refused with the reasons of the procedure and of the tree.
    """
    if not document.strip():
        raise Refused(Reason("document", _("写上批复的文号")))
    with transaction.atomic():
        # Before the step: the clock for the founding meeting counts from it.
        Founding.objects.filter(pk=founding.pk).update(approved=clock.today(), document=document.strip()[:80])
        procedures.take(by, founding, APPROVE, data={"document": document.strip()})
        unit = org.found(
            by,
            name=founding.name,
            kind=founding.kind,
            parent=founding.unit,
            uscc=founding.uscc,
            state=Unit.State.FOUNDING,
        )
        Founding.objects.filter(pk=founding.pk).update(founded=unit)
    founding.refresh_from_db()
    return unit


def hold_to_procedure(event: UnitChanged) -> None:
    """A union that is prepared here stands only when its founding meeting is approved. Called when org announces it."""
    under_way = Founding.objects.filter(founded=event.unit, state__in=(PREPARING, REPORTED))
    if event.unit.state == Unit.State.STANDING and under_way.exists():
        raise Refused(Reason("committees.procedure", _("先报成立大会的结果，批准了才成立")))


def refuse(by: Actor, founding: Founding, *, reason: str) -> None:
    """Do not let it be prepared, and say why. Needs APPROVE at the union above."""
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不批准，申请的单位看得到")))
    with transaction.atomic():
        procedures.take(by, founding, REFUSE, reason=reason.strip())
        Founding.objects.filter(pk=founding.pk).update(answer=reason.strip()[:200])
    founding.answer = reason.strip()[:200]


def withdraw(by: Actor, founding: Founding, *, reason: str) -> None:
    """Give the founding up; what stands as being founded is ended. Needs REPORT at the union above, UNIT_END for it."""
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不筹建了")))
    with transaction.atomic():
        procedures.take(by, founding, WITHDRAW, reason=reason.strip())
        if founding.founded is not None:
            org.end(by, founding.founded, on=clock.today(), reason=reason)
        Founding.objects.filter(pk=founding.pk).update(answer=reason.strip()[:200])

"""Terms: recorded, told half a year before they are full, ended with their union."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.access.elections import set_term_ends
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.events import UnitsEnded
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.committees import queries
from unionhall.modules.committees.models import Election, Term
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.modules.committees.procedure import CLOSE, FALL_DUE, REPORTED


@dataclass(frozen=True, slots=True)
class NewTerm:
    """A term that runs already, written down afterwards."""

    unit: Unit
    number: int
    since: date
    years: int


def record(by: Actor, unit: Unit, *, number: int, since: date, years: int) -> Term:
    """Write down the term that runs at ``unit``. See ``record_many``."""
    return record_many(by, [NewTerm(unit, number, since, years)])[0]


def record_many(by: Actor, rows: Sequence[NewTerm]) -> list[Term]:
    """Write down terms that run already; the elected offices there get the day on which they are full.

    Needs REPORT at every unit. Raises Refused for a unit that has a running term, a day to come, a length the law does
    not know; then none is written.
    """
    for path in org_queries.paths_of({row.unit.pk for row in rows}).values():
        by.must(CommitteePermission.REPORT, at=path)
    known = Term.objects.filter(unit__in=[row.unit for row in rows]).order_by("number")
    last = {term.unit_id: term for term in known}
    reasons = [reason for row in rows for reason in _why_not(row, last.get(row.unit.pk))]
    terms = [_term(row.unit, row.number, row.since, row.years) for row in rows]
    if reasons:
        raise Refused(*reasons)
    try:
        with transaction.atomic():
            procedures.begin_many(by, terms)
            set_term_ends({term.unit_id: term.until for term in terms})
    except IntegrityError:
        raise Refused(Reason("committees.has_term", _("已经登记了任期，不用再登记"))) from None
    return terms


def fall_due(by: Actor) -> int:
    """Let terms that are full within half a year be told so; returns how many. For the ticker, the system alone."""
    if not by.is_system:
        raise Denied("committees.terms")
    falling = list(queries.falling_due(clock.today()).select_related("unit"))
    return len(procedures.take_many(by, falling, FALL_DUE).items)


def begin_term(by: Actor, unit: Unit, *, number: int, since: date, years: int) -> Term:
    """Begin the term that follows from an approved election. Inside the caller's transaction."""
    return procedures.begin(by, _term(unit, number, since, years))


def end_term(terms: Iterable[Term], on: date) -> None:
    """A term ends where the next begins, or with its union. Inside the caller's transaction."""
    for term in terms:
        Term.objects.filter(pk=term.pk).update(ended=max(on, term.since))


def end_with_units(event: UnitsEnded) -> None:
    """No committee outlives its union, and no result waits for one that has ended. Called when org announces it."""
    terms = list(Term.objects.filter(unit_id__in=event.unit_ids, ended=None).select_related("unit"))
    if terms:
        procedures.take_many(system(), terms, CLOSE)
        end_term(terms, event.on)
    waiting = list(Election.objects.filter(of_id__in=event.unit_ids, state=REPORTED).select_related("unit", "of"))
    if waiting:
        procedures.take_many(system(), waiting, CLOSE)


def system() -> Actor:
    """Who takes the steps that follow by themselves."""
    return Actor.system(_("换届"))


def _term(unit: Unit, number: int, since: date, years: int) -> Term:
    return Term(unit=unit, number=number, since=since, until=queries.after(since, years), years=years)


def _why_not(row: NewTerm, last: Term | None) -> list[Reason]:
    values = {"unit": row.unit.name}
    reasons = queries.why_not_years(row.unit.kind, row.years, row.since)
    if row.unit.state != Unit.State.STANDING:
        reasons.append(Reason("committees.state", _("%(unit)s还没成立，或者已经撤销") % values))
    if row.since > clock.today():
        reasons.append(Reason("committees.since", _("本届开始的日期还没到")))
    if row.number < 1:
        reasons.append(Reason("committees.number", _("写上是第几届")))
    if last is not None and (last.ended is None or last.number >= row.number or last.ended > row.since):
        values |= {"number": str(last.number)}
        reasons.append(Reason("committees.has_term", _("%(unit)s已经登记了第 %(number)s 届") % values))
    return reasons

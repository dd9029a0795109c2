"""An election's result: reported by the union, approved above; then the term and the offices begin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.access import elections
from unionhall.kernel.access.queries import office_label
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.documents import phone_hash
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.kernel.people.secrets import seal
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.committees import queries
from unionhall.modules.committees.actions.terms import begin_term, end_term, system
from unionhall.modules.committees.models import Election, Founding, Term
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.modules.committees.procedure import APPROVE, FOUND, PREPARING, RENEW, REPORT, SEND_BACK
from unionhall.modules.committees.queries import Elected

CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Result:
    """What a founding meeting or an election came to. ``is_eligible``: the bans on candidates were checked."""

    held: date
    years: int
    entitled: int
    attended: int
    elected: tuple[Elected, ...]
    number: int = 0  # of the term that begins; 0 = the one after the last that is known
    is_eligible: bool = True


def report(by: Actor, unit: Unit, result: Result) -> Election:
    """Report the result to the union above. Needs REPORT at ``unit``; Refused with what speaks against the result."""
    by.must(CommitteePermission.REPORT, at=org_queries.path_of(unit))
    founding = Founding.objects.filter(founded=unit, state=PREPARING).select_related("unit").first()
    term = queries.term_of(unit)
    if reasons := _why_not(unit, result, founding, term):
        raise Refused(*reasons)
    above = org_queries.superiors(unit)
    last = Term.objects.filter(unit=unit).order_by("-number").first()
    election = Election(
        unit=above[-1] if above else unit,
        of=unit,
        founding=founding,
        number=result.number or (last.number + 1 if last else 1),
        years=result.years,
        held=result.held,
        entitled=result.entitled,
        attended=result.attended,
        details=seal(queries.as_details(result.elected)),
        reported=clock.today(),
    )
    try:
        with transaction.atomic():
            procedures.begin(by, election)
            if founding is not None:
                procedures.take(by, founding, REPORT)
            if term is not None:
                procedures.take(by, term, REPORT)
    except IntegrityError:  # reported twice in the same moment
        raise Refused(_waits()) from None
    return election


def approve_election(by: Actor, election: Election, *, document: str) -> Term:
    """Approve the result: the new term begins on the day of the election, and with it the offices.

    A union that was being founded stands from today. Needs APPROVE above, and there APPOINT and UNIT_FOUND. Raises
    Refused with the reasons of the procedure and of the offices.
    """
    if not document.strip():
        raise Refused(Reason("document", _("写上批复的文号")))
    unit, elected = election.of, queries.elected_in(election)
    sealed = seal(queries.as_details(replace(each, phone="") for each in elected))
    with transaction.atomic():
        procedures.take(by, election, APPROVE, data={"document": document.strip()})
        if election.founding is not None:
            procedures.take(by, election.founding, FOUND)
            unit = org.stand(by, unit)
        old = queries.term_of(unit)
        if old is not None:
            procedures.take(system(), old, RENEW)
            end_term([old], election.held)
        term = begin_term(by, unit, number=election.number, since=election.held, years=election.years)
        holders = [(_person(by, each), each.office) for each in elected if each.office]
        reason = _("第 %(number)s 届选举") % {"number": election.number}
        elections.seat(by, unit, holders, on=election.held, term_ends=term.until, reason=reason)
        Election.objects.filter(pk=election.pk).update(
            decided=clock.today(), document=document.strip()[:80], details=sealed
        )
    election.refresh_from_db()
    return term


def send_back(by: Actor, election: Election, *, reason: str) -> None:
    """Do not approve the result and say why; it is to be reported again. Needs APPROVE above."""
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么退回，要他们改什么")))
    sealed = seal(queries.as_details(replace(each, phone="") for each in queries.elected_in(election)))
    with transaction.atomic():
        procedures.take(by, election, SEND_BACK, reason=reason.strip())
        if election.founding is not None:
            procedures.take(by, election.founding, SEND_BACK, reason=reason.strip())
        term = queries.term_of(election.of)
        if term is not None:
            procedures.take(system(), term, SEND_BACK)
        Election.objects.filter(pk=election.pk).update(
            decided=clock.today(), answer=reason.strip()[:200], details=sealed
        )


def _why_not(unit: Unit, result: Result, founding: Founding | None, term: Term | None) -> list[Reason]:
    """What speaks against a result as it is reported."""
    if queries.open_election(unit) is not None:
        return [_waits()]
    reasons = []
    if unit.state == Unit.State.ENDED or (unit.state == Unit.State.FOUNDING and founding is None):
        reasons.append(Reason("committees.state", _("%(unit)s不在筹建，也没有成立") % {"unit": unit.name}))
    if result.held > clock.today():
        reasons.append(Reason("committees.held", _("开会的日期还没到")))
    first = founding.approved if founding else term.since if term else None
    if first is not None and result.held < first:
        values = {"day": first.isoformat()}
        reasons.append(Reason("committees.held", _("开会的日期不能早于 %(day)s") % values))
    if result.number and Term.objects.filter(unit=unit, number__gte=result.number).exists():
        reasons.append(Reason("committees.number", _("第 %(number)s 届已经登记过了") % {"number": result.number}))
    reasons += queries.why_not_years(unit.kind, result.years, result.held)
    reasons += queries.why_not_quorum(result.entitled, result.attended, result.held)
    chairs = [each for each in result.elected if each.office == CHAIR]
    if len(chairs) != 1:
        reasons.append(Reason("committees.chair", _("写上选出的%(chair)s，一人") % {"chair": office_label(CHAIR)}))
    names = [normalise(each.name) for each in result.elected]
    if len(set(names)) < len(names):
        reasons.append(Reason("committees.twice", _("同一个人写了两遍")))
    if not result.is_eligible:
        rules = law.listed(law.rule(each, clock.today()).cite() for each in ("TUL-10", "CH-06"))
        said = law.Sentence(_("先按%(law)s核对选出的人，再勾上"), law=rules)
        reasons.append(Reason("committees.eligible", said))
    return reasons


def _waits() -> Reason:
    return Reason("committees.waits", _("上一份选举结果还在等批复"))


def _person(by: Actor, elected: Elected) -> Person:
    """Who is on file under this name and telephone, else somebody new."""
    known = Person.objects.filter(
        phone_hash=phone_hash(elected.phone), name_key=normalise(elected.name), merged_into=None
    ).first()
    return known or people.add_people(by, [people.NewPerson(name=elected.name, phone=elected.phone)])[0]

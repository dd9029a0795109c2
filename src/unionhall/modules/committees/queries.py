"""Reading foundings, terms and elections, and what speaks against them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Reason
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.modules.committees.models import Election, Founding, Term
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.modules.committees.procedure import ASKED, NOTICE_DAYS, PREPARING, REPORTED

SOON_DAYS = 30
OVERDUE, SOON, NEAR, NONE = "overdue", "soon", "near", "none"


@dataclass(frozen=True, slots=True)
class Elected:
    """One person who was elected: name, telephone ("" once it is decided) and office ("" for a plain member)."""

    name: str
    phone: str = ""
    office: str = ""


def elected_in(election: Election) -> list[Elected]:
    """Who was elected, the chair first."""
    return [Elected(**each) for each in json.loads(election.details)]


def as_details(elected: Iterable[Elected]) -> str:
    """The same as it is stored."""
    return json.dumps([asdict(each) for each in elected], ensure_ascii=False)


def lawful_years(kind: str, on: date) -> tuple[int, ...]:
    """How many years a committee's term may have at a kind of unit; none where it has no committee."""
    rule = _term_rule(kind, on)
    return rule.numbers if rule else ()


def term_law(kind: str, on: date) -> str:
    """The article on the length of terms, as it is cited; "" where there is no committee."""
    rule = _term_rule(kind, on)
    return rule.cite() if rule else ""


def _term_rule(kind: str, on: date) -> law.Rule | None:
    """The rule on the length of terms; before the versions that are kept, the present one."""
    declared = kinds.get(kind)
    if declared is None or not declared.term_rule:
        return None
    try:
        return law.rule(declared.term_rule, on)
    except LookupError:
        return law.rule(declared.term_rule, clock.today())


def after(since: date, years: int) -> date:
    """The same day so many years later; 28 February where there is no 29th."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return since.replace(year=since.year + years, day=28)


def why_not_years(kind: str, years: int, on: date) -> list[Reason]:
    """Why a term may not have so many years."""
    lawful = lawful_years(kind, on)
    if years in lawful:
        return []
    if not lawful:
        return [Reason("committees.no_committee", _("%(kind)s不设委员会，没有任期") % {"kind": kinds[kind].label})]
    years_text = _("、").join(str(n) for n in lawful)
    said = law.Sentence(_("任期只能是 %(years)s 年，依据%(law)s"), years=years_text, law=term_law(kind, on))
    return [Reason("committees.years", said)]


def why_not_quorum(entitled: int, attended: int, on: date) -> list[Reason]:
    """Why so many present could not elect: a share of those who were to come has to be there (ELE-QUO)."""
    rule = law.rule("ELE-QUO", on)
    part, whole = rule.numbers
    if attended > entitled:
        return [Reason("committees.attended", _("到会的人比应到的还多，核对一下"))]
    if attended * whole < entitled * part:
        share = law.share_text(part, whole)
        text = _("应到会的%(share)s是 %(n)s 人，没到够，选举无效，依据%(law)s")
        said = law.Sentence(text, share=share, n=-(-entitled * part // whole), law=rule.cite())
        return [Reason("committees.quorum", said)]
    return []


def why_not_apply(superior: Unit, name: str, kind: str, uscc: str) -> list[Reason]:
    """Who may not found a union below ``superior``: already has one, has asked, or it can not stand there."""
    values = {"superior": superior.name, "name": name.strip()}
    reasons = []
    if superior.state != Unit.State.STANDING:
        reasons.append(Reason("committees.superior", _("%(superior)s还没成立或者已经撤销") % values))
    if kind not in kinds or kind not in kinds[superior.kind].children:
        reasons.append(Reason("committees.kind", _("%(superior)s下面不设这类工会") % values))
    if uscc and (held := Unit.objects.filter(uscc=uscc).first()):
        values["unit"] = held.name
        reasons.append(Reason("committees.has_one", _("这个统一社会信用代码已经有工会：%(unit)s") % values))
    below = Unit.objects.filter(placements__parent=superior, placements__until=None)
    if below.filter(name=name.strip()).exists():
        reasons.append(Reason("committees.same_name", _("%(superior)s下面已经有“%(name)s”") % values))
    same = Q(unit=superior, name=name.strip())
    waiting = Founding.objects.filter(state__in=(ASKED, PREPARING, REPORTED))
    if waiting.filter(same | Q(uscc=uscc) if uscc else same).exists():
        reasons.append(Reason("committees.asked", _("“%(name)s”已经在申请或者筹建，不用再报") % values))
    return reasons


def foundings(by: Actor) -> QuerySet[Founding]:
    """Foundings at unions where the actor may report or approve, the newest first."""
    units = org_queries.ids_within(by.scope(CommitteePermission.REPORT))
    return Founding.objects.filter(unit_id__in=units).select_related("unit", "founded").order_by("-pk")


def founding_for(by: Actor, founding_id: int) -> Founding:
    """One of ``foundings``. Raises Denied if there is none or it may not be seen."""
    found = foundings(by).filter(pk=founding_id).first()
    if found is None:
        raise Denied(CommitteePermission.REPORT.value)
    return found


def election_for(by: Actor, election_id: int) -> Election:
    """One election, for those who may report or approve where it was held. Raises Denied otherwise."""
    found = Election.objects.select_related("unit", "of", "founding").filter(pk=election_id).first()
    if found is None:
        raise Denied(CommitteePermission.REPORT.value)
    by.must(CommitteePermission.REPORT, at=org_queries.path_of(found.of))
    return found


def open_election(unit: Unit) -> Election | None:
    """The result that waits for approval, for a page that has checked its reader."""
    return Election.objects.filter(of=unit, state=REPORTED).select_related("unit", "of", "founding").first()


def term_of(unit: Unit) -> Term | None:
    """The term that runs, or has run over. Takes no actor: who may see the unit may see until when it is elected."""
    return Term.objects.filter(unit=unit, ended=None).select_related("unit").first()


def founding_of(unit: Unit) -> Founding | None:
    """The founding that ``unit`` came from and that is still under way, for a page that has checked its reader."""
    return Founding.objects.filter(founded=unit, state__in=(PREPARING, REPORTED)).first()


def terms_of(unit: Unit) -> list[Term]:
    """All terms, the latest first."""
    return list(Term.objects.filter(unit=unit).order_by("-since", "-pk"))


def with_terms(by: Actor, top: Unit) -> QuerySet[Any]:
    """The units with a committee at ``top`` and below it that the actor may see, each with its running term.

    Annotated: ``number``, ``since``, ``until``, ``years``, ``term_state``; None where no term is written down.
    """
    having = [kind.key for kind in kinds.values() if kind.term_rule]
    running = Term.objects.filter(unit=OuterRef("pk"), ended=None)
    found = Unit.objects.below(org_queries.path_of(top)).within(by.scope(OrgPermission.UNIT_READ))
    return found.filter(kind__in=having, state=Unit.State.STANDING).annotate(
        until=Subquery(running.values("until")[:1]),
        since=Subquery(running.values("since")[:1]),
        number=Subquery(running.values("number")[:1]),
        years=Subquery(running.values("years")[:1]),
        term_state=Subquery(running.values("state")[:1]),
    )


def in_window(units: QuerySet[Any], window: str) -> QuerySet[Any]:
    """Those overdue, due within 30 days, within half a year, or without a term; all for any other word."""
    today = clock.today()
    if window == OVERDUE:
        return units.filter(until__lt=today)
    if window == SOON:
        return units.filter(until__gte=today, until__lte=today + timedelta(days=SOON_DAYS))
    if window == NEAR:
        return units.filter(until__gte=today, until__lte=today + timedelta(days=NOTICE_DAYS))
    return units.filter(until=None) if window == NONE else units


def by_month(units: QuerySet[Any]) -> list[tuple[date, int]]:
    """In which months of the next two years how many terms are full; months without any are left out."""
    today = clock.today()
    coming = units.filter(until__gte=today.replace(day=1), until__lt=after(today, 2)).order_by()
    found = coming.annotate(month=TruncMonth("until")).values_list("month").annotate(n=Count("pk"))
    return sorted(found)


def falling_due(on: date) -> QuerySet[Term]:
    """Terms that are full within half a year of ``on`` and have not been told so."""
    return Term.objects.filter(ended=None, state="serving", until__lte=on + timedelta(days=NOTICE_DAYS)).order_by("pk")


def impossible_terms() -> list[str]:
    """What is wrong with terms as they are stored, one English sentence each for the operator; empty when sound."""
    found = []
    by_unit: dict[int, list[Term]] = defaultdict(list)
    for term in Term.objects.select_related("unit").order_by("unit_id", "since", "pk"):
        by_unit[term.unit_id].append(term)
        where = f"unit {term.unit.code} term {term.number}"
        if term.years not in lawful_years(term.unit.kind, term.since):
            found.append(f"{where}: {term.years} years are no lawful term of a {term.unit.kind}")
        if term.until != after(term.since, term.years):
            found.append(f"{where}: {term.since} and {term.years} years do not make {term.until}")
        if term.ended is None and term.unit.state == Unit.State.ENDED:
            found.append(f"{where}: still runs, and the unit is dissolved")
    for terms in by_unit.values():
        for one, next_one in pairwise(terms):
            where = f"unit {one.unit.code} term {next_one.number}"
            if one.ended is None or one.ended > next_one.since:
                found.append(f"{where}: begins before term {one.number} ended")
            if next_one.number <= one.number:
                found.append(f"{where}: follows term {one.number}")
    return found
